import type { Given } from '../formulas/compute.ts';
import type { GivenValue } from '../given-value.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { ReadParagraph } from '../quote/note.ts';
import { tokensOf } from './batch-history.ts';
import type { Run } from './run.ts';

/** By the name of a formula's input: the roles of the quantities that fill it, the first that is there. */
const INPUT_ROLES: readonly (readonly [string, readonly QuantityRole[]])[] = [
  ['steps', ['steps']],
  ['step', ['steps']],
  ['steps_planned', ['steps_planned', 'decay_steps']],
  ['batch_tokens', ['batch_tokens']],
  ['batch_seqs', ['batch_seqs', 'batch_examples']],
  ['context', ['context']],
  ['tokens', ['tokens']],
  ['tokens_planned', ['tokens_planned']],
  ['dataset_tokens', ['dataset_tokens']],
  ['epochs', ['epochs']],
  ['params', ['params']],
  ['active_params', ['params_active']],
  ['gpus', ['gpus']],
  ['nodes', ['nodes']],
  ['gpus_per_node', ['gpus_per_node']],
  ['gpu_hours', ['gpu_hours']],
  ['hours', ['wall_clock']],
  ['tp', ['tp']],
  ['pp', ['pp']],
  ['micro_batch', ['micro_batch']],
  ['grad_accum', ['grad_accum']],
  ['peak_lr', ['peak_lr']],
  ['min_lr', ['min_lr']],
  ['final_lr_ratio', ['final_lr_ratio']],
  ['warmup', ['warmup_steps', 'warmup_tokens']],
  ['warmup_steps', ['warmup_steps']],
  ['warmup_ratio', ['warmup_ratio']],
  ['warmup_tokens', ['warmup_tokens']],
  ['decay_steps', ['decay_steps', 'steps_planned', 'decay_tokens']],
  ['tokens_per_second_per_gpu', ['throughput_tok_s_gpu']],
  ['total_tokens_per_second', ['throughput_tok_s']],
  ['seconds_per_step', ['sec_per_step']],
  ['layers', ['layers']],
  ['hidden', ['hidden']],
  ['heads', ['heads']],
  ['kv_heads', ['kv_heads']],
  ['head_dim', ['head_dim']],
  ['rope_base', ['rope_base']],
  ['watts', ['tdp']],
  ['mfu', ['mfu']],
];

/** The role of the quantities that fill a formula's input, the first where there are several. */
export function roleOfInput(input: string): QuantityRole | undefined {
  return INPUT_ROLES.find(([name]) => name === input)?.[1][0];
}

const HOURS: Readonly<Record<string, number>> = { h: 1, day: 24, week: 168, month: 24 * 30.44, min: 1 / 60 };

/** Every value that a quantity may stand for; a time in hours, and as it is written. */
export function valuesIn(quantity: Quantity): readonly number[] {
  const values = [quantity.value, ...quantity.readings.map(one => one.value)];
  const hours = quantity.role === 'wall_clock' ? HOURS[quantity.unit] : undefined;
  return hours === undefined || hours === 1 ? values : [...values, ...values.map(value => value * hours)];
}

/** The quantity of a run that fills a formula's input. */
export function quantityFor(run: Run, input: string): Quantity | undefined {
  const roles = INPUT_ROLES.find(([name]) => name === input)?.[1] ?? [];
  return roles.map(role => run.byRole.get(role)).find(quantity => quantity !== undefined);
}

/** What a run gives to the formulas, by the names of their inputs. */
export function givenOf(run: Run): Record<string, Given> {
  const given: Record<string, Given> = {};
  for (const [name] of INPUT_ROLES) {
    const quantity = quantityFor(run, name);
    // What is stated in tokens is no number of steps.
    if (quantity === undefined || IN_TOKENS.has(`${name} ${quantity.role}`)) continue;
    const scale = name === 'hours' ? (HOURS[quantity.unit] ?? 1) : 1;
    given[name] = {
      value: quantity.value * scale,
      // A context length, a count of accelerators and a degree are exact however round they are.
      ...(isExact(quantity) ? {} : { significant: quantity.significant }),
      approximate: quantity.approximate,
    };
  }
  const length = contextOf(run.byRole);
  if (length !== undefined) given.context = { value: length };
  countHalves(run, given);
  countNodeHours(run, given);
  if (run.architecture !== undefined) {
    const { params, layers, hidden, heads, kvHeads } = run.architecture;
    given.params = { value: params };
    given.layers ??= { value: layers };
    given.hidden ??= { value: hidden };
    given.heads ??= { value: heads };
    given.kv_heads ??= { value: kvHeads };
  }
  if (run.accelerator !== undefined) given.gpu_type = run.accelerator;
  if (run.dtype !== undefined) given.dtype = run.dtype;
  const { batchHistory } = run;
  if (batchHistory !== undefined) {
    given.tokens = { ...rounded(given.batch_tokens ?? given.batch_seqs), value: tokensOf(batchHistory) };
  } else if (
    given.steps !== undefined &&
    (given.batch_tokens !== undefined || (given.batch_seqs !== undefined && given.context !== undefined))
  ) {
    // Steps × batch is what was seen; a stated total is kept for comparison.
    delete given.tokens;
  }
  inSteps(run, given);
  return given;
}

