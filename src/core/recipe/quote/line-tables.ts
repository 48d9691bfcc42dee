import { type Figure, findFigures } from './figures.ts';
import type { Cell, Grid } from './grids.ts';
import { labelOf } from './headers.ts';

/*
 * Tables that lost their rules on the way out of a PDF: lines of a label and its values ("Learning Rate 5e-6 2e-6"),
 * and lines of a name and its values under a line of labels ("Model Layers Heads Max LR").
 */

/** Words that may stand before the noun of a column's label, and the nouns. */
const BEFORE =
  '(?:(?:number|num\\.?|no\\.?|size|amount) of (?:the )?|# of |num(?:ber)? |# ?|n ?_? ?|total |max(?:imum)?\\.? |peak |min(?:imum)?\\.? |final |global |train(?:ing)? |train |pre-?training |attention |attn |hidden |key\\/value |kv |non-embedding |active |activated |model (?=size|dim|width|param)|head |embed(?:ding)? |vocab(?:ulary)? |sequence |seq\\.? |context |weight |learning |warm-?up |micro |gradient |grad |tensor[ -]|pipeline[ -]|data[ -](?=parallel)|parallel |power |usage |feed-?forward |iteration |step |wall-?clock |carbon |ffn ?|mlp |intermediate |rope |gpu[ -]|tpu |bf16 |(?:tokens|samples) ?(?:\\/|per) ?)*';
const NOUN =
  '(?:#[LHA](?= )|layers?|heads?|sizes?|dim(?:ension)?s?|d ?_? ?(?:model|head|ff)|model\\b(?! size)|width|depth|lr|rate|batch ?size|batch|tokens|data|params?|parameters?|length|len\\.?|seq\\.|steps|iterations|iters|updates|epochs?|decay|clip(?:ping)?|computation|hours|time|days|consumption|effectiveness|intensity|emitted|emissions|power|compute|count|chips?|nodes?|gpus?|tpus?|tp|cp|pp|dp|ep|mfu|hfu|t?flops|ratio|throughput|energy|pue)';
const COLUMN = new RegExp(
  `${BEFORE}${NOUN}(?:\\/[a-z]+)?(?=\\s|$|\\()(?: ?\\([^()]{1,24}\\))?(?: (?:required|used|needed|seen|trained))*`,
  'giy',
);

/** Units that follow a value with a space; any other word between two values is a column of words. */
const UNIT = /^(?:[KMBT]|W|kW|MWh|kWh|GB|GiB|h|hrs?|hours|days?|tokens?|steps?|s|sec|%|×|tCO2eq|t|kg|GPUs)$/;

/** Labels of columns that hold words, or nothing in some rows. */
const WORDY = /data|type|optimi|schedul|position|gpu$/i;

/** Words that head the column of names. */
const NAME_COLUMN =
  /^(?:hyper-?parameters?|parameters?|configs?|configuration|settings?|models?|name|variant|details?)$/i;

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
  const parts = text.split('\n');
  if (!parts.some(isDense)) return [];
  const grids: Grid[] = [];
  const lines: Line[] = [];
  let at = 0;
  let next = 0;
  for (const line of parts) {
    while (next < skip.length && skip[next]!.to < at) next++;
    if (next >= skip.length || skip[next]!.from > at) lines.push(readLine(line, at));
    at += line.length + 1;
  }
  for (let i = 0; i < lines.length; i++) {
    const under = underHeader(lines, i);
    if (under !== undefined) {
      grids.push(under.grid);
      i = under.last;
      continue;
    }
    let end = i;
    while (end < lines.length && lines[end]!.label !== undefined) end++;
    const block = lines.slice(i, end);
    const valued = block.filter(line => line.values.length > 0);
    const width = Math.max(0, ...valued.map(line => line.values.length));
    const above = lines[i - 1];
    const models = above === undefined || width < 2 ? undefined : modelsAbove(above, width);
    if (valued.length < 2 && (valued.length === 0 || models === undefined)) {
      i = Math.max(i, end - 1);
      continue;
    }
    const rows = valued.map(line => [line.label!, ...line.values]);
    if (models !== undefined) rows.unshift([{ from: above!.from, to: above!.from, text: '' }, ...models]);
    grids.push({ from: models === undefined ? block[0]!.from : above!.from, to: block[block.length - 1]!.to, rows });
    i = end - 1;
  }
  return grids;
}

