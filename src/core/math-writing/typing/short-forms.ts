import { texCommandNamed } from '../../math/commands.ts';
import type { Range } from '../../text.ts';
import { matrixSnippet } from './matrix.ts';

/** A short form that ends at the cursor, and what it stands for in the syntax of editor snippets. */
export interface ShortForm {
  readonly range: Range;
  readonly snippet: string;
}

const greek: Readonly<Record<string, string>> = {
  a: 'alpha',
  b: 'beta',
  g: 'gamma',
  d: 'delta',
  e: 'epsilon',
  z: 'zeta',
  h: 'eta',
  q: 'theta',
  i: 'iota',
  k: 'kappa',
  l: 'lambda',
  m: 'mu',
  n: 'nu',
  x: 'xi',
  p: 'pi',
  r: 'rho',
  s: 'sigma',
  t: 'tau',
  u: 'upsilon',
  f: 'phi',
  c: 'chi',
  y: 'psi',
  w: 'omega',
  G: 'Gamma',
  D: 'Delta',
  Q: 'Theta',
  L: 'Lambda',
  X: 'Xi',
  P: 'Pi',
  S: 'Sigma',
  U: 'Upsilon',
  F: 'Phi',
  Y: 'Psi',
  W: 'Omega',
};
const faces: Readonly<Record<string, string>> = {
  bb: 'mathbb',
  bf: 'mathbf',
  cal: 'mathcal',
  fr: 'mathfrak',
  rm: 'mathrm',
  sf: 'mathsf',
  bs: 'boldsymbol',
};
const structures: Readonly<Record<string, string>> = {
  sum: '\\\\sum_{${1:i=1}}^{${2:n}} $0',
  prod: '\\\\prod_{${1:i=1}}^{${2:n}} $0',
  int: '\\\\int_{${1:-\\\\infty}}^{${2:\\\\infty}} $3 \\\\, d${4:x}$0',
  lim: '\\\\lim_{${1:n \\\\to \\\\infty}} $0',
  sq: '\\\\sqrt{$1}$0',
  ff: '\\\\frac{$1}{$2}$0',
  cases: '\\\\begin{cases}\n\t$1 & \\\\text{if } $2 \\\\\\\\\n\t$3 & \\\\text{otherwise}\n\\\\end{cases}$0',
  ali: '\\\\begin{aligned}\n\t$1 &= $2 \\\\\\\\\n\t&= $0\n\\\\end{aligned}',
  norm: '\\\\lVert $1 \\\\rVert$0',
  abs: '\\\\lvert $1 \\\\rvert$0',
  par: '\\\\frac{\\\\partial $1}{\\\\partial ${2:x}}$0',
  pmx: '\\\\begin{pmatrix} $1 \\\\end{pmatrix}$0',
};

/**
 * What a short form before the cursor stands for, when one does: `;a` → `\alpha`, `bbR` → `\mathbb{R}`, `bfx` →
 * `\mathbf{x}`, `sum`, `int`, `ff`, `pmat3x3`. Only whole words count, so that nothing is taken out of a command.
 *
 * @param before the formula's TeX up to the cursor
 */
export function shortFormBefore(before: string): ShortForm | undefined {
  const at = (length: number, snippet: string): ShortForm => ({
    range: { from: before.length - length, to: before.length },
    snippet,
  });
  const letter = /;([A-Za-z])$/.exec(before);
  if (letter !== null && greek[letter[1]!] !== undefined) return at(2, `\\\\${greek[letter[1]!]}`);
  const word = /(?<![\\A-Za-z])([A-Za-z]+(?:\d+(?:x\d+)?)?)$/.exec(before)?.[1];
  if (word === undefined) return undefined;
  const matrix = matrixSnippet(word);
  if (matrix !== undefined) return at(word.length, matrix);
  const structure = structures[word];
  if (structure !== undefined) return at(word.length, structure);
  const face = /^(bb|bf|cal|fr|rm|sf|bs)([A-Za-z])$/.exec(word);
  if (face !== null) return at(word.length, `\\\\${faces[face[1]!]}{${face[2]}}`);
  if (texCommandNamed(`\\${word}`)?.glyph !== undefined && word.length > 2) return at(word.length, `\\\\${word}`);
  return undefined;
}
