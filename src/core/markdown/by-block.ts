import { alone } from '../text.ts';
import type { NoteElement } from './elements.ts';
import type { LiveNote } from './live-note.ts';

/** A block as whoever reads it alone gets it. */
export interface BlockText {
  readonly text: string;
  /** What stands in it, with offsets from the beginning of `text`; see `LiveNote.ownElements`. */
  readonly elements: readonly NoteElement[];
}

/** Reads something of live notes, and after an edit of a note only the blocks that it touched. */
export interface BlockReader<T> {
  /** The same answer is given as long as no block has changed. */
  (note: LiveNote): T;
  /**
   * Reads block by block for whoever gives way to others in between, so that the whole is there at once when it is
   * asked for. To be left as soon as the note is edited; what was read until then is kept.
   */
  readonly ahead: (note: LiveNote) => Iterable<unknown>;
}

/**
 * Makes a reader of single blocks: it gives one reading a block, in the order of `blocks`.
 *
 * @param read must depend on nothing but the block that it is given
 * @example
 * const headingsOf = readByBlock(({ elements }) => elements.filter(({ kind }) => kind === 'heading'));
 * headingsOf(note)[note.blockAt(line)]
 */
export function readByBlock<T>(read: (block: BlockText) => T): BlockReader<readonly T[]> {
  interface Kept {
    readonly of: readonly (readonly NoteElement[])[];
    readonly readings: readonly T[];
  }
  const kept = new WeakMap<LiveNote, Kept>();
  const early = new WeakMap<readonly NoteElement[], { readonly reading: T }>();
  const readOne = (note: LiveNote, index: number, elements: readonly NoteElement[]): T => {
    const before = early.get(elements);
    if (before !== undefined) return before.reading;
    return read({ text: alone(note.text.slice(note.offsetOf(index), note.offsetOf(index + 1))), elements });
  };
  const readings = (note: LiveNote): readonly T[] => {
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
    const fresh: T[] = before?.readings.slice(0, start) ?? [];
    for (let index = start; index < end; index++) {
      const elements = of[index]!;
      const old = between.get(elements);
      fresh.push(old === undefined ? readOne(note, index, elements) : before!.readings[old]!);
    }
    const all = before === undefined || same === 0 ? fresh : fresh.concat(before.readings.slice(-same));
    kept.set(note, { of, readings: all });
    return all;
  };
  function* ahead(note: LiveNote): Iterable<unknown> {
    // after the first time there is little left to read
    if (kept.has(note)) return;
    for (let index = 0; index < note.blocks.length; index++) {
      const elements = note.ownElements(index);
      if (!early.has(elements)) early.set(elements, { reading: readOne(note, index, elements) });
      yield;
    }
  }
  return Object.assign(readings, { ahead });
}

/** Where a block begins in its note. */
export interface BlockPlace {
  readonly offset: number;
  readonly line: number;
}

/**
 * Makes a reader that finds things in blocks, and gives each where it stands in the note.
 *
 * @param find must depend on nothing but the block that it is given
 * @param moved what was found in a block that begins at `place`, as the note has it
 * @example
 * const commentsOf = findByBlock(({ text, elements }) => commentsIn(text, elements), movedProblem);
 */
export function findByBlock<T>(
  find: (block: BlockText) => readonly T[],
  moved: (found: T, place: BlockPlace) => T,
): BlockReader<readonly T[]> {
  const readingsOf = readByBlock(find);
  const kept = new WeakMap<LiveNote, { readonly readings: readonly (readonly T[])[]; readonly found: readonly T[] }>();
  const all = (note: LiveNote): readonly T[] => {
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
  return Object.assign(all, { ahead: readingsOf.ahead });
}
