import type { MarkdownIt, StateInline, Token } from 'markdown-it';
import { inNote } from '../env.ts';
import { isDrivePath, safeHref, whyDead, zoteroUri } from '../href.ts';
import { readDestination } from './destination.ts';
import { place } from './place.ts';

/**
 * Links as CommonMark has them, with the places of their parts in `meta` (`href`, `hrefFrom`, `hrefTo`, `textFrom`,
 * `textTo`, and `label` for a reference), and with links to files, which markdown-it leaves out. A link that leads
 * where a note must not lead keeps its text, loses its destination, and its title tells why.
 */
export function linkRule(md: MarkdownIt): void {
  md.inline.ruler.at('link', link);
  const original = md.renderer.rules.link_open;
  md.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    if (inNote(env)) restrict(token);
    const open = original ? original(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
    if (tokens[index + 1]?.type !== 'link_close') return open;
    return open + md.utils.escapeHtml(shownAddress(String(token.meta?.href ?? token.attrGet('href') ?? '')));
  };
}

function link(state: StateInline, silent: boolean): boolean {
  const start = state.pos;
  if (state.src[start] !== '[') return false;
  const max = state.posMax;
  const labelEnd = state.md.helpers.parseLinkLabel(state, start, true);
  if (labelEnd < 0) return false;
  const destination = readDestination(state, start + 1, labelEnd, href => isLink(state.md, href));
  state.pos = start;
  if (destination === undefined) return false;
  if (!silent) {
    state.pos = start + 1;
    state.posMax = labelEnd;
    const open = state.push('link_open', 'a', 1);
    open.attrs = [['href', attribute(state.md, destination.href)]];
    if (destination.title !== '') open.attrs.push(['title', destination.title]);
    place(open, start, destination.end, {
      href: destination.href,
      hrefFrom: destination.hrefFrom,
      hrefTo: destination.hrefTo,
      textFrom: start + 1,
      textTo: labelEnd,
      ...(destination.label === undefined ? {} : { label: destination.label }),
    });
    if (state.src.slice(start + 1, labelEnd).trim() !== '') {
      state.linkLevel++;
      state.md.inline.tokenize(state);
      state.linkLevel--;
    }
    state.push('link_close', 'a', -1);
  }
  state.pos = destination.end;
  state.posMax = max;
  return true;
}

function isLink(md: MarkdownIt, href: string): boolean {
  return /^\s*file:/i.test(href) || isDrivePath(href) || md.validateLink(md.normalizeLink(href));
}

/** Zotero and file URIs stay as they are: encoding them again would make others of them. */
function attribute(md: MarkdownIt, href: string): string {
  const isFile = /^\s*file:/i.test(href) || isDrivePath(href);
  return zoteroUri(href) ?? (isFile ? (safeHref(href) ?? '') : md.normalizeLink(href));
}

function restrict(token: Token): void {
  // rendered before
  if (token.attrGet('class') === 'link-dead') return;
  const written = String(token.attrGet('href') ?? '');
  const href = safeHref(written);
  if (href !== undefined) {
    token.attrSet('href', href);
    return;
  }
  token.attrs = token.attrs?.filter(([name]) => name !== 'href') ?? null;
  token.attrSet('class', 'link-dead');
  token.attrSet('title', whyDead(written));
}

/** What is shown of a link without text, as with the `[ ](zotero://…)` of some importers. */
function shownAddress(href: string): string {
  return zoteroUri(href) !== undefined ? 'Zotero' : href;
}
