import { type Repair, type RepairFinder, repairsOf } from './passage.ts';

/** Accents that PDF text sets beside their letter, as the combining character that belongs on it. */
const combining: Readonly<Record<string, string>> = {
  '´': '\u0301',
  '¨': '\u0308',
  ˇ: '\u030c',
  '˝': '\u030b',
  '˚': '\u030a',
  '¸': '\u0327',
};

function composed(letter: string, accent: string): string | undefined {
  const whole = ((letter === 'ı' ? 'i' : letter) + (combining[accent] ?? accent)).normalize('NFC');
  return whole.length === 1 ? whole : undefined;
}

const before =
  /(?<=\p{L})(?:([´¨ˇ˝˚])| ([\u0300\u0301\u0302\u0308\u030a-\u030c\u0327]) ?)([A-Za-zı])(?=[\p{L}\s.,;:)´¨ˇ˝˚]|$)/gu;
/** After a space only where what stands before it is no word: `Schr ¨odinger`, but `und ¨uber` are two words. */
const apart = /(?<=(?:^|[^\p{L}\p{M}])[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]{1,4}) ([´¨ˇ˝˚])([aeiouyıA-Z])(?=\p{Ll})/gu;
/** A cedilla hangs below the letter before it. */
const cedilla = /([csCSt])¸(?=\p{Ll})/gu;

/**
 * Accents beside their letter: `M¨uller` and `M ̈ uller` → `Müller`, `Poincar´e` → `Poincaré`, `Franc¸ois` →
 * `François`. Only inside a word: `ˆ` and `˜` belong to formulas in such texts and are left alone.
 */
export const findAccents: RepairFinder = ({ text }) => {
  const reason = (match: RegExpExecArray): string => `accent beside its letter "${match[0]}"`;
  const found: Repair[] = [
    ...repairsOf(text, before, reason, match => composed(match[3]!, match[1] ?? match[2]!)),
    ...repairsOf(text, apart, reason, match => composed(match[2]!, match[1]!)),
    ...repairsOf(text, cedilla, reason, match => composed(match[1]!, '¸')),
  ];
  return found.sort((a, b) => a.range.from - b.range.from);
};
