import type { BlockPatch } from '../../protocol.ts';

/** Shorter HTML is sent whole: there is nothing to be gained. */
export const shortestPatched = 4000;

/** So many elements are tried, from the innermost outwards. */
const mostTried = 8;

/**
 * How one form of a block's HTML becomes another by a change in one place: of the innermost element with a source line in
 * which all lies that differs (an item of a long list, a paragraph of a quote), or else of neighbours that come and go
 * (an item that is begun with Enter). Undefined when it does not, or when that saves little.
 *
 * @param before as it was rendered, well formed
 * @param after as it is rendered now, well formed
 * @param moreLines how many source lines more the block takes now
 * @example blockPatch('<ul>\n<li data-line="0">a</li>\n</ul>', '<ul>\n<li data-line="0">b</li>\n</ul>', 0)
 */
export function blockPatch(before: string, after: string, moreLines: number): BlockPatch | undefined {
  if (before.length < shortestPatched || after.length < shortestPatched) return undefined;
  const shift = moreLines === 0 ? undefined : shiftOf(before, after, moreLines);
  const old = shift === undefined ? before : shifted(before, shift);
  const from = outsideTag(after, sameStart(old, after));
  const change = { old, after, from, to: after.length - sameEnd(old, after, from) };
  const part = changedElement(change) ?? changedNeighbours(change);
  return part === undefined || shift === undefined ? part : { shift, ...part };
}

/** Two forms of some HTML and where they differ, in offsets of `after`. Before `from` and behind `to` they are the same. */
interface Change {
  readonly old: string;
  readonly after: string;
  readonly from: number;
  readonly to: number;
}

function sameStart(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let length = 0;
  while (length < shorter && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

/** The offset itself, or where the tag begins that it lies in. */
function outsideTag(html: string, offset: number): number {
  const start = html.lastIndexOf('<', offset - 1);
  return start > html.lastIndexOf('>', offset - 1) ? start : offset;
}

function sameEnd(a: string, b: string, from: number): number {
  const most = Math.min(a.length, b.length) - from;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return length;
}

/** What stands behind the first difference has moved; how far lines go that stay is told by the last one before it. */
function shiftOf(before: string, after: string, by: number): BlockPatch['shift'] {
  const from = sameStart(before, after);
  let last = 0;
  for (let at = after.lastIndexOf(lineAttribute, from); at >= 0; at = after.lastIndexOf(lineAttribute, at - 1)) {
    const [, line, end] = /^ data-line="(\d+)(")/.exec(after.slice(at, at + 24)) ?? [];
    // One that differs itself is none of those before.
    if (line === undefined || end === undefined || at + lineAttribute.length + line.length >= from) continue;
    last = Number(line);
    break;
  }
  return { after: last, by };
}

function shifted(html: string, { after, by }: NonNullable<BlockPatch['shift']>): string {
  return html.replace(/ data-line="(\d+)"/g, (all, line: string) =>
    Number(line) > after ? ` data-line="${Number(line) + by}"` : all,
  );
}

function changedElement({ old, after, from, to }: Change): BlockPatch | undefined {
  for (const { name, line, start, tagEnd } of elementsBefore(after, from)) {
    // Its own tag must be as it was.
    if (tagEnd > from) continue;
    const end = endOfElement(after, name, start);
    if (end === undefined || end - name.length - 3 < to) continue;
    if (endOfElement(old, name, start) !== end + old.length - after.length) continue;
    if (end - start > after.length / 2) return undefined;
    return { name, line, nth: countBefore(after, name, line, start), html: after.slice(start, end) };
  }
  return undefined;
}

function changedNeighbours({ old, after, from, to }: Change): BlockPatch | undefined {
  for (const { name, line, start, tagEnd } of elementsBefore(after, from)) {
    if (tagEnd > from) continue;
    const end = endOfElement(after, name, start);
    if (end === undefined || end > from) continue;
    const now = neighbours(after, end, at => at >= to || after.slice(at, to).trim() === '');
    if (now === undefined || now.end - end > after.length / 2) continue;
    const oldEnd = now.end + old.length - after.length;
    const were = oldEnd < end ? undefined : neighbours(old, end, at => at >= oldEnd);
    if (were?.end !== oldEnd) continue;
    return {
      name,
      line,
      nth: countBefore(after, name, line, start),
      behind: were.count,
      html: after.slice(end, now.end),
    };
  }
  return undefined;
}

/** Elements with white space between them, from an offset until enough of them are seen. */
function neighbours(
  html: string,
  from: number,
  enough: (at: number) => boolean,
): { readonly count: number; readonly end: number } | undefined {
  let end = from;
  let count = 0;
  while (!enough(end)) {
    nextTag.lastIndex = end;
    const name = nextTag.exec(html)?.[1];
    const next = name === undefined ? undefined : endOfElement(html, name, nextTag.lastIndex - name.length - 1);
    if (next === undefined) return undefined;
    end = next;
    count++;
  }
  return { count, end };
}

const lineAttribute = ' data-line="';
const nextTag = /\s*<([a-z][a-z0-9]*)(?=[ >])/y;

/** The elements with a source line that begin before an offset, the last first, and only so many. */
function* elementsBefore(
  html: string,
  offset: number,
): Generator<{ readonly name: string; readonly line: number; readonly start: number; readonly tagEnd: number }> {
  let at = offset;
  for (let tried = 0; tried < mostTried; tried++) {
    const attribute = html.lastIndexOf(lineAttribute, at - 1);
    if (attribute < 0) return;
    const start = html.lastIndexOf('<', attribute);
    at = start;
    startTag.lastIndex = start;
    const tag = startTag.exec(html);
    if (tag !== null) yield { name: tag[1]!, line: Number(tag[2]), start, tagEnd: startTag.lastIndex };
  }
}

const startTag = /<([a-z][a-z0-9]*)(?: [^<>]*)? data-line="(\d+)"[^<>]*>/y;

/** Where an element ends that begins at an offset; undefined for one without an end tag. */
function endOfElement(html: string, name: string, start: number): number | undefined {
  const tag = new RegExp(`<(/?)${name}(?=[ >])[^<>]*>`, 'g');
  tag.lastIndex = start;
  let depth = 0;
  for (let match = tag.exec(html); match !== null; match = tag.exec(html)) {
    depth += match[1] === '' ? 1 : -1;
    if (depth === 0) return tag.lastIndex;
  }
  return undefined;
}

function countBefore(html: string, name: string, line: number, end: number): number {
  const attribute = ` data-line="${line}"`;
  let count = 0;
  for (let at = html.indexOf(attribute); at >= 0 && at < end; at = html.indexOf(attribute, at + 1)) {
    const start = html.lastIndexOf('<', at);
    if (html.startsWith(`<${name} `, start)) count++;
  }
  return count;
}
