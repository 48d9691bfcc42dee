import { anchorPrefix } from './anchor.ts';
import type { NoteElement } from './elements.ts';
import { escapeHtml } from './escape-html.ts';
import type { LiveNote } from './live-note.ts';
import { rebaseHref } from './relative-href.ts';
import { headingSlug, uniqueSlug } from './rules/heading.ts';
import { unescapeHtml } from './unescape-html.ts';

/**
 * Where a part of a note stands: whole blocks, an item or paragraph within one (see `LiveNote.partHtml`), or a stretch of
 * text from the middle of one; `at` is the offset where it begins.
 */
export type NotePart =
  | { readonly kind: 'blocks'; readonly at: number; readonly from: number; readonly to: number }
  | { readonly kind: 'within'; readonly at: number; readonly block: number }
  | { readonly kind: 'text'; readonly at: number; readonly text: string };

/**
 * The part of a note that `#Heading`, `#Heading#Part` or `#^id` names: from a heading to the next of its rank, or the
 * block with that name. A heading is named by its text, with or without its markup, or by its slug. Undefined when there
 * is none.
 *
 * @param part what stands behind the first `#` of a link
 * @example partOfNote(openNote('# A\n\na\n\n# B\n'), 'A') // { kind: 'blocks', at: 0, from: 0, to: 2 }
 */
export function partOfNote(note: LiveNote, part: string): NotePart | undefined {
  const last = part.slice(part.lastIndexOf('#') + 1).trim();
  return last.startsWith('^') ? namedBlock(note, last) : underHeading(note, part.split('#'));
}

function underHeading(note: LiveNote, path: readonly string[]): NotePart | undefined {
  const headings: {
    readonly level: number;
    readonly text: string;
    /** Before and after it is made unique. */
    readonly plain: string;
    readonly slug: string;
    readonly from: number;
    readonly block: number | undefined;
  }[] = [];
  const counts = new Map<string, number>();
  for (let index = 0; index < note.blocks.length; index++) {
    let own = note.blocks[index]!.heading !== undefined;
    for (const element of note.elements(index)) {
      if (element.kind !== 'heading') continue;
      const { level, text, slug, range } = element;
      const unique = slug === '' ? '' : uniqueSlug(slug, counts);
      const block = own ? index : undefined;
      headings.push({ level, text: sameHeading(text), plain: slug, slug: unique, from: range.from, block });
      own = false;
    }
  }
  let at = -1;
  for (const name of path) {
    const wanted = sameHeading(name);
    const below = headings.slice(at + 1);
    const exact = below.findIndex(({ text, slug }) => text === wanted || slug === name.trim());
    // `[[#With $x$]]`: the marks of a formula and the like stand in no heading's text
    const bare = headingSlug(name);
    let found = exact < 0 && bare !== '' ? below.findIndex(({ plain }) => plain === bare) : exact;
    // other programs put a space where a sign stood that a link cannot hold: `$x^2$` is `$x 2$` there
    const letters = lettersOf(name);
    if (found < 0 && letters !== '') found = below.findIndex(({ text }) => lettersOf(text) === letters);
    if (found < 0) return undefined;
    at += 1 + found;
  }
  const found = headings[at]!;
  const next = headings.slice(at + 1).find(each => each.level <= found.level);
  if (found.block === undefined || (next !== undefined && next.block === undefined)) {
    return { kind: 'text', at: found.from, text: note.text.slice(found.from, next?.from ?? note.text.length) };
  }
  return { kind: 'blocks', at: found.from, from: found.block, to: next?.block ?? note.blocks.length };
}

/** Links leave out of a heading what they cannot hold, and nobody minds spaces and case. */
function sameHeading(text: string): string {
  return text
    .replaceAll('$', '')
    .replace(/[[\]|#^:%\\*_`]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}\p{M}]+/gu, '');

function namedBlock(note: LiveNote, name: string): NotePart | undefined {
  const block = (index: number): NotePart => ({ kind: 'blocks', at: note.offsetOf(index), from: index, to: index + 1 });
  for (let index = 0; index < note.blocks.length; index++) {
    const from = note.offsetOf(index);
    const source = note.text.slice(from, note.offsetOf(index + 1));
    if (!source.includes(name)) continue;
    const elements = note.elements(index);
    const lines = source.trimEnd().split(/\r\n|\n|\r/);
    // alone on its line: the name of what stands above
    if (lines.length === 1 && lines[0]!.trim() === name) {
      return index === 0 ? undefined : block(index - 1);
    }
    const holds = (element: NoteElement) => {
      if (element.kind !== 'text' && element.kind !== 'heading') return false;
      const text = note.text.slice(element.range.from, element.range.to).trimEnd();
      return text === name || (text.endsWith(name) && /\s/.test(text.charAt(text.length - name.length - 1)));
    };
    const holding = elements.filter(holds);
    if (holding.length === 0) {
      if (lines.at(-1)?.trim() === name) return block(index);
      continue;
    }
    const texts = elements.filter(({ kind }) => kind === 'text' || kind === 'heading');
    if (texts.length === 1) return block(index);
    // one item of a list, one paragraph of a quote
    return { kind: 'within', at: holding[0]!.range.from, block: index };
  }
  return undefined;
}

/**
 * The HTML of a note that is shown within another one. Its places are not those of the note around it: lines and blocks
 * that a click would go to are left out, ids get a name of their own, its tasks are only shown, and its relative links
 * are those of its own folder. A link to a heading of it that is not shown leads into the note itself.
 *
 * @param name tells this embedded note's ids from others in the same page
 * @param path of the embedded note; without it links stay as they are
 * @param around path of the note that shows it
 */
export function embeddedHtml(html: string, name: string, path?: string, around?: string): string {
  const ids = new Set(Array.from(html.matchAll(/ id="([^"]*)"/g), match => match[1]!));
  const rebased = (href: string) =>
    path === undefined || around === undefined ? href : escapeHtml(rebaseHref(unescapeHtml(href), path, around));
  return html
    .replace(/ data-(?:line|block)="\d+"/g, '')
    .replace(/<input type="checkbox" class="task"/g, '$& disabled')
    .replace(/ (href|src)="([^"]*)"/g, (_, attribute: string, href: string) => {
      if (!href.startsWith('#')) return ` ${attribute}="${rebased(href)}"`;
      const id = href.slice(1);
      const anchor = `${anchorPrefix}${decoded(id)}`;
      if (ids.has(id) || ids.has(decoded(id))) return ` href="#${name}:${id}"`;
      if (ids.has(anchor)) return ` href="#${name}:${anchor}"`;
      return path === undefined || around === undefined ? ` href="#${name}:${id}"` : ` ${attribute}="${rebased(href)}"`;
    })
    .replace(
      / aria-labelledby="([^"]*)"/g,
      (_, ids: string) => ` aria-labelledby="${ids.replace(/\S+/g, `${name}:$&`)}"`,
    )
    .replace(/ id="/g, `$&${name}:`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
