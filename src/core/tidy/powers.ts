import { type RepairFinder, repairsOf } from './passage.ts';
import { texOfDigits } from './pdf-number.ts';

const raised: Readonly<Record<string, string>> = Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((c, i) => [c, String(i)]));

const lowered = (text: string): string => [...text].map(c => (c === '⁻' ? '-' : (raised[c] ?? c))).join('');

/** A lower-case word that is no preposition or conjunction: after `10−15` it says that a range was meant. */
const noun =
  /^ (?!(?:for|and|or|in|on|at|to|with|over|under|when|while|as|by|from|is|was|are|were|if|but|where|which|so|than|until|per|of|the|a)\b)\p{Ll}{2,}/u;

/**
 * Powers of ten whose exponent fell to the line, alone or after a factor: `1 · 10−4` → `$1 \cdot 10^{-4}$`,
 * `2.4 × 1022` → `$2.4 \times 10^{22}$`.
 */
export const findPowers: RepairFinder = ({ text, formulas }) => {
  if (!formulas) return [];
  return repairsOf(
    text,
    /(?<![\p{L}\d.,^_/·×⋅−]|[·×⋅∗+/^=] ?−|[·×⋅∗^/] )(?:([−-]?\d+(?:[.]\d+|(?:, ?\d{3})+(?!\d))?) ?([·⋅×∗]|(?<= )x(?= )) ?)?10(?:( ?[−–]|-|\^[−-]|\^\{[−-])(\d{1,2})(\}?)|(⁻?[⁰¹²³⁴-⁹]+)|([1-9]\d))(?![\p{L}\d^_%]|[.,]\d| ?[·×⋅∗/^+] ?[\p{L}\d(])/gu,
    match => `power of ten "${match[0]}"`,
    match => {
      const [whole, factor, times, minus, exponent, brace, superscript, fallen] = match;
      const after = text.slice(match.index + whole.length, match.index + whole.length + 24);
      if ((brace === '}') !== (minus?.includes('{') ?? false)) return undefined;
      let power: string;
      if (fallen !== undefined) {
        // Only after a factor below ten with decimals: nobody multiplies 2.4 by 1022 otherwise.
        if (factor === undefined || !/^\d\.\d+$/.test(factor) || /^ ?×/.test(after)) return undefined;
        power = fallen;
      } else if (superscript !== undefined) {
        power = lowered(superscript);
      } else if (factor === undefined) {
        if (minus !== '−' || exponent!.startsWith('0') || (Number(exponent) > 10 && noun.test(after))) return undefined;
        power = `-${exponent}`;
      } else {
        power = `-${exponent}`;
      }
      const product =
        factor === undefined
          ? ''
          : `${texOfDigits(factor.replace('−', '-'))} ${times === '×' || times === 'x' ? '\\times' : '\\cdot'} `;
      return `$${product}10^{${power}}$`;
    },
  );
};
