import type { QuantityRole } from '../quantity.ts';
import { type Figure, findFigures } from './figures.ts';
import type { Cell, Grid } from './grids.ts';
import { type Label, labelOf } from './headers.ts';
import { type Known, numberAt } from './known.ts';
import { findModels } from './models.ts';
import { compoundAfter } from './nouns.ts';
import { readShape } from './shapes.ts';
import { isOfPictures } from './subject-matter.ts';

/** A number of a table with the model its row or column names. */
export interface CellNumber {
  readonly known: Known;
  readonly model: string | undefined;
}

/** What a table says: its numbers, and stretches of it that are to be read as prose ("4B tokens warm-up"). */
export interface TableReading {
  readonly numbers: readonly CellNumber[];
  readonly prose: readonly { readonly from: number; readonly to: number; readonly model: string | undefined }[];
}

/** The words of a header over values that belong to no model. */
const NO_MODEL =
  /^(?:|values?|settings?|comments?|notes?|descriptions?|defaults?|details?|hyper-?parameters?|parameters?|configs?|configuration|stage|phase|task|dataset|total|sum|all|average|mean|ours|optimizer|ranges?|symbols?|names?|general|(?:pre-?|fine-?|post-?)?(?:train|tun)\w*(?: (?:value|stage|phase))?|\w+ phase)$/i;

/**
 * Reads a table: by its header, or by its first column when that names the quantities (`| Layers | 16 |`), or, for lone
 * rows, by what fits together: hours × watts × a grid's carbon gives the tonnes.
 */
export function readTable(text: string, grid: Grid): TableReading {
  const rows = labelsFirst(grid.rows.filter(row => row.some(cell => cell.text !== '')));
  const numbers: CellNumber[] = [];
  const prose: { from: number; to: number; model: string | undefined }[] = [];
  const images = /image|\bvit\b|unet|diffusion|audio|speech|pixel/i.test(text) || isOfPictures(text);
  const into = { text, numbers, prose, images };
  const header = rows[0] ?? [];
  const byColumn = header.map(cell =>
    isNumeric(cell.text) || IS_VALUE.test(cell.text.trim()) ? undefined : labelOf(cell.text),
  );
  const byRow = rows.map(row => (isNumeric(row[0]?.text ?? '') ? undefined : labelOf(row[0]?.text ?? '')));
  const columns = byColumn.filter(
    (label, index) => label !== undefined && (index > 0 || byColumn[1] !== undefined),
  ).length;
  const labelled = byRow.slice(rows.length > 1 && columns === 0 ? 0 : 1).filter(label => label !== undefined).length;
  if (rows.length > 1 && columns > 0 && (columns >= labelled || isNumeric(rows[1]?.[0]?.text ?? ''))) {
    readColumns(into, rows, byColumn);
  } else if (byRow.some(label => label !== undefined && label.role !== 'nothing')) {
    readRows(into, rows, byRow);
  } else {
    for (const row of rows) {
      const found = readShape(
        text,
        row.flatMap(cell => lone(text, cell) ?? []),
        modelName(text, row[0], undefined),
      );
      if (found.length > 0) numbers.push(...found);
      else readCard(into, row);
    }
  }
  return { numbers, prose };
}

/** "Value | Description", "Section | Parameter | Value": the column that names the quantities is put first. */
function labelsFirst(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  const width = rows[0]?.length ?? 0;
  if (rows.length < 4 || width < 2 || width > 4) return rows;
  const named = (column: number): number =>
    rows.slice(1).filter(row => {
      const text = row[column]?.text ?? '';
      return (
        text.length > 2 && !isNumeric(text) && !/^\W*\d/.test(text) && (labelOf(text)?.role ?? 'nothing') !== 'nothing'
      );
    }).length;
  const first = named(0);
  const counts = rows[0]!.map((_, column) => (column === 0 ? first : named(column)));
  const best = counts.indexOf(Math.max(...counts));
  if (
    best === 0 ||
    counts[best]! < 3 ||
    first * 2 >= counts[best]! ||
    rows[0]!.slice(0, best).some((cell, at) => at > 0 && labelOf(cell.text) !== undefined)
  )
    return rows;
  return rows.map(row => (row[best] === undefined ? row : [row[best], ...row.slice(best + 1), ...row.slice(0, best)]));
}

