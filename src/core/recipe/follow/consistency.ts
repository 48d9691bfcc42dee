import type { Problem } from '../../problem.ts';
import { group, isWrittenOut } from '../format.ts';
import { computeNamed } from '../formulas/catalogue.ts';
import { otherBatchReading } from '../formulas/compute.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { isOfOtherStage } from './belonging.ts';
import { shortCount } from './offer.ts';
import { type Run, runOf } from './run.ts';
import { lengthMeant } from './run-inputs.ts';

/**
 * What the numbers of the quotes say of each other: products against their factors, hours against days, whole numbers
 * that are none, rates out of bounds. Information, with the derivation; never an error of the note.
 */
export function checkConsistency(note: NoteQuantities): Problem[] {
  const problems: Problem[] = [];
  const told = new Set<string>();
  const seen = new Set<string>();
  for (const paragraph of note.paragraphs) {
    if (paragraph.quantities.length === 0) continue;
    const models = [...new Set(paragraph.quantities.map(quantity => quantity.model))];
    for (const model of models) {
      const key = `${paragraph.section} ${model ?? ''}`;
      const telling = paragraph.quantities.some(quantity => quantity.role !== 'params');
      if (
        !telling ||
        (seen.has(key) &&
          model !== undefined &&
          !paragraph.quantities.some(quantity => quantity.model === model && quantity.role !== 'params'))
      )
        continue;
      seen.add(key);
      const run = runOf(note, paragraph, model);
      for (const problem of checksOf(run)) {
        const name = `${problem.range.from} ${problem.message}`;
        if (!told.has(name)) problems.push(problem);
        told.add(name);
      }
    }
  }
  return problems;
}

function checksOf(run: Run): Problem[] {
  const problems: Problem[] = [];
  const get = (role: QuantityRole): Quantity | undefined => run.byRole.get(role);
  const inAnchor = (...quantities: (Quantity | undefined)[]): boolean =>
    quantities.some(
      quantity =>
        quantity !== undefined &&
        quantity.range.from >= run.anchor.range.from &&
        quantity.range.to <= run.anchor.range.to,
    );
  const tell = (quantity: Quantity, message: string): void => {
    problems.push({ code: 'recipe-inconsistent', range: quantity.range, message, severity: 'information' });
  };
  const batch = get('batch_tokens');
  const context = get('context');
  const steps = get('steps');
  const sequences = get('batch_seqs');

  if (batch !== undefined && context !== undefined && inAnchor(batch) && sequences === undefined) {
    const size = lengthMeant(context);
    const whole = [batch.value, ...batch.readings.map(reading => reading.value)].find(value =>
      Number.isInteger(value / size),
    );
    if (!Number.isInteger(batch.value / size)) {
      const other = whole ?? otherBatchReading(batch.value);
      const ending =
        other !== undefined && Number.isInteger(other / size)
          ? `; ${group(String(other / size))} × ${group(String(size))} = ${group(String(other))} is probably meant`
          : '';
      tell(
        batch,
        `${shortCount(batch.value)} tokens ÷ ${group(String(size))} is no whole number of sequences${ending}.`,
      );
    }
  }
  if (batch !== undefined && sequences !== undefined && context !== undefined && inAnchor(batch, sequences)) {
    const size = lengthMeant(context);
    const product = sequences.value * size;
    // A number written with all its digits is rounded in its last one only, and 4M may be 2²².
    const sameSentence =
      Math.max(batch.range.from, sequences.range.from) - Math.min(batch.range.to, sequences.range.to) < 120;
    const written =
      isWrittenOut(batch.text, batch.value) && batch.significant >= 3 && !batch.approximate && sameSentence;
    const near = written ? 10 ** (Math.floor(Math.log10(batch.value)) - batch.significant + 1) / batch.value : 0.06;
    if (!allReadings(batch).some(value => Math.abs(value / product - 1) < near)) {
      tell(
        batch,
        `${group(String(sequences.value))} sequences × ${group(String(size))} tokens = ${shortCount(product)}, not ${shortCount(batch.value)}.`,
      );
    }
  }
  const stated = get('tokens') ?? get('tokens_planned');
  if (batch !== undefined && steps !== undefined && stated !== undefined && inAnchor(batch, steps)) {
    const products = allReadings(batch).map(value => value * steps.value);
    if (!products.some(product => Math.abs(product / stated.value - 1) <= 0.05)) {
      const product = products[0] ?? 0;
      tell(
        steps,
        `${group(String(steps.value))} steps × ${shortCount(batch.value)} tokens = ${shortCount(product)}, ${(product / stated.value).toPrecision(2)} of the ${shortCount(stated.value)} tokens stated.`,
      );
    }
  }
  const hours = get('gpu_hours');
  const gpus = get('gpus');
  const clock = get('wall_clock');
  if (
    hours !== undefined &&
    gpus !== undefined &&
    clock !== undefined &&
    inAnchor(hours, clock) &&
    (clock.unit === 'day' || clock.unit === 'h')
  ) {
    const days = hours.value / gpus.value / 24;
    const said = clock.unit === 'day' ? clock.value : clock.value / 24;
    if (Math.abs(days / said - 1) > 0.1)
      tell(
        hours,
        `${group(String(hours.value))} hours ÷ ${group(String(gpus.value))} accelerators = ${days.toPrecision(3)} days, not ${said.toPrecision(3)}.`,
      );
  }
  const peak = get('peak_lr');
  const least = get('min_lr');
  if (peak !== undefined && least !== undefined && inAnchor(peak, least) && least.value > peak.value) {
    tell(least, `The final learning rate ${least.value} is above the peak ${peak.value}.`);
  }
  const mfu = get('mfu');
  if (mfu !== undefined && inAnchor(mfu) && (mfu.value < 0.05 || mfu.value > 0.65)) {
    tell(mfu, `A model FLOPs utilisation of ${(mfu.value * 100).toPrecision(3)} % is outside 5–65 %.`);
  }
  const hfu = get('hfu');
  if (
    mfu !== undefined &&
    hfu !== undefined &&
    inAnchor(mfu, hfu) &&
    (hfu.value / mfu.value < 0.99 || hfu.value / mfu.value > 1.35)
  ) {
    tell(
      hfu,
      `HFU ÷ MFU is ${(hfu.value / mfu.value).toPrecision(3)}; computing activations again makes it 1 to 1.34.`,
    );
  }
  const degree = get('dp');
  if (sequences !== undefined && degree !== undefined && inAnchor(sequences, degree)) {
    const each = sequences.value / degree.value;
    if (!Number.isInteger(each) && Number.isInteger(sequences.value))
      tell(
        degree,
        `${group(String(sequences.value))} sequences ÷ a data-parallel degree of ${group(String(degree.value))} = ${each.toPrecision(3)}, no whole number of sequences for each replica.`,
      );
  }
  const impossible = impossibleUtilisation(run);
  if (impossible !== undefined && hours !== undefined) tell(hours, impossible);
  const tp = get('tp');
  if (gpus !== undefined && tp !== undefined && inAnchor(gpus, tp)) {
    const replicas = gpus.value / (tp.value * (get('pp')?.value ?? 1));
    if (!Number.isInteger(replicas))
      tell(
        gpus,
        `${group(String(gpus.value))} accelerators ÷ ${tp.value}${get('pp') === undefined ? '' : ` ÷ ${get('pp')?.value}`} is no whole number of replicas.`,
      );
  }
  return problems;
}

