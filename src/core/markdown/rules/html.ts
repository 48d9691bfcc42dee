import type { Env, MarkdownIt, StateBlock, StateInline, Token } from 'markdown-it';
import { balanceHtml, type HtmlEntry } from '../balance-html.ts';
import { inNote, reached } from '../env.ts';
import { type HtmlPiece, readHtml } from '../sanitise.ts';
import { imageHtml } from './image.ts';

/**
 * Raw HTML, sanitised (see ../sanitise.ts) and balanced: within a paragraph at the end of its parse, within a block when
 * it is rendered. In another host's preview it stays what that host makes of it. A comment or script that is not closed
 * ends with its first blank line.
 */
export function htmlRule(md: MarkdownIt): void {
  md.block.ruler.before('html_block', 'html_unclosed', unclosedBlock, {
    alt: ['paragraph', 'reference', 'blockquote'],
  });
  md.inline.ruler2.push('html_balance', balanceInline);

  const block = md.renderer.rules.html_block;
  md.renderer.rules.html_block = (tokens, index, options, env, self) => {
    if (!inNote(env)) return block ? block(tokens, index, options, env, self) : tokens[index]!.content;
    if (typeof tokens[index]!.meta?.html !== 'string') balanceBlocks(md, tokens, env);
    const html = String(tokens[index]!.meta?.html);
    // Read anew each time, since the images in it may have changed.
    tokens[index]!.meta = { ...tokens[index]!.meta, html: undefined };
    return html.trim() === '' ? '' : html;
  };
  const inline = md.renderer.rules.html_inline;
  md.renderer.rules.html_inline = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    if (!inNote(env)) return inline ? inline(tokens, index, options, env, self) : token.content;
    const made = token.meta?.html;
    if (typeof made === 'string' && token.meta?.image !== true) return made;
    return piecesOf(md, token, env)
      .map(piece => (piece.kind === 'content' ? piece.html : ''))
      .join('');
  };
}

/** The elements that a row of block tokens leaves open, outermost first: what follows belongs into them. */
export function openHtml(tokens: readonly Token[]): readonly string[] {
  const entries = tokens.map((token): HtmlEntry => {
    if (token.type !== 'html_block') return besideHtml(token);
    let pieces = piecesKept.get(token);
    pieces ??= readHtml(token.content, () => '');
    piecesKept.set(token, pieces);
    return { kind: 'html', pieces };
  });
  return balanceHtml(entries, 'at once').open;
}

const besideHtml = (token: Token): HtmlEntry => ({
  kind: token.nesting === 1 ? 'in' : token.nesting === -1 ? 'out' : 'other',
});

/** What the fragments say but for their images: to tell what is open, a fragment is read once. */
const piecesKept = new WeakMap<Token, readonly HtmlPiece[]>();

const piecesOf = (md: MarkdownIt, token: Token, env: Env | undefined) =>
  readHtml(token.content, image => imageHtml(md, image, env));

function blockEntries(md: MarkdownIt, tokens: readonly Token[], env: Env | undefined): HtmlEntry[] {
  return tokens.map((token): HtmlEntry => {
    return token.type === 'html_block' ? { kind: 'html', pieces: piecesOf(md, token, env) } : besideHtml(token);
  });
}

function balanceBlocks(md: MarkdownIt, tokens: readonly Token[], env: Env | undefined): void {
  const { entries } = balanceHtml(blockEntries(md, tokens, env), 'at once');
  tokens.forEach((token, index) => {
    if (token.type === 'html_block') token.meta = { ...token.meta, html: entries[index]!.html };
  });
}

/** Runs when all inline rules have. Puts the closing tags that are missing between the tokens. */
function balanceInline(state: StateInline): void {
  const { tokens } = state;
  if (!tokens.some(token => token.type === 'html_inline')) return;
  const entries = tokens.map((token): HtmlEntry => {
    // Images are asked for when they are rendered.
    if (token.type === 'html_inline') return { kind: 'html', pieces: readHtml(token.content, () => '') };
    return besideHtml(token);
  });
  const balanced = balanceHtml(entries, 'at the end');
  const result: Token[] = [];
  const pushClosing = (html: string): void => {
    if (html === '') return;
    const token = new state.Token('html_inline', '', 0);
    token.meta = { html };
    result.push(token);
  };
  tokens.forEach((token, index) => {
    const { before, html, silent } = balanced.entries[index]!;
    pushClosing(before);
    if (token.type === 'html_inline') {
      token.meta = { ...token.meta, html, ...(/^<img\b/i.test(token.content) ? { image: true } : {}) };
    } else if (silent && token.nesting === 0) {
      token.type = 'html_inline';
      token.content = '';
      token.meta = { ...token.meta, html: '' };
    }
    result.push(token);
  });
  pushClosing(balanced.after);
  // one by one: a paragraph may hold more tokens than a call takes arguments
  tokens.length = 0;
  for (const token of result) tokens.push(token);
}

/** What begins like this goes on to its own end and not to a blank line. */
const SPANS: readonly (readonly [begin: RegExp, end: RegExp])[] = [
  [/^<(?:script|pre|style|textarea)(?=\s|>|$)/i, /<\/(?:script|pre|style|textarea)>/gi],
  [/^<!--/, /-->/g],
  [/^<\?/, /\?>/g],
  [/^<!\[CDATA\[/, /\]\]>/g],
  [/^<![a-z]/i, />/g],
];

/** Where the last end of each kind stands in a text: a page of things that never end is looked through once. */
const lastEnds = new WeakMap<StateBlock, Map<RegExp, number>>();

function lastEnd(state: StateBlock, end: RegExp): number {
  const known = lastEnds.get(state) ?? new Map<RegExp, number>();
  lastEnds.set(state, known);
  let at = known.get(end);
  if (at === undefined) {
    at = -1;
    for (const match of state.src.matchAll(end)) at = match.index;
    known.set(end, at);
  }
  return at;
}

function unclosedBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.sCount[startLine]! - state.blkIndent >= 4 || !state.md.options.html) return false;
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  if (state.src[from] !== '<') return false;
  const text = state.src.slice(from, state.eMarks[startLine]!);
  const span = SPANS.find(([begin]) => begin.test(text));
  if (span === undefined || silent) return false;
  const mayEnd = lastEnd(state, span[1]) >= from;
  let blank = endLine;
  for (let line = startLine; line < endLine; line++) {
    if (state.isEmpty(line)) {
      blank = Math.min(blank, line);
      if (!mayEnd) break;
    }
    if (state.sCount[line]! < state.blkIndent && !state.isEmpty(line)) return false;
    if (mayEnd && state.src.slice(state.bMarks[line]!, state.eMarks[line]!).search(span[1]) >= 0) return false;
  }
  if (blank === endLine) return false;
  reached(state.env, endLine);
  const token = state.push('html_block', '', 0);
  token.map = [startLine, blank];
  token.content = state.getLines(startLine, blank, state.blkIndent, true);
  state.line = blank;
  return true;
}
