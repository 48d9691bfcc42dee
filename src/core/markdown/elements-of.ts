import type { MarkdownIt, Token } from 'markdown-it';
import type { Range } from '../text.ts';
import type { BlockRecord, PlacedMeta } from './block-record.ts';
import type { LinkElement, NoteElement } from './elements.ts';
import { definitionPlace } from './facts.ts';
import type { FrontMatter } from './front-matter.ts';
import { frontMatterOf } from './front-matter-block.ts';
import { headingSlug, headingText } from './rules/heading.ts';
import { isMathToken, mathMeta } from './rules/math-token.ts';
import { createSourceMap, type SourceMap } from './source-map.ts';

/** Meta of tokens as the rules write it; see rules/place.ts. */
type Meta = Partial<PlacedMeta> & {
  readonly href?: string;
  readonly hrefFrom?: number;
  readonly hrefTo?: number;
  readonly label?: string;
  readonly src?: string;
  readonly srcFrom?: number;
  readonly srcTo?: number;
  readonly alt?: string;
  readonly contentFrom?: number;
  readonly contentTo?: number;
  readonly content?: string;
  readonly mark?: boolean;
  readonly closed?: boolean;
  readonly target?: string;
  readonly heading?: string;
  readonly embed?: boolean;
  readonly tag?: string;
  readonly checked?: boolean;
};

const anchor = /<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/gi;

/**
 * What stands in a block, in the order of `range.from`, with offsets in the block's source.
 *
 * @param definition where the destination of a link reference stands in the whole note, if it is known
 */
export function elementsOf(md: MarkdownIt, record: BlockRecord): readonly NoteElement[] {
  const { tokens, source } = record;
  const frontMatter = frontMatterOf(tokens[0]);
  if (frontMatter !== undefined) return frontMatter.links.map(linkInFrontMatter);
  const map = createSourceMap(source, tokens);
  const found: NoteElement[] = [];
  let quotes = 0;
  let heading: Token | undefined;
  for (const token of tokens) {
    if (token.type === 'blockquote_open' || token.type === 'callout_open') quotes += 1;
    else if (token.type === 'blockquote_close' || token.type === 'callout_close') quotes -= 1;
    else if (token.type === 'heading_open') heading = token;
    else if (token.type === 'heading_close') heading = undefined;
    else if (token.type === 'inline') {
      const range = inlineRange(map, token, 0, token.content.length);
      if (heading !== undefined) {
        const text = headingText(token);
        found.push({
          kind: 'heading',
          range: map.lines(heading),
          level: Number(heading.tag.slice(1)),
          text,
          slug: headingSlug(text),
        });
      } else if (range.to > range.from) found.push({ kind: 'text', range, quoted: quotes > 0 });
      for (const child of token.children ?? []) inlineElement(child);
    } else blockElement(token);
  }
  for (const [label, { href }] of record.env.defined) {
    const hrefRange = definitionPlace(record, label);
    found.push({
      kind: 'definition',
      range: hrefRange,
      hrefRange,
      href,
      label,
    });
  }
  return found.sort((a, b) => a.range.from - b.range.from || b.range.to - a.range.to);

  function blockElement(token: Token): void {
    const meta = (token.meta ?? {}) as Meta;
    const range = map.lines(token);
    if (isMathToken(token)) {
      const { delimiter, closed } = mathMeta(token);
      const texRange = { from: map.block(token, 0), to: map.block(token, token.content.length) };
      found.push({ kind: 'math', range, texRange, tex: token.content, display: true, delimiter, closed });
    } else if (token.type === 'fence' || token.type === 'code_block') {
      const contentRange = contentOf(token, range);
      found.push({
        kind: 'code',
        range,
        contentRange,
        content: token.content,
        block: true,
        language: token.info.trim(),
      });
    } else if (token.type === 'html_block') {
      found.push({ kind: 'html', range });
      anchors(token.content, at => map.content(token, at));
    } else if (meta.contentFrom !== undefined && meta.content !== undefined && meta.from !== undefined) {
      // asides that are blocks tell places in the source
      const contentRange = { from: meta.contentFrom, to: meta.contentTo! };
      const whole = { from: meta.from, to: meta.to! };
      found.push({
        kind: 'aside',
        range: whole,
        contentRange,
        content: meta.content,
        mark: meta.mark === true,
        closed: meta.closed !== false,
      });
    }
  }

  function contentOf(token: Token, range: Range): Range {
    if (token.type === 'code_block') return range;
    const unclosed = (token.meta as Meta | null)?.closed === false;
    const first = source.indexOf('\n', range.from) + 1;
    if (first === 0) return { from: range.to, to: range.to };
    const last = unclosed ? range.to : source.lastIndexOf('\n', range.to - 1) + 1;
    return { from: first, to: Math.max(first, Math.min(range.to, last)) };
  }

  function anchors(html: string, offset: (at: number) => number): void {
    for (const match of html.matchAll(anchor)) {
      const raw = match[1] ?? match[2] ?? match[3] ?? '';
      const at = match.index + match[0].lastIndexOf(raw);
      const href = md.utils.unescapeAll(raw.replace(/\\/g, '\\\\'));
      const end = html.indexOf('>', match.index);
      const close = html.indexOf('<', end);
      found.push({
        kind: 'link',
        range: { from: offset(match.index), to: offset(end < 0 ? html.length : end + 1) },
        hrefRange: { from: offset(at), to: offset(at + raw.length) },
        href,
        textRange: { from: offset(end + 1), to: offset(close < 0 ? html.length : close) },
      });
    }
  }

  function inlineElement(token: Token): void {
    const meta = (token.meta ?? {}) as Meta;
    const { parent, from, to } = meta;
    if (parent === undefined || from === undefined || to === undefined) return;
    const place = (start: number, end: number) => inlineRange(map, parent, start, end);
    const range = place(from, to);
    if (isMathToken(token)) {
      const { delimiter, closed, texFrom, texTo } = mathMeta(token);
      const display = token.type !== 'math_inline';
      found.push({
        kind: 'math',
        range,
        texRange: place(texFrom!, texTo!),
        tex: token.content,
        display,
        delimiter,
        closed,
      });
      return;
    }
    switch (token.type) {
      case 'link_open': {
        const href = meta.href ?? String(token.attrGet('href') ?? '');
        const hrefRange =
          meta.hrefFrom === undefined ? addressIn(parent, from, to) : place(meta.hrefFrom, meta.hrefTo!);
        const textRange =
          meta.textFrom === undefined ? { from: range.from, to: range.from } : place(meta.textFrom, meta.textTo!);
        const link: LinkElement = { kind: 'link', range, hrefRange, href, textRange };
        found.push(meta.label === undefined ? link : { ...link, label: meta.label });
        break;
      }
      case 'image': {
        const src = meta.src ?? String(token.attrGet('src') ?? '');
        const srcRange = meta.srcFrom === undefined ? range : place(meta.srcFrom, meta.srcTo!);
        found.push({ kind: 'image', range, srcRange, src, alt: meta.alt ?? token.content });
        break;
      }
      case 'code_inline': {
        const ticks = token.markup.length;
        const contentRange = { from: range.from + ticks, to: Math.max(range.from + ticks, range.to - ticks) };
        found.push({ kind: 'code', range, contentRange, content: token.content, block: false, language: '' });
        break;
      }
      case 'html_inline':
        found.push({ kind: 'html', range });
        anchors(token.content, at => map.inline(parent, from + at));
        break;
      case 'aside_open':
      case 'aside_mark':
      case 'aside_lone':
        found.push({
          kind: 'aside',
          range,
          contentRange: place(meta.contentFrom ?? from, meta.contentTo ?? to),
          content: meta.content ?? '',
          mark: meta.mark === true,
          closed: meta.closed !== false,
        });
        break;
      case 'wikilink_open':
      case 'embed':
        found.push({
          kind: 'wikilink',
          range,
          target: meta.target ?? '',
          heading: meta.heading ?? '',
          embed: meta.embed === true,
        });
        break;
      case 'footnote_inline':
        for (const child of token.children ?? []) inlineElement(child);
        break;
      case 'task':
        found.push({ kind: 'task', range, checked: meta.checked === true });
        break;
      case 'equation_reference':
        found.push({
          kind: 'reference',
          range,
          label: token.content,
          textRange: place(to - 1 - token.content.length, to - 1),
        });
        break;
      case 'tag':
        found.push({ kind: 'tag', range, tag: meta.tag ?? '' });
        break;
    }
  }

  /** `<zotero://…>` and bare addresses: the link is its own text. */
  function addressIn(parent: Token, from: number, to: number): Range {
    const angle = parent.content[from] === '<' ? 1 : 0;
    return inlineRange(map, parent, from + angle, to - angle);
  }
}