/** A line of values: at least one word in four is a number. Cheap, for most lines are prose. */
function isDense(line: string): boolean {
  if (line.length > 220) return false;
  const numbers = line.match(/(?<!\S)[~≈<(]?\d/g)?.length ?? 0;
  return numbers > 0 && numbers * 4 >= (line.match(/\S+/g)?.length ?? 0);
}

const GLUE = /^[ \t]*(?:→|->|×|%)?[ \t]*$/;

function readLine(text: string, from: number): Line {
  const dense = isDense(text);
  const figures = dense ? findFigures(text) : [];
  const line = { from, to: from + text.length, text, figures };
  if (!dense && (text.length > 60 || /\d/.test(text))) return { ...line, label: undefined, values: [] };
  const first = figures[0];
  const words = (first === undefined ? text.slice(0, 80) : text.slice(0, first.from)).trim();
  const prose =
    words.length > 48 ||
    words.split(/\s+/).length > 7 ||
    /(?<!\b(?:dim|dims|len|max|min|seq|param|params))\.$|[;=|"`,]$|^[-*•]\s|[:=|]|\b(?:of|is|was|are|with|for|to|at|we|the|and|by|using|trained|train)$/i.test(
      words,
    ) ||
    /[.;]\s*$/.test(text);
  if (prose || words === '' || labelOf(words) === undefined) return { ...line, label: undefined, values: [] };
  const start = from + text.indexOf(words);
  const label: Cell = { from: start, to: start + words.length, text: words };
  const values: Cell[] = [];
  let last = first;
  let open = first?.from ?? 0;
  for (const figure of figures.slice(1)) {
    const between = text.slice(last!.to, figure.from);
    const unit = between.trim();
    if (!GLUE.test(between) && !UNIT.test(unit)) return { ...line, label: undefined, values: [] };
    if (!/→|->/.test(between)) {
      values.push(cell(text, from, open, UNIT.test(unit) ? last!.to + between.trimEnd().length : last!.to));
      open = figure.from;
    }
    last = figure;
  }
  if (last !== undefined) {
    const rest = text.slice(last.to).trim();
    if (rest !== '' && !UNIT.test(rest) && !/^(?:sequences|epochs?)$/i.test(rest))
      return { ...line, label: undefined, values: [] };
    values.push(cell(text, from, open, text.trimEnd().length));
  }
  return { ...line, label, values };
}

const cell = (text: string, at: number, from: number, to: number): Cell => ({
  from: at + from,
  to: at + to,
  text: text.slice(from, to),
});

/** A line of labels and the lines of values below it. */
function underHeader(lines: readonly Line[], index: number): { grid: Grid; last: number } | undefined {
  const header = lines[index]!;
  if (lines[index + 1] === undefined || lines[index + 1]!.figures.length < 2) return undefined;
  const { columns, labelled } = columnsOf(header);
  if (labelled.filter(Boolean).length < 2) return undefined;
  const leading = labelled.indexOf(true);
  const rows: Cell[][] = [];
  let last = index;
  while (last + 1 < lines.length) {
    const values = valuesOf(lines[last + 1]!);
    if (values === undefined) break;
    // All columns but those of names must be covered, counted from the right.
    const most = columns.length;
    const cells = values.cells.slice(-most);
    if (cells.length < Math.max(2, most - leading - 1)) break;
    // A column that a row leaves out must be one of words.
    if (columns.slice(leading, most - cells.length).some(column => !WORDY.test(column.text))) break;
    // What stands under the columns of names belongs to the name: "GPT-3 175B".
    const extra = Math.max(0, leading - (most - cells.length));
    const first = cells[extra]!;
    const line = lines[last + 1]!;
    const raw = line.text.slice(0, first.from - line.from);
    // Numbers left over on the left say that the labels were cut wrongly.
    if ((values.cells.length > most && !/[A-Za-z]/.test(raw)) || /(?:^|\s)[\d,.]+\s+[\d,.]+\s*$/.test(raw)) break;
    const from = raw.length - raw.trimStart().length;
    const name = cell(line.text, line.from, from, Math.max(from, raw.trimEnd().length));
    rows.push([name, ...columns.slice(0, most - cells.length + extra).map(empty), ...cells.slice(extra)]);
    last++;
  }
  if (rows.length === 0) return undefined;
  const head: Cell = { from: header.from, to: header.from, text: '' };
  return { grid: { from: header.from, to: lines[last]!.to, rows: [[head, ...columns], ...rows] }, last };
}

const empty = (column: Cell): Cell => ({ from: column.from, to: column.from, text: '' });

/** The labels of a header line, and each other word as a column of its own; none where the line is prose. */
function columnsOf(line: Line): { columns: Cell[]; labelled: boolean[] } {
  if (line.text.length > 220 || /[.;:=,]\s*$/.test(line.text) || line.figures.length > 1)
    return { columns: [], labelled: [] };
  const columns: Cell[] = [];
  const labelled: boolean[] = [];
  let covered = 0;
  let at = 0;
  const { text } = line;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    COLUMN.lastIndex = at;
    const found = COLUMN.exec(text);
    if (
      found !== null &&
      !(at === 0 && /^model$/i.test(found[0])) &&
      !/^\s+(?:type|name|model)\b/i.test(text.slice(at + found[0].length, at + found[0].length + 8)) &&
      labelOf(found[0]) !== undefined
    ) {
      columns.push(cell(text, line.from, at, at + found[0].length));
      labelled.push(true);
      covered += found[0].length;
      at += found[0].length;
      continue;
    }
    // "Hidden size D": a symbol belongs to the label before it.
    if (labelled[labelled.length - 1] === true && /^[A-Za-z](?=\s)/.test(text.slice(at, at + 2))) {
      at++;
      continue;
    }
    const word = /\S+/y;
    word.lastIndex = at;
    const length = word.exec(text)?.[0].length ?? 1;
    columns.push(cell(text, line.from, at, at + length));
    labelled.push(false);
    at += length;
  }
  return covered * 5 > text.replace(/\s/g, '').length * 2 ? { columns, labelled } : { columns: [], labelled: [] };
}

