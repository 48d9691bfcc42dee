import type { MarkdownIt, StateInline } from 'markdown-it';
import { zoteroUri } from '../href.ts';
import { place } from './place.ts';

/** The classes of a link into Zotero. */
export const CHIP_CLASS = 'chip zotero';

/** A text that may need more than one line. Characters. */
const LONG = 36;

/**
 * Links into Zotero as chips: `<a class="chip zotero" data-zotero="zotero://…" href="zotero://…">`. Also makes links of
 * bare `zotero://…` and `<zotero://…>`, shown as "Zotero". Apply it after `linkRule`.
 */
export function zoteroLinkRule(md: MarkdownIt): void {
  md.inline.ruler.after('text', 'zotero_uri', bareUri);
  md.inline.ruler.before('autolink', 'zotero_autolink', autolink);
  const original = md.renderer.rules.link_open;
  md.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    const uri = zoteroUri(String(token.meta?.href ?? token.attrGet('href') ?? ''));
    if (uri !== undefined) {
      token.attrSet(
        'class',
        Number(token.meta?.textTo) - Number(token.meta?.textFrom) > LONG ? `${CHIP_CLASS} chip-long` : CHIP_CLASS,
      );
      token.attrSet('data-zotero', uri);
      token.attrSet('href', uri);
    }
    return original ? original(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
  };
}

/** The parser stops at the colon with the scheme already taken for text. */
function bareUri(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== ':' || state.linkLevel > 0) return false;
  if (!/(?:^|[^a-z0-9])zotero$/i.test(state.src.slice(Math.max(0, state.pos - 7), state.pos))) return false;
  const rest = /^:\/\/[^\s<>"'`\])}|]*[^\s<>"'`\])}|.,;:!?*_]/.exec(state.src.slice(state.pos, state.posMax));
  if (rest === null || !/zotero$/i.test(state.pending)) return false;
  const from = state.pos - 'zotero'.length;
  const to = state.pos + rest[0].length;
  if (!silent) {
    state.pending = state.pending.slice(0, -'zotero'.length);
    pushUri(state, from, to, from, to);
  }
  state.pos = to;
  return true;
}

function autolink(state: StateInline, silent: boolean): boolean {
  const from = state.pos;
  const match = /^<(zotero:\/\/[^\s<>]*)>/i.exec(state.src.slice(from, state.posMax));
  if (match === null) return false;
  const to = from + match[0].length;
  if (!silent) pushUri(state, from, to, from + 1, to - 1);
  state.pos = to;
  return true;
}

function pushUri(state: StateInline, from: number, to: number, hrefFrom: number, hrefTo: number): void {
  const href = zoteroUri(state.src.slice(hrefFrom, hrefTo)) ?? '';
  const open = state.push('link_open', 'a', 1);
  open.markup = 'autolink';
  open.attrs = [['href', href]];
  place(open, from, to, { href, hrefFrom, hrefTo, textFrom: from, textTo: from });
  // Empty, so that the renderer shows the name instead of a long address.
  const close = state.push('link_close', 'a', -1);
  close.markup = 'autolink';
}
