// Takes VS Code's interface in the bundles as it is. For each file that imports it, esbuild has all its names copied
// into an object of that file's own, when the code is loaded: some seventy times five hundred of them.
import { readFileSync, writeFileSync } from 'node:fs';

const copied = /[\w$]+\((require\("vscode"\))(?:,1)?\)/g;

for (const file of ['dist/extension.js', 'dist/extension.web.js']) {
  const bundle = readFileSync(file, 'utf8');
  if (!copied.test(bundle))
    throw new Error(`${file} imports vscode in another way than scripts/plain-vscode.mjs knows`);
  writeFileSync(file, bundle.replace(copied, '$1'));
}
