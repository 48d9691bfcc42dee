import type { QuantityRole } from '../quantity.ts';
import { type Figure, findFigures } from './figures.ts';
import { governorOf } from './governors.ts';
import type { Known } from './known.ts';
import { compoundAfter } from './nouns.ts';

/** A number of a table with the model its row names. */
export interface CellNumber {
  readonly known: Known;
  readonly model: string | undefined;
}

interface Cell {
  readonly from: number;
  readonly text: string;
}

function rowsOf(text: string): Cell[][] {
  const rows: Cell[][] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed.startsWith('|') && !/^[|\s:-]+$/.test(trimmed)) {
      const cells: Cell[] = [];
      let from = line.indexOf('|') + 1;
      for (let i = from; i <= line.length; i++) {
        if (i === line.length || line[i] === '|') {
          if (i < line.length || line.slice(from).trim() !== '')
            cells.push({ from: at + from, text: line.slice(from, i) });
          from = i + 1;
        }
      }
      rows.push(cells);
    }
    at += line.length + 1;
  }
  return rows;
}

const HEADERS: readonly (readonly [QuantityRole, RegExp, string])[] = [
  ['gpu_hours', /(?:gpu|compute|tpu)[ -]?hours|hours \(?gpu|time \(gpu hours\)|training time \(gpu/i, 'h'],
  ['tdp', /power|tdp/i, 'W'],
  ['co2', /co2|carbon|emi(?:tted|ssion)/i, 't'],
  ['params_active', /active params|activated|active parameters/i, 'param'],
  ['params', /^\W*(?:#|n|num\w*|total|model)? ?(?:non-?embedding )?(?:params?|parameters|size|model size)\b/i, 'param'],
  ['min_lr', /min(?:imum)? (?:lr|learning)/i, ''],
  ['peak_lr', /learning ?rate|\blr\b/i, ''],
  ['batch_tokens', /batch[ -]?size.*tok|tokens per batch/i, 'token'],
  ['batch_seqs', /batch/i, 'sequence'],
  ['context', /context|seq(?:uence)?[. ]?len|sequence length/i, 'token'],
  ['warmup_steps', /warm-?up/i, 'step'],
  ['dataset_tokens', /dataset size|corpus/i, 'token'],
  ['tokens', /tokens|token count/i, 'token'],
  ['steps', /\bsteps|iterations|updates/i, 'step'],
  ['layers', /layers|n_?layer|\bdepth/i, 'layer'],
  ['kv_heads', /kv[ -]?heads/i, 'head'],
  ['heads', /heads|n_?head/i, 'head'],
  ['head_dim', /d_?head|head dim/i, ''],
  ['hidden', /hidden|d_?model|\bdim\b|dimension|width/i, ''],
  ['epochs', /epochs/i, 'epoch'],
  ['gpus', /gpus|accelerators|chips/i, 'GPU'],
  ['weight_decay', /weight decay/i, ''],
];

function roleOfHeader(header: string): { role: QuantityRole; unit: string } | undefined {
  const found = HEADERS.find(([, pattern]) => pattern.test(header));
  return found === undefined ? undefined : { role: found[0], unit: found[2] };
}

/**
 * Reads a markdown table: by its header, by its first column when that names the quantity (`| Layers | 16 |`), or, for
 * a lone row of a model card, by what fits together: hours × watts × a grid's carbon gives the tonnes.
 */
export function readTable(text: string): CellNumber[] {
  const rows = rowsOf(text);
  const out: CellNumber[] = [];
  const header = rows[0] ?? [];
  const headerRoles = header.map(cell => (/\d{3}/.test(cell.text) ? undefined : roleOfHeader(cell.text)));
  const byHeader =
    rows.length > 1 &&
    headerRoles.slice(1).some(role => role !== undefined) &&
    !header.slice(1).some(cell => /^\s*[\d.,]+[KMBT]?\s*$/.test(cell.text));
  for (const [index, row] of rows.entries()) {
    if (byHeader) {
      if (index === 0) continue;
      const model = modelName(row[0]?.text ?? '');
      for (const [column, cell] of row.entries()) {
        const role = headerRoles[column];
        if (column > 0 && role !== undefined) push(out, text, cell, role.role, role.unit, model);
      }
      continue;
    }
    const name = row[0]?.text ?? '';
    const role = roleOfHeader(name) ?? governed(name);
    if (role !== undefined && row.length > 1) {
      for (const [column, cell] of row.slice(1).entries()) {
        if (column === 0 || /^\s*[\d.,]+\s*[KMBT]?\s*$/.test(cell.text))
          push(out, text, cell, role.role, role.unit, undefined);
        else note(out, text, cell);
      }
      continue;
    }
    if (!shape(out, text, row)) card(out, text, row);
  }
  return out;
}

function governed(name: string): { role: QuantityRole; unit: string } | undefined {
  const { concept } = governorOf(
    name
      .toLowerCase()
      .replace(/[-_*:]/g, ' ')
      .trim(),
  );
  if (concept === 'norm') return { role: 'grad_clip', unit: '' };
  if (concept === 'epochs' || concept === 'tp' || concept === 'pp' || concept === 'beta1' || concept === 'beta2')
    return { role: concept, unit: '' };
  return undefined;
}

/**
 * A row of a table of models whose header is elsewhere, "6.7B | 4096 | 32 | 32 | 3.0e-4 | 4M | 1.0T": read where the
 * numbers fit each other, 12 · layers · hidden² being about the parameters.
 */
function shape(out: CellNumber[], text: string, row: readonly Cell[]): boolean {
  const cells = row.flatMap(cell => {
    const figure = lone(text, cell);
    return figure === undefined ? [] : [{ cell, figure }];
  });
  const size = cells.find(
    ({ figure }) => (figure.magnitude === 'B' || figure.magnitude === 'M') && figure.value >= 1e7,
  );
  const rate = cells.find(({ figure }) => figure.value > 0 && figure.value < 0.02);
  const whole = cells.filter(
    ({ figure }) => figure.magnitude === '' && Number.isInteger(figure.value) && figure.value >= 2,
  );
  const width = whole.find(({ figure }) => figure.value >= 256 && figure.value % 64 === 0);
  if (size === undefined || rate === undefined || width === undefined) return false;
  const fits = (layers: number): boolean => {
    const params = 12 * layers * width.figure.value ** 2;
    return params / size.figure.value > 0.6 && params / size.figure.value < 1.5;
  };
  const small = whole.filter(({ figure }) => figure !== width.figure && figure.value <= 256);
  const layers = [...small].reverse().find(({ figure }) => fits(figure.value));
  if (layers === undefined) return false;
  const named = row[0] === size.cell ? undefined : modelName(row[0]?.text ?? '');
  const model = named ?? size.cell.text.trim();
  const rest = small.filter(one => one !== layers);
  push(out, text, size.cell, 'params', 'param', model);
  push(out, text, width.cell, 'hidden', '', model);
  for (const { cell, figure } of rest) {
    const head = width.figure.value / figure.value;
    if (Number.isInteger(head) && head >= 32 && head <= 256) push(out, text, cell, 'heads', 'head', model);
  }
  push(out, text, layers.cell, 'layers', 'layer', model);
  push(out, text, rate.cell, 'peak_lr', '', model);
  for (const { cell, figure } of cells) {
    if (cell === size.cell) continue;
    if (figure.magnitude === 'T' || (figure.magnitude === 'B' && figure.value >= 2e10))
      push(out, text, cell, 'tokens', 'token', model);
    else if (figure.magnitude === 'M' && figure.value < 1e8) push(out, text, cell, 'batch_tokens', 'token', model);
  }
  return true;
}

/** A model card's line "name | hours | watts | tonnes": read only where the three fit each other. */
function card(out: CellNumber[], text: string, row: readonly Cell[]): void {
  const numbers = row.slice(1).map(cell => ({ cell, figure: lone(text, cell) }));
  if (numbers.length < 3) return;
  const [hours, watts, tonnes] = numbers;
  if (hours?.figure === undefined || watts?.figure === undefined || tonnes?.figure === undefined) return;
  const megawattHours = (hours.figure.value * watts.figure.value) / 1e6;
  const intensity = tonnes.figure.value / megawattHours;
  if (watts.figure.value < 100 || watts.figure.value > 2000 || intensity < 0.02 || intensity > 1.2) return;
  const model = modelName(row[0]?.text ?? '');
  push(out, text, hours.cell, 'gpu_hours', 'h', model);
  push(out, text, watts.cell, 'tdp', 'W', model);
  push(out, text, tonnes.cell, 'co2', 't', model);
}

/** Remarks in a last column: "4B tokens warm-up, cosine decay to 1.85e-5". */
function note(out: CellNumber[], text: string, cell: Cell): void {
  for (const figure of findFigures(cell.text)) {
    const moved = { ...figure, from: figure.from + cell.from, to: figure.to + cell.from };
    const compound = compoundAfter(text, moved.to);
    if (compound.counted === 'token' && /warm/.test(compound.words))
      out.push({ known: known(moved, 'warmup_tokens', 'token', compound.to), model: undefined });
    else if (compound.counted === 'step' && /warm/.test(compound.words))
      out.push({ known: known(moved, 'warmup_steps', 'step', compound.to), model: undefined });
    else if (
      figure.value < 0.01 &&
      /decay\w*(?: down)? to ?$|min(?:imum)? ?(?:of )?$/.test(text.slice(Math.max(0, moved.from - 20), moved.from))
    )
      out.push({ known: known(moved, 'min_lr', '', moved.to), model: undefined });
  }
}

const known = (figure: Figure, role: QuantityRole, unit: string, to: number): Known => ({
  figure,
  from: figure.from,
  to,
  decided: { role, unit, to },
  hardware: undefined,
});

function lone(text: string, cell: Cell): Figure | undefined {
  const found = findFigures(text.slice(cell.from, cell.from + cell.text.length));
  const figure = found[0];
  return figure === undefined ? undefined : { ...figure, from: figure.from + cell.from, to: figure.to + cell.from };
}

function push(
  out: CellNumber[],
  text: string,
  cell: Cell,
  role: QuantityRole,
  unit: string,
  model: string | undefined,
): void {
  const figure = lone(text, cell);
  if (figure === undefined) return;
  let used = role;
  if (role === 'batch_seqs' && (/tok/i.test(cell.text) || figure.magnitude === 'M')) used = 'batch_tokens';
  if (role === 'warmup_steps' && /tok/i.test(cell.text)) used = 'warmup_tokens';
  if ((role === 'params' || role === 'tokens') && figure.value < 1e6) return;
  if (
    (role === 'steps' || role === 'layers' || role === 'heads' || role === 'hidden' || role === 'context') &&
    !Number.isInteger(figure.value)
  )
    return;
  if ((role === 'peak_lr' || role === 'min_lr') && figure.value >= 1) return;
  out.push({
    known: known(figure, used, used === 'batch_tokens' || used === 'warmup_tokens' ? 'token' : unit, figure.to),
    model,
  });
}

function modelName(cell: string): string | undefined {
  const name = cell.replace(/[*`_]/g, '').trim();
  return name === '' || /^[\d.,%]+$/.test(name) || /^(?:total|sum|all|average)$/i.test(name) ? undefined : name;
}
