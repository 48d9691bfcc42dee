import { alone } from '../text.ts';
import type { NoteElement } from './elements.ts';
import type { LiveNote } from './live-note.ts';

/** A block as whoever reads it alone gets it. */
export interface BlockText {
  readonly text: string;
  /** What stands in it, with offsets from the beginning of `text`; see `LiveNote.ownElements`. */
  readonly elements: readonly NoteElement[];
}

/**
 * Reads something of each block of a live note, and after an edit only of the blocks that it touched: one reading a
 * block, in the order of `blocks`. The same array is given as long as no block has changed.
 *
 * @param read must depend on nothing but the block that it is given
 * @example
 * const headingsOf = readByBlock(({ elements }) => elements.filter(({ kind }) => kind === 'heading'));
 * headingsOf(note)[note.blockAt(line)]
 */
export function readByBlock<T>(read: (block: BlockText) => T): (note: LiveNote) => readonly T[] {
  const kept = new WeakMap<
    LiveNote,
    { readonly of: readonly (readonly NoteElement[])[]; readonly readings: readonly T[] }
  >();
  return note => {
    const of = note.ownElements();
    const before = kept.get(note);
    if (before?.of === of) return before.readings;
    let start = 0;
    let same = 0;
    if (before !== undefined) {
      const most = Math.min(of.length, before.of.length);
      while (start < most && of[start] === before.of[start]) start++;
      if (start === of.length && start === before.of.length) return before.readings;
      while (same < most - start && of.at(-1 - same) === before.of.at(-1 - same)) same++;
    }
    const end = of.length - same;
    const between = new Map(before?.of.slice(start, before.of.length - same).map((own, at) => [own, start + at]));
    const readings: T[] = before?.readings.slice(0, start) ?? [];
    for (let index = start; index < end; index++) {
      const elements = of[index]!;
      const old = between.get(elements);
      if (old !== undefined) readings.push(before!.readings[old]!);
      else {
        const text = alone(note.text.slice(note.offsetOf(index), note.offsetOf(index + 1)));
        readings.push(read({ text, elements }));
      }
    }
    const all = before === undefined || same === 0 ? readings : readings.concat(before.readings.slice(-same));
    kept.set(note, { of, readings: all });
    return all;
  };
}

/** Where a block begins in its note. */
export interface BlockPlace {
  readonly offset: number;
  readonly line: number;
}

/**
 * Finds things in the blocks of a live note, each where it stands in the note; after an edit only the blocks that it
 * touched are searched. The same array is given as long as no block has changed.
 *
 * @param find must depend on nothing but the block that it is given
 * @param moved what was found in a block that begins at `place`, as the note has it
 * @example
 * const commentsOf = findByBlock(({ text, elements }) => commentsIn(text, elements), movedProblem);
 */
export function findByBlock<T>(
  find: (block: BlockText) => readonly T[],
  moved: (found: T, place: BlockPlace) => T,
): (note: LiveNote) => readonly T[] {
  const readingsOf = readByBlock(find);
  const kept = new WeakMap<LiveNote, { readonly readings: readonly (readonly T[])[]; readonly found: readonly T[] }>();
  return note => {
    const readings = readingsOf(note);
    const before = kept.get(note);
    if (before?.readings === readings) return before.found;
    const found: T[] = [];
    for (let index = 0; index < readings.length; index++) {
      const own = readings[index]!;
      if (own.length === 0) continue;
      const place = { offset: note.offsetOf(index), line: note.lineOf(index) };
      for (const each of own) found.push(moved(each, place));
    }
    kept.set(note, { readings, found });
    return found;
  };
}
