import type { BlockPatch } from '../../protocol.ts';

/** Shorter HTML is sent whole: there is nothing to be gained. */
export const shortestPatched = 4000;

/** So many elements are tried, from the innermost outwards. */
const mostTried = 8;

/**
 * The innermost element with a source line in which all lies that differs between two forms of a block's HTML: an item of
 * a long list, a paragraph of a quote. Undefined when there is none, or none that is much shorter than the whole.
 *
 * @param before as it was rendered, well formed
 * @param after as it is rendered now, well formed
 * @example blockPatch('<ul>\n<li data-line="0">a</li>\n</ul>', '<ul>\n<li data-line="0">b</li>\n</ul>')
 */
export function blockPatch(before: string, after: string): BlockPatch | undefined {
  if (before.length < shortestPatched || after.length < shortestPatched) return undefined;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let same = 0;
  while (
    same < shorter - from &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  const to = after.length - same;

  let at = from;
  for (let tried = 0; tried < mostTried; tried++) {
    const attribute = after.lastIndexOf(' data-line="', at - 1);
    if (attribute < 0) return undefined;
    const start = after.lastIndexOf('<', attribute);
    at = start;
    startTag.lastIndex = start;
    const tag = startTag.exec(after);
    // Its own tag must be as it was.
    if (tag === null || startTag.lastIndex > from) continue;
    const name = tag[1]!;
    const end = endOfElement(after, name, start);
    if (end === undefined || end - name.length - 3 < to) continue;
    if (endOfElement(before, name, start) !== end + before.length - after.length) continue;
    if (end - start > after.length / 2) return undefined;
    const line = Number(tag[2]);
    return { name, line, nth: countBefore(after, name, line, start), html: after.slice(start, end) };
  }
  return undefined;
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
