import type { NoteElement } from '../markdown/elements.ts';
import type { Range } from '../text.ts';
import { type Passage, untouchable } from './passage.ts';

/** Addresses that stand bare in the text, and names of other notes. */
const address =
  /(?:https?:\/\/|www\.|zotero:\/\/|file:\/\/|mailto:|doi:|10\.\d{4,9}\/)[^\s<>]*|[\w.+-]+@[\w-]+\.[\w.-]+|!?\[\[[^[\]\n]*\]\]/giu;

function mask(text: string, ranges: readonly Range[]): string {
  let masked = '';
  let at = 0;
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const from = Math.max(at, range.from);
    if (range.to <= from) continue;
    masked += text.slice(at, from) + text.slice(from, range.to).replace(/[^\r\n]/g, untouchable);
    at = range.to;
  }
  return masked + text.slice(at);
}

/** The words of a text in lower case, whole and by their parts; pieces of words cut at a line's end are left out. */
export function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const match of text.matchAll(/[\p{L}\p{M}\u00ad]+(?:[-‐][\p{L}\p{M}\u00ad]+)*/gu)) {
    const end = match.index + match[0].length;
    if (/^[-‐\u0002]\s/u.test(text.slice(end, end + 2))) continue;
    if (/\p{L}[-‐\u0002]\s+(?:> ?)*$/u.test(text.slice(Math.max(0, match.index - 6), match.index))) continue;
    const word = match[0]
      .normalize('NFKC')
      .replace(/\u00ad/g, '')
      .replace(/‐/g, '-')
      .toLowerCase();
    words.add(word);
    if (word.includes('-')) for (const part of word.split('-')) words.add(part);
  }
  return words;
}

/**
 * The prose of a note: every paragraph, table cell and heading, with all that must not change masked. Asides are the
 * reader's own words, not a quote's, and are masked too.
 */
export function passagesOf(text: string, elements: readonly NoteElement[]): Passage[] {
  const kept: Range[] = [];
  const prose: { readonly range: Range; readonly heading: boolean }[] = [];
  let linkedHeadings = false;
  for (const element of elements) {
    if (element.kind === 'text') prose.push({ range: element.range, heading: false });
    else if (element.kind === 'heading') prose.push({ range: element.range, heading: true });
    else {
      kept.push(element.range);
      if (element.kind === 'wikilink' && element.target === '' && element.heading !== '') linkedHeadings = true;
      if (element.kind === 'link' && element.href.startsWith('#')) linkedHeadings = true;
    }
  }
  for (const match of text.matchAll(address)) kept.push({ from: match.index, to: match.index + match[0].length });
  const masked = mask(text, kept);
  const words = wordsOf(masked);
  let end = 0;
  return prose
    .sort((a, b) => a.range.from - b.range.from || Number(b.heading) - Number(a.heading))
    .filter(({ range, heading }) => {
      if (range.from < end) return false;
      end = range.to;
      return !(heading && linkedHeadings);
    })
    .map(({ range, heading }) => {
      const passage = masked.slice(range.from, range.to);
      return { text: passage, from: range.from, heading, words, formulas: !/(?<!\\)\$/.test(passage) };
    });
}
