import type { MarkdownIt, StateBlock } from 'markdown-it';
import { type BlockRule, blockRuleNamed } from '../block-rules.ts';
import { reached } from '../env.ts';
import { canContinueMath, environmentName, isBracketMath } from './math-or-prose.ts';
import { setMathMeta } from './math-token.ts';

/** No formula has more lines than this; it also bounds what an unclosed one costs. */
const mostLines = 400;

interface Opening {
  readonly delimiter: '$$' | '\\[' | 'environment';
  /** Characters of the opening that are not TeX. */
  readonly skip: number;
  readonly closer: string;
}

function openingOf(line: string): Opening | undefined {
  if (line.startsWith('$$')) return { delimiter: '$$', skip: 2, closer: '$$' };
  if (line.startsWith('\\[')) return { delimiter: '\\[', skip: 2, closer: '\\]' };
  const name = environmentName(line);
  return name === undefined ? undefined : { delimiter: 'environment', skip: 0, closer: `\\end{${name}}` };
}

function lineText(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!);
}

/** Where `closer` stands in a line, not escaped; for an environment, behind it. */
function findCloser(text: string, { delimiter, closer }: Opening, from: number): number {
  for (let at = text.indexOf(closer, from); at >= 0; at = text.indexOf(closer, at + 1)) {
    let slashes = 0;
    while (at - slashes > 0 && text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return delimiter === 'environment' ? at + closer.length : at;
  }
  return -1;
}

/** What may stand behind a closed formula on its line: nothing, or a full stop. */
const tail = /^\s*[.,;:]?\s*$/;

interface Found {
  readonly kind: 'closed' | 'unclosed' | 'none';
  /** The line behind the formula. */
  readonly next: number;
  readonly tex: string;
  /** The last line looked at. */
  readonly seen: number;
}

function find(state: StateBlock, startLine: number, endLine: number, opening: Opening): Found {
  const first = lineText(state, startLine).slice(opening.skip);
  const skipsOwn = opening.delimiter === 'environment' ? 1 : 0;
  const here = findCloser(first, opening, skipsOwn);
  const none: Found = { kind: 'none', next: startLine, tex: '', seen: startLine };
  const width = opening.delimiter === 'environment' ? 0 : opening.closer.length;
  if (here >= 0) {
    const tex = first.slice(0, here);
    return tex.trim() !== '' && tail.test(first.slice(here + width))
      ? { ...none, kind: 'closed', next: startLine + 1, tex }
      : none;
  }
  const tex = [first];
  let paragraphEnd = -1;
  // lines without the mark of the quote or the indentation of the item: they belong to a formula that is closed, as
  // people write them and other programs read them, and not to one that is still being typed
  let outside = -1;
  let line = startLine + 1;
  for (; line < endLine && line - startLine < mostLines; line++) {
    if (state.isEmpty(line)) {
      if (paragraphEnd < 0) paragraphEnd = line;
      tex.push('');
      continue;
    }
    const text = lineText(state, line);
    const afterBlank = state.isEmpty(line - 1);
    if (state.sCount[line]! < state.blkIndent) {
      if (!canContinueMath(text)) break;
      if (outside < 0) outside = line;
    } else if (afterBlank && !canContinueMath(text)) break;
    const at = findCloser(text, opening, 0);
    if (at < 0) {
      // another environment of the same name begins before ours ended
      if (afterBlank && openingOf(text) !== undefined) break;
      tex.push(text);
      continue;
    }
    // after a blank line and before text, `$$` opens the next formula rather than closing this one
    const textBelow = line + 1 < endLine && !state.isEmpty(line + 1);
    if (opening.delimiter === '$$' && afterBlank && at === 0 && (text.trim() !== '$$' || textBelow)) break;
    if (!tail.test(text.slice(at + width))) return paragraphEnd < 0 ? { ...none, seen: line } : unclosed();
    tex.push(text.slice(0, at));
    return { kind: 'closed', next: line + 1, tex: tex.join('\n'), seen: line + 1 };
  }
  return unclosed();

  function unclosed(): Found {
    const next = Math.min(paragraphEnd < 0 ? line : paragraphEnd, outside < 0 ? line : outside);
    return {
      kind: 'unclosed',
      next,
      tex: tex.slice(0, next - startLine).join('\n'),
      seen: Math.min(line + 1, endLine),
    };
  }
}

/** The first lines of the quotes and paragraphs that are being read, innermost last. */
const beingRead = new WeakMap<StateBlock, { readonly blockquote: number[]; readonly paragraph: number[] }>();

function noteWhereBegin(md: MarkdownIt, name: 'blockquote' | 'paragraph', alt: string[]): void {
  const original = blockRuleNamed(md, name);
  if (original === undefined) return;
  const rule: BlockRule = (state, startLine, endLine, silent) => {
    const starts = beingRead.get(state) ?? { blockquote: [], paragraph: [] };
    beingRead.set(state, starts);
    starts[name].push(startLine);
    const found = original(state, startLine, endLine, silent);
    starts[name].pop();
    return found;
  };
  md.block.ruler.at(name, rule, { alt });
}

const isOdd = (state: StateBlock, line: number) => (lineText(state, line).match(/(?<!\\)\$\$/g)?.length ?? 0) % 2 === 1;

/** True when the lines right above, from `first` on, leave a formula open, which the `$$` of this line then closes. */
function isOpen(state: StateBlock, line: number, first: number): boolean {
  let open = false;
  for (let above = line - 1; above >= first && above > line - mostLines && !state.isEmpty(above); above--) {
    if (isOdd(state, above)) open = !open;
  }
  return open;
}

/** True when a line that begins with `$$` ends the formula of the paragraph or quote above it rather than beginning one. */
function closesAbove(state: StateBlock, line: number, endLine: number): boolean {
  const starts = beingRead.get(state);
  if (state.parentType === 'blockquote') return isOpen(state, line, starts?.blockquote.at(-1) ?? line);
  const first = state.parentType === 'paragraph' ? starts?.paragraph.at(-1) : undefined;
  if (first === undefined || !isOdd(state, line) || !isOpen(state, line, first)) return false;
  // those below must be pairs by themselves; else this one begins a formula, and that above is still being typed
  let pairs = true;
  let below = line + 1;
  for (; below < endLine && below < line + mostLines && !state.isEmpty(below); below++) {
    if (isOdd(state, below)) pairs = !pairs;
  }
  reached(state.env, Math.min(below + 1, endLine));
  return pairs;
}

export function mathBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const at = state.bMarks[startLine]! + state.tShift[startLine]!;
  const code = state.src.charCodeAt(at);
  if (code !== 0x24 && code !== 0x5c) return false;
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false;
  const opening = openingOf(lineText(state, startLine));
  if (opening === undefined) return false;
  if (silent && opening.delimiter === '$$' && closesAbove(state, startLine, endLine)) return false;
  const found = find(state, startLine, endLine, opening);
  reached(state.env, found.seen);
  if (found.kind === 'none') return false;
  if (opening.delimiter === '\\[' && !isBracketMath(found.tex)) return false;
  if (silent) return true;
  const token = state.push('math_block', 'math', 0);
  token.block = true;
  token.content = found.tex;
  token.map = [startLine, found.next];
  setMathMeta(token, { delimiter: opening.delimiter, closed: found.kind === 'closed' });
  state.line = found.next;
  return true;
}

/** Turns fences with the info string `math` into formulas; those of `latex` and `tex` are code. */
function mathFence(md: MarkdownIt): void {
  md.core.ruler.after('block', 'math_fence', state => {
    for (const token of state.tokens) {
      if (token.type !== 'fence' || token.info.trim().toLowerCase() !== 'math') continue;
      token.type = 'math_block';
      token.tag = 'math';
      setMathMeta(token, { delimiter: 'fence', closed: token.meta?.closed !== false });
    }
  });
}

/** Formulas that are blocks of their own: `$$…$$`, `\[…\]`, bare environments and `math` fences. An unclosed one ends with its paragraph. */
export function mathBlockRule(md: MarkdownIt): void {
  noteWhereBegin(md, 'blockquote', ['paragraph', 'reference', 'blockquote', 'list']);
  noteWhereBegin(md, 'paragraph', []);
  md.block.ruler.before('fence', 'math_block', mathBlock, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
  mathFence(md);
}
