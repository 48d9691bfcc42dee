import type { LinkElement, NoteElement } from '../../markdown/elements.ts';
import type { Edit, Range } from '../../text.ts';
import { type Annotation, physicalPage } from '../annotation.ts';
import { lineEnding } from '../insertion/place.ts';
import { asideMarkdown, markdownText } from '../template/markdown-text.ts';
import { isZoteroUri, parseZoteroUri } from '../uri.ts';
import { type QuotePlace, type QuotePlaces, quotePlace, quotePlaces } from './quote-place.ts';
import { type MergeConflict, mergeWords, wordsOf } from './words.ts';

/** A conflict with what it is about. */
export interface QuoteConflict extends MergeConflict {
  readonly field: 'quote' | 'comment';
}

/** What bringing an annotation's quotes in a note up to date takes. `edits` and the conflicts' edits never overlap. */
export interface QuoteUpdate {
  readonly edits: readonly Edit[];
  /** What both Zotero and the reader have changed: to be asked. */
  readonly conflicts: readonly QuoteConflict[];
  /** What Zotero says now and the note has no clear place for: it is left alone, and told. */
  readonly unplaced: readonly string[];
  /** How often the note quotes or links the annotation. */
  readonly places: number;
}

/**
 * Takes over what changed in Zotero (`seen` → `now`) wherever the note quotes the annotation: its words, its comment in
 * the aside behind the link, its page. Only what came from Zotero is edited: the reader's corrections, formulas, emphasis
 * and own asides stay. Without `seen`, every difference is a conflict. `places` saves reading them again for each of many.
 */
export function updateQuote(
  text: string,
  elements: readonly NoteElement[],
  seen: Annotation | undefined,
  now: Annotation,
  places: QuotePlaces = quotePlaces(elements),
): QuoteUpdate {
  const edits: Edit[] = [];
  const conflicts: QuoteConflict[] = [];
  const unplaced: string[] = [];
  const links = places.links.filter(({ key }) => key === now.key).map(({ link }) => link);
  for (const link of links) {
    const place = quotePlace(text, places, link, texts(seen?.text, now.text), texts(seen?.comment, now.comment));
    const inTable = standsInTable(text, link.range);
    if (place.quote.length > 0) {
      const written = (source: string): string => (inTable ? forCell(markdownText(source)) : markdownText(source));
      const merge = mergeWords(
        text,
        place.quote.flatMap((range, stretch) => wordsOf(text, range, formulas(elements, range), stretch)),
        seen === undefined ? undefined : written(seen.text),
        written(now.text),
      );
      edits.push(...merge.edits);
      conflicts.push(...merge.conflicts.map(conflict => ({ ...conflict, field: 'quote' as const })));
      unplaced.push(...merge.unplaced);
    }
    const comment = commentUpdate(text, elements, place, seen, now, inTable ? 'cell' : 'line');
    edits.push(...comment.edits);
    conflicts.push(...comment.conflicts);
    unplaced.push(...comment.unplaced);
    if (seen !== undefined) edits.push(...pageUpdate(text, place, seen, now));
  }
  return {
    edits: edits.sort((a, b) => a.range.from - b.range.from || a.range.to - b.range.to),
    conflicts,
    unplaced,
    places: links.length,
  };
}

/** True for what stands in a table's row, where a bar ends the cell and a line break the row. */
function standsInTable(text: string, range: Range): boolean {
  const from = text.lastIndexOf('\n', range.from - 1) + 1;
  const end = text.indexOf('\n', range.to);
  const line = text.slice(from, end < 0 ? text.length : end);
  return /^[ \t>]*\|.*\|[ \t]*\r?$/.test(line);
}

/** Markdown as it can stand in a table's cell. */
function forCell(markdown: string): string {
  return markdown.replace(/(?<!\\)\|/g, '\\|').replace(/\s*\r?\n\s*/g, ' ');
}

function texts(...all: readonly (string | undefined)[]): readonly string[] {
  return all.filter(one => one !== undefined && one !== '') as readonly string[];
}

function formulas(elements: readonly NoteElement[], within: Range): readonly Range[] {
  return elements
    .filter(element => element.kind === 'math' && element.range.from >= within.from && element.range.to <= within.to)
    .map(element => element.range);
}

interface CommentUpdate {
  readonly edits: readonly Edit[];
  readonly conflicts: readonly QuoteConflict[];
  readonly unplaced: readonly string[];
}

const unchanged: CommentUpdate = { edits: [], conflicts: [], unplaced: [] };

