/*
 * Where an aside begins and ends in running text. `%%` is its own opposite, so one that is missing would turn every
 * later aside inside out; while one types, one always is. What follows decides from the spaces around the marks.
 */

/** What a `%%` is: an aside, closed or ending with its line; or mere text up to `to`. */
export type AsideReading =
  | {
      readonly kind: 'aside';
      readonly contentFrom: number;
      readonly contentTo: number;
      readonly to: number;
      readonly closed: boolean;
    }
  | { readonly kind: 'text'; readonly to: number };

/** An aside longer than this is one that was not closed. Characters. */
const LONGEST = 10_000;

/** With more marks than this in a paragraph nobody can tell which one is missing. */
const MOST_MARKS = 64;

/**
 * Reads the `%%` at `from` of a paragraph's text that ends at `max`. An aside never holds another whole aside: where the
 * marks do not come out even and the next one opens an aside, this one was not closed.
 */
export function readAside(src: string, from: number, max: number): AsideReading {
  const length = runLength(src, from, max);
  if (length === 4) return { kind: 'aside', contentFrom: from + 2, contentTo: from + 2, to: from + 4, closed: true };
  if (length !== 2) return { kind: 'text', to: from + length };
  const marks = asideMarks(src, from, Math.min(max, from + LONGEST), MOST_MARKS + 1);
  const next = marks[1];
  if (next === undefined || isUnclosed(src, marks, max)) {
    if (!canOpen(src, from, max)) return { kind: 'text', to: from + 2 };
    const lineEnd = src.indexOf('\n', from);
    const end = Math.min(lineEnd < 0 ? max : lineEnd, max, next ?? max);
    return { kind: 'aside', contentFrom: from + 2, contentTo: end, to: end, closed: false };
  }
  // "between 5%% and 6%%" is a slip of the pen.
  if (/\d/.test(src[from - 1] ?? '') && /\s/.test(src[from + 2] ?? '')) return { kind: 'text', to: from + 2 };
  return { kind: 'aside', contentFrom: from + 2, contentTo: next, to: next + 2, closed: true };
}

/** True when the first of the marks stands alone although others follow. */
function isUnclosed(src: string, marks: readonly number[], max: number): boolean {
  if (marks.length % 2 === 0 || marks.length > MOST_MARKS) return false;
  return opens(src, marks[1]!, max) && marks.slice(2).some(mark => closes(src, mark, max));
}

/**
 * The offsets of the marks `%%` from `from` on, without those in code or behind a backslash. Four in a row are two, and
 * of three behind a number the first is its percent sign.
 *
 * @param most how many marks are enough
 */
export function asideMarks(src: string, from: number, max: number, most = Number.POSITIVE_INFINITY): number[] {
  const marks: number[] = [];
  for (let pos = from; pos < max && marks.length < most; pos++) {
    const character = src[pos];
    if (character === '\\') {
      pos++;
    } else if (character === '`') {
      const run = /^`+/.exec(src.slice(pos, max))![0];
      const close = closeOfCode(src, pos + run.length, max, run.length);
      pos = close < 0 ? pos + run.length - 1 : close - 1;
    } else if (character === '%') {
      const length = runLength(src, pos, max);
      if (length === 2) marks.push(pos);
      else if (length === 4) marks.push(pos, pos + 2);
      // "%%MFU 26%%%": the percentage is the aside's.
      else if (length === 3 && /\d\s?$/.test(src.slice(Math.max(0, pos - 2), pos))) marks.push(pos + 1);
      pos += length - 1;
    }
  }
  return marks;
}

function closeOfCode(src: string, from: number, max: number, length: number): number {
  for (let pos = from; pos < max; pos++) {
    if (src[pos] !== '`') continue;
    let end = pos;
    while (end < max && src[end] === '`') end++;
    if (end - pos === length) return end;
    pos = end - 1;
  }
  return -1;
}

function runLength(src: string, from: number, max: number): number {
  let to = from;
  while (to < max && src[to] === '%') to++;
  return to - from;
}

/** A mark that can only open: a space or nothing before it, and none after it. */
function opens(src: string, mark: number, max: number): boolean {
  const before = src[mark - 1];
  const after = mark + 2 < max ? src[mark + 2] : undefined;
  return (before === undefined || /[\s(\])]/.test(before)) && after !== undefined && !/\s/.test(after);
}

function closes(src: string, mark: number, max: number): boolean {
  const before = src[mark - 1];
  const after = mark + 2 < max ? src[mark + 2] : undefined;
  return before !== undefined && !/\s/.test(before) && (after === undefined || /[\s\p{P}]/u.test(after));
}

/** A mark that is not closed still begins an aside, unless it follows a word or a number, as in "100%%". */
function canOpen(src: string, mark: number, max: number): boolean {
  const before = src[mark - 1];
  if (before !== undefined && /[\p{L}\p{N}]/u.test(before)) return false;
  return mark + 2 >= max || !/[ \t]/.test(src[mark + 2]!) || before === undefined || before === '\n';
}

const MARK = String.raw`%%[ \t]+(?:(?:begin|end)[ \t]+(?!of\b|with\b|the\b|by\b|at\b|here\b)[^\s%?!,;:]+(?:[ \t]+[^\s%?!,;:]+){0,3}|Import Date:[^%\n]*)[ \t]+%%`;
const ONE_MARK = new RegExp(`^${MARK}$`, 'i');
const MARKS_ONLY = new RegExp(`^(?:${MARK}[ \\t]*)+$`, 'i');

/** True for the content of an importer's own mark: ` begin annotations `, ` end notes `, ` Import Date: 2024-02-12 `. */
export function isImportersMark(content: string): boolean {
  return ONE_MARK.test(`%%${content}%%`);
}

/** True for a line that holds importers' marks and nothing else. */
export function isLineOfMarks(line: string): boolean {
  return MARKS_ONLY.test(line.trim());
}
