import { Parser } from 'htmlparser2';
import type { BlockPatch } from '../../../src/protocol.ts';

/** Applies a patch as a webview does, by the structure of the HTML: nothing is searched for in its text. */
export function applyPatch(html: string, { name, line, nth, html: part }: BlockPatch): string {
  let seen = -1;
  let result: string | undefined;
  const open: { readonly start: number; readonly wanted: boolean }[] = [];
  const parser = new Parser({
    onopentag: (tag, attributes) => {
      const fits = tag === name && attributes['data-line'] === String(line);
      if (fits) seen++;
      open.push({ start: parser.startIndex, wanted: fits && seen === nth });
    },
    onclosetag: () => {
      const closed = open.pop();
      if (closed?.wanted === true) result = html.slice(0, closed.start) + part + html.slice(parser.endIndex + 1);
    },
  });
  parser.end(html);
  if (result === undefined) throw new Error(`there is no ${nth}. ${name} of line ${line}`);
  return result;
}