function commentUpdate(
  text: string,
  elements: readonly NoteElement[],
  { link, comment }: QuotePlace,
  seen: Annotation | undefined,
  now: Annotation,
  room: 'cell' | 'line',
): CommentUpdate {
  const before = seen?.comment.trim();
  const after = now.comment.trim();
  if (before === after || (before === undefined && after === '')) return unchanged;
  const prefix = continuation(text, link.range.from);
  if (comment === undefined) {
    if (after === '') return unchanged;
    const edit = newComment(text, elements, link, now.comment, prefix, room);
    if (before === '') return { ...unchanged, edits: [edit] };
    // The reader took the comment out of the note, or never had it: whether it shall come back is theirs to say.
    const { range } = edit;
    const conflict = { field: 'comment' as const, range, note: '', seen: seen?.comment, now: now.comment, edit };
    return { ...unchanged, conflicts: [conflict] };
  }
  const { contentRange, range } = comment;
  const words = wordsOf(text, contentRange, formulas(elements, contentRange));
  if (after === '') {
    const from = range.from - (/[ \t]*\r?\n?[ \t>]*$/.exec(text.slice(link.range.to, range.from))?.[0].length ?? 0);
    const edit = { range: { from, to: range.to }, insert: '' };
    const same = before !== undefined && words.map(word => word.folded).join(' ') === foldedComment(before);
    if (same) return { ...unchanged, edits: [edit] };
    const note = text.slice(contentRange.from, contentRange.to);
    const conflict = { field: 'comment' as const, range, note, seen: seen?.comment, now: '', edit };
    return { ...unchanged, conflicts: [conflict] };
  }
  const content = (source: string): string => {
    const markdown = commentContent(source, prefix, text);
    return room === 'cell' ? forCell(markdown) : markdown;
  };
  const merge = mergeWords(text, words, before === undefined ? undefined : content(before), content(after));
  const conflicts = merge.conflicts.map(conflict => ({ ...conflict, field: 'comment' as const }));
  return { edits: merge.edits, conflicts, unplaced: merge.unplaced };
}

/** A comment that the note does not have yet: on the line below its link, or right behind it where that would part a row or two links. */
function newComment(
  text: string,
  elements: readonly NoteElement[],
  link: LinkElement,
  comment: string,
  prefix: string,
  room: 'cell' | 'line',
): Edit {
  const { to } = link.range;
  if (room === 'cell') return { range: { from: to, to }, insert: ` ${forCell(asideMarkdown(comment))}` };
  const end = /[\r\n]|$/.exec(text.slice(to))!.index + to;
  const another = elements.some(
    element =>
      element.kind === 'link' && element.range.from >= to && element.range.to <= end && isZoteroUri(element.href),
  );
  if (another) return { range: { from: to, to }, insert: ` ${asideMarkdown(comment)}` };
  const aside = asideMarkdown(comment, prefix).replace(/\n/g, lineEnding(text));
  return { range: { from: end, to: end }, insert: `${lineEnding(text)}${prefix}${aside}` };
}

function commentContent(comment: string, prefix: string, text: string): string {
  return asideMarkdown(comment, prefix).slice(2, -2).replace(/\n/g, lineEnding(text));
}

function foldedComment(comment: string): string {
  const content = asideMarkdown(comment).slice(2, -2);
  return wordsOf(content, { from: 0, to: content.length })
    .map(word => word.folded)
    .join(' ');
}

/** How a further line of the paragraph at `offset` begins: its quote marks and the indentation of its list item. */
function continuation(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const start = /^(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?/.exec(text.slice(lineStart, offset))?.[0] ?? '';
  return start.replace(/[^>\t]/g, ' ');
}

/** The link's page and label, where the note still has what Zotero said seen. */
function pageUpdate(text: string, { link }: QuotePlace, seen: Annotation, now: Annotation): readonly Edit[] {
  const edits: Edit[] = [];
  const before = physicalPage(seen);
  const after = physicalPage(now);
  const written = text.slice(link.hrefRange.from, link.hrefRange.to);
  const { page } = parseZoteroUri(written).parts;
  if (after !== undefined && before !== after && page !== undefined) {
    const value = written.slice(page.from, page.to);
    if (value === String(before) || value === seen.pageLabel) {
      const range = { from: link.hrefRange.from + page.from, to: link.hrefRange.from + page.to };
      edits.push({ range, insert: String(after) });
    }
  }
  const label = seen.pageLabel === '' ? String(before ?? '') : seen.pageLabel;
  const newLabel = now.pageLabel === '' ? String(after ?? '') : now.pageLabel;
  const shown = text.slice(link.textRange.from, link.textRange.to);
  const at = shown.lastIndexOf(`p. ${label}`);
  const whole = !/[\p{L}\p{N}]/u.test(shown[at + 3 + label.length] ?? '');
  if (label !== newLabel && label !== '' && newLabel !== '' && at >= 0 && whole) {
    const from = link.textRange.from + at + 3;
    edits.push({ range: { from, to: from + label.length }, insert: markdownText(newLabel) });
  }
  return edits;
}
