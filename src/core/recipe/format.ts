import { convert } from './units.ts';

/** How exactly and how sure a value is to be written. */
export interface FormatOptions {
  /** Significant digits, at least 1; 2 where none are given. */
  readonly significant?: number;
  /** True writes "≈ " in front. */
  readonly approximate?: boolean;
}

const suffixes: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
];

/**
 * A number with thousands grouped, at most `digits` significant digits and no trailing zeros; very large and very
 * small ones as `6.79e21`. For inputs and intermediate values, where nothing should be rounded away.
 *
 * @example writeNumber(42000) // '42,000'
 */
export function writeNumber(value: number, digits = 6): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) {
    const compact = Math.abs(value) >= 1e9 ? shortest(value, digits) : undefined;
    if (compact !== undefined) return compact;
    if (Math.abs(value) < 1e9) return group(String(value));
  }
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (size >= 9 || size < -3) return scientific(value, digits, true);
  return group(trimZeros(value.toFixed(Math.max(0, Math.min(15, digits - 1 - size)))));
}

/** `4,300,000,000` as `4.3e9`, where that loses nothing. */
function shortest(value: number, digits: number): string | undefined {
  return Number(value.toPrecision(digits)) === value ? scientific(value, digits, true) : undefined;
}

/** A number rounded to significant digits, thousands grouped. @example roundTo(3.7434, 2) // '3.7' */
export function roundTo(value: number, digits: number): string {
  return Number.isFinite(value) ? rounded(value, Math.max(1, Math.min(15, Math.floor(digits)))) : String(value);
}

/**
 * A whole number with every digit: counts with a suffix where that loses nothing ("168B tokens"), else grouped. Of
 * counts above a billion six digits are shown.
 *
 * @example writeWhole(4194304, 'token') // '4,194,304 tokens'
 */
export function writeWhole(value: number, unit: string): string {
  if (unit === '1' || unit === '') return group(String(value));
  return unit in counts || unit.startsWith('USD')
    ? writeExact(value, unit)
    : `${group(String(value))} ${unitLabel(unit, value)}`;
}

/**
 * A large number as readers write it, with a suffix. @example writeCompact(168e9, 3) // '168B'
 */
export function writeCompact(value: number, digits: number): string {
  return Math.abs(value) < 1e15 ? writeCount(value, digits) : rounded(value, digits);
}

/** A unit as it stands behind a value: `tokens` for most numbers of `token`. */
export function unitLabel(unit: string, value: number): string {
  const plural = /^(?:day|week|month|year|GPU-hour|GPU-day)$/.test(unit) ? `${unit}s` : unit;
  return counts[unit]?.[value === 1 ? 0 : 1] ?? (value === 1 ? unit : plural);
}

/**
 * A value with its unit and nothing rounded that can be seen: up to six significant digits, counts with a suffix.
 *
 * @example writeExact(168e9, 'token') // '168B tokens'
 * @example writeExact(1.5, 'USD/GPU-hour') // '$1.5/GPU-hour'
 */
export function writeExact(value: number, unit: string): string {
  if (unit === '1' || unit === '') return writeNumber(value);
  if (/^USD(?:\/|$)/.test(unit)) return `${value < 0 ? '−' : ''}$${writeNumber(Math.abs(value))}${unit.slice(3)}`;
  const label = unitLabel(unit, value);
  const suffix = unit in counts ? suffixes.find(([factor]) => Math.abs(value) >= factor) : undefined;
  const blurred = suffix !== undefined && Number((value / suffix[0]).toPrecision(6)) * suffix[0] !== value;
  if (blurred && Number.isInteger(value) && value < 1e9) return `${group(String(value))} ${label}`;
  if (suffix === undefined) return `${writeNumber(value)} ${label}`;
  return `${writeNumber(value / suffix[0])}${suffix[1]} ${label}`;
}

/**
 * A value as a reader would write it in an aside: rounded to the significant digits, with its unit.
 * Whole counts of at most four digits that rounding would blur are kept ("1,024 sequences", "168B").
 * Shares that are to be read in percent carry the unit `%` and the value in percent.
 *
 * @example formatValue(0.8399999, '1') // '0.84'
 * @example formatValue(26.27, '%') // '26 %'
 * @example formatValue(89.84, 'h') // '3.7 days'
 * @example formatValue(168e9, 'token') // '168B tokens'
 * @example formatValue(3.04, '1', { approximate: true }) // '≈ 3.0'
 */
