import { formatValue } from '../format.ts';
import { numberWords } from '../number-words.ts';

/*
 * Numbers as people write them in remarks: "~0.84", "168B", "1/3", "half an", "6.8 × 10^21", "almost 4".
 */

const words: Readonly<Record<string, number>> = {
  half: 1 / 2,
  third: 1 / 3,
  quarter: 1 / 4,
  fifth: 1 / 5,
  tenth: 1 / 10,
  ...numberWords,
};

/** What the suffixes of numbers in remarks stand for, in small letters. */
export const suffixScales: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  million: 1e6,
  b: 1e9,
  billion: 1e9,
  t: 1e12,
  trillion: 1e12,
};

const bound =
  'less than|fewer than|under|below|at most|up to|more than|over|above|at least|just under|just over|almost|nearly|close to';
const about = String.raw`[~≈≃∼]|about|around|roughly|approximately|approx\.?|circa|ca\.?|some`;
const plain = String.raw`\d+\s?\/\s?\d+(?:th|rd)?|\d[\d,]*(?:\.\d+)?(?:\s?[·×x*⋅]\s?10\^?\{?[-−]?\d+\}?|e[-+−]?\d+)?`;
const worded =
  'half(?: an?| the)?|an? (?:half|third|quarter|fifth|tenth)|(?:one|two|three|four|five|six|seven|eight|nine|ten)(?= )';
const suffix = String.raw`\s?(?:[kKMBT](?![\p{L}\d])|thousand|million|billion|trillion)`;

/**
 * The source of an expression with the groups that `readWrittenNumber` reads; `sign` is what stands before it, and
 * `behind` what it may not follow.
 */
export const writtenNumber = (sign = '', behind = String.raw`(?<![\p{L}\d.,/−-])`): string =>
  String.raw`${behind}(?:(?<bound>${bound})\s+)?(?<about>${about})?\s*${sign}(?<number>${plain}|${worded})(?<suffix>${suffix})?`;

/** An amount that a remark relates to: "the 200B dataset", "48,000 steps". */
export const writtenAmount = String.raw`\d[\d,]*(?:\.\d+)?(?:${suffix})?`;

/** A number of a remark, read. */
export interface WrittenNumber {
  readonly value: number;
  /** How far the true value may lie away: half of the last digit, all of it where the remark says "about". */
  readonly tolerance: number;
  /** Half of the last digit, alone. */
  readonly half: number;
  /** What its last digit is worth, be it a 0; NaN where it is a word or a fraction. */
  readonly lastDigit: number;
  /** How far it must lie away to be called wrong: who says "about" with two digits at most may have meant much. */
  readonly leeway: number;
  readonly bound: 'less' | 'more' | undefined;
  /** As it stands there, with its suffix. */
  readonly text: string;
}

/** What the rounding of the quoted numbers themselves may make of a value: GPT-3's 3,640 PF-days are 3,646. */
const ROUNDING = 0.005;

/** How far "about" reaches at most. */
const ABOUT = 0.03;

/** How far it may reach where no more than two digits are given. */
const ABOUT_ROUND = 0.07;

/** Reads the groups of `writtenNumber`; NaN where they hold no number. */
export function readWrittenNumber(groups: Readonly<Record<string, string | undefined>>): WrittenNumber {
  const text = `${groups.number ?? ''}${groups.suffix ?? ''}`;
  const scale = suffixScales[(groups.suffix ?? '').trim().toLowerCase()] ?? 1;
  const bounds = (groups.bound ?? '').toLowerCase();
  const loose = groups.about !== undefined || /almost|nearly|just|close/.test(bounds);
  const { value, half, lastDigit = Number.NaN } = readPlain(groups.number ?? '');
  const about = Math.max(half, Math.min(2 * half, ABOUT * value));
  const tolerance = scale * ((loose ? about : half) + value * ROUNDING);
  const isRound = half * 200 > value;
  return {
    value: value * scale,
    tolerance,
    half: half * scale,
    lastDigit: lastDigit * scale,
    leeway: Math.max(tolerance, loose && isRound ? ABOUT_ROUND * value * scale : 0),
    bound:
      loose || bounds === '' ? undefined : /^(?:less|fewer|under|below|at most|up to)/.test(bounds) ? 'less' : 'more',
    text,
  };
}

