import { type RepairFinder, repairsOf } from './passage.ts';

/** Scripts in which a zero-width space or joiner says something: where words or letters may part. */
const needsMarks =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Sinhala}\p{Extended_Pictographic}]|\ufe0f/u;

const name: Readonly<Record<string, string>> = {
  '\u00ad': 'soft hyphen',
  '\u0002': 'soft hyphen',
  '\u200b': 'zero-width space',
  '\u200c': 'zero-width non-joiner',
  '\u200d': 'zero-width joiner',
  '\u2060': 'word joiner',
  '\u2061': 'invisible function mark',
  '\u2062': 'invisible times',
  '\u2063': 'invisible comma',
  '\u2064': 'invisible plus',
  '\ufeff': 'byte order mark',
};

/**
 * Marks that nobody sees but that break searching: soft hyphens (with the line break they stood at), zero-width
 * spaces and joiners between Latin letters, MathML's invisible operators.
 */
export const findInvisible: RepairFinder = ({ text }) =>
  repairsOf(
    text,
    /(?<=\p{Ll})[\u00ad\u0002] (?=\p{Ll})|[\u00ad\u0002\u200b-\u200d\u2060-\u2064\ufeff]+/gu,
    match => name[match[0].charAt(0)] ?? 'invisible mark',
    match => {
      const before = text.slice(Math.max(0, match.index - 2), match.index);
      const after = text.slice(match.index + match[0].length, match.index + match[0].length + 2);
      if (/[\u200b-\u200d]/.test(match[0]) && (needsMarks.test(before) || needsMarks.test(after))) return undefined;
      return '';
    },
  );