/**
 * Accelerators cannot do more than their peak: where the parameters, tokens and hours of one paragraph say so, one of
 * them is not what it seems. Mixtures of experts and what comes after the training are left out.
 */
function impossibleUtilisation(run: Run): string | undefined {
  const stated = (role: QuantityRole): Quantity | undefined => {
    const quantity = run.byRole.get(role);
    const { from, to } = run.anchor.range;
    return quantity !== undefined && quantity.range.from >= from && quantity.range.to <= to ? quantity : undefined;
  };
  const [params, tokens, hours] = [stated('params'), stated('tokens'), stated('gpu_hours')];
  if (params === undefined || tokens === undefined || hours?.accelerator === undefined) return undefined;
  const models = new Set([params, tokens, hours].flatMap(({ model }) => model ?? []));
  const mixed = run.byRole.has('params_active') || run.byRole.has('experts') || run.byRole.has('mfu');
  if (mixed || models.size > 1 || isOfOtherStage(run.anchor) || run.byRole.has('epochs')) return undefined;
  const given = { params: params.value, tokens: tokens.value, gpu_hours: hours.value, gpu_type: hours.accelerator };
  const computed = computeNamed('mfu', given, { variant: '6n' });
  if (computed?.value === undefined || computed.value <= 1) return undefined;
  const sum = computed.derivation.text.split('\n').at(-1)!;
  return `${shortCount(params.value)} parameters and ${shortCount(tokens.value)} tokens in ${group(String(hours.value))} hours would be ${(computed.value * 100).toPrecision(3)} % of the peak of the ${hours.accelerator}, which is more than it can do (${sum}).`;
}

const allReadings = (quantity: Quantity): number[] => [
  quantity.value,
  ...quantity.readings.map(reading => reading.value),
];
