/**
 * Of several files with the same name, the one that is meant: whose path agrees longest with the wanted one, counted
 * from its end, and among those the nearest to the note.
 *
 * @param files paths with `/` between their parts
 * @param wanted the parts of the path as the note has it
 * @example bestMatch([{ path: '/a/figures/1.png' }, { path: '/b/1.png' }], ['figures', '1.png'], '/b/note.md') // the first
 */
export function bestMatch<T extends { readonly path: string }>(
  files: readonly T[],
  wanted: readonly string[],
  note: string,
): T | undefined {
  const near = note.split('/');
  const score = ({ path }: T) => {
    const parts = path.split('/');
    let tail = 0;
    while (tail < wanted.length && same(parts.at(-1 - tail), wanted.at(-1 - tail))) tail++;
    let head = 0;
    while (head < near.length && near[head] === parts[head]) head++;
    return tail * 1000 + head * 10 - parts.length;
  };
  let best: T | undefined;
  for (const file of files) if (best === undefined || score(file) > score(best)) best = file;
  return best;
}

function same(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();
}