function readPlain(written: string): { readonly value: number; readonly half: number; readonly lastDigit?: number } {
  const fraction = /^(\d+)\s?\/\s?(\d+)/.exec(written);
  if (fraction !== null) {
    const value = Number(fraction[1]) / Number(fraction[2]);
    return { value, half: 0.06 * value };
  }
  const word = /[a-z]+/.exec(written.toLowerCase().replace(/^an? /, ''))?.[0];
  if (word !== undefined && words[word] !== undefined) {
    const value = words[word];
    return { value, half: value < 1 ? 0.06 * value : 0.5 };
  }
  const power = /(?:[·×x*⋅]\s?10\^?\{?|e)([-+−]?\d+)/.exec(written);
  const exponent = Number((power?.[1] ?? '0').replace('−', '-'));
  const mantissa = /^[\d,]*(?:\.\d+)?/.exec(written)?.[0].replace(/,/g, '') ?? '';
  const decimals = /\.(\d+)$/.exec(mantissa)?.[1]?.length ?? 0;
  // The zeros that end a whole number of three digits or more may be rounding: 170 stands for 168 too.
  const zeros = decimals === 0 && mantissa.length >= 3 ? (/0*$/.exec(mantissa)?.[0].length ?? 0) : 0;
  const unit = 10 ** (exponent - decimals + Math.min(zeros, Math.max(1, mantissa.length - 2)));
  return { value: Number(`${mantissa}e${exponent}`), half: 0.5001 * unit, lastDigit: 10 ** (exponent - decimals) };
}

/** An amount as a number: "200B", "48,000". */
export function readAmount(text: string): number {
  const [, number = '', scale = ''] =
    /^(\d[\d,]*(?:\.\d+)?)(?:\s?([kKMBT]|thousand|million|billion|trillion))?$/.exec(text.trim()) ?? [];
  return number === '' ? Number.NaN : Number(number.replace(/,/g, '')) * (suffixScales[scale.toLowerCase()] ?? 1);
}

/** A value with as many digits, and in the same spelling, as a number that was written. */
export function writeAs(written: string, value: number): string {
  const suffix = /\s?(?:[KMBT]|thousand|million|billion|trillion)$/i.exec(written)?.[0] ?? '';
  const plain = written.slice(0, written.length - suffix.length);
  const scale = suffix === '' ? 1 : readAmount(`1${suffix}`);
  if (/e/i.test(plain) && /\d/.test(plain))
    return value.toExponential(Math.max(0, (/\.(\d+)/.exec(plain)?.[1] ?? '').length)).replace('e+', 'e');
  const power = /^(\d+(?:\.\d+)?)(\s?[·×x*⋅]\s?10\^?\{?)[-−]?\d+(\}?)$/.exec(plain);
  if (power !== null) {
    const [mantissa, exponent] = value.toExponential(/\.(\d+)/.exec(power[1]!)?.[1]?.length ?? 0).split('e');
    return `${mantissa}${power[2]}${Number(exponent)}${power[3]}`;
  }
  if (!/^\d[\d,]*(?:\.\d+)?$/.test(plain)) return formatValue(value / scale, '1', { significant: 2 }) + suffix;
  const decimals = (/\.(\d+)/.exec(plain)?.[1] ?? '').length;
  const digits = (value / scale).toFixed(decimals);
  // A value that these decimals would show as nothing, or by one digit, gets two.
  if (Number(digits) < 10 && decimals < 1 + Number(Number(digits) < 1))
    return formatValue(value / scale, '1', { significant: 2 }) + suffix;
  return digits.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',') + suffix;
}
