import type { MarkdownIt, StateBlock } from 'markdown-it';
import { setMathMeta } from './math-token.ts';

/** A paragraph of definitions has no more lines than this. */
const mostLines = 200;

const opening =
  /\\(?:(?:(?:re)?newcommand|providecommand|DeclareMathOperator)\*?[ \t]*(?:\{\s*\\(?:[A-Za-z]+|[^A-Za-z\s])\s*\}|\\(?:[A-Za-z]+|[^A-Za-z\s]))(?:\s*\[[^\]{}]*\]){0,2}|g?def[ \t]*\\(?:[A-Za-z]+|[^A-Za-z\s])(?:[ \t]*#\d)*)\s*(?=\{)/y;

/** True when a text is definitions of macros from end to end, each of them finished. */
export function isDefinitions(text: string): boolean {
  let at = 0;
  do {
    opening.lastIndex = at;
    const match = opening.exec(text);
    if (match === null) return false;
    at = behindBraces(text, at + match[0].length);
    if (at < 0) return false;
    while (at < text.length && /\s/.test(text[at]!)) at += 1;
  } while (at < text.length);
  return true;
}

/** The offset behind the braces that open at `from`; -1 when they are never closed. */
function behindBraces(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '{') depth += 1;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return -1;
}

function mathDefinitions(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  if (state.src.charCodeAt(from) !== 0x5c || state.sCount[startLine]! - state.blkIndent >= 4) return false;
  if (
    !/^\\(?:(?:re)?newcommand|providecommand|g?def|DeclareMathOperator)(?![A-Za-z])/.test(
      state.src.slice(from, from + 24),
    )
  )
    return false;
  const rules = state.md.block.ruler.getRules('paragraph');
  const { parentType } = state;
  state.parentType = 'paragraph';
  let line = startLine + 1;
  // to the end of the paragraph that it would be otherwise
  for (; line < endLine && !state.isEmpty(line); line++) {
    if (state.sCount[line]! - state.blkIndent > 3 || state.sCount[line]! < 0) continue;
    if (rules.some(rule => rule(state, line, endLine, true))) break;
  }
  state.parentType = parentType;
  if (line - startLine > mostLines) return false;
  const tex = state.getLines(startLine, line, state.blkIndent, false).trim();
  if (!isDefinitions(tex)) return false;
  if (silent) return true;
  const token = state.push('math_block', 'math', 0);
  token.block = true;
  token.content = tex;
  token.map = [startLine, line];
  setMathMeta(token, { delimiter: 'environment', closed: true });
  token.meta = { ...token.meta, definitions: true };
  state.line = line;
  return true;
}

/**
 * Paragraphs of nothing but finished definitions (`\newcommand{\R}{\mathbb{R}}`, `\def\x{…}`, `\DeclareMathOperator`), as
 * other programs take them too: they define for the formulas below them and show nothing. `meta.definitions` is true.
 */
export function mathDefinitionsRule(md: MarkdownIt): void {
  md.block.ruler.before('lheading', 'math_definitions', mathDefinitions);
}
