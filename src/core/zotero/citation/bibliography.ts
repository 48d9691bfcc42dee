import type { NoteElement } from '../../markdown/elements.ts';
import type { Edit } from '../../text.ts';
import { lineEnding } from '../insertion/place.ts';
import type { ReferenceEntry } from './reference.ts';

/*
 * A note's list of references. It lies between two marks, which previews do not show; only what is between them is ever
 * replaced, so that whatever the reader writes around it stays.
 */

const begin = '%% begin bibliography %%';
const end = '%% end bibliography %%';

/** The list as markdown: numbered in the given order where the style numbers, else by the alphabet. */
export function bibliographyMarkdown(entries: readonly ReferenceEntry[]): string {
  const unique = [...new Map(entries.map(entry => [entry.markdown, entry])).values()];
  if (unique.some(entry => entry.numbered)) return unique.map((entry, i) => `${i + 1}. ${entry.markdown}`).join('\n');
  return unique
    .map(entry => entry.markdown)
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0))
    .map(markdown => `- ${markdown}`)
    .join('\n');
}

function sortKey(markdown: string): string {
  return markdown
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}\s]+/gu, '')
    .toLowerCase();
}

/**
 * Brings the list of references up to date: replaces what lies between the marks, or, the first time, puts the list
 * below a heading such as `References`, or with such a heading at the note's end. No edits when nothing has changed.
 */
export function refreshBibliography(
  text: string,
  elements: readonly NoteElement[],
  entries: readonly ReferenceEntry[],
): readonly Edit[] {
  const eol = lineEnding(text);
  const list = bibliographyMarkdown(entries).replace(/\n/g, eol);
  const body = list === '' ? eol : `${eol}${eol}${list}${eol}${eol}`;
  const asides = elements.filter(element => element.kind === 'aside' && element.mark);
  const marks = asides.map(({ range }) => ({ range, words: text.slice(range.from, range.to) }));
  const first = marks.findIndex(mark => /^%%\s+begin bibliography\s+%%$/i.test(mark.words));
  const last = marks.find((mark, i) => i > first && /^%%\s+end bibliography\s+%%$/i.test(mark.words));
  const start = marks[first];
  if (start !== undefined && last !== undefined) {
    const range = { from: start.range.to, to: last.range.from };
    return text.slice(range.from, range.to) === body ? [] : [{ range, insert: body }];
  }
  if (entries.length === 0) return [];
  const block = `${begin}${body}${end}`;
  const heading = elements.findLast(
    element =>
      element.kind === 'heading' && /^(?:references|bibliography|works cited|literature)$/i.test(element.text.trim()),
  );
  if (heading !== undefined) {
    const at = lineEnd(text, heading.range.to);
    const rest = /^(?:\r?\n[ \t]*)*(?=\S)/.exec(text.slice(at))?.[0];
    const gap = rest === undefined || /\n[ \t]*\r?\n/.test(rest) ? '' : eol;
    return [{ range: { from: at, to: at }, insert: `${eol}${eol}${block}${gap}` }];
  }
  const at = text.trimEnd().length;
  const gap = at === 0 ? '' : `${eol}${eol}`;
  const tail = /\n/.test(text.slice(at)) ? '' : eol;
  return [{ range: { from: at, to: at }, insert: `${gap}# References${eol}${eol}${block}${tail}` }];
}

function lineEnd(text: string, from: number): number {
  // A heading's range may end before or behind its line break.
  let at = from;
  while (at > 0 && /[\r\n]/.test(text[at - 1]!)) at--;
  while (at < text.length && !/[\r\n]/.test(text[at]!)) at++;
  return at;
}