function inlineRange(map: SourceMap, token: Token, from: number, to: number): Range {
  const start = map.inline(token, from);
  return { from: start, to: Math.max(start, map.inline(token, to)) };
}

/** The place of a bare address is its text and its destination. */
function linkInFrontMatter({ href, range }: FrontMatter['links'][number]): LinkElement {
  return { kind: 'link', range, hrefRange: range, href, textRange: { from: range.from, to: range.from } };
}

/**
 * Tells where the problems of a block stand, in its source: of a token, or of a range within the token's own content.
 * Whoever places several asks once, since each look needs the map of the whole block.
 */
export function problemPlaces(record: BlockRecord): (token: Token, within?: Range) => Range {
  let made: SourceMap | undefined;
  return (token, within) => {
    if (token.type === 'front_matter') return within ?? { from: 0, to: record.source.length };
    made ??= createSourceMap(record.source, record.tokens);
    return placeOfProblem(made, token, within);
  };
}

function placeOfProblem(map: SourceMap, token: Token, within?: Range): Range {
  const meta = (token.meta ?? {}) as Meta & { texFrom?: number };
  if (meta.parent !== undefined && meta.from !== undefined) {
    if (within === undefined) return inlineRange(map, meta.parent, meta.from, meta.to!);
    const base = meta.texFrom ?? meta.from;
    return inlineRange(map, meta.parent, base + within.from, base + Math.max(within.to, within.from + 1));
  }
  if (within !== undefined && token.map !== null) {
    const from = map.block(token, within.from);
    return { from, to: Math.max(from + 1, map.block(token, within.to)) };
  }
  if (meta.from !== undefined && token.map !== null && token.children === null)
    return { from: meta.from, to: meta.to! };
  return map.lines(token);
}
