import { type RepairFinder, repairsOf } from './passage.ts';

/** Words after which two numbers are a list, a page range, a year … rather than one number. */
const listsBefore =
  /(?:\b(?:pp?|pages?|figs?|figures?|tables?|eqs?|equations?|sections?|secs?|chapters?|refs?|nos?|vol|between|either|both|years?)\.? ?|[[({,;/–−-] ?|\d,? (?:and |or |to )?)$/i;
const listsAfter = /^(?: ?[,/–−-] ?\d| ?[\])}]? ?(?:and|or|to|und|et|respectively)\b|[\])}])/i;
/** Words before a number that is one: "kernels of size 3, 128 filters" has none of them. */
const measuresBefore =
  /\b(?:(?:total|sum|average|mean|corpus|set|number) of|about|approximately|roughly|around|nearly|almost|over|than|least|most|contain(?:s|ed|ing)?|compris(?:es|ed|ing)|includ(?:es|ed|ing)|collect(?:s|ed|ing)?|total(?:s|ing)?) $/i;
/** A word that follows a number as what it counts: no verb, no preposition. */
const counted =
  /^[ -](?!(?:were|was|are|is|has|have|had|with|for|from|than|that|when|while|where|which|who|but|then|into|over|under|after|before|per|via|did|does|can|will|would|may|also|only|not|using|because|since|until|between|among)\b)\p{Ll}{3,}/u;

/**
 * Thousands that mathematics in the PDF set apart: `42, 000 steps` → `42,000 steps`.
 *
 * `, 000` and `, 024` are never the next item of a list; any other three digits are joined only where the words around
 * say that it is one number and nothing says that it is a list.
 */
export const findThousands: RepairFinder = ({ text }) =>
  repairsOf(
    text,
    /(?<![\d.,^_\p{L}])([1-9]\d{0,2}(?:, ?\d{3})*, \d{3}(?:, ?\d{3})*)(?![\d%]|[.,]\d)/gu,
    match => `thousands "${match[0]}"`,
    match => {
      const before = text.slice(Math.max(0, match.index - 24), match.index);
      const after = text.slice(match.index + match[0].length, match.index + match[0].length + 24);
      const groups = match[0].split(/, ?/).slice(1);
      const joined = match[0].replaceAll(', ', ',');
      if (/(?:, ?|\d )$/.test(before) || /^, ?\d/.test(after)) return undefined;
      // "100, 000, 200, 000": after 000 another number begins, which is sure only where all of them end so.
      if (/^0/.test(groups[0]!) && groups.some((group, at) => group[0] !== '0' && groups[at - 1] === '000')) {
        return /^(?:[1-9]\d{0,2}, ?000(?:, |$))+$/.test(match[0]) ? match[0].replace(/, ?000/g, ',000') : undefined;
      }
      // Nobody writes 000 or 024 as the next item of a list.
      if (groups.some(group => group.startsWith('0'))) return joined;
      if (groups.length > 1) return undefined;
      if (listsBefore.test(before) || listsAfter.test(after)) return undefined;
      const measured = measuresBefore.test(before) || (/^\d\d/.test(match[0]) && / of $/.test(before));
      return measured && counted.test(after) ? joined : undefined;
    },
  );
