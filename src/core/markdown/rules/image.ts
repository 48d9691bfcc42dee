import type { Env, MarkdownIt, StateInline, Token } from 'markdown-it';
import { inNote, noteEnv } from '../env.ts';
import { fileUri, isDrivePath } from '../href.ts';
import type { ImageAnswer } from '../live-note.ts';
import { readDestination } from './destination.ts';
import { parseWithin, place } from './place.ts';

/** An image as any of the ways to write one gives it: markdown, a wikilink, or raw HTML. */
export interface ImageSource {
  /** As the note has it, escapes and entities undone; the name in the fact `image:SOURCE`. */
  readonly source: string;
  readonly alt: string;
  readonly title?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
}

/**
 * Images `![alt](source)` and `![alt|300](source)`. Where they are loaded from, and whether at all, the fact
 * `image:SOURCE` says; without it they are plain `<img>`. `meta` has `src`, `srcFrom`, `srcTo` (-1 for a reference),
 * `alt`, `width`, `height` and `label`.
 */
export function imageRule(md: MarkdownIt): void {
  md.inline.ruler.at('image', image);
  md.renderer.rules.image = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    const image = token.meta as unknown as ImageSource;
    if (inNote(env)) return imageHtml(md, image, env);
    // Another host may have put its own address into the token.
    token.attrSet('alt', image.alt);
    if (image.width !== undefined) token.attrSet('width', image.width);
    if (image.height !== undefined) token.attrSet('height', image.height);
    return self.renderToken(tokens, index, options);
  };
}

/** Fills in a token of the type `image`. */
export function setImage(md: MarkdownIt, token: Token, image: ImageSource): void {
  const { source } = image;
  token.attrs = [
    ['src', /^\s*file:/i.test(source) ? fileUri(source.trim()) : md.normalizeLink(source)],
    ['alt', ''],
  ];
  if (image.title !== undefined) token.attrs.push(['title', image.title]);
  token.meta = { ...token.meta, ...image, src: source };
}

function image(state: StateInline, silent: boolean): boolean {
  const start = state.pos;
  if (state.src[start] !== '!' || state.src[start + 1] !== '[') return false;
  const labelEnd = state.md.helpers.parseLinkLabel(state, start + 1, false);
  if (labelEnd < 0) return false;
  const destination = readDestination(state, start + 2, labelEnd, () => true);
  state.pos = start;
  if (destination === undefined) return false;
  if (!silent) {
    const label = state.src.slice(start + 2, labelEnd);
    const token = state.push('image', 'img', 0);
    token.content = label;
    token.children = parseWithin(state, start + 2, labelEnd);
    setImage(state.md, token, {
      source: destination.href,
      ...readSize(plainText(token.children)),
      ...(destination.title === '' ? {} : { title: destination.title }),
    });
    place(token, start, destination.end, {
      srcFrom: destination.hrefFrom,
      srcTo: destination.hrefTo,
      ...(destination.label === undefined ? {} : { label: destination.label }),
    });
  }
  state.pos = destination.end;
  return true;
}

/** The alternative text without the size that Obsidian writes behind it, `alt|300` or `alt|300x200`. */
export function readSize(written: string): { alt: string; width?: number; height?: number } {
  const text = written.replace(/^\|/, '');
  const match = /^(?:(.*)\|)?\s*(\d{1,4})(?:x(\d{1,4}))?\s*$/s.exec(text);
  if (match === null || (match[1] === undefined && !written.includes('|'))) return { alt: cleanAlt(text) };
  return {
    alt: cleanAlt(match[1] ?? ''),
    width: Number(match[2]),
    ...(match[3] === undefined ? {} : { height: Number(match[3]) }),
  };
}

/** Some exporters put the whole `<img …>` tag of their own note into the alternative text: what it says is its `alt`. */
function cleanAlt(text: string): string {
  const tag = /^\s*<img\b[^>]*/i.exec(text);
  return tag ? (/\balt="([^"]*)"/i.exec(tag[0])?.[1] ?? '') : text;
}

function plainText(tokens: readonly Token[]): string {
  let text = '';
  for (const token of tokens) {
    if (token.type === 'softbreak' || token.type === 'hardbreak') text += '\n';
    else if (token.type === 'image') text += String(token.meta?.alt ?? '');
    else text += token.content;
  }
  return text;
}

/**
 * An image as HTML: `<img>`, or, when it may not or cannot be loaded, what stands in its place: a button
 * `image-held` that asks for it, or a `image-missing` with its name and the reason.
 */
export function imageHtml(md: MarkdownIt, image: ImageSource, env: Env | undefined): string {
  const { escapeHtml } = md.utils;
  const answer = readAnswer(noteEnv(env).read(`image:${image.source}`));
  const name = escapeHtml(image.alt.trim() || imageName(image.source));
  if (answer?.kind === 'held') {
    const source = escapeHtml(image.source);
    return `<button type="button" class="image-held" data-source="${source}"><span class="image-name">${name}</span> <span class="image-reason">${escapeHtml(answer.reason)}</span></button>`;
  }
  const src = answer?.kind === 'shown' ? answer.src : plainSource(md, image.source, env);
  if (answer?.kind === 'missing' || src === '') {
    const reason = answer?.kind === 'missing' ? answer.reason : 'This address is not that of an image.';
    const source = escapeHtml(image.source);
    return `<span class="image-missing" data-source="${source}"><span class="image-name">${name}</span> <span class="image-reason">${escapeHtml(reason)}</span></span>`;
  }
  const size =
    (image.width === undefined ? '' : ` width="${image.width}"`) +
    (image.height === undefined ? '' : ` height="${image.height}"`);
  const title = image.title === undefined ? '' : ` title="${escapeHtml(image.title)}"`;
  return `<img src="${escapeHtml(src)}" loading="lazy" decoding="async" alt="${escapeHtml(image.alt)}"${title}${size}>`;
}

/** The address as it is when nobody says another: only one that loads a picture and does nothing else. */
function plainSource(md: MarkdownIt, source: string, env: Env | undefined): string {
  const trimmed = source.trim();
  if (/^file:/i.test(trimmed)) return fileUri(trimmed);
  if (isDrivePath(trimmed)) return fileUri(`file:///${trimmed}`);
  if (!inNote(env)) return md.normalizeLink(source);
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === 'data') return /^data:image\/(?:gif|png|jpeg|webp|avif);/i.test(trimmed) ? trimmed : '';
  return scheme === undefined || scheme === 'http' || scheme === 'https' ? md.normalizeLink(trimmed) : '';
}

function readAnswer(fact: string | undefined): ImageAnswer | undefined {
  if (fact === undefined || fact === '') return undefined;
  return JSON.parse(fact) as ImageAnswer;
}

/** The file name at the end of an image's address, as people know it. */
export function imageName(source: string): string {
  if (/^data:/i.test(source)) return 'image';
  const tail =
    source
      .replace(/[?#].*$/s, '')
      .split(/[\\/]/)
      .filter(Boolean)
      .at(-1) ?? source;
  try {
    return decodeURIComponent(tail);
  } catch {
    return tail;
  }
}
