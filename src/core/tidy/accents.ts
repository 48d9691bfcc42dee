import { type RepairFinder, repairsOf } from './passage.ts';

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
  const whole = (letter + (combining[accent] ?? accent)).normalize('NFC');
  return whole.length === 1 ? whole : undefined;
}

/**
 * Accents beside their letter: `M¨uller` and `M ̈ uller` → `Müller`, `Poincar´e` → `Poincaré`. Only inside a word:
 * `ˆ` and `˜` belong to formulas in such texts and are left alone.
 */
export const findAccents: RepairFinder = ({ text }) =>
  repairsOf(
    text,
    /(?<=[A-Za-z])(?:([´¨ˇ˝˚¸])| ([\u0300\u0301\u0302\u0308\u030a-\u030c\u0327]) ?)([A-Za-zı])(?=[\p{L}\s.,;:)]|$)/gu,
    match => `accent beside its letter "${match[0]}"`,
    match => {
      const letter = match[3] === 'ı' ? 'i' : match[3]!;
      return composed(letter, match[1] ?? match[2]!);
    },
  );
