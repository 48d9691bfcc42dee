import { type MarkedSpan, readRichText } from './rich-text.ts';

/*
 * Text from a library (titles, quotes, comments, names) made safe to stand in a note: it shows as the text that it is,
 * and can never become a link, HTML, a formula, a heading or list of its own, nor end the paragraph or aside around it.
 * What needs no escape gets none, so that a quote stays as readable in the source as the paper is.
 *
 * Brackets and backslashes are written as entities where they are dangerous, because `\[` and `\(` begin formulas.
 */

/** How a text will stand in the note. */
export interface MarkdownTextOptions {
  /**
   * Keeps line breaks and begins each further line with this; empty lines go. Without it the text becomes one line.
   * `'> '` continues a quote, `'  '` a list item.
   */
  readonly linePrefix?: string;
  /** Lets formulas in `$…$` through: for the reader's own comments, never for text taken from a file. */
  readonly math?: boolean;
}

const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  [...'0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾nⁿiⁱ'].flatMap((char, i, all) => (i % 2 === 0 ? [[char, all[i + 1]!]] : [])),
);
const subscripts: Readonly<Record<string, string>> = Object.fromEntries(
  [...'0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑoₒxₓiᵢjⱼkₖlₗmₘnₙpₚrᵣsₛtₜuᵤvᵥ'].flatMap((char, i, all) =>
    i % 2 === 0 ? [[char, all[i + 1]!]] : [],
  ),
);

/** A stretch of the plain text whose markdown is made already. */
interface Ready {
  readonly from: number;
  readonly to: number;
  readonly markdown: string;
}

/** Raised or lowered text: Unicode's own characters where it has them, a small formula for words, else plain. */
function shifted(text: string, mark: 'sub' | 'sup', following: string): string | undefined {
  const table = mark === 'sup' ? superscripts : subscripts;
  const characters = [...text];
  if (characters.every(char => table[char] !== undefined)) return characters.map(char => table[char]).join('');
  // A closing dollar with a digit after it closes nothing.
  if (!/^[A-Za-z0-9,.+=()-]{1,40}$/.test(text) || /^[\d$]/.test(following)) return undefined;
  return `$${mark === 'sup' ? '^' : '_'}{\\mathrm{${text}}}$`;
}

const formula = /(?<![\\$\p{L}\p{N}])\$(?=[^\s$])([^$\n`%<>&]{0,400}?[^\s$\n`%<>&\\])\$(?![\d$])/gu;

