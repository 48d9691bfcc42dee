import type { Quantity, QuantityRole, Reading } from '../quantity.ts';
import { BINARY_SCALE, type Figure } from './figures.ts';
import type { Known } from './known.ts';

const STEP_ROLES = new Set<QuantityRole>(['steps', 'warmup_steps', 'decay_steps', 'steps_planned', 'constant_steps']);

const BATCH_ROLES = new Set<QuantityRole>(['batch_tokens', 'batch_seqs', 'batch_examples']);

/** A context of 4K tokens is one of 4,096: lengths are powers of two where their number of K is one. */
export function meantValue({ figure, decided }: Known): number {
  if (decided.value !== undefined) return decided.value;
  const { role } = decided;
  const power = figure.magnitude === 'K' && Number.isInteger(Math.log2(figure.mantissa));
  return power && (role === 'context' || role === 'context_from') ? figure.mantissa * 1024 : figure.value;
}

/** The other values that the same words can mean, the likeliest first. */
export function readingsOf(known: Known): Reading[] {
  const { figure, decided } = known;
  const { role } = decided;
  const value = meantValue(known);
  const binary = figure.mantissa * (BINARY_SCALE[figure.magnitude] ?? 1);
  if (figure.magnitude !== '' && BATCH_ROLES.has(role) && binary < 2 ** 40) {
    const power = 2 ** Math.round(Math.log2(value));
    const readings = Number.isInteger(figure.mantissa * 4) ? [{ value: binary, why: asPower(figure) }] : [];
    if (power !== binary && Math.abs(power - value) / value < 0.06)
      readings.push({ value: power, why: 'the nearest power of two' });
    return readings;
  }
  if (figure.magnitude !== '' && (role === 'context' || role === 'context_from'))
    return [
      value === binary ? { value: figure.value, why: 'as it is written' } : { value: binary, why: asPower(figure) },
    ];
  if (figure.magnitude === 'K' && role === 'gpus') return [{ value: binary, why: asPower(figure) }];
  const lost = lostExponent(figure, role);
  return lost === undefined
    ? []
    : [{ value: lost, why: `2^${String(figure.value).slice(1)}, its exponent lost on the way out of a PDF` }];
}

/** "4 × 2²⁰" of "4M". */
function asPower({ mantissa, magnitude }: Figure): string {
  return `${mantissa} × ${{ '': '1', K: '1,024', M: '2²⁰', B: '2³⁰', T: '2⁴⁰' }[magnitude]}`;
}

/** "220 updates" is 2²⁰ with its exponent lost: a count that small is no run. */
function lostExponent(figure: Figure, role: QuantityRole): number | undefined {
  if (figure.form !== 'plain' || figure.magnitude !== '') return undefined;
  if (figure.value < 210 || figure.value > 239 || !Number.isInteger(figure.value)) return undefined;
  if (
    role !== 'steps' &&
    role !== 'decay_steps' &&
    role !== 'steps_planned' &&
    role !== 'batch_tokens' &&
    role !== 'tokens'
  )
    return undefined;
  return 2 ** (figure.value - 200);
}

/** Why a number cannot be what it says, in a sentence; undefined when nothing speaks against it. */
export function implausible({ figure, decided }: Known): string | undefined {
  const lost = lostExponent(figure, decided.role);
  if (lost !== undefined) {
    return `${figure.value} ${decided.unit}s is very few: the text may have lost the exponent of 2^${String(figure.value).slice(1)} = ${lost.toLocaleString('en-US')}.`;
  }
  if (STEP_ROLES.has(decided.role) && !Number.isInteger(figure.value))
    return `${figure.value} steps is no whole number.`;
  return undefined;
}

/** True when the words before a number say that it is rounded. */
export function isApproximate(text: string, from: number): boolean {
  return /(?:[~∼≈≃]|\b(?:roughly|about|around|approximately|approx\.?|nearly|almost|some|circa|just over|just under|(?:of|for|on|with|took|than|to) over|more than|less than|at least|estimated|an estimated)) ?(?:a total of |the )?$/i.test(
    text.slice(Math.max(0, from - 24), from),
  );
}

/** Marks the two ends of a stated span. */
export function withIntervals(quantities: readonly Quantity[], source: string, base: number): Quantity[] {
  return quantities.map((quantity, index) => {
    const other = [quantities[index + 1], quantities[index - 1]].find((neighbour, side) => {
      if (neighbour === undefined || neighbour.role !== quantity.role || neighbour.model !== quantity.model)
        return false;
      const [a, b] = side === 0 ? [quantity, neighbour] : [neighbour, quantity];
      const between = source.slice(a.range.to - base, b.range.from - base);
      return (
        a.value < b.value &&
        (/^\s?(?:–|—|-|to)\s?$/.test(between) ||
          (/^ and $/.test(between) &&
            /between $/.test(source.slice(Math.max(0, a.range.from - base - 8), a.range.from - base))))
      );
    });
    if (other === undefined) return quantity;
    return {
      ...quantity,
      interval: { low: Math.min(quantity.value, other.value), high: Math.max(quantity.value, other.value) },
    };
  });
}
