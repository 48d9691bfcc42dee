import type { NoteQuantities, ReadParagraph } from '../quote/note.ts';

/**
 * True when what stands at an offset belongs to a paragraph: in it, or behind it with nothing but asides, figures,
 * links and more of the same quote between. Behind a heading, or behind other words, it is about something else.
 *
 * @example belongsTo(note, quote, aside.range.from)
 */
export function belongsTo(note: NoteQuantities, paragraph: ReadParagraph, offset: number): boolean {
  const { from, to } = paragraph.range;
  if (offset < to) return from <= offset;
  if (note.headings.some(heading => to <= heading && heading < offset)) return false;
  const { paragraphs } = note;
  for (let index = paragraphs.indexOf(paragraph) + 1; index < paragraphs.length; index++) {
    const between = paragraphs[index]!;
    if (between.range.from >= offset) break;
    const sameQuote = between.quoted && paragraph.quoted && between.block === paragraph.block;
    if (!between.wordless && !sameQuote) return false;
  }
  return true;
}
