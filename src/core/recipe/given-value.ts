import { combine, type Dimension, isDimensionless, sameDimension } from './dimension.ts';
import { significantDigits } from './format.ts';
import { readUnit } from './units.ts';

/** A value that someone gave for an input, in the input's own unit. */
export interface GivenValue {
  readonly value: number;
  /** Significant digits it was written with; absent for values that are exact. */
  readonly significant?: number;
  /** True for "roughly", "~", "about". */
  readonly approximate?: boolean;
  /** What was assumed in reading it. */
  readonly caveat?: string;
  /** What a place in a schedule was counted in, where it says so. */
  readonly counts?: 'step' | 'token';
}

/** The reading of a written value, or why it is none. */
export type ReadValue = GivenValue | { readonly error: string };

const multipliers: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 1e3,
  thousand: 1e3,
  m: 1e6,
  M: 1e6,
  mn: 1e6,
  million: 1e6,
  b: 1e9,
  B: 1e9,
  bn: 1e9,
  billion: 1e9,
  t: 1e12,
  T: 1e12,
  tn: 1e12,
  trillion: 1e12,
};

const number = String.raw`[+-]?(?:\d{1,3}(?:,[ \u00a0]?\d{3})+|\d[\d_]*)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?`;
const shape = new RegExp(
  String.raw`^(?<about>~|≈|about|around|roughly|approximately|circa|ca\.)?\s*(?<dollar>\$)?\s*` +
    `(?<number>${number})` +
    String.raw`(?:\s*[·×x*⋅]\s*10\^?\{?(?<power>[+-]?\d{1,3})\}?|\^(?<exponent>\d{1,3})|\/(?<divisor>\d{1,9})(?:st|nd|rd|th)?)?` +
    String.raw`\s*(?<unit>.*)$`,
);

/**
 * Reads a value as people write it on a command line or in YAML: `23,000`, `4M`, `4 million tokens`, `3.7days`,
 * `1e-4`, `1 · 10^-4`, `1/30th`, `2^20`, `18%`, `$2`, `~23k`. The answer is in `unit`.
 *
 * A count suffix (k, M, B, T) is decimal, except that a context length or vocabulary of "4K" is 4,096 (said in
 * `caveat`). With `place`, a number of steps or tokens is read as a place in a schedule. Units of the same kind are converted; `per` parts that the input implies may be left out.
 *
 * @example readValue('3.7days', 'h') // { value: 88.8, significant: 2 }
 */
export function readValue(
  text: string,
  unit: string,
  options: { readonly binaryK?: boolean; readonly place?: boolean } = {},
): ReadValue {
  if (options.place === true) {
    // A place in a schedule is a plain number to the formulas; that it counts steps or tokens is kept beside it.
    const [, counted, noun] = /^(.*\S)\s*\b(steps?|iterations?|iters?|updates?|tokens?)$/is.exec(text.trim()) ?? [];
    if (counted !== undefined) {
      const read = readValue(counted, unit);
      return 'error' in read ? read : { ...read, counts: /^t/i.test(noun!) ? 'token' : 'step' };
    }
  }
  const written = text.trim().replace(/[−–]/g, '-');
  if (written.length > 200) return { error: 'The value is too long to be a number.' };
  const groups = shape.exec(written)?.groups;
  if (groups === undefined || !/\d/.test(groups.number ?? '')) return { error: `"${clip(text)}" is not a number.` };
  // Written as one literal, 1 · 10^-4 is 0.0001; multiplied it would be 0.00009999999999999999.
  const tenth = groups.power === undefined || /e/i.test(groups.number!) ? '' : `e${Number(groups.power)}`;
  let value = Number(groups.number!.replace(/[,_\s\u00a0]/g, '') + tenth);
  if (groups.exponent !== undefined) value **= Number(groups.exponent);
  if (groups.divisor !== undefined) value /= Number(groups.divisor);
  let caveat: string | undefined;
  let rest = unitWords(groups.unit ?? '');
  if (groups.dollar !== undefined && /^(?:\/|per\b|an?\b)/.test(rest)) rest = `USD ${rest}`;
  if (rest !== '') {
    const scaled = scaleOf(rest, unit);
    if (scaled === undefined) {
      const [, suffix, noun] = /^([A-Za-z]+)\b\s*(.*)$/.exec(rest) ?? [];
      const factor = suffix === undefined || !Object.hasOwn(multipliers, suffix) ? undefined : multipliers[suffix];
      if (factor === undefined) return { error: unitError(rest, unit) };
      const binary = options.binaryK === true && /^k$/i.test(suffix!) && Number.isInteger(Math.log2(value));
      if (binary) caveat = `${groups.number}${suffix} is read as ${(value * 1024).toLocaleString('en-US')}.`;
      value *= binary ? 1024 : factor;
      rest = noun ?? '';
      const after = rest === '' ? 1 : scaleOf(rest, unit);
      if (after === undefined) return { error: unitError(rest, unit) };
      value *= after;
    } else value *= scaled;
  }
  if (!Number.isFinite(value)) return { error: `"${clip(text)}" is not a finite number.` };
  const exact = groups.exponent !== undefined || groups.divisor !== undefined;
  return {
    value,
    ...(exact ? {} : { significant: significantDigits(groups.number!) }),
    ...(groups.about === undefined ? {} : { approximate: true }),
    ...(caveat === undefined ? {} : { caveat }),
  };
}

