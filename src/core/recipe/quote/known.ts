import type { Figure } from './figures.ts';
import type { HardwareMention } from './hardware.ts';
import type { Decided } from './placed.ts';

/** A figure with its role, before it becomes a quantity. Offsets are those of the clean text. */
export interface Known {
  readonly figure: Figure;
  readonly from: number;
  readonly to: number;
  readonly decided: Decided;
  readonly hardware: HardwareMention | undefined;
}

/** A figure with what was decided of it. */
export function knownOf(figure: Figure, decided: Decided, hardware: HardwareMention | undefined): Known {
  return { figure, from: figure.from, to: Math.max(decided.to, figure.to), decided, hardware };
}

/** A number that stands in a name, or between figures, as a figure. */
export function numberAt(from: number, to: number, value: number): Figure {
  const significant = Math.max(
    1,
    String(value)
      .replace(/e.*$/, '')
      .replace(/\D/g, '')
      .replace(/^0+|0+$/g, '').length,
  );
  return {
    from,
    to,
    value,
    form: 'plain',
    magnitude: '',
    spelled: false,
    kind: 'number',
    significant,
    mantissa: value,
  };
}
