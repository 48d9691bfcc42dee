import katex from 'katex';
import 'katex/contrib/mhchem';
import { type FunctionMacro, type MacroContext, newCommandMacros } from './new-command.ts';

/** Characters of chemistry (`\ce`, `\pu`) that one formula may hold: mhchem reads them in quadratic time. */
export const mostChemistry = 1_000;

/** Thrown when a formula has more chemistry than `mostChemistry`. */
export class TooMuchChemistry extends Error {}

/** The characters of chemistry that the formula being read had so far. */
const chemistrySoFar = new WeakMap<MacroContext, number>();

function limited(read: FunctionMacro): FunctionMacro {
  return context => {
    const [argument = []] = context.consumeArgs(1);
    const sum = argument.reduce((length, { text }) => length + text.length, chemistrySoFar.get(context) ?? 0);
    if (sum > mostChemistry) throw new TooMuchChemistry();
    chemistrySoFar.set(context, sum);
    return read(Object.assign(Object.create(context), { consumeArgs: () => [argument] }));
  };
}

/** KaTeX shows the table of its own macros, mhchem's among them, only to a macro that is being expanded. */
function ownMacros(): void {
  const change: FunctionMacro = ({ macros: { builtins } }) => {
    for (const name of ['\\ce', '\\pu']) builtins[name] = limited(builtins[name] as FunctionMacro);
    // MathJax has it, so notes do
    builtins['\\mbox'] = '\\text';
    Object.assign(
      builtins,
      newCommandMacros((message, token) => new katex.ParseError(message, token as object)),
    );
    return '';
  };
  katex.renderToString('\\change', { macros: { '\\change': change as unknown as string } });
}

ownMacros();

/** KaTeX with chemistry. Everything that needs KaTeX imports it from here. */
export { katex };