export function formatValue(value: number, unit: string, options: FormatOptions = {}): string {
  const sign = options.approximate === true ? '≈ ' : '';
  if (!Number.isFinite(value)) return `${sign}${value}`;
  return sign + written(value, unit, Math.max(1, Math.min(15, Math.floor(options.significant ?? 2))));
}

/**
 * A value in the unit that was asked for, where `formatValue` would choose another of its kind.
 *
 * @example formatIn(2, 'GiB') // '2 GiB'
 */
export function formatIn(value: number, unit: string, options: FormatOptions = {}): string {
  const own = unit === '1' || unit === '' || unit === '%' || unit === 'USD' || unit === 'FLOP' || unit in counts;
  if (own || !Number.isFinite(value)) return formatValue(value, unit === '' ? '1' : unit, options);
  const sign = options.approximate === true ? '≈ ' : '';
  const digits = options.significant ?? 2;
  const text = roundTo(value, /^[kKMGTP]i?B$/.test(unit) ? Math.max(3, digits) : digits);
  return `${sign}${text} ${unitLabel(unit, Number(text))}`;
}

function written(value: number, unit: string, digits: number): string {
  const count = counts[unit];
  if (count !== undefined) {
    const text = writeCount(value, leastDigits(value, unit, digits));
    return `${text} ${text === '1' ? count[0] : count[1]}`;
  }
  switch (unit) {
    case '1':
      return rounded(value, digits);
    case '%':
      return `${rounded(value, digits)} %`;
    case 'FLOP':
      return `${scientific(value, digits)} FLOPs`;
    case 'USD':
      return `${value < 0 ? '−' : ''}$${writeMoney(Math.abs(value), digits)}`;
    case 's':
    case 'min':
    case 'h':
    case 'day':
      return writeDuration(convert(value, unit, 's')!, digits);
    case 'GPU-hour':
      return `${rounded(value, digits)} GPU-hours`;
    case 'FLOP/s':
      return scaled(value, digits, 'FLOP/s', ['', 'k', 'M', 'G', 'T', 'P', 'E'], 1000);
    case 'B':
      return scaled(value, Math.max(digits, 3), 'B', ['', 'k', 'M', 'G', 'T', 'P'], 1000);
    case 'Wh':
      return scaled(value, digits, 'Wh', ['', 'k', 'M', 'G', 'T'], 1000);
    case 'kg':
      return Math.abs(value) >= 1000 ? `${rounded(value / 1000, digits)} t` : `${rounded(value, digits)} kg`;
    default:
      return `${rounded(value, digits)} ${unit}`;
  }
}

/**
 * A batch in sequences is a whole number, and where it is not, that is what the reader is to see: 976.56, never 980.
 */
function leastDigits(value: number, unit: string, digits: number): number {
  if (unit === 'token') return Math.max(digits, 3);
  if (unit !== 'sequence' && unit !== 'sequence/step') return digits;
  return Math.max(digits, Number.isInteger(value) && Math.abs(value) < 1e6 ? 6 : 5);
}

/** Units of things that are counted: one, many. */
const counts: Readonly<Record<string, readonly [string, string]>> = {
  token: ['token', 'tokens'],
  step: ['step', 'steps'],
  sequence: ['sequence', 'sequences'],
  parameter: ['parameter', 'parameters'],
  epoch: ['epoch', 'epochs'],
  GPU: ['GPU', 'GPUs'],
  'token/sequence': ['token/sequence', 'tokens/sequence'],
  'token/parameter': ['token/parameter', 'tokens/parameter'],
  'token/step': ['token/step', 'tokens/step'],
  'sequence/step': ['sequence/step', 'sequences/step'],
  'token/s/GPU': ['token/s/GPU', 'tokens/s/GPU'],
  'token/s': ['token/s', 'tokens/s'],
};

function writeCount(value: number, digits: number): string {
  for (const [factor, suffix] of suffixes) {
    if (Math.abs(value) >= factor * 0.9995) return rounded(value / factor, digits, true) + suffix;
  }
  return rounded(value, digits);
}

