import type { MarkdownIt, RendererRule, StateBlock } from 'markdown-it';
import { type BlockRule, blockRuleNamed } from '../block-rules.ts';
import { isDollarMath } from './math-or-prose.ts';

/**
 * Tables in a box that scrolls, `<div class="table">`, with the alignment of cells as a class (`align-right`). The bars of
 * a formula in a cell, as in `$P(a|b)$`, part no cells.
 */
export function tableRule(md: MarkdownIt): void {
  keepFormulasWhole(md);
  const original = md.renderer.rules.table_open;
  md.renderer.rules.table_open = (tokens, index, options, env, self) => {
    const table = original ? original(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
    return `<div class="table">${table}`;
  };
  md.renderer.rules.table_close = () => '</table></div>\n';
  const cell: RendererRule = (tokens, index, options, _env, self) => {
    const token = tokens[index]!;
    const align = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? ''))?.[1];
    if (align !== undefined) token.attrs = [['class', `align-${align}`]];
    return self.renderToken(tokens, index, options);
  };
  md.renderer.rules.th_open = cell;
  md.renderer.rules.td_open = cell;
}

/** Stands for a bar within a formula while a table's lines are cut into cells; no note holds it. */
const BAR = '\u{fdd0}';

const DELIMITERS = /^[ \t>]*[|:-][ \t|:-]*$/;

function keepFormulasWhole(md: MarkdownIt): void {
  const table = blockRuleNamed(md, 'table');
  if (table === undefined) return;
  const rule: BlockRule = (state, startLine, endLine, silent) => {
    const masked = silent ? undefined : masksBars(state, startLine, endLine);
    if (masked === undefined) return table(state, startLine, endLine, silent);
    const { src, tokens } = state;
    const count = tokens.length;
    state.src = masked;
    const found = table(state, startLine, endLine, silent);
    state.src = src;
    for (let index = count; index < tokens.length; index++) {
      const token = tokens[index]!;
      if (token.content.includes(BAR)) token.content = token.content.replaceAll(BAR, '|');
    }
    return found;
  };
  md.block.ruler.at('table', rule, { alt: ['paragraph', 'reference'] });
}

/** The source with the bars of formulas covered; undefined when no table begins here or none of its cells needs it. */
function masksBars(state: StateBlock, startLine: number, endLine: number): string | undefined {
  if (startLine + 2 > endLine) return undefined;
  const { src } = state;
  const line = (at: number) => src.slice(state.bMarks[at]! + state.tShift[at]!, state.eMarks[at]!);
  if (!DELIMITERS.test(line(startLine + 1)) || !line(startLine).includes('|')) return undefined;
  let out = '';
  let done = 0;
  for (let at = startLine; at < endLine && !state.isEmpty(at); at++) {
    const text = line(at);
    if (!text.includes('$')) continue;
    const masked = maskLine(text);
    if (masked === text) continue;
    const from = state.bMarks[at]! + state.tShift[at]!;
    out += src.slice(done, from) + masked;
    done = from + text.length;
  }
  return done === 0 ? undefined : out + src.slice(done);
}

const formula = /\\[\s\S]|(\$\$?)((?:\\[^\n]|[^$\\\n]){1,2000}?)\1/g;

function maskLine(line: string): string {
  return line.replace(formula, (whole, dollars: string | undefined, content: string, at: number) => {
    if (dollars === undefined || !content.includes('|') || content.includes('`')) return whole;
    // what begins or ends with a space, or with the one bar that it has, stands between two dollars of two cells
    if (/^\s|\s$/.test(content)) return whole;
    if (/^\||\|$/.test(content) && content.length > 1 && content.split('|').length % 2 === 0) return whole;
    if (!isDollarMath(content, line.charAt(at - 1), line.charAt(at + whole.length))) return whole;
    // an escaped bar is one already
    return dollars + content.replace(/\\\||\|/g, bar => (bar === '|' ? BAR : bar)) + dollars;
  });
}
