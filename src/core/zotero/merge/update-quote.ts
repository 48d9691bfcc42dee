import type { NoteElement } from '../../markdown/elements.ts';
import type { Edit, Range } from '../../text.ts';
import { type Annotation, physicalPage } from '../annotation.ts';
import { lineEnding } from '../insertion/place.ts';
import { asideMarkdown, markdownText } from '../template/markdown-text.ts';
import { parseZoteroUri } from '../uri.ts';
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
  const links = places.links.filter(({ key }) => key === now.key).map(({ link }) => link);
  for (const link of links) {
    const place = quotePlace(text, places, link, texts(seen?.text, now.text), texts(seen?.comment, now.comment));
    if (place.quote !== undefined) {
      const merge = mergeWords(
        text,
        wordsOf(text, place.quote, formulas(elements, place.quote)),
        seen === undefined ? undefined : markdownText(seen.text),
        markdownText(now.text),
      );
      edits.push(...merge.edits);
      conflicts.push(...merge.conflicts.map(conflict => ({ ...conflict, field: 'quote' as const })));
    }
    const comment = commentUpdate(text, elements, place, seen, now);
    edits.push(...comment.edits);
    conflicts.push(...comment.conflicts);
    if (seen !== undefined) edits.push(...pageUpdate(text, place, seen, now));
  }
  return {
    edits: edits.sort((a, b) => a.range.from - b.range.from || a.range.to - b.range.to),
    conflicts,
    places: links.length,
  };
}

function texts(...all: readonly (string | undefined)[]): readonly string[] {
  return all.filter(one => one !== undefined && one !== '') as readonly string[];
}

function formulas(elements: readonly NoteElement[], within: Range): readonly Range[] {
  return elements
    .filter(element => element.kind === 'math' && element.range.from >= within.from && element.range.to <= within.to)
    .map(element => element.range);
}

function commentUpdate(
  text: string,
  elements: readonly NoteElement[],
  { link, comment }: QuotePlace,
  seen: Annotation | undefined,
  now: Annotation,
): { readonly edits: readonly Edit[]; readonly conflicts: readonly QuoteConflict[] } {
  const before = seen?.comment.trim();
  const after = now.comment.trim();
  if (before === after || (before === undefined && after === '')) return { edits: [], conflicts: [] };
  const prefix = continuation(text, link.range.from);
  if (comment === undefined) {
    if (after === '') return { edits: [], conflicts: [] };
    const place = { from: link.range.to, to: link.range.to };
    const insert = `${lineEnding(text)}${prefix}${asideMarkdown(now.comment, prefix).replace(/\n/g, lineEnding(text))}`;
    const edit = { range: place, insert };
    if (before === '') return { edits: [edit], conflicts: [] };
    // The reader took the comment out of the note, or never had it: whether it shall come back is theirs to say.
    const conflict = { field: 'comment' as const, range: place, note: '', seen: seen?.comment, now: now.comment, edit };
    return { edits: [], conflicts: [conflict] };
  }
  const { contentRange, range } = comment;
  const words = wordsOf(text, contentRange, formulas(elements, contentRange));
  if (after === '') {
    const from = range.from - (/[ \t]*\r?\n?[ \t>]*$/.exec(text.slice(link.range.to, range.from))?.[0].length ?? 0);
    const edit = { range: { from, to: range.to }, insert: '' };
    const same = before !== undefined && words.map(word => word.folded).join(' ') === foldedComment(before);
    if (same) return { edits: [edit], conflicts: [] };
    const note = text.slice(contentRange.from, contentRange.to);
    const conflict = { field: 'comment' as const, range, note, seen: seen?.comment, now: '', edit };
    return { edits: [], conflicts: [conflict] };
  }
  const merge = mergeWords(
    text,
    words,
    before === undefined ? undefined : commentContent(before, prefix, text),
    commentContent(after, prefix, text),
  );
  return {
    edits: merge.edits,
    conflicts: merge.conflicts.map(conflict => ({ ...conflict, field: 'comment' as const })),
  };
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
