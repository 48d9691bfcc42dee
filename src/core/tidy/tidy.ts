import { createNoteReader, type NoteReader, readNote } from '../markdown/note.ts';
import { applyEdits, overlaps, type Range } from '../text.ts';
import { composeEdits, type TidyEdit } from './compose.ts';
import { type TidyKind, tidyKinds } from './kinds.ts';
import { passagesOf } from './prose.ts';

export interface TidyOptions {
  /** Kinds switched on or off; a kind that is not named works as usual. */
  readonly kinds?: Readonly<Partial<Record<TidyKind, boolean>>>;
  /** Only repairs that lie within this range of the note. The whole note without it. */
  readonly within?: Range;
}

/** A repair can uncover another (a ligature in a cut word); more than a few rounds never happen. */
const mostRounds = 8;

/**
 * Repairs what a PDF's text or a web copy did to a note's prose. Changes nothing inside code, formulas, links, HTML,
 * asides or front matter. Tidying the tidied note finds nothing more.
 *
 * @param reader one that is at hand already: making one takes longer than tidying a passage
 * @returns edits in order, none overlapping, each with its kind and reason.
 * @example tidy('trained for 42, 000 steps', {})[0].insert // '42,000'
 */
export function tidy(text: string, options: TidyOptions, reader = createNoteReader()): readonly TidyEdit[] {
  let edits: TidyEdit[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const current = applyEdits(text, edits);
    const within = options.within && moved(options.within, edits);
    const found = findRepairs(current, options.kinds ?? {}, reader, within).filter(
      edit => within === undefined || (within.from <= edit.range.from && edit.range.to <= within.to),
    );
    if (found.length === 0) break;
    edits = composeEdits(text, edits, found);
  }
  return edits;
}

/** The note as it is after tidying. */
export function tidied(text: string, options: TidyOptions): string {
  return applyEdits(text, tidy(text, options));
}

/** Where a range stands after edits, all of which lie within it. */
function moved(range: Range, edits: readonly TidyEdit[]): Range {
  const grown = edits.reduce((sum, edit) => sum + edit.insert.length - (edit.range.to - edit.range.from), 0);
  return { from: range.from, to: range.to + grown };
}

function findRepairs(
  text: string,
  kinds: NonNullable<TidyOptions['kinds']>,
  reader: NoteReader,
  within: Range | undefined,
): TidyEdit[] {
  const edits: TidyEdit[] = [];
  for (const passage of passagesOf(text, readNote(text, {}, reader).elements)) {
    if (within !== undefined && (passage.from + passage.text.length < within.from || within.to < passage.from))
      continue;
    const here: TidyEdit[] = [];
    for (const { kind, usual, headings, find } of tidyKinds) {
      if (!(kinds[kind] ?? usual) || (passage.heading && !headings)) continue;
      for (const { range, insert, reason } of find(passage)) {
        const moved = { from: range.from + passage.from, to: range.to + passage.from };
        // What another kind has claimed is looked at again in the next round.
        if (here.some(edit => overlaps(edit.range, moved) || touches(edit.range, moved))) continue;
        here.push({ range: moved, insert, kind, reason });
      }
    }
    edits.push(...here.sort((a, b) => a.range.from - b.range.from));
  }
  return edits;
}

function touches(a: Range, b: Range): boolean {
  return a.to === b.from || b.to === a.from;
}
