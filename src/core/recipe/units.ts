import { type BaseDimension, combine, type Dimension, dimensionless, power, sameDimension } from './dimension.ts';

/** A unit: what it measures and how many base units it is. `id` is how values carry it in data and JSON. */
export interface Unit {
  readonly id: string;
  readonly dimension: Dimension;
  /** How many base units (token, s, byte, J, kg, FLOP, …) one of this is. Always > 0. */
  readonly scale: number;
  /** Other spellings, matched exactly before letter case is ignored. */
  readonly names: readonly string[];
}

const of = (base: BaseDimension): Dimension => ({ [base]: 1 });

const countable: readonly Unit[] = [
  { id: 'token', dimension: of('token'), scale: 1, names: ['tokens', 'tok', 'toks'] },
  {
    id: 'step',
    dimension: of('step'),
    scale: 1,
    names: ['steps', 'iteration', 'iterations', 'iter', 'iters', 'update', 'updates'],
  },
  {
    id: 'sequence',
    dimension: of('sequence'),
    scale: 1,
    names: [
      'sequences',
      'seq',
      'seqs',
      'sample',
      'samples',
      'example',
      'examples',
      'document',
      'documents',
      'pair',
      'pairs',
      'image',
      'images',
      'segment',
      'segments',
    ],
  },
  {
    id: 'parameter',
    dimension: of('parameter'),
    scale: 1,
    names: ['parameters', 'param', 'params', 'weight', 'weights'],
  },
  {
    id: 'GPU',
    dimension: of('accelerator'),
    scale: 1,
    names: [
      'GPUs',
      'gpu',
      'gpus',
      'TPU',
      'TPUs',
      'chip',
      'chips',
      'accelerator',
      'accelerators',
      'device',
      'devices',
      'A100',
      'A100s',
      'H100',
      'H100s',
      'H800',
      'H800s',
      'V100',
      'V100s',
      'replica',
      'replicas',
    ],
  },
  { id: 'USD', dimension: of('dollar'), scale: 1, names: ['$', 'usd', 'dollar', 'dollars'] },
];

const plain: readonly Unit[] = [
  { id: '1', dimension: dimensionless, scale: 1, names: [] },
  { id: '%', dimension: dimensionless, scale: 0.01, names: ['percent', 'pp'] },
  { id: 'epoch', dimension: dimensionless, scale: 1, names: ['epochs', 'pass', 'passes'] },
];

const times: readonly Unit[] = [
  { id: 's', dimension: of('second'), scale: 1, names: ['sec', 'secs', 'second', 'seconds'] },
  { id: 'min', dimension: of('second'), scale: 60, names: ['mins', 'minute', 'minutes'] },
  { id: 'h', dimension: of('second'), scale: 3600, names: ['hr', 'hrs', 'hour', 'hours'] },
  { id: 'day', dimension: of('second'), scale: 86_400, names: ['d', 'days'] },
  { id: 'week', dimension: of('second'), scale: 604_800, names: ['weeks', 'wk'] },
  { id: 'month', dimension: of('second'), scale: 2_629_800, names: ['months'] },
  { id: 'year', dimension: of('second'), scale: 31_557_600, names: ['years', 'yr'] },
  { id: 'Hz', dimension: { second: -1 }, scale: 1, names: [] },
];

const acceleratorTime: Dimension = { accelerator: 1, second: 1 };
const acceleratorTimes: readonly Unit[] = [
  {
    id: 'GPU-hour',
    dimension: acceleratorTime,
    scale: 3600,
    names: [
      'GPU-hours',
      'gpu-hour',
      'gpu-hours',
      'GPUh',
      'GPU-h',
      'A100-hour',
      'A100-hours',
      'A100-h',
      'H100-hour',
      'H100-hours',
      'H100-h',
      'H800-hour',
      'H800-hours',
      'H800-h',
      'V100-hour',
      'V100-hours',
      'TPU-hour',
      'TPU-hours',
      'chip-hour',
      'chip-hours',
      'device-hours',
    ],
  },
  { id: 'GPU-day', dimension: acceleratorTime, scale: 86_400, names: ['GPU-days', 'gpu-day', 'gpu-days', 'TPU-days'] },
];

const energyAndMass: readonly Unit[] = [
  { id: 'J', dimension: of('joule'), scale: 1, names: ['joule', 'joules'] },
  { id: 'Wh', dimension: of('joule'), scale: 3600, names: [] },
  { id: 'W', dimension: { joule: 1, second: -1 }, scale: 1, names: ['watt', 'watts'] },
  {
    id: 'kg',
    dimension: of('kilogram'),
    scale: 1,
    names: ['kgCO2e', 'kgCO2eq', 'kgCO2', 'kg CO2e', 'kg CO2eq', 'kg CO2', 'kilogram', 'kilograms'],
  },
  { id: 'g', dimension: of('kilogram'), scale: 0.001, names: ['gCO2e', 'gCO2eq', 'gCO2', 'gram', 'grams'] },
  {
    id: 't',
    dimension: of('kilogram'),
    scale: 1000,
    names: ['tCO2e', 'tCO2eq', 'tCO2', 't CO2e', 't CO2eq', 'tonne', 'tonnes', 'ton', 'tons'],
  },
];

const floppy: readonly Unit[] = [
  { id: 'FLOP', dimension: of('FLOP'), scale: 1, names: ['FLOPs', 'flop', 'flops'] },
  {
    id: 'FLOP/s',
    dimension: { FLOP: 1, second: -1 },
    scale: 1,
    names: ['FLOPS', 'FLOPs/s', 'flop/s', 'flops/s', 'FLOP/sec'],
  },
];

