/*
 * Tables as they stand in a text: markdown's with pipes, LaTeX's with ampersands, HTML's, and columns that only tabs or
 * wide spaces keep apart. What their cells mean is read in tables.ts.
 */

/** One cell, trimmed. Offsets are those of the clean text. */
export interface Cell {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Grid {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly (readonly Cell[])[];
}

/** Where a table has no header of its own, its lines may also be prose: those with few cells are left alone. */
const FEWEST_SPACED = 3;

/** The tables of a clean text, in order. Linear in the text. */
export function findGrids(text: string): Grid[] {
  const grids: Grid[] = [];
  if (/<t[dr]\b/i.test(text)) grids.push(...markedUp(text));
  const piped = text.includes('|') && (/^[ \t>]*\|/m.test(text) || / \| |-\||\|-/.test(text));
  const amped = text.includes('&') && text.includes('\\\\');
  if (!piped && !amped && !(text.includes('\n') && /\S(?:\t| {2,})\S/.test(text))) return grids;
  let at = 0;
  let open: { from: number; to: number; rows: Cell[][]; form: string; ruled: boolean } | undefined;
  const close = (): void => {
    if (open !== undefined && isTable(open) && !grids.some(grid => grid.from < open!.to && open!.from < grid.to))
      grids.push({ from: open.from, to: open.to, rows: open.rows });
    open = undefined;
  };
  for (const line of text.split('\n')) {
    const form = formOf(line);
    if (form !== open?.form) close();
    if (form !== undefined) {
      open ??= { from: at, to: at, rows: [], form, ruled: false };
      open.to = at + line.length;
      if (isRule(line)) open.ruled = true;
      else open.rows.push(cellsOf(line, at, form));
    }
    at += line.length + 1;
  }
  close();
  return grids.sort((a, b) => a.from - b.from);
}

const isRule = (line: string): boolean =>
  /^[\s|:+=-]+$/.test(line) || /^\s*\\(?:hline|toprule|midrule|bottomrule|cline)\b[^&]*$/.test(line);

function formOf(line: string): string | undefined {
  if (/^[ \t>]*\|/.test(line)) return '|';
  if (/^[^&]*[^&\\]&.*\\\\/.test(line) || /^\s*\\(?:hline|toprule|midrule|bottomrule)\b/.test(line)) return '&';
  if (line.includes('|') && (/\S\s{0,60}\|\s{0,60}\S/.test(line) || isRule(line))) return 'bare';
  if (/\S(?:\t| {2,})\S/.test(line)) return 'wide';
  return undefined;
}

function isTable(open: { rows: Cell[][]; form: string; ruled: boolean }): boolean {
  if (open.form === '|') return open.rows.length > 0;
  if (open.form === '&') return open.rows.length > 0;
  if (open.form === 'bare') return open.ruled || (open.rows.length > 1 && sameWidth(open.rows, 3));
  const numeric = open.rows.flat().filter(cell => /^[~≈]?[\d.,]+/.test(cell.text)).length;
  return open.rows.length > 1 && sameWidth(open.rows, FEWEST_SPACED) && numeric * 3 >= open.rows.flat().length;
}

function sameWidth(rows: readonly Cell[][], fewest: number): boolean {
  const width = rows[0]?.length ?? 0;
  return width >= fewest && rows.every(row => Math.abs(row.length - width) <= 1);
}

function cellsOf(line: string, at: number, form: string): Cell[] {
  const separator = form === '&' ? /(?<!\\)&|\\\\.*$/g : form === 'wide' ? /\t| {2,}/g : /\|/g;
  const cells: Cell[] = [];
  let from = 0;
  const push = (to: number): void => {
    const raw = line.slice(from, to);
    const text = raw.trim();
    const start = at + from + (raw.length - raw.trimStart().length);
    cells.push({ from: start, to: start + text.length, text });
  };
  const indent = form === '|' ? line.indexOf('|') + 1 : 0;
  from = indent;
  separator.lastIndex = indent;
  for (let m = separator.exec(line); m !== null; m = separator.exec(line)) {
    push(m.index);
    from = m.index + m[0].length;
  }
  if (line.slice(from).trim() !== '') push(line.length);
  return form === 'wide' ? cells.filter(cell => cell.text !== '') : cells;
}

function markedUp(text: string): Grid[] {
  const grids: Grid[] = [];
  const rows: Cell[][] = [];
  let from = -1;
  let to = -1;
  const row = /<tr\b[^>]{0,80}>([\s\S]{0,20000}?)<\/tr>/gi;
  for (let m = row.exec(text); m !== null; m = row.exec(text)) {
    if (from < 0) from = m.index;
    to = m.index + m[0].length;
    const cells: Cell[] = [];
    const cell = /<t[dh]\b[^>]{0,120}>([^<]{0,400})/gi;
    const inner = m[1] ?? '';
    const start = m.index + m[0].indexOf(inner, 3);
    for (let c = cell.exec(inner); c !== null; c = cell.exec(inner)) {
      const raw = c[1] ?? '';
      const trimmed = raw.trim();
      const at = start + c.index + c[0].length - raw.length + (raw.length - raw.trimStart().length);
      cells.push({ from: at, to: at + trimmed.length, text: trimmed });
    }
    rows.push(cells);
  }
  if (rows.length > 0) grids.push({ from, to, rows });
  return grids;
}
