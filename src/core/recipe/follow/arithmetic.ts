import { isCutOff } from './cut-off.ts';
import { readAmount } from './written-number.ts';

/** A sum that a remark writes out and that does not come out. */
export interface WrongSum {
  /** Where the result stands in the sentence. */
  readonly from: number;
  readonly to: number;
  readonly right: string;
  readonly message: string;
}

const amount = String.raw`\d[\d,]*(?:\.\d+)?\s?(?:[kKMBT](?![\p{L}\d])|thousand|million|billion|trillion)?`;
const sum = new RegExp(
  String.raw`(?<![\p{L}\d.,/−-])(?<left>${amount}(?:\s?[×·*x⋅/÷]\s?${amount}){1,4})\s?(?<sign>[=≈])\s?(?<right>${amount})(?<percent>\s?%)?(?![\d/])`,
  'gu',
);

/** What a result may be turned by without being wrong: hours into days, tokens into billions, shares into percent. */
const turns = [1, 24, 60, 3600, 86_400, 1e3, 1e6, 1e9, 1e12, 100, 7, 1024].flatMap(one => [one, 1 / one]);

/**
 * The first sum of plain numbers in a sentence whose result is wrong. Units between numbers, or a result that a
 * change of units explains, are nothing to judge.
 *
 * @example checkArithmetic('42,000 × 4M = 186B')?.right // '168B'
 */
export function checkArithmetic(sentence: string): WrongSum | undefined {
  for (const { groups, index } of sentence.matchAll(sum)) {
    const { left = '', right = '', sign = '', percent } = groups!;
    const value = evaluate(left);
    const said = readAmount(right) * (percent === undefined ? 1 : 0.01);
    if (!Number.isFinite(value) || !Number.isFinite(said) || value === 0 || said === 0) continue;
    const [, whole = '', decimals = ''] = /^(\d[\d,]*)(?:\.(\d+))?/.exec(right) ?? [];
    const digits = whole.replace(/,/g, '').length + decimals.length;
    const tolerance = Math.max(0.6 * 10 ** (1 - digits), sign === '≈' ? 0.07 : 0.003);
    if (turns.some(turn => Math.abs((value * turn) / said - 1) <= tolerance)) continue;
    const lastDigit = (10 ** -decimals.length * said) / Number(`${whole.replace(/,/g, '')}.${decimals}`);
    if (isCutOff(said, lastDigit, value)) continue;
    const from = index + sentence.slice(index).indexOf(right, left.length);
    const suffix = /\s?(?:[kKMBT]|thousand|million|billion|trillion)$/i.exec(right)?.[0] ?? '';
    const scale = (suffix === '' ? 1 : readAmount(`1${suffix}`)) * (percent === undefined ? 1 : 0.01);
    const scaled = value / scale;
    const isShort = Number.isInteger(scaled) && scaled < 1e4;
    const written = `${isShort ? scaled : Number(scaled.toPrecision(Math.max(2, digits)))}${suffix}`;
    return {
      from,
      to: from + right.length,
      right: written,
      message: `${left.trim()} is ${written}${percent ?? ''}, not ${right}${percent ?? ''}.`,
    };
  }
  return undefined;
}

/** The value of numbers joined by × and /, from left to right. */
function evaluate(text: string): number {
  const [first = '', ...rest] = text.split(/\s?([×·*x⋅/÷])\s?/);
  let value = readAmount(first);
  for (let at = 0; at + 1 < rest.length; at += 2) {
    const next = readAmount(rest[at + 1]!);
    value = /[/÷]/.test(rest[at]!) ? value / next : value * next;
  }
  return value;
}
