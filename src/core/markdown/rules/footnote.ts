import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import { inNote, noteEnv } from '../env.ts';
import { withoutFootnotes } from './footnotes.ts';
import { parseWithin, place, type TokenProblem } from './place.ts';
import { lineAttribute } from './source-line.ts';

/**
 * Footnotes: `text[^a]` with `[^a]: definition` (of several paragraphs when they are indented by four spaces), and
 * `text^[within the text]`. Numbers are the fact `footnote:LABEL`, so they hold across the note; a definition shows
 * nothing where it stands, see footnotes.ts for the section at the end. A label that nobody defines is shown as written,
 * `footnote-undefined`. `meta` of `footnote_open`, `footnote_ref` and `footnote_inline`: `label`.
 */
export function footnoteRule(md: MarkdownIt): void {
  md.block.ruler.before('reference', 'footnote', definition, { alt: ['paragraph', 'reference'] });
  md.inline.ruler.before('link', 'footnote_ref', reference);
  md.inline.ruler.before('image', 'footnote_inline', inlineNote);

  const { escapeHtml } = md.utils;
  md.renderer.rules.footnote_ref = (tokens, index, _options, env) => {
    const label = String(tokens[index]!.meta?.label);
    const number = noteEnv(env).read(`footnote:${label}`);
    if (number !== undefined) {
      const first = tokens.findIndex(token => token.type === 'footnote_ref' && token.meta?.label === label) === index;
      const firstBlock = noteEnv(env).read(`footnote-block:${label}`) === String(noteEnv(env).blockId);
      return callHtml(md, label, number, first && firstBlock);
    }
    if (inNote(env)) noteEnv(env).report(tokens[index]!, undefinedFootnote(label));
    if (inNote(env)) return `<span class="footnote-undefined">[^${escapeHtml(label)}]</span>`;
    return `<sup class="footnote-ref"><a href="#footnote:${escapeHtml(encodeURIComponent(label))}">${escapeHtml(label)}</a></sup>`;
  };
  md.renderer.rules.footnote_inline = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    const label = String(token.meta?.label);
    const number = noteEnv(env).read(`footnote:${label}`);
    if (number === undefined) return ` (${self.renderInline(token.children ?? [], options, env)})`;
    return callHtml(md, label, number, noteEnv(env).read(`footnote-block:${label}`) === String(noteEnv(env).blockId));
  };
  // Seen only in another host, which has no section at the end.
  md.renderer.rules.footnote_open = (tokens, index, _options, env) => {
    const label = String(tokens[index]!.meta?.label);
    const id = `footnote:${escapeHtml(encodeURIComponent(label))}`;
    return `<div class="footnote-definition" id="${id}"${lineAttribute(tokens[index]!, env)}><sup>${escapeHtml(label)}</sup>\n`;
  };
  md.renderer.rules.footnote_close = () => '</div>\n';

  const render = md.renderer.render;
  md.renderer.render = function renderWithoutFootnotes(tokens, options, env) {
    return render.call(this, inNote(env) ? withoutFootnotes(tokens) : tokens, options, env);
  };
}

function undefinedFootnote(label: string): TokenProblem {
  const message = `There is no footnote "[^${label}]: …" in this note.`;
  return { code: 'footnote-undefined', severity: 'warning', message };
}

function callHtml(md: MarkdownIt, label: string, number: string, first: boolean): string {
  const id = first ? ` id="footnote-ref:${number}"` : '';
  const name = md.utils.escapeHtml(label);
  return `<sup class="footnote-ref"><a${id} href="#footnote:${number}" data-footnote="${name}" role="doc-noteref">${number}</a></sup>`;
}

function definition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false;
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  const match = /^\[\^([^\s\][]{1,200})\]:[ \t]*/.exec(state.src.slice(from, state.eMarks[startLine]!));
  if (match === null) return false;
  if (silent) return true;
  const label = match[1]!;
  noteEnv(state.env).define({ kind: 'footnote', label });
  const open = state.push('footnote_open', '', 1);
  const map: [number, number] = [startLine, 0];
  open.map = map;
  place(open, from, from + match[0].trimEnd().length, { label });

  const { parentType, blkIndent } = state;
  const [bMark, tShift, sCount] = [state.bMarks[startLine]!, state.tShift[startLine]!, state.sCount[startLine]!];
  state.parentType = 'footnote';
  state.blkIndent += 4;
  state.bMarks[startLine] = from + match[0].length;
  state.tShift[startLine] = 0;
  state.sCount[startLine] = state.blkIndent;
  state.md.block.tokenize(state, startLine, endLine);
  state.parentType = parentType;
  state.blkIndent = blkIndent;
  state.bMarks[startLine] = bMark;
  state.tShift[startLine] = tShift;
  state.sCount[startLine] = sCount;

  state.push('footnote_close', '', -1);
  state.line = Math.max(state.line, startLine + 1);
  map[1] = state.line;
  return true;
}

function reference(state: StateInline, silent: boolean): boolean {
  const from = state.pos;
  if (state.src[from] !== '[' || state.src[from + 1] !== '^') return false;
  const match = /^\[\^([^\s\][]{1,200})\](?!\()/.exec(state.src.slice(from, Math.min(state.posMax, from + 210)));
  if (match === null) return false;
  const label = match[1]!;
  const to = from + match[0].length;
  if (!silent) {
    noteEnv(state.env).define({ kind: 'footnote-use', label });
    place(state.push('footnote_ref', 'sup', 0), from, to, { label });
  }
  state.pos = to;
  return true;
}

function inlineNote(state: StateInline, silent: boolean): boolean {
  const from = state.pos;
  if (state.src[from] !== '^' || state.src[from + 1] !== '[') return false;
  const end = state.md.helpers.parseLinkLabel(state, from + 1);
  state.pos = from;
  if (end < 0 || end === from + 2) return false;
  if (!silent) {
    const content = state.src.slice(from + 2, end);
    // Named by what it says: the same text twice is the same note.
    const label = `^[${content}]`;
    noteEnv(state.env).define({ kind: 'footnote-use', label });
    noteEnv(state.env).define({ kind: 'footnote', label });
    const token = state.push('footnote_inline', 'sup', 0);
    token.children = parseWithin(state, from + 2, end);
    place(token, from, end + 1, { label, contentFrom: from + 2, contentTo: end });
  }
  state.pos = end + 1;
  return true;
}
