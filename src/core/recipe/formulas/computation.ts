import type { GivenValue } from '../given-value.ts';
import type { Derivation } from './derivation.ts';

/** A value for an input: a number in the input's unit, a text to be read ("4M", "3.7days"), a list, or a read value. */
export type Given = number | string | readonly number[] | GivenValue;

/** What can be wrong with a calculation. Only `implausible` and `unknown-input` leave a value. */
export type ComputeProblemCode =
  | 'unknown-formula'
  | 'unknown-variant'
  | 'unknown-unit'
  | 'unknown-input'
  | 'given-twice'
  | 'mixed-units'
  | 'missing-input'
  | 'not-a-number'
  | 'out-of-range'
  | 'not-finite'
  | 'implausible';

/** Something wrong with a calculation, told as a sentence. */
export interface ComputeProblem {
  readonly code: ComputeProblemCode;
  /** The input that it is about. */
  readonly input?: string;
  readonly message: string;
}

/** An input as it went into a calculation. */
export interface UsedInput {
  readonly name: string;
  readonly title: string;
  readonly symbol: string;
  readonly value: number | readonly number[] | string;
  readonly unit: string;
  /** Where it comes from: the caller, other inputs, a default that changes nothing, or an assumption that is said. */
  readonly from: 'given' | 'derived' | 'default' | 'assumed';
  /** What a place in a schedule is counted in, where what is given says so. */
  readonly counts?: 'step' | 'token';
}

export interface Computation {
  readonly formula: string;
  readonly title: string;
  readonly variant: string;
  readonly source: string;
  /** Absent when the problems forbid a value. */
  readonly value?: number;
  readonly unit: string;
  /** The value as a reader would write it, rounded to the precision of what was given. */
  readonly text: string;
  /** The same value in other units that are usual for it. */
  readonly also: readonly { readonly value: number; readonly unit: string }[];
  readonly derivation: Derivation;
  readonly inputs: readonly UsedInput[];
  /** Values under other readings of an input ("4M" tokens in a step that are 1,024 sequences of 4,096). */
  readonly readings: readonly OtherReading[];
  /** True when an input was said to be approximate. */
  readonly approximate: boolean;
  readonly caveats: readonly string[];
  readonly problems: readonly ComputeProblem[];
  /** Inputs without which there is no value: for each, its name. */
  readonly missing: readonly string[];
}

/** The value if an input means another number than it says. */
export interface OtherReading {
  readonly input: string;
  readonly inputValue: number;
  readonly value: number;
  readonly unit: string;
  readonly text: string;
  /** The reading in words: "4M tokens in a step are 4,194,304". */
  readonly because: string;
}

export interface ComputeOptions {
  /**
   * Id of a variant; without it, of those that the given values suffice for the one that uses most of them (with
   * `whatIsKnown`, the first that nothing is assumed for).
   */
  readonly variant?: string;
  /** Unit of the answer, where another than the formula's is wanted. */
  readonly unit?: string;
  /**
   * True when the values are all that is known of a run, whether this formula takes them or not: names that it does
   * not know are passed over, and of several that mean one input the one listed first goes in.
   */
  readonly whatIsKnown?: boolean;
}
