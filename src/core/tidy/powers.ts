import { type RepairFinder, repairsOf } from './passage.ts';
import { texOfDigits } from './pdf-number.ts';

const raised: Readonly<Record<string, string>> = Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((c, i) => [c, String(i)]));

const lowered = (text: string): string => [...text].map(c => (c === '⁻' ? '-' : (raised[c] ?? c))).join('');

/** What a small number follows: a comparison, or the name of something that is one. After anything else `10−15` may be a range. */
const smallNumber =
  /(?:[<>≤≥=≈∼~≪≫] ?|\b(?:rates?|lr|decay|tolerances?|thresholds?|epsilon|ε|ϵ|precision|accuracy|errors?|residuals?|probability|p-values?|order|below|than|magnitude|coefficients?|regularization|scale|factor)(?: (?:of|is|was|at|to|with|about|around|below|less than|smaller than|up to|down to))* (?:about |around |roughly )?|10(?:−|\^\{-)\d{1,2}\}?\$?(?:,| and| or| to|, and|, or) )$/iu;
/** Words before two numbers that are a score or a range of something countable. */
const noPower =
  /\b(?:pp?\.?|pages?|ages?|aged|years?|lines?|scores?|scored|won|lost|beat|by|wins?|rooms?|chapters?|sections?|figures?|figs?\.?|tables?|verses?|weeks?|days?|months?|between) $/i;

/**
 * Powers of ten whose exponent fell to the line, alone or after a factor: `1 · 10−4` → `$1 \cdot 10^{-4}$`,
 * `2.4 × 1022` → `$2.4 \times 10^{22}$`.
 */
export const findPowers: RepairFinder = ({ text, formulas }) => {
  if (!formulas) return [];
  return repairsOf(
    text,
    /(?<![\p{L}\d.,^_/·×⋅−]|[·×⋅∗+/^=] ?−|[·×⋅∗^/] )(?:([−-]?\d+(?:[.]\d+|(?:, ?\d{3})+(?!\d))?) ?([·⋅×∗]|(?<= )x(?= )|\*(?=10\^)) ?)?10(?:( ?[−–]|-|\^[−-]|\^\{[−-](?=\d{1,2}\}))(\d{1,2})((?<=\^\{[−-]\d{1,2})\})?|(⁻?[⁰¹²³⁴-⁹]+)|([1-9]\d))(?![\p{L}\d^_%]|[.,]\d| ?[·×⋅∗/^+] ?[\p{L}\d(])/gu,
    match => `power of ten "${match[0]}"`,
    match => {
      const [whole, factor, times, minus, exponent, , superscript, fallen] = match;
      const after = text.slice(match.index + whole.length, match.index + whole.length + 24);
      let power: string;
      if (fallen !== undefined) {
        // Only after a factor below ten with decimals: nobody multiplies 2.4 by 1022 otherwise.
        if (factor === undefined || !/^\d\.\d+$/.test(factor)) return undefined;
        if (/^(?: ?×| ?(?:px|pixels?|cells?|images?|grids?|tokens?)\b)/.test(after)) return undefined;
        power = fallen;
      } else if (superscript !== undefined) {
        power = lowered(superscript);
      } else if (factor === undefined) {
        if (minus !== '−' || exponent!.startsWith('0')) return undefined;
        const before = text.slice(Math.max(0, match.index - 40), match.index);
        if (noPower.test(before) || (Number(exponent) > 10 && !smallNumber.test(before))) return undefined;
        power = `-${exponent}`;
      } else {
        power = `-${exponent}`;
      }
      const product =
        factor === undefined
          ? ''
          : `${texOfDigits(factor.replace('−', '-'))} ${times === '×' || times === 'x' ? '\\times' : '\\cdot'} `;
      return `$${product}10^${power.length === 1 ? power : `{${power}}`}$`;
    },
  );
};
