import { texOfCharacter } from '../math/characters.ts';
import type { Repair, RepairFinder } from './passage.ts';
import { readPdfNumber } from './pdf-number.ts';

const relations: Readonly<Record<string, string>> = {
  '=': '=',
  '<': '<',
  '>': '>',
  '≤': '\\leq',
  '≥': '\\geq',
  '≈': '\\approx',
};

const symbol =
  /(?<![\p{L}\p{N}_^$\\|.])([α-ωϑϕϖϱϵΓΔΘΛΞΠΣΦΨΩA-Za-z])(?:_?(\d{1,2}|[a-z])|_\{([\w,]{1,6})\})? ?([=<>≤≥≈]) ?(?=[−-]?\d)/gu;

/** What may stand before a whole statement: nothing, a word, or an opening bracket after a space. */
function standsAlone(before: string): boolean {
  if (before.trimEnd() === '') return true;
  if (/(?:^|[\s\ufffc])[([]$/.test(before)) return true;
  if (!/[\s*_]$/.test(before)) return false;
  // A formula goes on before it: an operator, or a single letter that is no word.
  return (
    !/(?:[=+\-−·×*/<>≤≥∈|^∼≈,] ?|(?:^|[\s(])[B-HJ-Zb-zα-ω] )$/.test(before) ||
    /(?:\p{L}{2,}|[)\d]|[α-ω]\d?), ?$/u.test(before)
  );
}

/**
 * Statements of one symbol's value: `θ = 1, 000, 000` → `$\theta = 1{,}000{,}000$`, `β1 = 0.9` → `$\beta_1 = 0.9$`.
 * Greek symbols always; a Latin letter only where its number is damaged too (`N = 10, 000`).
 */
export const findAssignments: RepairFinder = ({ text, formulas }) => {
  if (!formulas) return [];
  const repairs: Repair[] = [];
  for (const match of text.matchAll(symbol)) {
    const [whole, letter, index, group, relation] = match;
    const greek = texOfCharacter(letter!);
    const value = readPdfNumber(text, match.index + whole.length);
    if (value === undefined || (greek === undefined && !value.damaged)) continue;
    if (/\d+ ?, ?\d{3}$/.test(text.slice(match.index, value.to)) && /^, ?\d/.test(text.slice(value.to, value.to + 3)))
      continue;
    const before = text.slice(Math.max(0, match.index - 24), match.index);
    const after = text.slice(value.to, value.to + 8);
    if (!standsAlone(before)) continue;
    // The value goes on: an operator, a list of values, another letter.
    if (!/^(?:[\s,.;:)\]*_!?]|$)/.test(after) || /^ ?[+\-−·×*/<>≤≥=^|∼≈∈±–]/.test(after)) continue;
    if (/^[,.]\d|^, ?[−-]?\d|^ [b-zB-Zα-ω](?![\p{L}.])/u.test(after)) continue;
    const subscript = index ?? group;
    const tex = `${greek ?? letter}${subscript === undefined ? '' : subscript.length === 1 ? `_${subscript}` : `_{${subscript}}`}`;
    repairs.push({
      range: { from: match.index, to: value.to },
      insert: `$${tex} ${relations[relation!]} ${value.tex}$`,
      reason: `value of a symbol "${text.slice(match.index, value.to)}"`,
    });
  }
  return repairs;
};