/** A unit's words in the spelling of the table: "H800 GPU hours" are GPU-hours, "an hour" is per hour. */
function unitWords(written: string): string {
  return written
    .trim()
    .replace(/^an?\s+(?=\p{L})/u, 'per ')
    .replace(/\b(per|\/)\s+an?\s+/g, '$1 ')
    .replace(
      /(?:\b[A-Z]+\d+\w*[\s-]+)?\b(?:GPUs?|TPUs?|chips?|accelerators?|devices?|[AHVBL]\d{2,3}0?|MI\d{3}X?|TPU\s?v\d\w?)[\s-]+(?:(h|hrs?|hours?)|days?)\b/gi,
      (_, hour?: string) => (hour === undefined ? 'GPU-day' : 'GPU-hour'),
    );
}

/** The factor from a written unit to the input's; `undefined` when it is no unit or one of another kind. */
function scaleOf(written: string, unit: string): number | undefined {
  const source = readUnit(written);
  const target = readUnit(unit);
  if (source === undefined || target === undefined) return undefined;
  // A bare letter after a count ("200B", "4T") is a suffix of the count, never bytes or tonnes of a plain number.
  if (sameDimension(source.dimension, target.dimension)) return source.scale / target.scale;
  const implied = impliedBy(target.dimension, combine(source.dimension, target.dimension, -1));
  return implied && !isDimensionless(source.dimension) ? source.scale / target.scale : undefined;
}

/**
 * True when two dimensions differ only by what the input implies: a "per step", "per sequence", "per GPU"; hours where
 * accelerator-hours are meant; and the second that people leave out of "TFLOPs".
 */
function impliedBy(target: Dimension, difference: Dimension): boolean {
  const parts = Object.entries(difference);
  const only = parts.length === 1 ? `${parts[0]![0]} ${parts[0]![1]}` : '';
  if (only === 'accelerator -1' && target.accelerator === 1 && target.second === 1) return true;
  if (only === 'second 1' && target.FLOP === 1 && target.second === -1) return true;
  return parts.every(
    ([base, exponent]) => exponent > 0 && ['step', 'sequence', 'accelerator', 'parameter'].includes(base),
  );
}

function unitError(rest: string, unit: string): string {
  const known = readUnit(rest);
  const wanted = unit === '1' ? 'a plain number' : `a value in ${unit}`;
  return known === undefined
    ? `"${clip(rest)}" is not a unit known here; ${wanted} is wanted.`
    : `${clip(rest)} does not measure what is wanted: ${wanted}.`;
}

const clip = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
