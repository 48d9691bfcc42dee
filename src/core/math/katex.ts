import katex from 'katex';
import 'katex/contrib/mhchem';

/** KaTeX with chemistry (`\ce`, `\pu`). Everything that needs KaTeX imports it from here. */
export { katex };
