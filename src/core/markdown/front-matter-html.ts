import type { Env, MarkdownIt } from 'markdown-it';
import type { FrontMatter } from './front-matter.ts';
import { safeHref, zoteroUri } from './href.ts';

const AUTHORS = ['author', 'authors', 'creator', 'creators'];
const DATES = ['date', 'year', 'published', 'issued'];
const VENUES = ['journal', 'publication', 'publicationtitle', 'venue', 'booktitle', 'conference'];
const TAGS = ['tags', 'tag', 'keywords'];

/**
 * The front matter as a quiet header: title, authors, where and when, links and tags, and everything else folded under
 * "Details". Values may hold links, wikilinks and formulas. '' when there is nothing to show.
 */
export function frontMatterHtml(md: MarkdownIt, frontMatter: FrontMatter, env: Env): string {
  const inline = (text: string) => inlineHtml(md, text, env);
  const parts: string[] = [];
  const links: string[] = [];
  const rest: (readonly [string, unknown])[] = [];
  let title: string | undefined;
  let authors: string | undefined;
  let date: string | undefined;
  let venue: string | undefined;
  let tags: readonly string[] = [];
  for (const [key, value] of frontMatter.entries) {
    const name = key.toLowerCase();
    const text = scalar(value);
    // what is meant for the formulas alone says nothing of the note
    if (isEmpty(value) || name === 'macros') continue;
    if (name === 'title' && title === undefined && text !== undefined) title = inline(text);
    else if (AUTHORS.includes(name) && authors === undefined) authors = people(value).map(inline).join(', ');
    else if (DATES.includes(name) && date === undefined && text !== undefined) date = md.utils.escapeHtml(dayOf(text));
    else if (VENUES.includes(name) && venue === undefined && text !== undefined) venue = inline(text);
    else if (TAGS.includes(name) && tags.length === 0) tags = tagsOf(value);
    else {
      const address = text === undefined ? undefined : addressOf(name, text);
      if (address === undefined) rest.push([key, value]);
      else links.push(linkHtml(md, key, address));
    }
  }
  if (title !== undefined) parts.push(`<h1 class="front-matter-title">${title}</h1>`);
  if (authors) parts.push(`<p class="front-matter-authors">${authors}</p>`);
  const about = [venue, date, ...links].filter(part => part !== undefined && part !== '');
  if (about.length > 0)
    parts.push(`<p class="front-matter-about">${about.join(' <span aria-hidden="true">·</span> ')}</p>`);
  if (tags.length > 0) {
    const { escapeHtml } = md.utils;
    const chips = tags.map(tag => `<span class="tag" data-tag="${escapeHtml(tag)}">#${escapeHtml(tag)}</span>`);
    parts.push(`<p class="front-matter-tags">${chips.join(' ')}</p>`);
  }
  if (rest.length > 0) {
    const list = definitions(md, rest, inline, 0);
    parts.push(`<details class="front-matter-details"><summary>Details</summary>${list}</details>`);
  }
  const problem = frontMatter.problems[0];
  if (problem !== undefined) {
    parts.push(`<p class="front-matter-problem">${md.utils.escapeHtml(problem.message)}</p>`);
  }
  return parts.length === 0 ? '' : `<header class="front-matter">\n${parts.join('\n')}\n</header>\n`;
}

function inlineHtml(md: MarkdownIt, text: string, env: Env): string {
  const tokens: Parameters<typeof md.inline.parse>[3] = [];
  md.inline.parse(text.replace(/\s+/g, ' ').trim(), md, env, tokens);
  for (const token of tokens) if (token.type === 'text_special') token.type = 'text';
  return md.renderer.renderInline(tokens, md.options, env);
}

function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return undefined;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** `2020-07-15T10:00:00Z` is a day to a reader. */
function dayOf(text: string): string {
  return /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}/.exec(text)?.[1] ?? text;
}

/** Names, as text or with their parts as bibliographies have them. */
function people(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list
    .map(person => {
      const text = scalar(person);
      if (text !== undefined) return text;
      if (Array.isArray(person)) return wikilinkOf(person) ?? '';
      const { name, given, family, first, last, firstName, lastName } = (person ?? {}) as Record<string, unknown>;
      return (
        scalar(name) ??
        [given ?? firstName ?? first, family ?? lastName ?? last].flatMap(part => scalar(part) ?? []).join(' ')
      );
    })
    .filter(name => name.trim() !== '');
}

