import { Parser } from 'htmlparser2';
import type { BlockPatch } from '../../../src/protocol.ts';

interface Node {
  readonly start: number;
  end: number;
  readonly parent: Node | undefined;
  readonly name: string;
  readonly line: string | undefined;
}

/** Applies a patch as a webview does, by the structure of the HTML: nothing is searched for in its text. */
export function applyPatch(before: string, { shift, name, line, nth, behind, html }: BlockPatch): string {
  const old =
    shift === undefined
      ? before
      : before.replace(/(?<= data-line=")\d+(?=")/g, at =>
          Number(at) > shift.after ? String(Number(at) + shift.by) : at,
        );
  const nodes = nodesOf(old);
  const named = nodes.filter(node => node.name === name && node.line === String(line))[nth];
  if (named === undefined) throw new Error(`there is no ${nth}. ${name} of line ${line}`);
  if (behind === undefined) return old.slice(0, named.start) + html + old.slice(named.end);
  const next = nodes.filter(node => node.parent === named.parent && node.start > named.start).slice(0, behind);
  if (next.length < behind) throw new Error(`there are only ${next.length} elements behind`);
  return old.slice(0, named.end) + html + old.slice(next.at(-1)?.end ?? named.end);
}

function nodesOf(html: string): readonly Node[] {
  const nodes: Node[] = [];
  const open: Node[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const node = { start: parser.startIndex, end: 0, parent: open.at(-1), name, line: attributes['data-line'] };
      nodes.push(node);
      open.push(node);
    },
    onclosetag: () => {
      const closed = open.pop();
      if (closed !== undefined) closed.end = parser.endIndex + 1;
    },
  });
  parser.end(html);
  return nodes;
}
