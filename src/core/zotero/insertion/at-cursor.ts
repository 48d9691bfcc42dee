import { type Edit, LineIndex } from '../../text.ts';
import { behindLine, blockLines, insideContainer, lineEnding, type Place, type PlacedNote, textAt } from './place.ts';

/**
 * Inserts paragraphs where the cursor is: on an empty line right there, else behind the list item, quoted paragraph or
 * block that the cursor stands in. Only inserts; `cursor` is where the cursor belongs afterwards.
 */
export function insertAtCursor(
  note: PlacedNote,
  offset: number,
  paragraphs: readonly string[],
): { readonly edit: Edit; readonly cursor: number } {
  const eol = lineEnding(note.text);
  const place = placeAt(note, offset, eol);
  const insert = textAt(place, paragraphs, eol);
  const { offset: at, after } = place;
  return { edit: { range: { from: at, to: at }, insert }, cursor: at + insert.length - after.length };
}

function placeAt(note: PlacedNote, offset: number, eol: string): Place {
  const index = new LineIndex(note.text);
  const line = index.lineAt(offset);
  const isBlank = (number: number): boolean =>
    number < 0 ||
    number >= index.lineCount ||
    note.text.slice(index.lineStart(number), index.lineStart(number + 1)).trim() === '';
  if (!isBlank(line)) {
    const inside = insideContainer(note, note.elements(), index, offset);
    return inside ?? behindLine(note, index, blockLines(note, index, note.blockAt(line)).end - 1);
  }
  return {
    offset: index.lineStart(line),
    before: isBlank(line - 1) ? '' : eol,
    between: eol + eol,
    after: isBlank(line + 1) ? '' : eol,
    linePrefix: '',
  };
}
