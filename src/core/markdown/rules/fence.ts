import type { MarkdownIt, StateBlock, Token } from 'markdown-it';
import { inNote } from '../env.ts';
import { createHighlighter } from '../highlighter.ts';
import { readFence } from './fence-lines.ts';
import type { TokenProblem } from './place.ts';
import { lineAttribute } from './source-line.ts';

const FENCE_UNCLOSED: TokenProblem = {
  code: 'fence-unclosed',
  severity: 'warning',
  message:
    'This code block is not closed, so it ends with its first blank line. Add a line with the same marks where it should end.',
};

/**
 * Fenced code, coloured by classes (`hljs-keyword` …). A fence that is not closed ends with its first blank line and
 * says so (`meta.closed`, `meta.problem`). Diagrams are shown as their source with a remark.
 */
export function fenceRule(md: MarkdownIt): void {
  md.block.ruler.at('fence', fence, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
  const highlight = createHighlighter();
  const original = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    if (!inNote(env) && original) return original(tokens, index, options, env, self);
    const language = languageOf(md, token);
    const { escapeHtml } = md.utils;
    const code = highlight(token.content, language) ?? escapeHtml(token.content);
    const name = language === '' ? '' : ` data-language="${escapeHtml(language)}"`;
    const unclosed = token.meta?.closed === false ? ' code-unclosed' : '';
    const pre = `<pre class="code${unclosed}"${name}${lineAttribute(token, env)}><code>${code}</code></pre>\n`;
    if (language !== 'mermaid') return pre;
    return `<div class="diagram-source"${lineAttribute(token, env)}>${pre}<p class="code-note">Diagrams are shown as their source here.</p></div>\n`;
  };
  md.renderer.rules.code_block = (tokens, index, _options, env) =>
    `<pre class="code"${lineAttribute(tokens[index]!, env)}><code>${md.utils.escapeHtml(tokens[index]!.content)}</code></pre>\n`;
}

/** The first word of the info string, as `python` of ` ```python title="a" ` and `js` of ` ```{js} `. */
function languageOf(md: MarkdownIt, token: Token): string {
  return (
    md.utils
      .unescapeAll(token.info)
      .trim()
      .split(/[\s,{}]+/)
      .find(word => word !== '')
      ?.replace(/^\./, '')
      .toLowerCase() ?? ''
  );
}

function fence(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const read = silent ? readOpening(state, startLine) : readFence(state, startLine, endLine);
  if (read === undefined) return false;
  if (silent || read === true) return true;
  const token = state.push('fence', 'code', 0);
  token.info = read.info;
  token.content = state.getLines(startLine + 1, read.contentEnd, state.sCount[startLine]!, true);
  token.markup = read.markup;
  token.map = [startLine, read.end];
  token.meta = read.closed ? { closed: true } : { closed: false, problem: FENCE_UNCLOSED };
  state.line = read.end;
  return true;
}

/** Whether a fence opens here, without looking for its end. */
function readOpening(state: StateBlock, line: number): true | undefined {
  return readFence(state, line, line + 1) === undefined ? undefined : true;
}