/** The values at a line's end, each with its unit, words between them as values of their own. */
function valuesOf(line: Line): { cells: Cell[] } | undefined {
  const { text, figures } = line;
  if (figures.length < 2 || /[;:.]\s*$/.test(text)) return undefined;
  const cells: Cell[] = [];
  const start = text.trimEnd().length;
  let right: Figure | undefined;
  for (const figure of [...figures].reverse()) {
    const between = text.slice(figure.to, right?.from ?? start);
    const word = between.trim();
    if (right !== undefined && /^(?:→|->)$/.test(word)) {
      const open = cells.shift();
      cells.unshift(cell(text, line.from, figure.from, (open?.to ?? line.to) - line.from));
      right = figure;
      continue;
    }
    if (word !== '' && (/\s/.test(word) || word.length > 12 || /[.,;:(]$/.test(word))) break;
    const unit = UNIT.test(word);
    if (word !== '' && !unit) {
      const from = figure.to + between.indexOf(word);
      cells.unshift(cell(text, line.from, from, from + word.length));
    }
    cells.unshift(cell(text, line.from, figure.from, unit ? figure.to + between.trimEnd().length : figure.to));
    right = figure;
  }
  const first = cells[0];
  if (first === undefined) return undefined;
  const raw = text.slice(0, first.from - line.from);
  const name = raw.trim();
  if (name.length > 70 || /[;:]$/.test(name) || /\b(?:the|we|is|was|are|for|with|of)$/i.test(name)) return undefined;
  return { cells };
}

/** The models that a line above values names: as many sizes, or as many names, as there are values. */
function modelsAbove(line: Line, width: number): Cell[] | undefined {
  const sizes = line.figures.filter(figure => figure.magnitude === 'B' || figure.magnitude === 'M');
  if (sizes.length === width) return sizes.map(size => cell(line.text, line.from, size.from, size.to));
  if (/[.,;:=]\s*$/.test(line.text)) return undefined;
  // "Conformer (S)"
  const words = [...line.text.matchAll(/\S+(?: \([A-Za-z0-9]{1,8}\))?/g)];
  const glued = words.filter(word => /\d[BM]$/.test(word[0]));
  const names =
    glued.length === width
      ? glued
      : words.length === width + 1 && NAME_COLUMN.test(words[0]?.[0] ?? '')
        ? words.slice(1)
        : words.length === width
          ? words
          : [];
  if (names.length !== width || !names.every(word => /^[A-Z0-9]/.test(word[0]))) return undefined;
  return names.map(word => cell(line.text, line.from, word.index, word.index + word[0].length));
}