const digital: readonly Unit[] = [
  { id: 'B', dimension: of('byte'), scale: 1, names: ['byte', 'bytes'] },
  { id: 'bit', dimension: of('byte'), scale: 1 / 8, names: ['bits'] },
];

const prefixes: readonly (readonly [string, number])[] = [
  ['n', 1e-9],
  ['µ', 1e-6],
  ['m', 1e-3],
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
  ['P', 1e15],
  ['E', 1e18],
  ['Z', 1e21],
];

function withPrefixes(unit: Unit, symbols: string): readonly Unit[] {
  return prefixes
    .filter(([symbol]) => symbols.includes(symbol))
    .map(([symbol, factor]) => ({
      id: symbol + unit.id,
      dimension: unit.dimension,
      scale: unit.scale * factor,
      names: unit.names.filter(name => /^[A-Z]/.test(name) || name === 's').map(name => symbol + name),
    }));
}

const find = (list: readonly Unit[], id: string): Unit => list.find(unit => unit.id === id)!;

const binaryBytes: readonly Unit[] = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((id, index) => ({
  id,
  dimension: of('byte'),
  scale: 1024 ** (index + 1),
  names: [],
}));

/**
 * Every unit that values and expressions may carry. GB is 10⁹ bytes and GiB is 2³⁰, always: the tools mix them,
 * this table does not. `FLOPS` is FLOP/s and `FLOPs` is a count; months and years are Julian.
 */
export const units: readonly Unit[] = [
  ...plain,
  ...countable,
  ...times,
  ...withPrefixes(find(times, 's'), 'nµm'),
  ...withPrefixes(find(times, 'Hz'), 'kMG'),
  ...acceleratorTimes,
  ...energyAndMass,
  ...withPrefixes(find(energyAndMass, 'J'), 'kMGT'),
  ...withPrefixes(find(energyAndMass, 'Wh'), 'kMGT'),
  ...withPrefixes(find(energyAndMass, 'W'), 'kMG'),
  ...floppy,
  ...withPrefixes(find(floppy, 'FLOP'), 'kMGTPEZ'),
  ...withPrefixes(find(floppy, 'FLOP/s'), 'kMGTPEZ'),
  {
    id: 'PFLOP/s-day',
    dimension: of('FLOP'),
    scale: 1e15 * 86_400,
    names: ['PF-day', 'PF-days', 'petaflop/s-day', 'petaflop/s-days', 'PFLOP/s-days'],
  },
  ...digital,
  ...withPrefixes(find(digital, 'B'), 'kMGTP'),
  { id: 'KB', dimension: of('byte'), scale: 1000, names: [] },
  ...binaryBytes,
];

const exact = new Map<string, Unit>();
const folded = new Map<string, Unit>();
for (const unit of units) {
  for (const name of [unit.id, ...unit.names]) {
    if (!exact.has(name)) exact.set(name, unit);
    if (!folded.has(name.toLowerCase())) folded.set(name.toLowerCase(), unit);
  }
}

/**
 * The single unit of this name, with or without its letter case; `undefined` when there is none.
 *
 * @example findUnit('GPU-hours')?.id // 'GPU-hour'
 */
export function findUnit(name: string): Unit | undefined {
  return exact.get(name) ?? (name.length > 2 ? folded.get(name.toLowerCase()) : undefined);
}

/**
 * A unit expression of units joined by `*`, `·` and `/` with small whole powers, read left to right.
 * `undefined` when a part is no unit.
 *
 * @example readUnit('token/s/GPU') // scale 1, { token: 1, second: -1, accelerator: -1 }
 */
export function readUnit(text: string): Pick<Unit, 'dimension' | 'scale'> | undefined {
  const whole = findUnit(text.trim());
  if (whole !== undefined) return whole;
  if (text.length > 80) return undefined;
  let dimension = dimensionless;
  let scale = 1;
  let sign = 1;
  for (const part of text.split(/([/*·]|\bper\b)/)) {
    const name = part.trim();
    if (name === '/' || name === 'per') sign = -1;
    else if (name === '*' || name === '·') sign = 1;
    else {
      const match = /^(.*?)(?:\^([1-9]))?$/.exec(name);
      const unit = findUnit(match?.[1] ?? '');
      if (unit === undefined) return undefined;
      const exponent = sign * Number(match?.[2] ?? 1);
      dimension = combine(dimension, power(unit.dimension, exponent), 1);
      scale *= unit.scale ** exponent;
    }
  }
  return { dimension, scale };
}

/** The single unit of this size that measures this; `undefined` when there is none. */
export function unitOfScale(dimension: Dimension, scale: number): string | undefined {
  const near = (unit: Unit) => Math.abs(unit.scale / scale - 1) < 1e-9;
  return units.find(unit => near(unit) && sameDimension(unit.dimension, dimension))?.id;
}

/**
 * `value` of unit `from` in unit `to`; `undefined` when either is no unit or they measure different things.
 *
 * @example convert(36, 'h', 'day') // 1.5
 */
export function convert(value: number, from: string, to: string): number | undefined {
  if (from === to) return value;
  const source = readUnit(from);
  const target = readUnit(to);
  if (source === undefined || target === undefined || !sameDimension(source.dimension, target.dimension)) {
    return undefined;
  }
  return (value * source.scale) / target.scale;
}