interface Into {
  readonly text: string;
  readonly numbers: CellNumber[];
  readonly prose: { from: number; to: number; model: string | undefined }[];
  readonly images: boolean;
}

const isNumeric = (cell: string): boolean => /^[~≈<>]?\s*[\d.,]+\s*(?:[KMBT]|e[-−+]?\d+)?%?$/i.test(cell.trim());

/** "Around 950B tokens" is what a label says, and none. */
const IS_VALUE =
  /^(?:(?:around|about|approximately|roughly|over|nearly|~|≈) ?)?[\d.,]+ ?(?:[KMBT]|thousand|million|billion|trillion)? (?:tokens|steps|iterations|epochs|layers|hours|days|gpus|parameters|params|sequences)$/i;

function readColumns(into: Into, rows: readonly (readonly Cell[])[], labels: readonly (Label | undefined)[]): void {
  const split = splitsHidden(labels, rows[0] ?? []);
  const namesModels = labels[0] === undefined || labels[0].role === 'params';
  for (const row of rows.slice(1)) {
    const sized = labels.findIndex(label => label?.role === 'params');
    const named = namesModels ? modelName(into.text, row[0], rows[0]?.[0]?.text) : undefined;
    const model = withSize(into.text, row, named, sized);
    if (namesModels && model !== undefined) sizeOfName(into, row[0], model);
    for (const [column, cell] of row.entries()) {
      if (column === 0 && labels[0]?.role === 'params' && model !== undefined && isNumeric(cell.text) === false)
        continue;
      const label = split(labels[column], rows[0]?.[column]);
      if (label !== undefined) readCell(into, cell, label, model, undefined);
    }
  }
}

/** A family without a size ("Llama 1") is told apart by the size of its row; a row without a name is named by it. */
function withSize(text: string, row: readonly Cell[], named: string | undefined, sized: number): string | undefined {
  const size = sized > 0 ? row[sized]?.text : undefined;
  if (size === undefined || !/^[\d.]+ ?[BMT]$/.test(size)) return named;
  if (named === undefined) return row[0]?.text === '' ? size : undefined;
  const family = findModels(text, [], row[0]!.from, row[0]!.to)[0];
  return family !== undefined && family.params === undefined && !/\d[BMT]\b/.test(named)
    ? `${family.name} ${size}`
    : named;
}

