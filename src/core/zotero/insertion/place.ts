import type { NoteElement } from '../../markdown/elements.ts';
import type { NoteBlock } from '../../markdown/live-note.ts';
import type { LineIndex, Range } from '../../text.ts';

/*
 * Places in a note where whole paragraphs can be put without touching what is there: behind a block, or inside a list or
 * quote behind the item or paragraph at hand.
 */

/** A note as far as placing needs it: its text with its blocks and elements. */
export interface PlacedNote {
  readonly text: string;
  readonly blocks: readonly NoteBlock[];
  lineOf(block: number): number;
  blockAt(line: number): number;
  elements(): readonly NoteElement[];
}

/** What to write at `offset`, around and within the paragraphs put there. */
export interface Place {
  readonly offset: number;
  /** Before the first paragraph. */
  readonly before: string;
  /** Between paragraphs. */
  readonly between: string;
  /** After the last one. */
  readonly after: string;
  /** Begins each further line of a paragraph. */
  readonly linePrefix: string;
}

/** Looking further would cost more than it tells: no tool mixes line endings only far down. */
const breaksLookedAt = 200;

/** The line ending that a text uses; the one used more often where it mixes them. */
export function lineEnding(text: string): '\r\n' | '\n' {
  let breaks = 0;
  let windows = 0;
  for (let at = text.indexOf('\n'); at >= 0 && breaks < breaksLookedAt; at = text.indexOf('\n', at + 1)) {
    breaks++;
    if (text[at - 1] === '\r') windows++;
  }
  return windows * 2 > breaks ? '\r\n' : '\n';
}

/** A line without its ending. */
function lineRange(text: string, index: LineIndex, line: number): Range {
  const from = index.lineStart(line);
  let to = index.lineStart(line + 1);
  while (to > from && /[\r\n]/.test(text[to - 1]!)) to--;
  return { from, to };
}

function lineText(text: string, index: LineIndex, line: number): string {
  const { from, to } = lineRange(text, index, line);
  return text.slice(from, to);
}

/** The block's lines without the blank ones behind it: from its first to one past its last. */
export function blockLines(note: PlacedNote, index: LineIndex, block: number): { first: number; end: number } {
  const first = note.lineOf(block);
  let end = first + (note.blocks[block]?.lines ?? 0);
  while (end > first + 1 && lineText(note.text, index, end - 1).trim() === '') end--;
  return { first, end };
}

/** Paragraphs of their own, behind line `line` (its number; -1 for the note's beginning). */
export function behindLine(note: PlacedNote, index: LineIndex, line: number): Place {
  const eol = lineEnding(note.text);
  if (line < 0) {
    const next = note.text === '' ? '' : lineText(note.text, index, 0).trim() === '' ? eol : eol + eol;
    return { offset: 0, before: '', between: eol + eol, after: next, linePrefix: '' };
  }
  const { from, to } = lineRange(note.text, index, line);
  const mark = gluedEndMark(note.text.slice(from, to));
  if (mark !== undefined) {
    const joined = line > 0 && lineText(note.text, index, line - 1).trim() !== '';
    const before = mark > 0 ? eol + eol : joined ? eol : '';
    return { offset: from + mark, before, between: eol + eol, after: eol + eol, linePrefix: '' };
  }
  const last = line + 1 >= index.lineCount;
  const nextBlank = last || lineText(note.text, index, line + 1).trim() === '';
  // A file keeps its last line's ending; one that had none gets none.
  return { offset: to, before: eol + eol, between: eol + eol, after: nextBlank ? '' : eol, linePrefix: '' };
}

/** Where an importer's end mark begins that stands behind other text on its line: new text must go before it. */
function gluedEndMark(line: string): number | undefined {
  const match = /[ \t]*%%[ \t]+end[ \t][^%]*%%\s*$/i.exec(line);
  return match === null ? undefined : match.index;
}

/** Paragraphs of their own, before line `line`. */
export function beforeLine(note: PlacedNote, index: LineIndex, line: number): Place {
  const eol = lineEnding(note.text);
  const offset = index.lineStart(line);
  const gap = line === 0 || lineText(note.text, index, line - 1).trim() === '' ? '' : eol;
  return { offset, before: gap, between: eol + eol, after: eol + eol, linePrefix: '' };
}

interface Container {
  /** The quote marks and indentation before the list marker, or before the text. */
  readonly outer: string;
  readonly marker: string;
  readonly gap: string;
}

/** What stands before the text of a paragraph on its first line, when it is a quote or a list item in the plain form. */
function containerOf(prefix: string): Container | undefined {
  const match = /^((?:[ \t]*>)*[ \t]*)(?:([-*+]|\d{1,9}[.)])([ \t]+)(?:\[[ xX]\][ \t]+)?)?$/.exec(prefix);
  if (match === null) return undefined;
  const [, outer = '', marker = '', gap = ''] = match;
  return { outer, marker, gap };
}

function paragraphAt(elements: readonly NoteElement[], offset: number): NoteElement | undefined {
  return elements.find(element => element.kind === 'text' && element.range.from <= offset && offset < element.range.to);
}

