import { combine, isDimensionless, sameDimension } from '../dimension.ts';
import type { Evaluation } from '../expression/evaluate.ts';
import { formatValue, group, roundTo, writeCompact } from '../format.ts';
import { convert, readUnit } from '../units.ts';
import { isCutOff } from './cut-off.ts';
import { suffixScales } from './written-number.ts';

/** A result that stands in an aside: "168B tokens", "≈ 3.7 days", "$46k", "84 %". Places are in the text it was read from. */
export interface KeptResult {
  /** The number with its suffix, as a plain number. */
  readonly value: number;
  /** Half of what its last digit is worth, in the same terms. */
  readonly tolerance: number;
  /** What its last digit is worth, be it a 0. */
  readonly lastDigit: number;
  /** A unit that `readUnit` knows; undefined where none follows. */
  readonly unit: string | undefined;
  readonly compact: boolean;
  /** From the number (its "$" included) to its unit. */
  readonly from: number;
  readonly numberTo: number;
  readonly to: number;
}

const shape =
  /^\s*(?:[≈~]\s*)?(?<dollar>\$\s?)?(?<number>[-−]?(?:\d{1,3}(?:,\s?\d{3})+(?!\d)(?:\.\d+)?|\d[\d_]*(?:\.\d+)?|\.\d+))(?<power>[eE][-+−]?\d+|\s?[×x·*]\s?10(?:\^?\{?[-−]?\d+\}?|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?(?<suffix>\s?(?:[kKMBT](?![\p{L}\d])|(?:thousand|million|billion|trillion)\b))?/u;
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * Reads the result that a text begins with, whatever words follow; undefined where it begins with no number, or with
 * one that is reckoned on with ("42,000/48,000").
 *
 * @example readKeptResult('168B tokens, so 84% of the plan')?.value // 168e9, its unit 'tokens'
 */
export function readKeptResult(text: string): KeptResult | undefined {
  const match = shape.exec(text);
  const groups = match?.groups;
  if (match === null || groups === undefined) return undefined;
  const number = groups.number!.replace('−', '-').replace(/[,_\s]/g, '');
  const exponent = exponentOf(groups.power ?? '');
  const scale = (suffixScales[(groups.suffix ?? '').trim().toLowerCase()] ?? 1) * 10 ** exponent;
  const numberTo = match[0].length;
  const unit = groups.dollar === undefined ? unitAt(text, numberTo) : { unit: 'USD', to: numberTo };
  const to = unit?.to ?? numberTo;
  if (/^\s*[×*·⋅/÷^+]/.test(text.slice(to)) || /^\s*[-−–]\s*[\d(]/.test(text.slice(to))) return undefined;
  const value = Number(number) * scale;
  return {
    value,
    tolerance: 0.5001 * lastDigit(number) * scale,
    lastDigit: 10 ** -(/\.(\d+)$/.exec(number)?.[1]?.length ?? 0) * scale,
    unit: unit?.unit,
    compact: groups.suffix !== undefined,
    from: text.slice(0, numberTo).search(/[$\d.−-]/),
    numberTo,
    to,
  };
}

function exponentOf(power: string): number {
  const high = /[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/.exec(power)?.[0];
  if (high !== undefined) return Number([...high].map(each => (each === '⁻' ? '-' : raised.indexOf(each))).join(''));
  const plain = /(?:[eE]|10\^?\{?)([-+−]?\d+)\}?$/.exec(power)?.[1];
  return Number((plain ?? '0').replace('−', '-'));
}

/** What the last digit is worth; the zeros that end a whole number of three digits or more may be rounding. */
function lastDigit(number: string): number {
  const decimals = /\.(\d+)$/.exec(number)?.[1]?.length;
  if (decimals !== undefined) return 10 ** -decimals;
  const digits = number.replace(/\D/g, '').length;
  const zeros = digits < 3 ? 0 : (/0*$/.exec(number)?.[0].length ?? 0);
  return 10 ** Math.min(zeros, Math.max(1, digits - 2));
}

/** The longest unit that stands at a place: "tokens", "%", "GPU-hours", "sequences per step". */
function unitAt(text: string, at: number): { readonly unit: string; readonly to: number } | undefined {
  const rest = text.slice(at, at + 60);
  const percent = /^\s?%/.exec(rest)?.[0];
  if (percent !== undefined) return { unit: '%', to: at + percent.length };
  const words =
    /^[\s-]?\p{L}[\p{L}\d]*(?:[-/·*][\p{L}\d]+|\sper\s\p{L}+|\s(?:hours?|days?)(?!\p{L}))*/u.exec(rest)?.[0] ?? '';
  for (let length = words.length; length > 1; length = words.slice(0, length - 1).search(/[-/·*\s][^-/·*\s]*$/)) {
    const written = words.slice(0, length);
    const unit = written.replace(/^[\s-]/, '').replace(/\s(?=hours?|days?)/, '-');
    if (readUnit(unit) !== undefined) return { unit, to: at + length };
  }
  return undefined;
}

/**
 * An expression's value in the terms of a kept result: its unit, or none. Undefined where the two measure different
 * things. A unit on a result of plain numbers is a label ("6 × 7B × 168B = 7e21 FLOPs").
 */
export function inTermsOf(kept: KeptResult, evaluation: Evaluation): readonly number[] {
  const value = evaluation.value ?? Number.NaN;
  if (kept.unit === undefined) {
    return isDimensionless(evaluation.dimension) && evaluation.unit === '%' ? [value, value / 100] : [value];
  }
  const unit = readUnit(kept.unit)!;
  const same = convert(value, evaluation.unit, kept.unit);
  if (same !== undefined && sameDimension(unit.dimension, evaluation.dimension)) return [same];
  if (!isDimensionless(evaluation.dimension)) return withoutRate(kept, evaluation);
  return unit.scale === 1 ? [value] : [value / unit.scale, value];
}

/** "GPU-hours × $2" and "GPU-hours × 400 W": people leave out that the rate is one per hour, or per accelerator. */
function withoutRate(kept: KeptResult, evaluation: Evaluation): readonly number[] {
  const { scale, dimension } = readUnit(kept.unit!)!;
  const base = (evaluation.value ?? Number.NaN) * (readUnit(evaluation.unit)?.scale ?? Number.NaN);
  const over = combine(evaluation.dimension, dimension, -1);
  if (sameDimension(over, { accelerator: 1 })) return [base / scale];
  const perHour = sameDimension(over, { accelerator: 1, second: 1 }) || sameDimension(over, { second: 1 });
  return perHour && dimension.dollar === 1 ? [base / scale / 3600] : [];
}

/** True where an expression comes to what is kept, rounded or cut off to the digits that are written. */
export function agrees(kept: KeptResult, evaluation: Evaluation): boolean {
  return inTermsOf(kept, evaluation).some(
    value => Math.abs(value - kept.value) <= kept.tolerance || isCutOff(kept.value, kept.lastDigit, value),
  );
}

/** What takes the place of a stale result: only its number, where its unit is right. Places as in the kept result. */
export function rewritten(
  kept: KeptResult,
  evaluation: Evaluation,
): { readonly from: number; readonly to: number; readonly insert: string } {
  const text = evaluation.text.replace(/^≈\s*/, '');
  const [value] = inTermsOf(kept, evaluation);
  if (value === undefined) return { from: kept.from, to: kept.to, insert: text };
  const digits = Math.max(2, Math.min(evaluation.exact ? 15 : evaluation.significant, 15));
  if (kept.unit === 'USD')
    return { from: kept.from, to: kept.to, insert: formatValue(value, 'USD', { significant: digits }) };
  return { from: kept.from, to: kept.numberTo, insert: numberLike(kept, value, evaluation, digits) };
}

function numberLike(kept: KeptResult, value: number, evaluation: Evaluation, digits: number): string {
  if (evaluation.exact && Number.isInteger(value) && Math.abs(value) < 1e9) return group(String(value));
  if (kept.compact) return writeCompact(value, Math.max(3, Math.min(digits, 6)));
  const counts = ['sequence', 'sequence/step', 'token', 'token/step'];
  if (counts.includes(evaluation.unit))
    return formatValue(value, evaluation.unit, { significant: digits }).split(' ')[0]!;
  return roundTo(value, digits);
}
