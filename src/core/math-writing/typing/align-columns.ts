import type { Edit, Range } from '../../text.ts';
import { environmentsIn } from '../folding.ts';

interface Line {
  readonly lead: string;
  readonly cells: readonly string[];
  /** Which cells begin right at their `&`. */
  readonly tight: readonly boolean[];
  readonly end: string;
}

/** Cells of a line at its top level: an `&` inside braces or after `\` separates nothing. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  let depth = 0;
  let cell = '';
  for (const { 0: piece } of line.matchAll(/\\[\s\S]|[{}&]|[^\\{}&]+/g)) {
    if (piece === '{') depth++;
    else if (piece === '}') depth--;
    if (piece === '&' && depth <= 0) {
      cells.push(cell);
      cell = '';
    } else cell += piece;
  }
  return [...cells, cell];
}

function readLine(line: string): Line {
  const lead = /^[ \t]*(?:>[ \t]?)*[ \t]*/.exec(line)![0];
  const body = line.slice(lead.length);
  const end = /\s*(\\\\(?:\[[^\]]*\])?\s*(?:%.*)?)$/.exec(body);
  const content = end === null ? body : body.slice(0, end.index);
  const cells = cellsOf(content);
  const tight = cells.map(cell => /^\S/.test(cell));
  return { lead, cells: cells.map(cell => cell.trim()), tight, end: end === null ? '' : end[1]!.trim() };
}

/** Width as a fixed-width font shows it; letters of East Asian scripts take two columns. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}

/**
 * Lines the `&` of an environment up: `offset` is any place inside it, in offsets of the text. Only lines with an `&`
 * change, and only their spaces. `undefined` where nothing needs to move.
 */
export function alignColumns(text: string, tex: Range, offset: number): Edit | undefined {
  const around = environmentsIn(text.slice(tex.from, tex.to), tex.from).filter(
    ({ whole }) => whole.from <= offset && offset <= whole.to,
  );
  const range = around.at(-1)?.inner ?? tex;
  const source = text.slice(range.from, range.to);
  const lines = source.split('\n');
  const read = lines.map(line => (line.includes('&') ? readLine(line.replace(/\r$/, '')) : undefined));
  // `&=` stays together where the whole column is written so.
  const tight: boolean[] = [];
  for (const line of read)
    line?.cells.forEach((_, column) => {
      tight[column] = (tight[column] ?? true) && line.tight[column]!;
    });
  const widths: number[] = [];
  for (const line of read)
    line?.cells.slice(0, -1).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    });
  const aligned = lines.map((line, index) => {
    const parsed = read[index];
    if (parsed === undefined) return line;
    const cells = parsed.cells.map((cell, column) =>
      column === parsed.cells.length - 1 ? cell : cell + ' '.repeat(widths[column]! - widthOf(cell)),
    );
    const joined = cells.reduce((row, cell, column) => `${row} &${tight[column] ? '' : ' '}${cell}`);
    const row = [joined.trimEnd(), parsed.end].filter(part => part !== '').join(' ');
    return parsed.lead + row + (line.endsWith('\r') ? '\r' : '');
  });
  const insert = aligned.join('\n');
  return insert === source ? undefined : { range, insert };
}
