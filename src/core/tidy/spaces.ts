import type { Repair, RepairFinder } from './passage.ts';
import { repairsOf } from './passage.ts';

/** Languages that set a space before `; : ! ?` keep it: only comma and full stop, which no language spaces. */
const beforePunctuation = /(?<=[\p{L}\d)\]]) (?=[,.](?:\s(?! ?\.)|$|\ufffc))/gu;
/** Between words only: two after a sentence are many people's habit, and around signs they may be somebody's layout. */
const repeated = /(?<=[a-z\d,;’”]|[A-Z]{2})[ \u00a0\u2002-\u200a]{2,}(?=[a-z\u00df-\u017f\d(“])/g;
const insideBrackets = /(?<=\([^\s()]{1,24}) (?=\)(?:[\s,.;:)\]]|$|\ufffc))|(?<=(?:^|\s)\() (?=[^\s()]{1,24}\))/gu;
const afterYear = /(?<=\((?:[^()]{0,60}, )?\d{4}[a-z]?)\)(?=\p{Ll}{2,})/gu;

/**
 * Spaces that extraction left or lost: doubled ones between words, one before a comma or full stop, one inside a
 * bracket (`(N )`), and the one missing after a year's bracket (`(2023)and`). Line ends keep theirs: two there are a
 * line break.
 */
export const findSpaces: RepairFinder = ({ text }) => {
  const reason = (): string => 'spaces';
  const found: Repair[] = [
    ...repairsOf(text, repeated, reason, () => ' '),
    ...repairsOf(text, beforePunctuation, reason, () => ''),
    ...repairsOf(text, insideBrackets, reason, () => ''),
    ...repairsOf(text, afterYear, reason, () => ') '),
  ];
  return found.sort((a, b) => a.range.from - b.range.from);
};
