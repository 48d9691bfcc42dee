import type { StateInline } from 'markdown-it';
import { zoteroUri } from '../href.ts';

/** What stands in the parentheses of `[text](destination "title")`, or where a reference leads. */
export interface Destination {
  /** As written, escapes and entities undone; a Zotero URI without what notes put around it. */
  readonly href: string;
  /** Where it stands in the inline content, without angle brackets; -1 for a reference. */
  readonly hrefFrom: number;
  readonly hrefTo: number;
  readonly title: string;
  /** One past the closing parenthesis or bracket. */
  readonly end: number;
  /** The normalised label of a reference. */
  readonly label?: string;
}

/** Reads `(destination "title")`, `[label]` or nothing (a shortcut reference) after a label that ends at `labelEnd`. */
export function readDestination(
  state: StateInline,
  labelStart: number,
  labelEnd: number,
  allowed: (href: string) => boolean,
): Destination | undefined {
  return readParentheses(state, labelEnd + 1, allowed) ?? readReference(state, labelStart, labelEnd);
}

function readParentheses(
  state: StateInline,
  open: number,
  allowed: (href: string) => boolean,
): Destination | undefined {
  const { src, posMax } = state;
  const { parseLinkDestination, parseLinkTitle } = state.md.helpers;
  if (open >= posMax || src[open] !== '(') return undefined;
  const start = skipSpace(src, open + 1, posMax);
  if (start >= posMax) return undefined;
  let pos = start;
  let href = '';
  const destination = parseLinkDestination(src, start, posMax);
  if (destination.ok) {
    if (!allowed(destination.str)) return undefined;
    href = destination.str;
    pos = destination.pos;
  }
  const bracket = src[start] === '<' && pos > start ? 1 : 0;
  let hrefFrom = start + bracket;
  let hrefTo = pos - bracket;
  const uri = zoteroUri(href);
  if (uri !== undefined) {
    while (src[hrefFrom] === '(') hrefFrom++;
    while (src[hrefTo - 1] === ')') hrefTo--;
    href = uri;
  }
  let title = '';
  const gap = skipSpace(src, pos, posMax);
  if (gap > pos && gap < posMax) {
    const read = parseLinkTitle(src, gap, posMax);
    if (read.ok) {
      title = read.str;
      pos = read.pos;
    }
  }
  pos = skipSpace(src, pos, posMax);
  if (pos >= posMax || src[pos] !== ')') return undefined;
  return { href, hrefFrom, hrefTo, title, end: pos + 1 };
}

function readReference(state: StateInline, labelStart: number, labelEnd: number): Destination | undefined {
  const { src, posMax } = state;
  const references = state.env.references;
  if (references === undefined) return undefined;
  let end = labelEnd + 1;
  let label = '';
  if (end < posMax && src[end] === '[') {
    const close = state.md.helpers.parseLinkLabel(state, end);
    if (close >= 0) {
      label = src.slice(end + 1, close);
      end = close + 1;
    }
  }
  label = state.md.utils.normalizeReference(label === '' ? src.slice(labelStart, labelEnd) : label);
  const reference = references[label];
  if (reference === undefined) return undefined;
  return { href: reference.href, hrefFrom: -1, hrefTo: -1, title: reference.title, end, label };
}

function skipSpace(src: string, from: number, max: number): number {
  let pos = from;
  while (pos < max && /[ \t\n]/.test(src[pos]!)) pos++;
  return pos;
}
