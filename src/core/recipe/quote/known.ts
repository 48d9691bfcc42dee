import type { Figure } from './figures.ts';
import type { HardwareMention } from './hardware.ts';
import type { Decided } from './roles.ts';

/** What sentences leave for the next one: the models that a pronoun would mean. */
export interface Carried {
  readonly models: readonly string[];
  readonly nodes: number | undefined;
}

/** A figure with its role, before it becomes a quantity. Offsets are those of the clean text. */
export interface Known {
  readonly figure: Figure;
  readonly from: number;
  readonly to: number;
  readonly decided: Decided;
  readonly hardware: HardwareMention | undefined;
  readonly list: number | undefined;
}
