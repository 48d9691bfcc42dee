import type { Range } from '../../text.ts';

const ABBREVIATION =
  /(?:^|[\s(])(?:et al|e\.g|i\.e|cf|vs|approx|resp|ca|Fig|Figs|Sec|Tab|Eq|No|Ref|Refs|Dr|Prof|St|al|param|params|[Mm]ax|[Mm]in|[Ss]eq|[Nn]um|avg|[Aa]pprox|w\.r\.t|incl)\.$/;
/** No sentence is longer than this: what a page of digits without a full stop costs stays bounded. */
const LONGEST = 1200;

/**
 * Splits a clean paragraph into sentences. A line that begins a list item, a table row or `key: value` begins a
 * sentence of its own; every other line break is a space.
 */
export function splitSentences(text: string): Range[] {
  const ranges: Range[] = [];
  let from = 0;
  const push = (to: number): void => {
    let start = from;
    let end = to;
    while (start < end && /\s/.test(text[start] ?? '')) start++;
    while (end > start && /\s/.test(text[end - 1] ?? '')) end--;
    while (end - start > LONGEST) {
      const space = text.lastIndexOf(' ', start + LONGEST);
      const cut = space > start + LONGEST / 2 ? space : start + LONGEST;
      ranges.push({ from: start, to: cut });
      start = cut;
    }
    if (end > start) ranges.push({ from: start, to: end });
    from = to;
  };
  const boundary = /[.!?](?=["')\]*]{0,3}(?:\s|$))|\n/g;
  for (let m = boundary.exec(text); m !== null; m = boundary.exec(text)) {
    const at = m.index;
    if (m[0] === '\n') {
      if (
        /^\n\s*(?:\n|(?:step|iter|epoch)\w* \d|[-*+•] |\d{1,2}[.)] |\||#|--)/.test(text.slice(at, at + 12)) ||
        isKeyLine(text, at + 1) ||
        isKeyLine(text, lineStart(text, at)) ||
        isLabelLine(text, at + 1) ||
        isLabelLine(text, lineStart(text, at))
      ) {
        push(at + 1);
      }
      continue;
    }
    const before = text.slice(Math.max(from, at - 12), at + 1);
    if (m[0] === '.' && ABBREVIATION.test(before)) continue;
    if (m[0] === '?' && /^\? ?\d/.test(text.slice(at, at + 4))) continue;
    const after = /^[.!?]["')\]*]{0,3}\s+(\S)/.exec(text.slice(at, at + 12));
    if (after && /[a-z,;)]/.test(after[1] ?? '')) continue;
    if (m[0] === '.' && /(?:^|[\s(])(?:[A-Z]|\d{1,2})\.$/.test(before) && from + 3 >= at) continue;
    const closing = /^[.!?]["')\]*]{0,3}/.exec(text.slice(at, at + 4));
    push(at + (closing?.[0].length ?? 1));
  }
  push(text.length);
  return ranges;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** "Peak learning rate: 2.5e-4" on a line of its own: a label of a few words and a value that begins with a figure or a word. */
function isLabelLine(text: string, at: number): boolean {
  const end = text.indexOf('\n', at);
  const line = text.slice(at, Math.min(end < 0 ? text.length : end, at + 100));
  return line.length < 90 && /^[ \t]*[A-Z#][\w .()/#-]{1,44}: ?(?:[~≈∼$<([]{0,2}[\d.]|\S+(?: \S+)?[ \t]*$)/.test(line);
}

/** `key: value`, `"key": value,`, `key = value` with a key of one word that looks like an identifier. */
export function isKeyLine(text: string, at: number): boolean {
  return (
    /^[ \t]*"?[A-Za-z][\w.-]{1,60}"? ?[:=] ?\S/.test(text.slice(at, at + 90)) &&
    /^[ \t]*"?(?:[a-z]\w*[_-]\w+|[a-z]+\d?)"? ?[:=]/.test(text.slice(at, at + 90))
  );
}
