import type { Range } from '../../text.ts';

/**
 * A number as it is written; `significant` counts its digits, absent for powers and ordinals. `rounded`: it has a
 * suffix, decimals or an exponent, so its last digit may have been rounded; whole numbers without are exact.
 */
export interface NumberNode {
  readonly kind: 'number';
  readonly value: number;
  readonly significant?: number;
  readonly rounded?: 'suffix' | 'decimals';
  readonly approximate?: boolean;
  /** As it was written, of a number with a K. */
  readonly thousands?: string;
  /** As it was written, of a K that is 1,024: "4K" before "tokens/sequence". */
  readonly binary?: string;
  readonly range: Range;
}

/**
 * A name of a quantity or a unit. After a number a name is a unit ("42,000 steps"), elsewhere the quantity of that
 * name goes first ("steps × batch_tokens").
 */
export interface NameNode {
  readonly kind: 'name';
  readonly name: string;
  readonly unit: boolean;
  readonly range: Range;
}

export interface NegateNode {
  readonly kind: 'negate';
  readonly operand: Expression;
  readonly range: Range;
}

export type Operator = '+' | '-' | '×' | '/' | '^';

/** `tight` products and quotients are a number with its unit ("4M tokens/step"): they bind before all others. */
export interface BinaryNode {
  readonly kind: 'binary';
  readonly operator: Operator;
  readonly tight: boolean;
  readonly left: Expression;
  readonly right: Expression;
  readonly range: Range;
  readonly operatorRange: Range;
}

export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  readonly range: Range;
  readonly nameRange: Range;
}

/** `operand in unit`, or `operand in B tokens` with a count's suffix. */
export interface ConversionNode {
  readonly kind: 'conversion';
  readonly operand: Expression;
  readonly unit: Expression;
  readonly suffix?: CountSuffix;
  readonly range: Range;
}

export type CountSuffix = 'k' | 'M' | 'B' | 'T';

/** What an expression says, as plain data. */
export type Expression = NumberNode | NameNode | NegateNode | BinaryNode | CallNode | ConversionNode;
