import { installBrowser } from './browser.ts';
import { installEditor } from './install.ts';

// Gets editor and browser before the tests begin, so that a person sees what is waited for.
installEditor()
  .then(() => installBrowser())
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
