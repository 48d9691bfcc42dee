import type { Env, MarkdownIt, StateInline } from 'markdown-it';
import { inNote, noteEnv } from '../env.ts';
import { headingSlug } from './heading.ts';
import { place } from './place.ts';

/** What stands between the brackets of `[[Note#Heading|shown]]`. */
export interface WikilinkText {
  /** The note as named, without its heading; '' for a heading of the same note. */
  readonly target: string;
  /** What stands behind the `#`: a heading, several (`a#b`), or a block's id (`^id`); '' for none. */
  readonly heading: string;
  /** Offsets in the source. */
  readonly targetFrom: number;
  readonly targetTo: number;
  /** What stands behind the bar; undefined when there is none. */
  readonly shown: { readonly from: number; readonly to: number } | undefined;
  /** One past the closing brackets. */
  readonly end: number;
}

const LONGEST = 1000;

/**
 * Reads `[[…]]` at `open`. Links within links, as Roam has them (`[[[[EVD]] - …]]`), are read from the inside.
 */
export function readWikilink(src: string, open: number, max: number): WikilinkText | undefined {
  if (src[open] !== '[' || src[open + 1] !== '[' || src[open + 2] === '[') return undefined;
  const from = open + 2;
  const close = src.slice(from, Math.min(max, from + LONGEST)).search(/\]\]|\[\[|\n/);
  if (close < 0 || src[from + close] !== ']') return undefined;
  let to = from + close;
  // `[[a[1]]]`: the last of three brackets closes.
  while (src[to + 2] === ']' && to + 2 < max && src.slice(from, to).includes('[') && src[to] === ']') to++;
  const inner = src.slice(from, to);
  const bar = inner.indexOf('|');
  const escaped = bar > 0 && inner[bar - 1] === '\\';
  const targetTo = bar < 0 ? to : from + bar - (escaped ? 1 : 0);
  const whole = src.slice(from, targetTo);
  const hash = whole.indexOf('#');
  const target = (hash < 0 ? whole : whole.slice(0, hash)).trim();
  const heading = hash < 0 ? '' : whole.slice(hash + 1).trim();
  if (target === '' && heading === '') return undefined;
  return {
    target,
    heading,
    targetFrom: from,
    targetTo,
    shown: bar < 0 ? undefined : { from: from + bar + 1, to },
    end: to + 2,
  };
}

/** How a link without a text of its own is shown: `Note › Heading`. */
export function wikilinkName(target: string, heading: string): string {
  const parts = [target, ...heading.split('#')].map(part => part.trim()).filter(part => part !== '');
  return parts.join(' › ');
}

/** A link's target with its heading, as facts and `data-target` name it. */
export function wikilinkTarget(target: string, heading: string): string {
  return heading === '' ? target : `${target}#${heading}`;
}

/** The id of a heading or a named block in its note's page: of `a#b` the last. */
function anchorOf(heading: string): string {
  const last = heading.slice(heading.lastIndexOf('#') + 1).trim();
  return last.startsWith('^') ? last : headingSlug(last);
}

/** The tag that opens a link to another note; without `href` when nobody knows such a note. */
export function wikilinkOpenHtml(md: MarkdownIt, target: string, heading: string, env: Env | undefined): string {
  const { escapeHtml } = md.utils;
  const whole = wikilinkTarget(target, heading);
  const data = ` data-target="${escapeHtml(whole)}"`;
  const href = noteEnv(env).read(`wikilink:${whole}`);
  if (href !== undefined && href !== '') {
    const place = heading === '' || href.includes('#') ? '' : `#${anchorOf(heading)}`;
    return `<a class="wikilink"${data} href="${escapeHtml(href + place)}">`;
  }
  if (target === '') return `<a class="wikilink"${data} href="#${escapeHtml(anchorOf(heading))}">`;
  return inNote(env) ? `<a class="wikilink missing"${data} role="link" tabindex="0">` : `<a class="wikilink"${data}>`;
}

/**
 * Links to notes of the workspace, `[[Note]]`, `[[Note#Heading|shown]]`: `<a class="wikilink" data-target="Note#Heading">`
 * with the `href` of the fact `wikilink:Note#Heading` and the heading's anchor; with the class `missing` when there is no
 * such note. `meta`: `target`, `heading`, `embed: false`, `targetFrom`, `targetTo`, `textFrom`, `textTo`.
 */
export function wikilinkRule(md: MarkdownIt): void {
  md.inline.ruler.before('link', 'wikilink', wikilink);
  md.renderer.rules.wikilink_open = (tokens, index, _options, env) => {
    const { target, heading } = tokens[index]!.meta as { target: string; heading: string };
    return wikilinkOpenHtml(md, target, heading, env);
  };
  md.renderer.rules.wikilink_close = () => '</a>';
  // an address in the text of a link is no link in it
  md.core.ruler.after('linkify', 'wikilink_address', state => {
    for (const token of state.tokens) {
      if (token.type !== 'inline' || token.children === null) continue;
      let depth = 0;
      token.children = token.children.filter(({ type, info }) => {
        if (type === 'wikilink_open') depth += 1;
        else if (type === 'wikilink_close') depth -= 1;
        return depth === 0 || info !== 'auto' || !type.startsWith('link_');
      });
    }
  });
}

function wikilink(state: StateInline, silent: boolean): boolean {
  const from = state.pos;
  if (state.src[from] !== '[') return false;
  const read = readWikilink(state.src, from, state.posMax);
  if (read === undefined) return false;
  if (!silent) {
    const { target, heading, shown } = read;
    place(state.push('wikilink_open', 'a', 1), from, read.end, {
      target,
      heading,
      embed: false,
      targetFrom: read.targetFrom,
      targetTo: read.targetTo,
      textFrom: shown?.from ?? from + 2,
      textTo: shown?.to ?? read.end - 2,
    });
    if (shown !== undefined && state.src.slice(shown.from, shown.to).trim() !== '') {
      const max = state.posMax;
      state.pos = shown.from;
      state.posMax = shown.to;
      state.linkLevel++;
      state.md.inline.tokenize(state);
      state.linkLevel--;
      state.posMax = max;
    } else {
      state.push('text', '', 0).content = wikilinkName(target, heading);
    }
    state.push('wikilink_close', 'a', -1);
  }
  state.pos = read.end;
  return true;
}