/**
 * Paragraphs inside the list or quote that `offset` lies in, right behind the item or paragraph there. `undefined` where
 * there is no such place (a table, a paragraph of the note itself that is in no HTML block, nested markers on one line).
 */
export function insideContainer(
  note: PlacedNote,
  elements: readonly NoteElement[],
  index: LineIndex,
  offset: number,
): Place | undefined {
  const paragraph = paragraphAt(elements, offset);
  if (paragraph === undefined) return undefined;
  const firstLine = index.lineAt(paragraph.range.from);
  const { first: blockLine, end } = blockLines(note, index, note.blockAt(firstLine));
  const own = note.text.slice(index.lineStart(firstLine), paragraph.range.from);
  const container = containerOf(own);
  if (container === undefined || lineText(note.text, index, firstLine).includes('|')) return undefined;
  const eol = lineEnding(note.text);
  if (container.marker !== '') {
    const last = itemEnd(note.text, index, firstLine, end, container.outer);
    const loose = [last + 1, firstLine - 1].some(
      line => line > blockLine && line < end && isBlankIn(container.outer, lineText(note.text, index, line)),
    );
    const blank = loose ? eol + container.outer.trimEnd() : '';
    const marker = nextMarker(container.marker);
    const start = `${blank}${eol}${container.outer}${marker}${container.gap}`;
    const linePrefix = container.outer + ' '.repeat(marker.length + container.gap.length);
    return { offset: lineRange(note.text, index, last).to, before: start, between: start, after: '', linePrefix };
  }
  const lastLine = index.lineAt(Math.max(paragraph.range.from, paragraph.range.to - 1));
  if (container.outer === '') {
    // Between the tags of an HTML block, such as <details>, paragraphs stand between blank lines.
    const isHtml = lineText(note.text, index, note.lineOf(note.blockAt(firstLine)))
      .trimStart()
      .startsWith('<');
    const ends = lastLine + 1 < end && lineText(note.text, index, lastLine + 1).trim() === '';
    return isHtml && ends ? behindLine(note, index, lastLine) : undefined;
  }
  if (!container.outer.includes('>')) return undefined;
  const blank = `${eol}${container.outer.trimEnd()}`;
  const start = `${blank}${eol}${container.outer}`;
  const following = lastLine + 1 < end ? lineText(note.text, index, lastLine + 1) : '';
  const after = lastLine + 1 >= end || isBlankIn(container.outer, following) ? '' : blank;
  const { to } = lineRange(note.text, index, lastLine);
  return { offset: to, before: start, between: start, after, linePrefix: container.outer };
}

/** Items of their own, before the item of the list that `offset` lies in; `undefined` where there is no such item. */
export function beforeListItem(
  note: PlacedNote,
  elements: readonly NoteElement[],
  index: LineIndex,
  offset: number,
): Place | undefined {
  const paragraph = paragraphAt(elements, offset);
  if (paragraph === undefined) return undefined;
  const line = index.lineAt(paragraph.range.from);
  const container = containerOf(note.text.slice(index.lineStart(line), paragraph.range.from));
  if (container === undefined || container.marker === '') return undefined;
  const { outer, marker, gap } = container;
  const eol = lineEnding(note.text);
  const { end } = blockLines(note, index, note.blockAt(line));
  const last = itemEnd(note.text, index, line, end, outer);
  const loose = last + 1 < end && isBlankIn(outer, lineText(note.text, index, last + 1));
  const start = `${outer}${marker}${gap}`;
  const next = `${eol}${loose ? outer.trimEnd() + eol : ''}`;
  const linePrefix = outer + ' '.repeat(marker.length + gap.length);
  return { offset: index.lineStart(line), before: start, between: next + start, after: next, linePrefix };
}

/** The last line of the list item that begins on `line`, without blank lines behind it. */
function itemEnd(text: string, index: LineIndex, line: number, end: number, outer: string): number {
  let last = line;
  for (let next = line + 1; next < end; next++) {
    const content = lineText(text, index, next);
    if (isBlankIn(outer, content)) continue;
    if (!content.startsWith(outer) || !/^[ \t]/.test(content.slice(outer.length))) {
      // A lazy line still belongs to the paragraph; another marker, or text after a blank line, does not.
      if (last !== next - 1 || containerLine(content)) break;
    }
    last = next;
  }
  return last;
}

function containerLine(content: string): boolean {
  return /^[ \t>]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/.test(content);
}

/** True for a line that is empty but for the quote marks of its container. */
function isBlankIn(outer: string, content: string): boolean {
  return (outer.includes('>') ? content.replace(/[>\s]/g, '') : content.trim()) === '';
}

/** `2.` after `1.`; bullets stay what they are. */
function nextMarker(marker: string): string {
  const number = /^(\d+)([.)])$/.exec(marker);
  return number === null ? marker : `${Number(number[1]) + 1}${number[2]}`;
}

/** The one text to insert at a place for these paragraphs, whose lines end with `\n`. */
export function textAt(place: Place, paragraphs: readonly string[], eol: string): string {
  const lines = paragraphs.map(paragraph => paragraph.split('\n').join(eol + place.linePrefix));
  return `${place.before}${lines.join(place.between)}${place.after}`;
}
