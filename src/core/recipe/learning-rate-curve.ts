import { formulaById } from './formulas/catalogue.ts';
import { type Computation, compute, type Given, inputsOf } from './formulas/compute.ts';
import type { Formula } from './formulas/formula.ts';
import { position } from './formulas/inputs.ts';
import { type Counted, countedBy } from './formulas/places.ts';
import { scheduleNamed, schedules } from './schedules.ts';

/** The learning rate over a schedule, ready to be drawn. */
export interface LearningRateCurve {
  /** Position (steps or tokens) and rate, from 0 to the end of the schedule. */
  readonly points: readonly (readonly [number, number])[];
  readonly length: number;
  readonly peak: number;
  /** Where the run stopped, when it did before the end, and the rate there. */
  readonly stop?: { readonly at: number; readonly rate: number };
  /** "steps" or "tokens". */
  readonly axis: string;
  readonly schedule: string;
  /** What is drawn without being stated, in sentences. */
  readonly notes: readonly string[];
}

/** The curve, or why there is none; both are absent of a recipe that says nothing of its learning rate. */
export interface DrawnSchedule {
  readonly curve?: LearningRateCurve;
  readonly remark?: string;
  /** What contradicts itself in what is stated, each by the name of the formula's input. */
  readonly mixed?: readonly { readonly input: string; readonly message: string }[];
}

const samples = 160;

/** Names under which the length of a schedule may be known, best first. */
const lengths = ['decay_steps', 'decay_tokens', 'steps_planned', 'tokens_planned', 'steps', 'tokens'];

/**
 * The curve of a recipe's learning rate. It is drawn by the shape that the recipe names and by no other, as long as the
 * decay, else as what was planned, else as what was trained. Where some places are in steps and some in tokens, all are
 * drawn in steps.
 *
 * @example drawSchedule('cosine', { peak_lr: 1e-4, min_lr: 0, steps: 10 }).curve?.length // 10
 */
export function drawSchedule(schedule: string | undefined, given: Readonly<Record<string, Given>>): DrawnSchedule {
  const isTold = given.peak_lr !== undefined && lengths.some(name => given[name] !== undefined);
  if (schedule === undefined) {
    if (!isTold) return {};
    const names = schedules.map(({ name }) => name);
    return {
      remark: `The learning rate is not drawn, for the recipe names no shape: add "schedule: ${names[0]}", or ${names.slice(1).join(', ')}.`,
    };
  }
  const shape = scheduleNamed(schedule);
  const formula = formulaById(shape?.formula ?? '');
  if (formula === undefined) return {};
  const inTokens = ['warmup', 'warmup_tokens', 'decay_steps', 'decay_tokens'].some(
    name => countsOf(placed(given, name)) === 'token',
  );
  const tokensFirst = (name: string) => (inTokens === /token/.test(name) ? 0 : 1);
  const length = [...lengths]
    .sort((a, b) => kindOfLength(a) - kindOfLength(b) || tokensFirst(a) - tokensFirst(b))
    .find(name => given[name] !== undefined);
  const lengthGiven = length === undefined ? undefined : placed(given, length);
  const stop = ['steps', 'tokens']
    .sort((a, b) => tokensFirst(a) - tokensFirst(b))
    .find(name => given[name] !== undefined);
  const values = { ...given, ...(lengthGiven === undefined ? {} : { decay_steps: lengthGiven }) };
  const at = (step: Given) => compute(formula, { ...values, step }, { whatIsKnown: true });
  const stopped = stop === undefined ? undefined : at(placed(given, stop)!);
  const start = stopped?.value === undefined ? at({ value: 0, counts: inTokens ? 'token' : 'step' }) : stopped;
  if (start.value === undefined) {
    const { problems } = stopped ?? start;
    const mixed = problems.flatMap(({ code, input, message }) =>
      code === 'mixed-units' && input !== undefined ? [{ input, message }] : [],
    );
    return { remark: whyNot(formula, schedule, stopped ?? start), ...(mixed.length === 0 ? {} : { mixed }) };
  }
  const variant = formula.variants.find(each => each.id === start.variant)!;
  const numbers: Record<string, number> = {};
  for (const input of formula.inputs) numbers[input.name] = Number.NaN;
  for (const input of start.inputs) if (typeof input.value === 'number') numbers[input.name] = input.value;
  // Of a schedule without an end what is drawn is the run.
  const end = numbers.decay_steps ?? (lengthGiven === undefined ? undefined : placeIn(at(lengthGiven)));
  if (end === undefined)
    return { remark: 'The learning rate is not drawn: how long the schedule is (decay_steps or steps) is not stated.' };
  const rateAt = (step: number) => variant.evaluate({ ...numbers, step }, {});
  const positions = Array.from({ length: samples + 1 }, (_, index) => (index * end) / samples);
  // The corner at the end of the warm-up is drawn as one, wherever the samples lie.
  const corner = numbers.warmup ?? numbers.constant_steps ?? 0;
  if (corner > 0 && corner < end) positions.push(corner);
  const points = positions
    .sort((a, b) => a - b)
    .map(step => [step, rateAt(step)] as const)
    .filter(([, rate]) => Number.isFinite(rate));
  const counts: Counted = start.inputs.find(input => input.counts !== undefined)?.counts ?? 'step';
  const stopAt = stopped?.value === undefined ? undefined : numbers.step;
  return {
    curve: {
      points,
      length: end,
      peak: Math.max(...points.map(([, rate]) => rate)),
      axis: `${counts}s`,
      schedule,
      notes: [
        ...(shape?.note === undefined ? [] : [shape.note]),
        ...start.caveats.filter(each => /\bassumed\b/.test(each)),
      ],
      ...(stopAt !== undefined && stopAt > 0 && stopAt <= end ? { stop: { at: stopAt, rate: rateAt(stopAt) } } : {}),
    },
  };
}

/** Decay, plan, what was done: the order in which a length is looked for. */
const kindOfLength = (name: string) => (name.startsWith('decay') ? 0 : name.endsWith('planned') ? 1 : 2);

/** A known place with what its name says that it counts. */
function placed(given: Readonly<Record<string, Given>>, name: string): Given | undefined {
  const value = given[name];
  const number = numberOf(value);
  if (number === undefined) return value;
  const counts = countsOf(value) ?? countedBy(name, number);
  return {
    ...(typeof value === 'object' && 'value' in value ? value : { value: number }),
    ...(counts === undefined ? {} : { counts }),
  };
}

function placeIn({ inputs }: Computation): number | undefined {
  const value = inputs.find(input => input.name === position.name)?.value;
  return typeof value === 'number' ? value : undefined;
}

function whyNot(formula: Formula, schedule: string, { missing, problems }: Computation): string {
  const inputs = inputsOf(formula);
  const needs = missing.map(name => `${inputs.find(each => each.name === name)?.title ?? name} (${name})`);
  return needs.length > 0
    ? `The learning rate is not drawn: a ${schedule} schedule needs the ${needs.join(' and the ')}.`
    : `The learning rate is not drawn: ${problems.map(each => each.message).join(' ')}`;
}

const countsOf = (given: Given | undefined) =>
  typeof given === 'object' && 'value' in given ? given.counts : undefined;

function numberOf(given: Given | undefined): number | undefined {
  if (typeof given === 'number') return given;
  return typeof given === 'object' && 'value' in given ? given.value : undefined;
}
