import type { MarkdownIt, StateBlock, StateInline, Token } from 'markdown-it';
import { blockRuleNamed } from '../block-rules.ts';
import { place } from './place.ts';

const TASK = /^\[([^\]\n\\])\](?=[ \t]|$)/;

/**
 * Tasks, `- [ ] text`: a check box that can be clicked, `<input type="checkbox" class="task" data-line="…">`. `[x]` and
 * `[X]` are done; other marks, as Obsidian's `[/]` and `[-]`, are kept in `data-task` and are not done. The list item
 * gets the class `task-item`. The inline token of the item's first paragraph comes with one child, the task; `from` and
 * `to` are those of the `[ ]`. Behind the box a formula may begin that is a block of its own; the item is a
 * `task-formula` then.
 */
export function taskRule(md: MarkdownIt): void {
  md.block.ruler.before('paragraph', 'task_paragraph', taskParagraph);
  md.inline.ruler.before('text', 'task', skipMark);
  md.renderer.rules.task = (tokens, index) => {
    const { mark, line } = tokens[index]!.meta as unknown as { mark: string; line: number };
    const kind = mark === ' ' || mark === 'x' || mark === 'X' ? '' : ` data-task="${md.utils.escapeHtml(mark)}"`;
    const checked = mark === 'x' || mark === 'X' ? ' checked' : '';
    return `<input type="checkbox" class="task" aria-label="Done" data-line="${line}"${kind}${checked}> `;
  };
}

/** A paragraph that begins a list item with a mark; the mark's token stands in its children before they are parsed. */
function taskParagraph(state: StateBlock, startLine: number, endLine: number): boolean {
  const item = state.tokens.at(-1);
  if (item?.type !== 'list_item_open' || item.map?.[0] !== startLine) return false;
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  const match = TASK.exec(state.src.slice(from, state.eMarks[startLine]!));
  if (match === null) return false;
  const inline = markBeforeMath(state, startLine, endLine, match[0].length) ?? paragraphFrom(state, startLine, endLine);
  if (inline === undefined) return false;
  const token: Token = new state.Token('task', 'input', 0);
  const mark = match[1]!;
  place(token, 0, match[0].length, { mark, checked: mark === 'x' || mark === 'X', line: startLine });
  inline.children = [token];
  item.attrJoin('class', 'task-item');
  return true;
}

function paragraphFrom(state: StateBlock, startLine: number, endLine: number): Token | undefined {
  const rules = state.md.block.ruler.getRules('');
  const paragraph = rules[rules.length - 1]!;
  if (!paragraph(state, startLine, endLine, false)) return undefined;
  return state.tokens.at(-2);
}

/** A formula that is a block of its own may begin behind the mark, which then is all of its paragraph. */
function markBeforeMath(state: StateBlock, startLine: number, endLine: number, width: number): Token | undefined {
  const mathBlock = blockRuleNamed(state.md, 'math_block');
  const indent = state.tShift[startLine]!;
  const from = state.bMarks[startLine]! + indent;
  const line = state.src.slice(from, state.eMarks[startLine]!);
  const blank = /^[ \t]+(?=\$\$|\\\[|\\begin\{)/.exec(line.slice(width))?.[0].length;
  if (mathBlock === undefined || blank === undefined) return undefined;
  const { length } = state.tokens;
  state.push('paragraph_open', 'p', 1).map = [startLine, startLine + 1];
  const inline = state.push('inline', '', 0);
  inline.content = line.slice(0, width);
  inline.map = [startLine, startLine + 1];
  inline.children = [];
  state.push('paragraph_close', 'p', -1);
  state.tShift[startLine] = indent + width + blank;
  const found = mathBlock(state, startLine, endLine, false);
  state.tShift[startLine] = indent;
  if (found) {
    state.tokens[length - 1]!.attrJoin('class', 'task-formula');
    return inline;
  }
  state.tokens.length = length;
  return undefined;
}

/** The text begins after the mark whose token is already there. */
function skipMark(state: StateInline, silent: boolean): boolean {
  if (silent || state.pos !== 0 || state.tokens.length !== 1 || state.tokens[0]!.type !== 'task') return false;
  if (state.pending !== '' || state.posMax < 3) return false;
  let pos = 3;
  while (pos < state.posMax && /[ \t]/.test(state.src[pos]!)) pos++;
  state.pos = pos;
  return true;
}