function readRows(into: Into, rows: readonly (readonly Cell[])[], labels: readonly (Label | undefined)[]): void {
  const split = splitsHidden(
    labels,
    rows.flatMap(row => row.slice(0, 1)),
  );
  const header = labels[0] === undefined && rows.length > 1 ? (rows[0] ?? []) : [];
  const models = header.map((cell, column) => (column === 0 ? undefined : columnModel(into.text, cell)));
  // Where no header names the models, their sizes do.
  const sizes = rows.find(
    (row, index) =>
      labels[index]?.role === 'params' &&
      row.length > 2 &&
      row
        .slice(1)
        .every(cell => cell.text === '' || isNumeric(cell.text) || /^[\d.]+ ?[BM] ?\/ ?[\d.]+ ?[BM]$/.test(cell.text)),
  );
  if (header.length === 0)
    for (const [column, cell] of (sizes ?? []).entries()) models[column] = column === 0 ? undefined : cell.text;
  for (const [column, cell] of header.entries())
    if (models[column] !== undefined) sizeOfName(into, cell, models[column]);
  for (const [index, row] of rows.entries()) {
    const label = split(labels[index], row[0]);
    for (const [column, cell] of row.entries()) {
      if (column === 0 || (header.length > 0 && index === 0)) continue;
      // Pairs of label and value may stand side by side: "| Layers | 16 | Heads | 32 |". A letter is only a symbol.
      const before = row[column - 1]?.text ?? '';
      const paired =
        column > 1 && models[column] === undefined && /[a-z]{3}/i.test(before) && !/^[~≈<>(]?\d/.test(before);
      const beside = paired ? labelOf(before) : undefined;
      // What has a name that the reader does not know is nothing of the row's.
      if (paired && beside === undefined && column > 2) continue;
      const used = beside !== undefined && isNumeric(cell.text) ? beside : label;
      if (used === undefined || used.role === 'nothing') {
        if (label?.role !== 'nothing' && column === 1 && /[a-z]/i.test(cell.text))
          into.prose.push({ from: row[0]?.from ?? cell.from, to: cell.to, model: models[column] });
        else if (/[a-z]{2}|β/i.test(cell.text))
          into.prose.push({ from: cell.from, to: cell.to, model: models[column] });
        continue;
      }
      if (column > 1 && models[column] === undefined && !isNumeric(cell.text)) {
        into.prose.push({ from: cell.from, to: cell.to, model: undefined });
        continue;
      }
      // A lone value in a row of many columns is said of all.
      const shared =
        models.filter(model => model !== undefined).length > 1 &&
        row.filter((one, at) => at > 0 && one.text !== '').length === 1;
      readCell(into, cell, used, shared ? undefined : models[column], column === 1 ? row[0] : undefined);
    }
  }
}

/** Where a table has both "dim" and "hidden dim", the second is the width of the feed-forward layers. */
function splitsHidden(
  labels: readonly (Label | undefined)[],
  cells: readonly Cell[],
): (label: Label | undefined, cell: Cell | undefined) => Label | undefined {
  const plain = (cell: Cell | undefined): string => (cell?.text ?? '').toLowerCase().replace(/[^a-z]/g, '');
  const both =
    labels.filter(label => label?.role === 'hidden').length > 1 &&
    cells.some(cell => /^(?:dim|dmodel)$/.test(plain(cell)));
  return (label, cell) =>
    both && label?.role === 'hidden' && /^hidden/.test(plain(cell)) ? { ...label, role: 'ffn' } : label;
}

/** A cell under a label: one number, a span ("3M → 6M"), a list of betas, or words to be read as prose. */
function readCell(into: Into, cell: Cell, label: Label, model: string | undefined, name: Cell | undefined): void {
  const { text } = into;
  if (label.role === 'nothing' || cell.text === '') return;
  // "256 × 256" is no length, "[256, 128]" no count of layers.
  if (/\d ?[×x] ?\d/.test(cell.text) && /^(?:context|layers|hidden)$/.test(label.role)) return;
  if (/^[[(].*,/.test(cell.text) && /^(?:layers|hidden|heads)$/.test(label.role)) return;
  const figures = figuresOf(text, cell);
  const [first] = figures;
  if (first === undefined) return;
  const compound = compoundAfter(text.slice(0, cell.to), first.to);
  // "12 / 64" under "heads / head size"
  const pair = label.role === 'head_dim' ? /^(\d{1,3}) ?\/ ?\d/.exec(cell.text)?.[1] : undefined;
  if (pair !== undefined) {
    push(
      into,
      numberAt(cell.from, cell.from + pair.length, Number(pair)),
      { role: 'heads', unit: 'head', scale: 1 },
      model,
    );
    return;
  }
  // "linear, 1k iters" beside "warm-up"
  if (
    /^[a-z]/i.test(cell.text) &&
    /^(?:warmup|decay_steps)$/.test(label.role) &&
    (compound.counted === 'step' || compound.counted === 'token' || first.kind === 'percent')
  ) {
    push(into, first, label, model, compound.counted);
    return;
  }
  const before = text.slice(cell.from, first.from);
  const counts = first.from - cell.from;
  if (
    !/^(?:[~≈<>(\s]|(?:around|about|approximately|roughly|over|nearly|up to)(?= ))*$/i.test(before) ||
    (/[a-z]\d|\d ?[x×]/i.test(cell.text.slice(counts)) && label.role === 'gpus')
  ) {
    into.prose.push({ from: name?.from ?? cell.from, to: cell.to, model });
    return;
  }
  if (label.role === 'betas') {
    push(into, first, { role: 'beta1', unit: '', scale: 1 }, model);
    if (figures[1] !== undefined && figures[1].value < 1)
      push(into, figures[1], { role: 'beta2', unit: '', scale: 1 }, model);
    return;
  }
  push(into, first, label, model, compound.counted);
  let last = first;
  for (const next of figures.slice(1)) {
    if (!/^\s*(?:→|->|–|—|-|to|,|\/)\s*$/.test(text.slice(last.to, next.from))) break;
    const falling =
      label.role === 'peak_lr' && /→|->|to/.test(text.slice(last.to, next.from)) && next.value < last.value;
    push(into, next, falling ? { ...label, role: 'min_lr' } : label, model, compound.counted);
    last = next;
  }
  const end = Math.max(last.to, last === first ? compound.to : last.to);
  if (/\d/.test(text.slice(end, cell.to))) into.prose.push({ from: end, to: cell.to, model });
}

/** A model card's line "name | hours | watts | tonnes": read only where the three fit each other. */
function readCard(into: Into, row: readonly Cell[]): void {
  const numbers = row.slice(1).map(cell => lone(into.text, cell));
  const [hours, watts, tonnes] = numbers;
  if (hours === undefined || watts === undefined || tonnes === undefined) return;
  const megawattHours = (hours.value * watts.value) / 1e6;
  const intensity = tonnes.value / megawattHours;
  if (hours.value < 100 || watts.value < 100 || watts.value > 2000 || intensity < 0.02 || intensity > 1.2) return;
  const model = modelName(into.text, row[0], undefined);
  if (model !== undefined) sizeOfName(into, row[0], model);
  push(into, hours, { role: 'gpu_hours', unit: 'h', scale: 1 }, model);
  push(into, watts, { role: 'tdp', unit: 'W', scale: 1 }, model);
  push(into, tonnes, { role: 'co2', unit: 't', scale: 1 }, model);
}

function figuresOf(text: string, cell: Cell): Figure[] {
  return findFigures(text.slice(cell.from, cell.to)).map(figure => ({
    ...figure,
    from: figure.from + cell.from,
    to: figure.to + cell.from,
  }));
}

function lone(text: string, cell: Cell): Figure | undefined {
  return /^[~≈<>]?[\d.]/.test(cell.text) ? figuresOf(text, cell)[0] : undefined;
}

const WHOLE = new Set<QuantityRole>([
  'steps',
  'layers',
  'heads',
  'kv_heads',
  'hidden',
  'context',
  'tp',
  'pp',
  'dp',
  'ep',
  'gpus',
  'nodes',
  'micro_batch',
  'grad_accum',
  'head_dim',
]);
const FEWER_THAN: Readonly<Partial<Record<QuantityRole, number>>> = {
  layers: 2000,
  heads: 2000,
  tp: 4096,
  pp: 4096,
  grad_clip: 101,
  weight_decay: 10,
  zero_stage: 4,
  peak_lr: 1,
  min_lr: 1,
  beta1: 1,
  beta2: 1,
  mfu: 1,
  hfu: 1,
  warmup_ratio: 1,
};
const MORE_THAN: Readonly<Partial<Record<QuantityRole, number>>> = {
  steps: 9,
  params: 9.9e5,
  params_active: 9.9e5,
  tokens: 9.9e5,
  dataset_tokens: 9.9e5,
  hidden: 31,
  context: 31,
  flops: 1e15,
};

function push(into: Into, figure: Figure, label: Label, model: string | undefined, counted?: string): void {
  let { role, unit } = label;
  let value = figure.value;
  if (role === 'energy') return;
  if (
    label.scale !== 1 &&
    figure.magnitude === '' &&
    figure.kind !== 'percent' &&
    !(figure.form === 'power' && value < 1)
  )
    value = Number((value * label.scale).toPrecision(12));
  if ((role === 'mfu' || role === 'hfu') && value > 1) value /= 100;
  if (role === 'batch' || role === 'batch_tokens') {
    // A quarter of a million sequences is no batch.
    if (
      counted === 'token' ||
      figure.magnitude === 'M' ||
      role === 'batch_tokens' ||
      (counted === undefined && value >= 2 ** 18)
    ) {
      role = counted === 'sequence' ? 'batch_seqs' : 'batch_tokens';
    } else role = into.images || counted === 'image' ? 'batch_examples' : 'batch_seqs';
    unit = role === 'batch_tokens' ? 'token' : role === 'batch_seqs' ? 'sequence' : 'example';
  }
  if (role === 'warmup' || role === 'steps' || role === 'tokens') {
    const tokens = counted === 'token' || (role === 'warmup' && (figure.magnitude === 'M' || figure.magnitude === 'B'));
    if (role === 'warmup')
      role =
        counted === 'epoch'
          ? 'warmup_epochs'
          : tokens
            ? 'warmup_tokens'
            : value < 1 || figure.kind === 'percent'
              ? 'warmup_ratio'
              : 'warmup_steps';
    else if (tokens) role = 'tokens';
    else if (counted === 'step') role = 'steps';
    unit = role.endsWith('tokens')
      ? 'token'
      : role === 'warmup_ratio'
        ? '1'
        : role === 'warmup_epochs'
          ? 'epoch'
          : 'step';
  }
  if (role === 'gpu_hours' && counted === 'day') return;
  if (role === 'wall_clock') unit = counted === 'day' ? 'day' : counted === 'hour' ? 'h' : unit;
  if (role === 'wall_clock' && unit === '') return;
  if (role === 'peak_lr' && value > 0.5) return;
  if (WHOLE.has(role as QuantityRole) && (!Number.isInteger(value) || value < 1)) return;
  if (
    value >= (FEWER_THAN[role as QuantityRole] ?? Number.POSITIVE_INFINITY) ||
    value <= (MORE_THAN[role as QuantityRole] ?? -1)
  )
    return;
  const to = figure.to;
  into.numbers.push({
    known: {
      figure,
      from: figure.from,
      to,
      decided: { role: role as QuantityRole, unit, to, ...(value === figure.value ? {} : { value }) },
      hardware: undefined,
    },
    model,
  });
}

/** A size in a model's name is its params. */
function sizeOfName(into: Into, cell: Cell | undefined, model: string): void {
  if (cell === undefined) return;
  const figures = figuresOf(into.text, cell);
  const sized = findModels(into.text, figures, cell.from, cell.to).find(mention => mention.params !== undefined);
  const figure = figures.find(
    one => one.value >= 1e6 && (one.magnitude === 'B' || one.magnitude === 'M' || one.magnitude === 'T'),
  );
  if (figure !== undefined && (sized?.sizeRange === undefined || sized.sizeRange.from === figure.from))
    push(into, figure, { role: 'params', unit: 'param', scale: 1 }, model);
  else if (sized?.sizeRange !== undefined && sized.params !== undefined) {
    const { from, to } = sized.sizeRange;
    const named: Figure = {
      from,
      to,
      value: sized.params,
      form: 'plain',
      magnitude: '',
      spelled: false,
      kind: 'number',
      significant: 2,
      mantissa: sized.params,
    };
    push(into, named, { role: 'params', unit: 'param', scale: 1 }, model);
  }
}

function columnModel(text: string, cell: Cell): string | undefined {
  const name = plainName(cell.text);
  if (NO_MODEL.test(name) || labelOf(cell.text) !== undefined) return undefined;
  return modelName(text, cell, '');
}

const plainName = (cell: string): string => cell.replace(/[*`_]/g, '').replace(/[:]$/, '').trim();

function modelName(text: string, cell: Cell | undefined, header: string | undefined): string | undefined {
  if (cell === undefined) return undefined;
  const name = plainName(cell.text);
  if (name === '' || name.length > 60 || /^[\d.,%]+$/.test(name) || NO_MODEL.test(name)) return undefined;
  if (
    header === undefined ||
    /^\W*(?:|.*(?:model|name|variant|version|size|params?|parameters|run|method|config\w*).*)\W*$/i.test(header)
  )
    return name;
  return findModels(text, figuresOf(text, cell), cell.from, cell.to).length > 0 ? name : undefined;
}
