import type { QuantityRole } from '../quantity.ts';
import type { UsualRange } from './usual-ranges.ts';

/** What a quantity in a text can be, and the two names that formulas take: an accelerator's and a number format's. */
export type InputRole = QuantityRole | 'gpu_type' | 'dtype';

/** A number that a formula takes. */
export interface Input<Name extends string = string> {
  /** Stable, in snake case: how values are named on the command line, in YAML and in JSON. */
  readonly name: Name;
  readonly title: string;
  /** TeX. */
  readonly symbol: string;
  /** A unit of units.ts; `text` for a name (an accelerator, a country). */
  readonly unit: string;
  /** Other names, matched exactly first and then without letter case. */
  readonly aliases: readonly string[];
  /** Roles of quantities in prose that can fill it, best first. */
  readonly roles: readonly InputRole[];
  /** The least and greatest value that makes sense; both may be reached. */
  readonly minimum: number;
  readonly maximum: number;
  /** Between which values it lies in all runs that are known. A value outside is computed with, and doubted. */
  readonly usual?: UsualRange;
  /** True when only whole numbers make sense. */
  readonly whole: boolean;
  readonly kind: 'number' | 'list' | 'text';
  /** True for what is never given by its own name: another input's value is set aside under it. */
  readonly internal?: true;
  /** Taken when nothing else is given. */
  readonly default?: number;
  /** Names under which yes or no may be given ("tie_word_embeddings=true"), with the numbers that they mean. */
  readonly flags?: Readonly<Record<string, { readonly yes: number; readonly no: number }>>;
}
