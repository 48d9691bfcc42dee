import type { Figure } from './figures.ts';
import { type Known, knownOf } from './known.ts';

/** "Batch: 32 x 8 x 2 x 4 = 2048": what names the factors names their product. */
export function nameProducts(text: string, figures: readonly Figure[], known: (Known | undefined)[]): void {
  for (let i = 1; i < figures.length; i++) {
    if (known[i] !== undefined || !/^ ?= ?$/.test(text.slice(figures[i - 1]!.to, figures[i]!.from))) continue;
    let first = i - 1;
    while (first > 0 && /^ ?[x×*·] ?$/.test(text.slice(figures[first - 1]!.to, figures[first]!.from))) first--;
    const owner = known[first];
    if (owner === undefined || first === i - 1) continue;
    known[i] = knownOf(
      figures[i]!,
      { role: owner.decided.role, unit: owner.decided.unit, to: figures[i]!.to },
      undefined,
    );
    for (let j = first; j < i; j++) known[j] = undefined;
  }
}

/**
 * "2^19 = 524,288 steps", "219 = 524,288", "32 x 8 x 2 x 4 = 2048": the right-hand side is what is meant; its factors
 * and its other spelling are not values of their own.
 */
export function settleEqualities(text: string, known: readonly Known[]): Known[] {
  const dropped = new Set<Known>();
  for (const [index, right] of known.entries()) {
    if (!/[=≈?] ?$/.test(text.slice(Math.max(0, right.from - 2), right.from))) continue;
    const before = text.slice(Math.max(0, right.from - 60), right.from);
    const chain = /(?:(?:\d[\d,.]*|\d+\^\d+) ?[x×*·] ?)*(?:\d[\d,.]*(?:\^\d+)?) ?[=≈?] ?$/.exec(before);
    if (chain === null) continue;
    const start = right.from - chain[0].length;
    for (const left of known.slice(0, index)) if (left.from >= start && left.to <= right.from) dropped.add(left);
  }
  return dropped.size === 0 ? [...known] : known.filter(entry => !dropped.has(entry));
}

/** A rate of zero is the end of a schedule, told once: as the share of the peak that is left. */
export function settleZeroRates(text: string, known: readonly Known[]): Known[] {
  const isZero = (entry: Known): boolean => (entry.decided.value ?? entry.figure.value) === 0;
  if (!known.some(entry => entry.decided.role === 'min_lr' && isZero(entry))) return [...known];
  const ended = known.some(entry => entry.decided.role === 'final_lr_ratio' && isZero(entry));
  return known.flatMap(entry => {
    if (entry.decided.role !== 'min_lr' || !isZero(entry)) return [entry];
    // Where the text names a minimum or a final rate, that is what is zero.
    if (
      /(?:\bmin(?:imum|imal)?|\bfinal|\bend(?:ing)?|\blowest)[ _-](?:decay[ _-])?(?:learning[ _-]rate|lr)\b[^.;\d]{0,24}$/i.test(
        text.slice(Math.max(0, entry.from - 60), entry.from),
      )
    )
      return [entry];
    return ended ? [] : [{ ...entry, decided: { ...entry.decided, role: 'final_lr_ratio', unit: '1' } }];
  });
}

/** "118 days, 5 hours, 41 min" is one span of time. */
export function joinDurations(text: string, known: readonly Known[]): Known[] {
  if (!known.some(entry => entry.decided.role === 'wall_clock')) return [...known];
  const DAYS: Readonly<Record<string, number>> = { day: 1, h: 1 / 24, min: 1 / 1440 };
  const out: Known[] = [];
  for (const entry of known) {
    const before = out[out.length - 1];
    const scale = DAYS[entry.decided.unit];
    const wider = before === undefined ? undefined : DAYS[before.decided.unit];
    if (
      before !== undefined &&
      before.decided.role === 'wall_clock' &&
      entry.decided.role === 'wall_clock' &&
      scale !== undefined &&
      wider !== undefined &&
      scale < wider &&
      /^,?(?: and)? ?$/.test(text.slice(before.to, entry.from))
    ) {
      const value = (before.decided.value ?? before.figure.value) + (entry.figure.value * scale) / wider;
      out[out.length - 1] = {
        ...before,
        to: entry.to,
        decided: { ...before.decided, value: Number(value.toPrecision(6)) },
      };
    } else out.push(entry);
  }
  return out;
}

/** "1538 contexts of 2048 tokens, i.e. about 3.1M tokens": what sequences × context gives is the batch in tokens. */
export function batchProducts(known: readonly Known[]): Known[] {
  const batch = known.find(entry => entry.decided.role === 'batch_seqs');
  const context = known.find(entry => entry.decided.role === 'context');
  if (batch === undefined || context === undefined) return [...known];
  const product = batch.figure.value * context.figure.value;
  return known.map(entry =>
    entry.decided.role === 'tokens' && Math.abs(entry.figure.value / product - 1) < 0.07
      ? { ...entry, decided: { ...entry.decided, role: 'batch_tokens' } }
      : entry,
  );
}

/** "θ of 10,000 … by increasing θ to 160,000": the base that was is not the base that is. */
export function earlierBases(text: string, known: readonly Known[]): Known[] {
  if (!known.some(entry => entry.decided.role === 'rope_base')) return [...known];
  return known.map((entry, index) => {
    if (entry.decided.role !== 'rope_base') return entry;
    const later = known.find((other, at) => at > index && other.decided.role === 'rope_base');
    const changed =
      later !== undefined &&
      later.figure.value !== entry.figure.value &&
      /\b(?:increas|rais|chang|adjust|reset|extend|contract|reduc|modif|scal|switch|bump)\w*\b[^;]*\bto\b[^;]{0,12}$/i.test(
        text.slice(entry.to, later.from),
      );
    return changed ? { ...entry, decided: { ...entry.decided, role: 'rope_base_from' } } : entry;
  });
}