function writeMoney(value: number, digits: number): string {
  if (value >= 999_500) return `${rounded(value / 1e6, digits)}M`;
  if (value >= 10_000) return `${rounded(value / 1000, digits)}k`;
  return rounded(value, digits);
}

function writeDuration(seconds: number, digits: number): string {
  const size = Math.abs(seconds);
  if (size >= 48 * 3600) return `${rounded(seconds / 86_400, digits)} days`;
  if (size >= 120 * 60) return `${rounded(seconds / 3600, digits)} hours`;
  if (size >= 120) return `${rounded(seconds / 60, digits)} min`;
  if (size >= 1 || size === 0) return `${rounded(seconds, digits)} s`;
  return `${rounded(seconds * 1000, digits)} ms`;
}

function scaled(value: number, digits: number, unit: string, prefixes: readonly string[], base: number): string {
  let index = 0;
  let rest = value;
  while (Math.abs(rest) >= base * 0.9995 && index < prefixes.length - 1) {
    rest /= base;
    index++;
  }
  return `${rounded(rest, digits)} ${prefixes[index]}${unit}`;
}

/**
 * Rounded to the digits; whole numbers below 10⁶ are never blurred below four digits, since 1,024 and 976 tell a
 * reader something that 1,000 and 980 do not.
 */
function rounded(value: number, digits: number, exactTail = false): string {
  if (value === 0) return '0';
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (Number.isInteger(value) && size < 4) return group(String(value));
  if (exactTail && Number(value.toPrecision(4)) === value && Number.isInteger(value)) return group(String(value));
  // "1e-4", not "1.0e-4": an exponent shows already that the number was written to be exact.
  if (size >= 9 || size < -3)
    return scientific(value, digits, Number(value.toPrecision(1)) === Number(value.toPrecision(12)));
  if (Number.isInteger(value) && digits > size) return group(String(value));
  const near = Number(value.toPrecision(digits));
  const nearSize = near === 0 ? 0 : Math.floor(Math.log10(Math.abs(near)));
  return group(near.toFixed(Math.max(0, digits - 1 - nearSize)));
}

function scientific(value: number, digits: number, trim = false): string {
  const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 1)).split('e');
  return `${trim ? trimZeros(mantissa!) : mantissa}e${Number(exponent)}`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Commas between thousands of the whole part. */
export function group(digits: string): string {
  const [whole, fraction] = digits.split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/**
 * How many significant digits a number shows as it was written: "42, 000" shows 2, "1 · 10−4" shows 1, "0.385" 3.
 */
export function significantDigits(text: string): number {
  const mantissa = /\d[\d,  _']*(?:\.\d+)?/.exec(text)?.[0].replace(/[,  _']/g, '') ?? '';
  const digits = mantissa.replace('.', '').replace(/^0+/, '');
  return Math.max(1, (mantissa.includes('.') ? digits : digits.replace(/0+$/, '')).length);
}

/**
 * True for a whole number that stands in the text with all its digits: "42, 000 steps" is 42,000, where "42k" and
 * "4 million" may be rounded.
 *
 * @example isWrittenOut('42, 000 steps', 42000) // true
 */
export function isWrittenOut(text: string, value: number): boolean {
  const digits = /\d[\d,_'\u00a0\u202f ]*(?!\.\d)/.exec(text)?.[0].replace(/\D/g, '') ?? '';
  return Number.isSafeInteger(value) && digits !== '' && Number(digits) === value;
}

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A number as it was before a PDF broke it: thousands joined, and exponents raised that had become digits.
 *
 * @example mendedNumber('42, 000 steps') // '42,000 steps'
 * @example mendedNumber('1 · 10−4') // '1 · 10⁻⁴'
 */
export function mendedNumber(text: string): string {
  return text
    .replace(/(?<=\d), (?=\d{3}(?!\d))/g, ',')
    .replace(
      /(?<=[·×x*] ?)10\^?[−-](\d{1,2})(?!\d)/g,
      (_, digits: string) => `10⁻${[...digits].map(digit => raised[Number(digit)]).join('')}`,
    );
}
