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
    card(out, text, row);
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
  list: undefined,
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
