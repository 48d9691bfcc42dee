const environments: Readonly<Record<string, string>> = {
  mat: 'matrix',
  pmat: 'pmatrix',
  bmat: 'bmatrix',
  Bmat: 'Bmatrix',
  vmat: 'vmatrix',
  Vmat: 'Vmatrix',
};

/** Matrices beyond this are pasted, not typed. */
const most = 12;

/**
 * A matrix of a size, as a snippet with a stop in every cell: `pmat3x3`, `bmat2` (square), `vmat2x4`.
 * `undefined` for any other text.
 *
 * @example matrixSnippet('pmat2x2') // '\\\\begin{pmatrix}\n\t$1 & $2 \\\\\\\\\n\t$3 & $4\n\\\\end{pmatrix}$0'
 */
export function matrixSnippet(short: string): string | undefined {
  const match = /^([pbBvV]?mat)(\d{1,2})(?:x(\d{1,2}))?$/.exec(short);
  if (match === null) return undefined;
  const rows = Number(match[2]);
  const columns = Number(match[3] ?? match[2]);
  if (rows < 1 || columns < 1 || rows > most || columns > most) return undefined;
  const name = environments[match[1]!]!;
  const lines = Array.from(
    { length: rows },
    (_, row) => `\t${Array.from({ length: columns }, (_, column) => `$${row * columns + column + 1}`).join(' & ')}`,
  );
  return `\\\\begin{${name}}\n${lines.join(' \\\\\\\\\n')}\n\\\\end{${name}}$0`;
}
