import type { MarkdownIt, StateInline } from 'markdown-it';
import { environmentName, isBracketMath, isDollarMath } from './math-or-prose.ts';
import { mathOutput } from './math-output.ts';
import { mathPhrase } from './math-phrase.ts';
import { type MathMeta, setMathMeta } from './math-token.ts';

const dollar = 0x24;
const backslash = 0x5c;
const backtick = 0x60;

/** No inline formula is looked for further than this, so that a page of stray dollars takes linear time. */
const reach = 10_000;

/** With so many dollars inside braces, the braces are not the formula's. */
const mostNested = 20;

/** Where a `$` closes: at brace depth 0, not escaped; -1 when nowhere. With `double`, only `$$` closes. */
function closingDollar(source: string, from: number, max: number, double: boolean): number {
  const end = Math.min(max, from + reach);
  let depth = 0;
  let first = -1;
  let nested = 0;
  for (let at = from; at < end; at++) {
    const code = source.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === 0x7b) depth += 1;
    else if (code === 0x7d) depth -= 1;
    else if (code === dollar && (!double || source.charCodeAt(at + 1) === dollar)) {
      if (depth <= 0) return at;
      if (first < 0) first = at;
      // braces that never close: the first dollar was the one
      nested += 1;
      if (nested > mostNested || at - from > 2000) return first;
    }
  }
  return first;
}

function push(state: StateInline, meta: MathMeta, display: boolean): void {
  const token = state.push(display ? 'math_display' : 'math_inline', 'math', 0);
  token.content = state.src.slice(meta.texFrom, meta.texTo);
  setMathMeta(token, meta);
}

function dollarMath(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src.charCodeAt(pos) !== dollar) return false;
  const double = src.charCodeAt(pos + 1) === dollar;
  if (!double && src.charCodeAt(pos + 1) === backtick) {
    const close = src.slice(pos + 2, Math.min(posMax, pos + reach)).indexOf('`$') + pos + 2;
    if (close < pos + 2 || close + 2 > posMax || close === pos + 2) return false;
    if (!silent)
      push(state, { delimiter: '$`', from: pos, to: close + 2, texFrom: pos + 2, texTo: close, closed: true }, false);
    state.pos = close + 2;
    return true;
  }
  const width = double ? 2 : 1;
  const close = closingDollar(src, pos + width, posMax, double);
  if (close < 0) {
    if (double) {
      // both dollars are text; the second must not open a formula of its own
      if (!silent) state.pending += '$$';
      state.pos += 2;
      return true;
    }
    return false;
  }
  const content = src.slice(pos + width, close);
  const accepted = double
    ? content.trim() !== '' && !/\]\(|:\/\//.test(content)
    : isDollarMath(content, src.charAt(pos - 1), src.charAt(close + 1));
  if (!accepted) {
    if (!silent) state.pending += src.slice(pos, pos + width);
    state.pos += width;
    return true;
  }
  const to = close + width;
  const meta: MathMeta = {
    delimiter: double ? '$$' : '$',
    from: pos,
    to,
    texFrom: pos + width,
    texTo: close,
    closed: true,
  };
  if (!silent) push(state, meta, double);
  state.pos = to;
  return true;
}

/**
 * Where a mark of one kind stands next in the text of a state. A page may hold thousands of brackets that never close, so
 * what was found is kept: all the looking together goes over the text once.
 */
const nextMarks = new WeakMap<StateInline, Map<string, { from: number; found: number }>>();

/** The offset of the next `mark` (a backslash and a character) that is not escaped; -1 when there is none. */
function nextMark(state: StateInline, mark: string, from: number): number {
  const known = nextMarks.get(state) ?? new Map<string, { from: number; found: number }>();
  nextMarks.set(state, known);
  const last = known.get(mark);
  if (last !== undefined && last.from <= from && (last.found < 0 || from <= last.found)) return last.found;
  const { src } = state;
  let found = src.indexOf(mark, from);
  while (found >= 0 && isEscaped(src, found)) found = src.indexOf(mark, found + 1);
  known.set(mark, { from, found });
  return found;
}

/** True when an odd number of backslashes stands before: of `\\)` the second one belongs to a line end. */
function isEscaped(src: string, at: number): boolean {
  let before = at;
  while (before > 0 && src.charCodeAt(before - 1) === backslash) before -= 1;
  return (at - before) % 2 === 1;
}

/** `\(…\)` and `\[…\]`. */
export function bracketMath(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src.charCodeAt(pos) !== backslash) return false;
  const open = src.charAt(pos + 1);
  if (open !== '(' && open !== '[') return false;
  const close = nextMark(state, open === '(' ? '\\)' : '\\]', pos + 2);
  if (close < 0 || close + 2 > posMax || close - pos > reach) return false;
  // `\[text\](address)` is a link that was meant to stay text
  if (open === '[' && src.charAt(close + 2) === '(') return false;
  // brackets of one kind do not nest: this one is not closed, the next one is
  const next = nextMark(state, src.slice(pos, pos + 2), pos + 2);
  if (next >= 0 && next < close) return false;
  if (!isBracketMath(src.slice(pos + 2, close))) return false;
  const display = open === '[';
  const meta: MathMeta = {
    delimiter: display ? '\\[' : '\\(',
    from: pos,
    to: close + 2,
    texFrom: pos + 2,
    texTo: close,
    closed: true,
  };
  if (!silent) push(state, meta, display);
  state.pos = close + 2;
  return true;
}

/**
 * An environment in running text, `so \begin{align} … \end{align} holds`, or one that text follows on its last line. A
 * paragraph that is nothing else is a block: see math-block.ts.
 */
export function environmentMath(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src.charCodeAt(pos) !== backslash || !src.startsWith('\\begin{', pos)) return false;
  const name = environmentName(src.slice(pos, pos + 40));
  if (name === undefined) return false;
  const closer = `\\end{${name}}`;
  const close = src.slice(pos, Math.min(posMax, pos + reach)).indexOf(closer);
  if (close < 0) return false;
  const to = pos + close + closer.length;
  const meta: MathMeta = { delimiter: 'environment', from: pos, to, texFrom: pos, texTo: to, closed: true };
  if (!silent) push(state, meta, true);
  state.pos = to;
  return true;
}

const reference = /\\(eq)?ref\{([^{}\n]{1,200})\}/y;

/** `\ref{…}` and `\eqref{…}` in running text, as LaTeX has them. */
function equationReference(state: StateInline, silent: boolean): boolean {
  if (state.src.charCodeAt(state.pos) !== backslash) return false;
  reference.lastIndex = state.pos;
  const match = reference.exec(state.src);
  if (match === null) return false;
  if (!silent) {
    const token = state.push('equation_reference', 'a', 0);
    token.content = match[2]!;
    token.meta = { from: state.pos, to: state.pos + match[0].length, parentheses: match[1] !== undefined };
  }
  state.pos += match[0].length;
  return true;
}

/** Formulas inside a line of text: `$…$`, `$$…$$`, `` $`…`$ ``, `\(…\)`, `\[…\]`, environments, and `\eqref{…}`. */
export function mathInlineRule(md: MarkdownIt): void {
  md.inline.ruler.before('escape', 'math_dollar', dollarMath);
  md.inline.ruler.before('escape', 'math_bracket', bracketMath);
  md.inline.ruler.before('escape', 'math_environment', environmentMath);
  md.inline.ruler.before('escape', 'equation_reference', equationReference);
  mathOutput(md);
  mathPhrase(md);
}
