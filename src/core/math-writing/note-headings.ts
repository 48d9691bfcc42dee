import type { LiveNote } from '../markdown/live-note.ts';
import { texToUnicode } from './tex-to-unicode.ts';

/** A heading as one line of plain text. */
export interface NoteHeading {
  /** 1 to 6. */
  readonly level: number;
  /** Without markup, formulas as far as Unicode goes; '' for a heading without text. */
  readonly text: string;
  /** Its line in the note, from 0. */
  readonly line: number;
}

/**
 * The headings of a note in order, for lists that can show plain text only.
 *
 * @example noteHeadings(openNote('## With $\\alpha^2$ *math*\n')) // [{ level: 2, text: 'With α² math', line: 0 }]
 */
export function noteHeadings(note: LiveNote): readonly NoteHeading[] {
  return note.blocks.flatMap((block, index) => {
    if (block.heading === undefined) return [];
    const elements = note.elements(index);
    const heading = elements.find(element => element.kind === 'heading');
    if (heading === undefined) return [];
    let text = '';
    let rest = heading.text;
    for (const element of elements) {
      if (element.kind !== 'math' || element.range.from > heading.range.to) continue;
      const at = rest.indexOf(element.tex);
      if (at < 0) continue;
      text += rest.slice(0, at) + texToUnicode(element.tex);
      rest = rest.slice(at + element.tex.length);
    }
    return [{ level: heading.level, text: (text + rest).replace(/\s+/g, ' ').trim(), line: note.lineOf(index) }];
  });
}
