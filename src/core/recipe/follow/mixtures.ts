import type { Problem } from '../../problem.ts';
import type { NoteQuantities } from '../quote/note.ts';

const speaksOfMixture =
  /\b(?:mixture|mix|blend|composition|consists?|consisting|composed|comprises?|comprising|made up|sampled?)\b/i;
const words = String.raw`(?!(?:of which|including|more|less|fewer|higher|lower|accuracy)\b)[\p{L}\d][\p{L}\p{M}\d'’/.-]{0,40}`;
const number = String.raw`(?<![\d.,–-])\d{1,2}(?:\.\d+)?\s?%`;
const shareFirst = String.raw`${number}\s+${words}(?:\s+(?!and\b|plus\b)${words}){0,3}`;
const shareLast = String.raw`${words}(?:\s+(?!and\b|plus\b)${words}){0,2}\s+\(${number}\)`;
const apart = String.raw`\s*(?:,|;)?\s*(?:(?:and|plus)\s+)?`;
const list = new RegExp(
  `(?:${shareFirst}(?:${apart}${shareFirst}){2,}|${shareLast}(?:${apart}${shareLast}){2,})`,
  'gu',
);

/** Longer paragraphs are not looked through for mixtures. */
const LONGEST = 5000;

/**
 * Shares of a mixture that come to more than the whole: a list of three or more in a sentence that speaks of one. A list
 * that comes to less may leave something out, and is not told.
 *
 * @example 'The mixture is 60% web, 30% code, 20% books.' // 60 % + 30 % + 20 % = 110 %
 */
export function checkMixtures(note: NoteQuantities, text: string): Problem[] {
  return note.paragraphs.flatMap(({ range }) => {
    const paragraph = text.slice(range.from, Math.min(range.to, range.from + LONGEST));
    if (!/%[^%]*%[^%]*%/.test(paragraph) || !speaksOfMixture.test(paragraph)) return [];
    return sentencesWith(paragraph).flatMap(({ sentence, from }): Problem[] => {
      const lists = [...sentence.matchAll(list)];
      const [first] = lists;
      if (first === undefined || lists.length > 1 || !speaksOfMixture.test(sentence.slice(0, first.index))) return [];
      const rest = sentence.slice(0, first.index) + sentence.slice(first.index + first[0].length);
      if (rest.includes('%')) return [];
      const shares = [...first[0].matchAll(new RegExp(number, 'g'))].map(match => Number(match[0].replace('%', '')));
      const sum = Math.round(shares.reduce((total, share) => total + share, 0) * 100) / 100;
      if (sum <= 101 || sum > 150) return [];
      const place = { from: range.from + from + first.index, to: range.from + from + first.index + first[0].length };
      const message = `${shares.map(share => `${share} %`).join(' + ')} = ${sum} %: the shares of a mixture come to 100 %.`;
      return [{ code: 'recipe-inconsistent', range: place, message, severity: 'information' }];
    });
  });
}

function sentencesWith(paragraph: string): readonly { readonly sentence: string; readonly from: number }[] {
  let from = 0;
  return paragraph.split(/(?<=[.!?])\s/).map(sentence => {
    const at = from;
    from += sentence.length + 1;
    return { sentence, from: at };
  });
}
