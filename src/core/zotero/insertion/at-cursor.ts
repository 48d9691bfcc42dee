import { readFrontMatter } from '../../markdown/front-matter.ts';
import { type Edit, LineIndex, type Range } from '../../text.ts';
import { behindLine, blockLines, insideContainer, lineEnding, type Place, type PlacedNote, textAt } from './place.ts';

/**
 * Inserts paragraphs where the cursor is: on an empty line right there, else behind the list item, quoted paragraph or
 * block that the cursor stands in. Behind it too where the empty line is one of code, a formula, an aside or the front
 * matter. Only inserts; `cursor` is where the cursor belongs afterwards.
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
  const closed = closedAround(note, offset);
  if (closed !== undefined) return behindLine(note, index, index.lineAt(Math.max(closed.from, closed.to - 1)));
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

/** What the offset lies in that paragraphs cannot be put into. */
function closedAround(note: PlacedNote, offset: number): Range | undefined {
  const front = readFrontMatter(note.text);
  if (front !== undefined && offset < front.range.to) {
    // The range takes in the line end behind the last mark.
    return { from: front.range.from, to: note.text.slice(0, front.range.to).trimEnd().length };
  }
  return note.elements().find(
    element =>
      (element.kind === 'code' || element.kind === 'math' || element.kind === 'aside') &&
      element.range.from < offset &&
      offset < element.range.to &&
      // In a list or quote, the item or the quoted paragraph has its own place behind it.
      !/^[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])/.test(lineStarting(note.text, element.range.from)) &&
      note.text.slice(element.range.from, element.range.to).trim().includes('\n'),
  )?.range;
}

function lineStarting(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset + 4);
}
