import { type Figure, findFigures } from './figures.ts';
import type { Cell, Grid } from './grids.ts';
import { labelOf } from './headers.ts';

/*
 * Tables that lost their rules on the way out of a PDF: lines of a label and its values ("Learning Rate 5e-6 2e-6"),
 * and lines of a name and its values under a line of labels ("Model Layers Heads Max LR").
 */

/** The phrases that the columns of such a header are named by; each is then read by `labelOf`. */
const COLUMN =
  /(?:number of |num(?:ber)? |(?:tokens|samples) ?\/ ?|# ?|n ?_? ?|total |max(?:imum)?\.? |peak |min(?:imum)?\.? |global |training |attention |attn |hidden |key\/value |kv |non-embedding |active |activated |model (?=size|dim|width|param)|head |embed(?:ding)? |vocab(?:ulary)? |sequence |seq\.? |context |weight |learning |warm-?up |micro |gradient |tensor[ -]|pipeline[ -]|data[ -]|parallel |power |feed ?forward |iteration |step |carbon |intermediate |rope |gpu )*(?:layers?|heads?|sizes?|dim(?:ension)?s?|d ?_? ?(?:model|head|ff)|model\b(?! size)|width|lr\b|rate|batch ?size(?: \(tokens\))?|batch\b|tokens(?: \([bt]\))?|params?\b|parameters|length|len\b\.?|steps|iterations|iters|epochs?|decay|clip(?:ping)?|(?:gpu[- ]?)?hours|time|consumption|emitted|power|gpus|tp|cp|pp|dp|ep|(?:bf16 )?mfu|t?flops)(?:\/[a-z]+)?(?=\s|$|\()(?: ?\((?:[a-z%]+)\))?/giy;

interface Line {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly figures: readonly Figure[];
  /** The words before the first value, and the values as cells; undefined where the line is prose. */
  readonly label: Cell | undefined;
  readonly values: readonly Cell[];
}

/** Finds such tables as grids. `skip` are stretches that are tables already. */
export function findLineTables(text: string, skip: readonly Grid[]): Grid[] {
  if (!text.includes('\n')) return [];
  const grids: Grid[] = [];
  const lines: Line[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    if (!skip.some(grid => grid.from <= at && at <= grid.to)) lines.push(readLine(line, at));
    at += line.length + 1;
  }
  for (let i = 0; i < lines.length; i++) {
    const columns = columnsOf(lines[i]!);
    if (columns.length >= 3) {
      const rows: Cell[][] = [];
      let end = i;
      while (end + 1 < lines.length) {
        const line = lines[end + 1]!;
        const row = rowOf(line, columns.length);
        if (row === undefined) break;
        rows.push(row);
        end++;
      }
      if (rows.length > 0) {
        const name: Cell = { from: lines[i]!.from, to: lines[i]!.from, text: '' };
        grids.push({ from: lines[i]!.from, to: lines[end]!.to, rows: [[name, ...columns], ...rows] });
        i = end;
        continue;
      }
    }
    let end = i;
    while (end < lines.length && isLabelled(lines[end]!)) end++;
    const block = lines.slice(i, end);
    const valued = block.filter(line => line.values.length > 0);
    if (valued.length < 2) {
      i = Math.max(i, end - 1);
      continue;
    }
    const width = Math.max(...valued.map(line => line.values.length));
    const above = lines[i - 1];
    const models = above === undefined || width < 2 ? undefined : modelsAbove(above, width);
    const rows = valued.map(line => [line.label!, ...line.values]);
    if (models !== undefined) rows.unshift([{ from: above!.from, to: above!.from, text: '' }, ...models]);
    // A label with words for a value ("Optimizer AdamW") is left to the reader of prose; the table is cut around it.
    grids.push({ from: models === undefined ? block[0]!.from : above!.from, to: block[block.length - 1]!.to, rows });
    i = end - 1;
  }
  return grids;
}

const VALUE_GLUE = /^[ \t]*(?:→|->|×|%)?[ \t]*$/;

function readLine(text: string, from: number): Line {
  const figures = /\d/.test(text) ? findFigures(text) : [];
  const line = { from, to: from + text.length, text, figures };
  const first = figures[0];
  const words = (first === undefined ? text : text.slice(0, first.from)).trim();
  const prose =
    words.length > 48 ||
    words.split(/\s+/).length > 7 ||
    /[.:;=|"`,]$|^[-*•]\s|[:=|]|\b(?:of|is|was|are|with|for|to|at|we|the|and|by|using|trained|train)$/i.test(words) ||
    /[.;]\s*$/.test(text);
  if (prose || words === '' || labelOf(words) === undefined) return { ...line, label: undefined, values: [] };
  const start = from + text.indexOf(words);
  const label: Cell = { from: start, to: start + words.length, text: words };
  const values: Cell[] = [];
  let last = first;
  let open = first?.from ?? 0;
  for (const figure of figures.slice(1)) {
    const between = text.slice(last!.to, figure.from);
    if (!VALUE_GLUE.test(between)) return { ...line, label: undefined, values: [] };
    if (!/→|->/.test(between)) {
      values.push(cell(text, from, open, last!.to));
      open = figure.from;
    }
    last = figure;
  }
  if (last !== undefined) {
    const rest = text.slice(last.to).trim();
    // One value may have its unit and no more after it.
    if (rest !== '' && (figures.length > 1 || !/^(?:tokens?|steps?|sequences|GPUs|epochs?|hours|days|W)$/i.test(rest)))
      return { ...line, label: undefined, values: [] };
    values.push(cell(text, from, open, last.to + (rest === '' ? 0 : text.slice(last.to).trimEnd().length)));
  }
  return { ...line, label, values };
}

const cell = (text: string, at: number, from: number, to: number): Cell => ({
  from: at + from,
  to: at + to,
  text: text.slice(from, to),
});

/** A label with values, or with words that name none ("LR Schedule Linear"). */
const isLabelled = (line: Line): boolean => line.label !== undefined;

/** The labels of a header line, where it is made of labels for the most part. */
function columnsOf(line: Line): Cell[] {
  if (line.text.length > 200 || /[.;:=]\s*$/.test(line.text) || line.figures.length > 0) return [];
  const columns: Cell[] = [];
  let covered = 0;
  const starts = /(?:^|\s)(?=\S)/g;
  for (let m = starts.exec(line.text); m !== null; m = starts.exec(line.text)) {
    const start = m.index + m[0].length;
    COLUMN.lastIndex = start;
    const found = COLUMN.exec(line.text);
    if (m[0] === '') starts.lastIndex++;
    if (found === null || (start === 0 && /^model$/i.test(found[0]))) continue;
    if (labelOf(found[0]) === undefined) continue;
    columns.push(cell(line.text, line.from, start, start + found[0].length));
    covered += found[0].length;
    starts.lastIndex = start + found[0].length;
  }
  return covered * 2 > line.text.trim().length ? columns : [];
}

/** A line of a name and as many values as there are columns. */
function rowOf(line: Line, width: number): Cell[] | undefined {
  const values: Cell[] = [];
  let open = -1;
  let last: Figure | undefined;
  for (const figure of [...line.figures].reverse()) {
    const between = last === undefined ? line.text.slice(figure.to) : line.text.slice(figure.to, last.from);
    const joined = last !== undefined && /→|->/.test(between);
    if (!(last === undefined ? /^\s*$/ : VALUE_GLUE).test(between)) break;
    if (last !== undefined && !joined) {
      values.unshift(cell(line.text, line.from, last.from, open));
      if (values.length === width) {
        last = undefined;
        break;
      }
    }
    if (!joined) open = figure.to;
    last = figure;
  }
  if (last !== undefined) values.unshift(cell(line.text, line.from, last.from, open));
  if (values.length !== width) return undefined;
  const name = line.text.slice(0, values[0]!.from - line.from).trim();
  if (name.length > 60 || /[.;:]$/.test(name)) return undefined;
  return [cell(line.text, line.from, line.text.indexOf(name), line.text.indexOf(name) + name.length), ...values];
}

/** The models that a line above values names: as many sizes as there are values. */
function modelsAbove(line: Line, width: number): Cell[] | undefined {
  const sizes = line.figures.filter(figure => figure.magnitude === 'B' || figure.magnitude === 'M');
  if (sizes.length === width) return sizes.map(size => cell(line.text, line.from, size.from, size.to));
  const glued = [...line.text.matchAll(/\S*\d[BM]\b/g)];
  return glued.length === width
    ? glued.map(m => cell(line.text, line.from, m.index, m.index + m[0].length))
    : undefined;
}