const IN_TOKENS: ReadonlySet<string> = new Set(['warmup warmup_tokens', 'decay_steps decay_tokens']);

/** How exactly a value is known. */
function rounded(given: Given | undefined): Omit<GivenValue, 'value'> {
  if (typeof given !== 'object' || !('value' in given)) return {};
  const { value: _, ...how } = given;
  return how;
}

const numberIn = (given: Given | undefined): number | undefined =>
  typeof given === 'object' && 'value' in given ? given.value : undefined;

/** What a schedule says in tokens, in steps of the batch, where that stayed the same. */
function inSteps(run: Run, given: Record<string, Given>): void {
  const [sequences, length] = [numberIn(given.batch_seqs), numberIn(given.context)];
  const product = sequences === undefined || length === undefined ? undefined : sequences * length;
  const batch = numberIn(given.batch_tokens) ?? product;
  if (batch === undefined || given.steps === undefined || run.circumstances.batchChanges) return;
  for (const [name, role] of [
    ['warmup', 'warmup_tokens'],
    ['decay_steps', 'decay_tokens'],
  ] as const) {
    const tokens = run.byRole.get(role);
    if (given[name] === undefined && tokens !== undefined) given[name] = { value: tokens.value / batch };
  }
}

/** Two cores make a TPU of generations 2 to 4: what is counted in cores is half as many of what the table holds. */
function countHalves(run: Run, given: Record<string, Given>): void {
  const gpus = run.byRole.get('gpus');
  if (gpus === undefined || !isOfCores(gpus, run.anchor)) return;
  if (/^TPU v[234]$/.test(run.accelerator ?? '') && gpus.value % 2 === 0) given.gpus = { value: gpus.value / 2 };
}

/** The context length of a run, in tokens. */
export function contextOf(byRole: ReadonlyMap<QuantityRole, Quantity>): number | undefined {
  const context = byRole.get('context');
  return context === undefined ? undefined : lengthMeant(context);
}

/** 8K tokens of context are 8,192, whichever of the two is said to be another reading. */
export const lengthMeant = ({ value, readings }: Quantity): number =>
  [value, ...readings.map(reading => reading.value)].find(one => one % 1024 === 0) ?? readings[0]?.value ?? value;

/** Hours of nodes are as many hours of accelerators as each node has of them; where that is not said, they are none. */
function countNodeHours(run: Run, given: Record<string, Given>): void {
  const hours = run.byRole.get('gpu_hours');
  if (hours === undefined || !/\b(?:node|machine|server)s?[-\s]/i.test(hours.text)) return;
  const [nodes, gpus] = [numberIn(given.nodes), numberIn(given.gpus)];
  const each = numberIn(given.gpus_per_node) ?? (nodes === undefined || gpus === undefined ? undefined : gpus / nodes);
  if (each === undefined) delete given.gpu_hours;
  else given.gpu_hours = { ...rounded(given.gpu_hours), value: hours.value * each };
}

/** True where a count is said of the cores of accelerators: "128 TPU v3 cores", "TPU v3-128". */
export function isOfCores({ text, range }: Quantity, { source, range: { from } }: ReadParagraph): boolean {
  const [start, end] = [range.from - from, range.to - from];
  return (
    /\bcores?\b/i.test(text) ||
    /^[ -]?cores?\b(?![- ]?(?:hours?|days?))/i.test(source.slice(end, end + 8)) ||
    /\b(?:TPU[ -]?)?v[2-4]-$/.test(source.slice(Math.max(0, start - 8), start)) ||
    /\bTPU[ -]?v[2-4]-\d+$/.test(text)
  );
}

const EXACT = new Set<QuantityRole>([
  'context',
  'gpus',
  'nodes',
  'tp',
  'pp',
  'micro_batch',
  'grad_accum',
  'layers',
  'hidden',
  'heads',
  'kv_heads',
  'gpus_per_node',
  'final_lr_ratio',
  'warmup_steps',
  'decay_steps',
]);
const isExact = (quantity: Quantity): boolean => EXACT.has(quantity.role);
