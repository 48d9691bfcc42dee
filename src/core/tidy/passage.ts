import type { Range } from '../text.ts';

/** Stands in a passage's text for each unit that tidying must not touch: code, formulas, links, HTML, asides. */
export const untouchable = '\ufffc';

/** A stretch of running prose, as the repairs see it. */
export interface Passage {
  /** As long as the note's text there; every unit that must not change is `untouchable`. */
  readonly text: string;
  /** Where the passage begins in the note. */
  readonly from: number;
  /** A heading: others may link to it by its words. */
  readonly heading: boolean;
  /** The words of the whole note and their spellings with hyphens, in lower case. */
  readonly words: ReadonlySet<string>;
  /**
   * False where a new formula could not be told apart from what stands there: the prose holds a bare `$`.
   */
  readonly formulas: boolean;
}

/** One repair. `range` counts from the beginning of the passage and is never empty. */
export interface Repair {
  readonly range: Range;
  readonly insert: string;
  /** What was wrong, for people: `thousands: "42, 000"`. */
  readonly reason: string;
}

/** Finds all repairs of one kind in a passage, in order and without overlaps. */
export type RepairFinder = (passage: Passage) => readonly Repair[];

/**
 * Repairs from a pattern: `replace` answers the new text of a match, or `undefined` to leave it alone.
 * `pattern` needs the flag `g`.
 */
export function repairsOf(
  text: string,
  pattern: RegExp,
  reason: (match: RegExpExecArray) => string,
  replace: (match: RegExpExecArray) => string | undefined,
): Repair[] {
  const repairs: Repair[] = [];
  for (const match of text.matchAll(pattern)) {
    const insert = replace(match);
    if (insert === undefined || insert === match[0] || match[0] === '') continue;
    repairs.push({ range: { from: match.index, to: match.index + match[0].length }, insert, reason: reason(match) });
  }
  return repairs;
}
