import type { QuantityRole } from '../quantity.ts';
import type { Figure } from './figures.ts';
import type { HardwareMention } from './hardware.ts';
import type { Compound } from './nouns.ts';

/** What a sentence and its text speak of, each looked for when it is first asked. */
export interface Topic {
  /** The sentence speaks of learning rates. */
  readonly ofRates: boolean;
  /** The text speaks of tokens or sequences, not of images or audio. */
  readonly ofText: boolean;
  /** The paragraph speaks of training or of machines at all. */
  readonly ofTraining: boolean;
  /** The text speaks of emissions. */
  readonly ofCarbon: boolean;
  /** The text names Adam or its kin, whose first momentum is β₁. */
  readonly ofAdam: boolean;
}

/** A figure in its sentence. Offsets are those of the clean text. */
export interface Placed {
  readonly figure: Figure;
  /** The sentence from its start to the figure, and from the figure to its end; lower case, hyphens as spaces. */
  readonly left: string;
  readonly right: string;
  readonly compound: Compound;
  /** The accelerator that follows the figure directly ("256 A100"), or at its compound's end. */
  readonly hardware: HardwareMention | undefined;
  readonly topic: Topic;
  /** What the figure before was decided to be, and the text between the two. */
  readonly previous: { readonly role: QuantityRole; readonly between: string } | undefined;
}

/** What was decided of a figure. `to` is the end of its unit; `value` replaces the figure's where the words change it. */
export interface Decided {
  readonly role: QuantityRole;
  readonly unit: string;
  readonly to: number;
  readonly value?: number;
}

/** A decision: role, unit, the end of the unit, and a value where the words change the figure's. */
export const decided = (role: QuantityRole, unit: string, to: number, value?: number): Decided =>
  value === undefined ? { role, unit, to } : { role, unit, to, value };

/** Where a pattern (with the flag `g`) last matches, -1 when it does not; matches behind `unlessBefore` do not count. */
export function lastIndexOf(text: string, pattern: RegExp, unlessBefore = ''): number {
  let last = -1;
  pattern.lastIndex = 0;
  for (let m = pattern.exec(text); m !== null; m = pattern.exec(text)) {
    if (m[0] === '') pattern.lastIndex++;
    if (unlessBefore === '' || !text.endsWith(unlessBefore, m.index)) last = m.index;
  }
  return last;
}

/** True for a whole number of things. */
export const isCount = (figure: Figure): boolean => Number.isInteger(figure.value) && figure.value >= 1;