/** An unquoted `[[Note]]` is a list within a list to YAML. */
function wikilinkOf(value: readonly unknown[]): string | undefined {
  const inner = value[0];
  if (value.length !== 1 || !Array.isArray(inner) || inner.length !== 1) return undefined;
  const text = scalar(inner[0]);
  return text === undefined ? undefined : `[[${text}]]`;
}

/** A list, or a text with commas or spaces between, with or without `#`. */
function tagsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value.flat() : (scalar(value) ?? '').split(/,|，/);
  const parts = list.flatMap(item => scalar(item) ?? []);
  const tags = parts.length === 1 && !Array.isArray(value) ? parts[0]!.split(/\s+/) : parts;
  return [...new Set(tags.map(tag => tag.trim().replace(/^#/, '')).filter(tag => tag !== ''))];
}

/** The address that a value is, when it is one and nothing else. */
function addressOf(key: string, text: string): string | undefined {
  const trimmed = text.trim();
  if (key === 'doi' && /^10\.\d{4,}\/\S+$/.test(trimmed)) return `https://doi.org/${encodeURI(trimmed)}`;
  if (key === 'arxiv' && /^\d{4}\.\d{4,5}(?:v\d+)?$/.test(trimmed)) return `https://arxiv.org/abs/${trimmed}`;
  if (/\s/.test(trimmed) || !/^(?:zotero|https?|file):\/\//i.test(trimmed)) return undefined;
  return zoteroUri(trimmed) ?? safeHref(trimmed);
}

/** Keys that say no more than that there is an address. */
const NAMELESS = ['url', 'uri', 'link', 'links', 'href', 'web', 'website', 'arxiv'];

/**
 * What an address is called where its key does not tell.
 *
 * @example nameOf('https://arxiv.org/abs/2310.10631', 'url') // 'arXiv:2310.10631'
 */
function nameOf(address: string, key: string): string {
  const arxiv = /^https?:\/\/(?:www\.)?arxiv\.org\/(?:abs|pdf)\/(\d{4}\.\d{4,5}(?:v\d+)?)/i.exec(address);
  if (arxiv !== null) return `arXiv:${arxiv[1]}`;
  const host = /^https?:\/\/(?:www\.)?([^/?#:@]+)/i.exec(address)?.[1]?.toLowerCase();
  if (host === 'doi.org' || host === 'dx.doi.org') return 'doi';
  return host ?? key;
}

function linkHtml(md: MarkdownIt, key: string, address: string): string {
  const href = md.utils.escapeHtml(address);
  const name = md.utils.escapeHtml(NAMELESS.includes(key.toLowerCase()) ? nameOf(address, key) : key);
  if (zoteroUri(address) === undefined) return `<a href="${href}">${name}</a>`;
  return `<a class="chip zotero" data-zotero="${href}" href="${href}">${name}</a>`;
}

const DEEPEST = 3;

function definitions(
  md: MarkdownIt,
  entries: readonly (readonly [string, unknown])[],
  inline: (text: string) => string,
  depth: number,
): string {
  const items = entries.map(
    ([key, value]) => `<dt>${md.utils.escapeHtml(key)}</dt><dd>${valueHtml(md, value, inline, depth)}</dd>`,
  );
  return `<dl>${items.join('')}</dl>`;
}

function valueHtml(md: MarkdownIt, value: unknown, inline: (text: string) => string, depth: number): string {
  const text = scalar(value);
  if (text !== undefined) return inline(text);
  if (Array.isArray(value)) {
    const link = wikilinkOf(value);
    if (link !== undefined) return inline(link);
    if (depth >= DEEPEST) return '…';
    return value
      .map(item => valueHtml(md, item, inline, depth + 1))
      .filter(Boolean)
      .join(', ');
  }
  if (typeof value !== 'object' || value === null) return '';
  return depth >= DEEPEST ? '…' : definitions(md, Object.entries(value), inline, depth + 1);
}
