import type { DataSet } from '../data/data-sets.ts';
import { formatValue, group } from '../format.ts';
import type { Computation, Given } from '../formulas/compute.ts';
import type { Run } from './run.ts';

/** One calculation that may be offered for a run. */
export interface Offer {
  readonly id: string;
  readonly formula: string;
  readonly variant?: string;
  readonly title: string;
  /** Changes what the formula is given, or says by undefined that the offer makes no sense for this run. */
  readonly adapt?: (given: Readonly<Record<string, Given>>, run: Run) => Record<string, Given> | undefined;
  /** Leaves the offer out while these are lacking: nobody wants to be asked for them. */
  readonly only?: readonly string[];
  /** Inputs that are asked for although the formula has a default for them. */
  readonly asks?: readonly string[] | ((run: Run) => readonly string[]);
  readonly write: (result: Computation, run: Run) => string;
  /** The data set that it is about, by name. */
  readonly set?: DataSet;
  /** What else the value may be, and under what reading: by other codes, with other assumptions. */
  readonly more?: (given: Readonly<Record<string, Given>>, result: Computation) => readonly string[];
}

/**
 * What an offer writes. A value of what is only roughly known is one itself: its number, which comes first, has "≈".
 *
 * @example writeOffer(throughput, result, run) // '≈ 2,029 tokens/s/GPU.', of "roughly 23,000 A100-hours"
 */
export function writeOffer({ write }: Offer, result: Computation, run: Run): string {
  const text = write(result, run);
  if (!result.approximate || text.includes('≈')) return text;
  return text.replace(/(?<![\w.,])\$?\d/, '≈ $&');
}

/** A value as text without its unit. */
export const bare = (result: Computation, unit = '1'): string =>
  formatValue(result.value ?? Number.NaN, unit, {
    significant: significantOf(result),
    approximate: result.approximate,
  });

function significantOf(result: Computation): number {
  return Math.max(2, /\d[\d.,]*/.exec(result.text)?.[0].replace(/[^\d]/g, '').replace(/^0+/, '').length ?? 2);
}

/** 200,000,000,000 as "200B". */
export function shortCount(value: number): string {
  for (const [scale, suffix] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
  ] as const) {
    if (value >= scale) return `${Number((value / scale).toPrecision(4))}${suffix}`;
  }
  return group(String(Number(value.toPrecision(6))));
}

/** A number that went into a result; NaN where none of that name did. */
export const inputValue = (result: Computation, name: string): number => {
  const value = result.inputs.find(input => input.name === name)?.value;
  return typeof value === 'number' ? value : Number.NaN;
};