function formulas(text: string): readonly Ready[] {
  return [...text.matchAll(formula)]
    .filter(([, tex = '']) => !/\]\s*[([:]|\[\[|:\/\//.test(tex))
    .map(match => ({ from: match.index, to: match.index + match[0].length, markdown: match[0] }));
}

/** True when `[from, to)` shares something with one of the ranges, which are sorted and do not overlap. */
function touches(ranges: readonly Ready[], from: number, to: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.to <= from) low = middle + 1;
    else high = middle;
  }
  const first = ranges[low];
  return first !== undefined && first.from < to;
}

function isWord(char: string): boolean {
  return /[\p{L}\p{N}\p{M}]/u.test(char);
}

function isSpace(char: string): boolean {
  return char === '' || /\s/.test(char);
}

function isPunctuation(char: string): boolean {
  return /[\p{P}\p{S}]/u.test(char);
}

function before(text: string, at: number): string {
  if (at <= 0) return '';
  const code = text.charCodeAt(at - 1);
  return code >= 0xdc00 && code <= 0xdfff ? text.slice(Math.max(0, at - 2), at) : text[at - 1]!;
}

function after(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** Where emphasis marks go: only where markdown would read them as a pair, else the text stays unmarked. */
function emphasis(text: string, spans: readonly MarkedSpan[], ready: readonly Ready[]): ReadonlyMap<number, string> {
  const opens = new Map<number, string>();
  const closes = new Map<number, string>();
  const opened = new Map<number, string>();
  let lastEnd = -1;
  const inReady = (at: number): boolean => at > 0 && touches(ready, at - 1, at) && touches(ready, at, at + 1);
  for (const span of spans) {
    if (span.mark !== 'i' && span.mark !== 'b') continue;
    let { from, to } = span;
    while (from < to && isSpace(after(text, from))) from++;
    while (to > from && isSpace(before(text, to))) to--;
    const first = after(text, from);
    const last = before(text, to);
    const usable =
      to > from &&
      !text.slice(from, to).includes('\n') &&
      (!isPunctuation(first) || isSpace(before(text, from)) || isPunctuation(before(text, from))) &&
      (!isPunctuation(last) || isSpace(after(text, to)) || isPunctuation(after(text, to))) &&
      // Two pairs that touch would melt into one run of marks.
      from !== lastEnd &&
      !closes.has(from) &&
      !opens.has(to) &&
      !inReady(from) &&
      !inReady(to);
    if (!usable) continue;
    const mark = span.mark === 'i' ? '*' : '**';
    // The same mark twice at one place would make another mark.
    if (opens.has(from) && span.mark === opened.get(from)) continue;
    opened.set(from, span.mark);
    opens.set(from, (opens.get(from) ?? '') + mark);
    closes.set(to, mark + (closes.get(to) ?? ''));
    lastEnd = to;
  }
  const marks = new Map(opens);
  for (const [at, mark] of closes) marks.set(at, mark + (marks.get(at) ?? ''));
  return marks;
}

/** The square brackets that stand as they are: pairs such as `[12]` that markdown reads as text. */
function harmlessBrackets(text: string): ReadonlySet<number> {
  const harmless = new Set<number>();
  let open = -1;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\n') open = -1;
    if (char === '[') open = i;
    if (char !== ']') continue;
    if (open >= 0) {
      const content = text.slice(open + 1, Math.min(i, open + 200));
      const shape = /^(?:\d|[^\s!^\d][^!^]*[^\s!^]|\d[^!^]*[^\s!^])$/.test(content) && i - open < 200;
      if (
        shape &&
        !content.includes('@') &&
        !/[![\]^\\]/.test(before(text, open)) &&
        !/[([:]/.test(after(text, i + 1))
      ) {
        harmless.add(open).add(i);
      }
    }
    open = -1;
  }
  return harmless;
}

const entity = /&(?:#\d{1,8}|#x[\da-f]{1,8}|[a-z][a-z\d]{1,40});/iy;
const number = /\d{1,9}[.)](?=\s|$)/y;
/** The end of a line; spaces before it are not written. */
const lineEnd = /[ \t]*(?=\n|$)/y;
const environment = /\\(?:begin|end)\{/y;
const scheme = /:(?=\/\/)|(?<=mailto|xmpp):/iy;
const blockId = /\^[A-Za-z0-9-]+[ \t]*(?=\n|$)/y;

function at(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}

/** One character as it must be written where it stands. */
function escaped(text: string, i: number, char: string, lineStart: boolean, brackets: ReadonlySet<number>): string {
  const previous = text[i - 1] ?? '';
  const next = text[i + 1] ?? '';
  switch (char) {
    case '\\':
      return /[!-/:-@[-`{-~]/.test(next) ||
        at(lineEnd, text, i + 1) !== undefined ||
        at(environment, text, i) !== undefined
        ? '&#92;'
        : char;
    case '[':
    case ']':
      return brackets.has(i) ? char : `&#${char.charCodeAt(0)};`;
    case '`':
    case '$':
      return `\\${char}`;
    case '*':
      return isSpace(previous) && isSpace(next) && !lineStart ? char : '\\*';
    case '_':
      return isWord(before(text, i)) && isWord(after(text, i + 1)) ? char : '\\_';
    case '<':
      return /[A-Za-z/!?]/.test(next) ? '\\<' : char;
    case '>':
      return lineStart ? '\\>' : char;
    case '&':
      return at(entity, text, i) === undefined ? char : '\\&';
    case '~':
      return previous === '~' || next === '~' || !isSpace(previous) ? '\\~' : char;
    case '=':
      return lineStart || previous === '=' || next === '=' ? '\\=' : char;
    case '%':
      return previous === '%' || next === '%' ? '&#37;' : char;
    case '#':
      return lineStart || (!isWord(before(text, i)) && isWord(after(text, i + 1)) && !/\d/.test(next)) ? '\\#' : char;
    case '|':
      return lineStart ? '\\|' : char;
    case '-':
    case '+':
      return lineStart && !isWord(after(text, i + 1)) ? `\\${char}` : char;
    case ':':
      return lineStart || at(scheme, text, i) !== undefined ? '\\:' : char;
    case '.':
      return /(?:^|[^A-Za-z0-9])www$/i.test(text.slice(Math.max(0, i - 4), i)) ? '\\.' : char;
    case '@':
      // All that can stand before the @ of an address in <…>.
      return /[\w.!#$%&'*+/=?^`{|}~-]/.test(previous) && /\w/.test(next) ? '\\@' : char;
    case '^':
      return isSpace(previous) && at(blockId, text, i) !== undefined ? '\\^' : char;
    default:
      return char;
  }
}

/**
 * Makes markdown of a text from Zotero that shows exactly that text, with `<i> <b> <sub> <sup>` as emphasis, bold and
 * raised or lowered characters. Safe at the start of a line and within one, in a quote, a list item or an aside.
 * Takes time in proportion to the text.
 *
 * @example markdownText('see [here](command:x) and 10<sup>−4</sup>') // 'see &#91;here&#93;(command:x) and 10⁻⁴'
 */
export function markdownText(source: string, options: MarkdownTextOptions = {}): string {
  const rich = readRichText(source);
  const { linePrefix } = options;
  const { text, spans } = linePrefix === undefined ? oneLine(rich.text, rich.spans) : rich;
  const ready: Ready[] = [];
  for (const span of spans) {
    if (span.mark !== 'sub' && span.mark !== 'sup') continue;
    const markdown = shifted(text.slice(span.from, span.to), span.mark, after(text, span.to));
    if (markdown !== undefined && span.from >= (ready.at(-1)?.to ?? 0)) ready.push({ ...span, markdown });
  }
  if (options.math === true) {
    const free = formulas(text).filter(range => !touches(ready, range.from, range.to));
    for (const range of free) ready.push(range);
    ready.sort((a, b) => a.from - b.from);
  }
  const marks = emphasis(text, spans, ready);
  const brackets = harmlessBrackets(text);
  const parts: string[] = [];
  let next = 0;
  let i = 0;
  let lineStart = true;
  let pendingBreak = false;
  while (i < text.length) {
    const char = text[i]!;
    if (char === '\n') {
      const closing = marks.get(i);
      if (closing !== undefined) parts.push(closing);
      pendingBreak = parts.length > 0;
      lineStart = true;
      // Spaces before a line break would make it a hard one.
      while (parts.at(-1) === ' ') parts.pop();
      i++;
      continue;
    }
    if (lineStart && (char === ' ' || char === '\t')) {
      i++;
      continue;
    }
    if (pendingBreak) {
      parts.push(`\n${linePrefix ?? ''}`);
      pendingBreak = false;
    }
    const mark = marks.get(i);
    if (mark !== undefined) parts.push(mark);
    const range = ready[next];
    if (range !== undefined && range.from === i) {
      parts.push(range.markdown);
      i = range.to;
      next++;
      lineStart = false;
      continue;
    }
    const start = lineStart ? at(number, text, i) : undefined;
    if (start !== undefined) {
      parts.push(start.endsWith('.') ? `${start.slice(0, -1)}\\.` : `${start.slice(0, -1)}&#41;`);
      i += start.length;
    } else {
      parts.push(
        besideOurs(char, mark !== undefined, marks, ready[next], i) ?? escaped(text, i, char, lineStart, brackets),
      );
      i++;
    }
    lineStart = false;
  }
  while (parts.at(-1) === ' ') parts.pop();
  const end = marks.get(text.length);
  if (end !== undefined) parts.push(end);
  return parts.join('');
}

/** A character that needs no escape by itself, but does beside emphasis or a formula that is put there. */
function besideOurs(
  char: string,
  isMarked: boolean,
  marks: ReadonlyMap<number, string>,
  ready: Ready | undefined,
  i: number,
): string | undefined {
  const follows = marks.has(i + 1) || ready?.from === i + 1;
  if (char === '*' && (isMarked || follows)) return '\\*';
  return char === '\\' && follows ? '&#92;' : undefined;
}

/** White space folded to single spaces, with the spans moved along. */
function oneLine(text: string, spans: readonly MarkedSpan[]): { text: string; spans: readonly MarkedSpan[] } {
  if (!/[\n\t]|\s{2}|^\s|\s$/.test(text)) return { text, spans };
  const bounds = [...new Set(spans.flatMap(span => [span.from, span.to]))].sort((a, b) => a - b);
  const moved = new Map<number, number>();
  const parts: string[] = [];
  let length = 0;
  let at = 0;
  let space = true;
  const take = (to: number): void => {
    const piece = text.slice(at, to).replace(/\s+/g, ' ');
    const kept = space && piece.startsWith(' ') ? piece.slice(1) : piece;
    if (piece !== '') space = piece.endsWith(' ');
    parts.push(kept);
    length += kept.length;
    at = to;
  };
  for (const bound of bounds) {
    take(bound);
    moved.set(bound, length);
  }
  take(text.length);
  const folded = parts.join('').trimEnd();
  const within = (at: number): number => Math.min(moved.get(at) ?? 0, folded.length);
  return {
    text: folded,
    spans: spans
      .map(span => ({ mark: span.mark, from: within(span.from), to: within(span.to) }))
      .filter(span => span.to > span.from),
  };
}

/**
 * A comment as an aside, `%%…%%`, over as many lines as it has; the empty string for an empty comment. Formulas in
 * `$…$` stay formulas.
 *
 * @example asideMarkdown('0.84 epoch over the 200B dataset.') // '%%0.84 epoch over the 200B dataset.%%'
 */
export function asideMarkdown(comment: string, linePrefix = ''): string {
  const content = markdownText(comment, { linePrefix, math: true });
  if (content === '') return '';
  return `%%${content.replace(/^%/, '&#37;').replace(/%$/, '&#37;')}%%`;
}
