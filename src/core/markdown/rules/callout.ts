import type { MarkdownIt, StateBlock, Token } from 'markdown-it';
import { markColour } from '../colour.ts';
import { place, pushInline } from './place.ts';
import { blockAttributes } from './source-line.ts';

/** How a callout of a type looks; types not named here look like a note. */
const LOOKS: Readonly<Record<string, string>> = {
  note: 'note',
  abstract: 'abstract',
  summary: 'abstract',
  tldr: 'abstract',
  info: 'info',
  todo: 'todo',
  tip: 'tip',
  hint: 'tip',
  important: 'important',
  success: 'success',
  check: 'success',
  done: 'success',
  question: 'question',
  help: 'question',
  faq: 'question',
  warning: 'warning',
  caution: 'warning',
  attention: 'warning',
  failure: 'failure',
  fail: 'failure',
  missing: 'failure',
  danger: 'danger',
  error: 'danger',
  bug: 'bug',
  example: 'example',
  quote: 'quote',
  cite: 'quote',
};

/** What the first line of a callout says. */
export interface CalloutHead {
  /** In lower case. */
  readonly type: string;
  /** What stands behind the `|`, as with the colours that importers write there; '' for nothing. */
  readonly metadata: string;
  readonly fold: '' | '+' | '-';
  /** Where the title begins in the line. */
  readonly titleFrom: number;
}

/**
 * The head of a callout, or undefined for another line.
 *
 * @example readCalloutHead('[!quote|#ffd400]- Title')
 * // { type: 'quote', metadata: '#ffd400', fold: '-', titleFrom: 18 }
 */
export function readCalloutHead(line: string): CalloutHead | undefined {
  const match = /^\[!([^\]|[]{1,80})(?:\|([^\]]{0,200}))?\]([+-]?)[ \t]*/.exec(line);
  if (match === null || match[1]!.trim() === '') return undefined;
  return {
    type: match[1]!.trim().toLowerCase(),
    metadata: (match[2] ?? '').trim(),
    fold: match[3] as CalloutHead['fold'],
    titleFrom: match[0].length,
  };
}

/**
 * Callouts, `> [!note]+ Title`: a quote whose first line names a type becomes `<div class="callout callout-LOOK">`, or
 * `<details>` when it folds, with a `callout-title` and a `callout-content`. The title is a line of its own, so lists,
 * tables and rules can begin right below it. The type as written is in `data-callout`, the metadata in
 * `data-callout-metadata`; a colour there, as that of an annotation, is a class `colour-yellow`.
 */
export function calloutRule(md: MarkdownIt): void {
  md.block.ruler.before('table', 'callout_title', calloutTitle);
  const quoteOpen = md.renderer.rules.blockquote_open;
  const quoteClose = md.renderer.rules.blockquote_close;
  md.renderer.rules.blockquote_open = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    const head = calloutOf(token);
    if (head !== undefined) return openHtml(md, head, className => blockAttributes(token, env, className));
    return quoteOpen ? quoteOpen(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
  };
  md.renderer.rules.blockquote_close = (tokens, index, options, env, self) => {
    const head = calloutOf(openOf(tokens, index));
    if (head !== undefined) {
      const content = tokens[index - 1]!.type === 'callout_title_close' ? '' : '</div>\n';
      return `${content}</${tagOf(head)}>\n`;
    }
    return quoteClose ? quoteClose(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
  };
  md.renderer.rules.callout_title_open = (tokens, index) => {
    const head = calloutOf(tokens[index - 1]!)!;
    const tag = head.fold === '' ? 'div' : 'summary';
    const fallback = tokens[index + 1]!.content === '' ? md.utils.escapeHtml(titleOf(head.type)) : '';
    return `<${tag} class="callout-title"><span class="callout-icon" aria-hidden="true"></span><span class="callout-title-text">${fallback}`;
  };
  md.renderer.rules.callout_title_close = (tokens, index) => {
    const head = calloutOf(tokens[index - 3]!)!;
    const content = tokens[index + 1]?.type === 'blockquote_close' ? '' : '<div class="callout-content">\n';
    return `</span></${head.fold === '' ? 'div' : 'summary'}>\n${content}`;
  };
}

/** The first line within a quote. */
function calloutTitle(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  if (silent || state.parentType !== 'blockquote') return false;
  const quote = state.tokens.at(-1);
  if (quote?.type !== 'blockquote_open' || quote.map?.[0] !== startLine) return false;
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false;
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  const line = state.src.slice(from, state.eMarks[startLine]!).trimEnd();
  const head = readCalloutHead(line);
  if (head === undefined) return false;
  quote.meta = { ...quote.meta, callout: head };
  const open = state.push('callout_title_open', 'div', 1);
  open.map = [startLine, startLine + 1];
  place(open, from, from + line.length);
  pushInline(state, from + head.titleFrom, from + line.length, startLine, startLine);
  state.push('callout_title_close', 'div', -1);
  state.line = startLine + 1;
  return true;
}

function calloutOf(token: Token | undefined): CalloutHead | undefined {
  return token?.type === 'blockquote_open' ? (token.meta?.callout as CalloutHead | undefined) : undefined;
}

function openOf(tokens: readonly Token[], close: number): Token | undefined {
  const { level } = tokens[close]!;
  for (let i = close - 1; i >= 0; i--) {
    if (tokens[i]!.type === 'blockquote_open' && tokens[i]!.level === level) return tokens[i];
  }
  return undefined;
}

const tagOf = (head: CalloutHead): string => (head.fold === '' ? 'div' : 'details');

function openHtml(md: MarkdownIt, head: CalloutHead, attributes: (className: string) => string): string {
  const { escapeHtml } = md.utils;
  const look = Object.hasOwn(LOOKS, head.type) ? LOOKS[head.type] : 'note';
  const metadata = head.metadata === '' ? '' : ` data-callout-metadata="${escapeHtml(head.metadata)}"`;
  const open = head.fold === '+' ? ' open' : '';
  const colour = markColour(head.metadata);
  const tone = colour === undefined ? '' : ` colour-${colour}`;
  return `<${tagOf(head)}${attributes(`callout callout-${look}${tone}`)} data-callout="${escapeHtml(head.type)}"${metadata}${open}>`;
}

/** @example titleOf('open-question') // 'Open question' */
function titleOf(type: string): string {
  const words = type.replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
