import { precisionOf } from '../data/accelerators.ts';
import { formatValue, group } from '../format.ts';
import type { Computation, Given } from '../formulas/compute.ts';
import type { QuantityRole } from '../quantity.ts';
import { meanBatch } from './batch-history.ts';
import { dataSetOffers } from './data-set-offers.ts';
import { bare, inputValue, type Offer, shortCount } from './offer.ts';
import type { Run } from './run.ts';
import { scheduleOffers } from './schedule-offers.ts';

/*
 * The calculations that are offered, best first: the formula of each, when it makes sense, and how its aside reads. What
 * asides claim is found again by claims.ts.
 */

/** Of a mixture of experts only the active parameters count. */
const parametersOf = (result: Computation): number => {
  const active = inputValue(result, 'active_params');
  return Number.isNaN(active) ? inputValue(result, 'params') : active;
};

/** "42,000 × 4M", of a batch that stayed as it was. */
const product = (run: Run): string => {
  if (run.batchHistory !== undefined) return '';
  const steps = run.byRole.get('steps')?.value;
  const batch = run.byRole.get('batch_tokens')?.value;
  return steps === undefined || batch === undefined ? '' : `${group(String(steps))} × ${shortCount(batch)}`;
};

const otherReading = (result: Computation): string => {
  const other = result.readings[0];
  return other === undefined
    ? ''
    : `; ${other.text} if ${shortCount(statedBatch(result))} is ${group(String(other.inputValue))}`;
};
const statedBatch = (result: Computation): number => inputValue(result, 'batch_tokens');

/** The offers for a run, best first: those for every run, and those of the data sets that its note names. */
export function offersFor(run: Run): readonly Offer[] {
  const own = run.dataSets.flatMap(set => dataSetOffers(set, run));
  if (own.length === 0) return offers;
  const at = offers.findIndex(offer => offer.id === 'tokens-seen');
  const whole = own.filter(offer => offer.id === 'epochs-of-data-set');
  const parts = own.filter(offer => !whole.includes(offer));
  return [...offers.slice(0, at), ...whole, ...offers.slice(at), ...parts];
}

/**
 * A model that is split over GPUs takes fewer of each kind: where the quotes say nothing of it, the reader is asked, and
 * nothing is taken for granted.
 */
const split = ({ circumstances, byRole }: Run): readonly string[] => [
  'tp',
  ...(['pp', 'cp'] as const).filter(name => circumstances.splits.includes(name) && !byRole.has(name as QuantityRole)),
];

/** Without its name nobody knows what an accelerator could have done. */
const machine: readonly string[] = ['gpu_type'];

/** For every run, best first. */
export const offers: readonly Offer[] = [
  {
    id: 'epochs',
    formula: 'epochs',
    variant: 'tokens',
    title: 'Epochs over the data set',
    adapt: given => {
      const { epochs: _, ...rest } = given;
      const set = given.dataset_tokens ?? given.tokens_planned;
      return set === undefined ? undefined : { ...rest, dataset_tokens: set };
    },
    write: result => {
      const text = bare(result);
      return `${text} ${(result.value ?? 0) > 1 ? 'epochs' : 'epoch'} over the ${shortCount(inputValue(result, 'dataset_tokens'))} dataset.`;
    },
  },
  {
    id: 'fraction-of-plan',
    formula: 'fraction-of-plan',
    variant: 'tokens',
    title: 'Fraction of the planned tokens',
    only: ['tokens_planned'],
    write: (result, run) =>
      `${bare(result)} of the ${shortCount(inputValue(result, 'tokens_planned'))} tokens planned${product(run) === '' ? '' : ` (${product(run)} = ${shortCount(inputValue(result, 'tokens'))}${otherReading(result)})`}.`,
  },
  {
    id: 'fraction-of-steps',
    formula: 'fraction-of-plan',
    variant: 'steps',
    title: 'Fraction of the scheduled steps',
    only: ['steps_planned', 'steps'],
    adapt: given => {
      const { tokens: _, tokens_planned: __, ...rest } = given;
      return rest;
    },
    write: result => `${bare(result)} of the ${group(String(inputValue(result, 'steps_planned')))} steps scheduled.`,
  },
  {
    id: 'tokens-seen',
    formula: 'tokens-seen',
    variant: 'batch-ramp',
    title: 'Tokens seen, with the batch as it grew',
    adapt: (given, { batchHistory }) =>
      batchHistory === undefined || given.steps === undefined
        ? undefined
        : {
            ...given,
            segment_steps: batchHistory.map(({ steps }) => steps),
            segment_batches: batchHistory.map(({ batch }) => batch),
          },
    write: (result, { batchHistory = [] }) =>
      `${shortCount(result.value ?? 0)} tokens seen (${batchHistory.map(({ steps, batch }) => `${shortCount(steps)} × ${shortCount(batch)}`).join(' + ')}).`,
  },
  {
    id: 'tokens-seen',
    formula: 'tokens-seen',
    variant: 'constant-batch',
    adapt: (given, { batchHistory }) => (batchHistory === undefined && !passesOnly(given) ? { ...given } : undefined),
    title: 'Tokens seen',
    write: (result, run) =>
      `${shortCount(result.value ?? 0)} tokens seen${product(run) === '' ? '' : ` (${product(run)}${otherReading(result)})`}.`,
  },
  {
    id: 'tokens-seen',
    formula: 'tokens-seen',
    variant: 'passes',
    title: 'Tokens seen in all epochs',
    adapt: given => (passesOnly(given) ? { ...given } : undefined),
    write: result =>
      `${shortCount(result.value ?? 0)} tokens seen (${inputValue(result, 'epochs')} × ${shortCount(inputValue(result, 'dataset_tokens'))}).`,
  },
  {
    id: 'tokens-planned',
    formula: 'tokens-seen',
    variant: 'constant-batch',
    title: 'Tokens of the whole schedule',
    only: ['decay_steps'],
    adapt: given =>
      given.decay_steps === undefined || sameValue(given.decay_steps, given.steps)
        ? undefined
        : { ...given, steps: given.decay_steps },
    write: result =>
      `${shortCount(result.value ?? 0)} tokens in the ${group(String(inputValue(result, 'steps')))} steps scheduled${otherReading(result)}.`,
  },
  {
    id: 'steps-for-budget',
    formula: 'steps-for-budget',
    variant: 'exact',
    title: 'Steps for the tokens planned',
    adapt: (given, { batchHistory }) => {
      if (given.steps !== undefined) return undefined;
      if (batchHistory !== undefined) return { ...given, batch_tokens: { value: meanBatch(batchHistory) } };
      if (given.batch_tokens === undefined) return undefined;
      const tokens = given.tokens ?? given.tokens_planned;
      if (tokens !== undefined) return { ...given, tokens };
      return given.epochs === undefined || given.dataset_tokens === undefined ? undefined : { ...given };
    },
    write: (result, { batchHistory }) =>
      `${group(String(Math.round(result.value ?? 0)))} steps of ${shortCount(statedBatch(result))} tokens${batchHistory === undefined ? '' : ' on average'}.`,
  },
  {
    id: 'batch-tokens',
    formula: 'batch-tokens',
    title: 'Tokens in a step',
    only: ['context'],
    adapt: given => {
      const isStated = given.batch_seqs !== undefined || (given.micro_batch !== undefined && given.tp !== undefined);
      return given.batch_tokens === undefined && isStated ? { ...given } : undefined;
    },
    write: result => `${shortCount(result.value ?? 0)} tokens per step.`,
  },
  {
    id: 'sequences-per-step',
    formula: 'sequences-per-step',
    title: 'Sequences in a step',
    only: ['context', 'batch_tokens'],
    adapt: given => (given.batch_seqs === undefined ? { ...given } : undefined),
    write: result =>
      `${formatValue(result.value ?? 0, '1', { significant: 5 })} sequences per step (${shortCount(statedBatch(result))} ÷ ${group(String(inputValue(result, 'context')))}${otherReading(result)}).`,
  },
  {
    id: 'sequences-per-step',
    formula: 'global-batch',
    title: 'Sequences in a step, of all replicas',
    only: ['micro_batch', 'grad_accum', 'gpus'],
    asks: split,
    adapt: given => (given.batch_seqs === undefined && given.batch_tokens === undefined ? { ...given } : undefined),
    write: result =>
      `${group(String(result.value ?? 0))} sequences per step (${inputValue(result, 'micro_batch')} × ${inputValue(result, 'grad_accum')} × DP ${inputValue(result, 'dp')}).`,
  },
  {
    id: 'data-parallel-degree',
    formula: 'data-parallel-degree',
    title: 'Data-parallel degree',
    only: ['gpus'],
    asks: split,
    adapt: (given, run) => (run.byRole.has('dp') ? undefined : { ...given }),
    write: (result, run) =>
      `Data-parallel degree ${formatValue(result.value ?? 0, '1', { significant: 4 })} (${inputValue(result, 'gpus')} GPUs${run.byRole.has('tp') ? ` ÷ TP ${inputValue(result, 'tp')}` : ''}${run.byRole.has('pp') ? ` ÷ PP ${inputValue(result, 'pp')}` : ''}).`,
  },
  {
    id: 'sequences-per-replica',
    formula: 'sequences-per-replica',
    title: 'Sequences of a replica in a step',
    only: ['gpus'],
    asks: split,
    write: result =>
      `${formatValue(result.value ?? 0, '1', { significant: 4 })} sequences per replica and step${otherReading(result)}.`,
  },
  {
    id: 'training-flops-encoder-decoder',
    formula: 'training-flops',
    variant: 'encoder-decoder',
    title: 'Training FLOPs of an encoder-decoder: about 3ND',
    adapt: (given, run) => (run.circumstances.encoderDecoder ? { ...given } : undefined),
    write: result =>
      `${result.text} (3ND of an encoder-decoder, N = ${shortCount(parametersOf(result))}, D = ${shortCount(inputValue(result, 'tokens'))}).`,
  },
  {
    id: 'training-flops',
    formula: 'training-flops',
    variant: '6nd',
    title: 'Training FLOPs, 6ND',
    write: result =>
      `${result.text} (6ND, N = ${shortCount(parametersOf(result))}, D = ${shortCount(inputValue(result, 'tokens'))}).`,
  },
  {
    id: 'training-flops-palm',
    formula: 'training-flops',
    variant: 'palm',
    title: 'Training FLOPs with attention',
    only: ['layers', 'hidden'],
    write: result => `${result.text} (6ND with attention).`,
  },
  {
    id: 'training-flops-causal',
    formula: 'training-flops',
    variant: 'causal-half',
    title: 'Training FLOPs with the causal half of attention',
    only: ['layers', 'hidden'],
    write: result => `${result.text} (6ND with causal attention).`,
  },
  {
    id: 'training-flops-recompute',
    formula: 'training-flops',
    variant: 'with-recompute',
    title: 'FLOPs done, with activations computed again: 8ND',
    write: result => `${result.text} done, activations computed again (8ND).`,
  },
  {
    id: 'mfu',
    formula: 'mfu',
    variant: '6n',
    title: 'MFU, 6N',
    only: ['gpu_hours'],
    asks: machine,
    write: result => `MFU ${result.text} (6N${peak(result)}).`,
  },
  {
    id: 'mfu-palm',
    formula: 'mfu',
    variant: 'palm',
    title: 'MFU with attention (PaLM)',
    only: ['gpu_hours', 'layers', 'hidden'],
    asks: machine,
    write: result => `MFU ${result.text} (with attention, PaLM${peak(result)}).`,
  },
  {
    id: 'mfu-causal-half',
    formula: 'mfu',
    variant: 'causal-half',
    title: 'MFU with the causal half of attention',
    only: ['gpu_hours', 'layers', 'hidden'],
    asks: machine,
    write: result => `MFU ${result.text} (causal attention${peak(result)}).`,
  },
  {
    id: 'hfu',
    formula: 'hfu',
    variant: 'full-recompute',
    title: 'HFU, activations computed again',
    only: ['gpu_hours'],
    asks: machine,
    write: result => `HFU ${result.text} (8N, all activations computed again${peak(result)}).`,
  },
  {
    id: 'achieved-flops',
    formula: 'achieved-flops',
    variant: '6n',
    title: 'FLOP/s that each accelerator achieves',
    only: ['gpu_hours'],
    write: result => `${result.text} achieved per GPU (6N).`,
  },
  {
    id: 'wall-clock',
    formula: 'wall-clock',
    variant: 'gpu-hours',
    title: 'Time on the clock',
    only: ['gpu_hours', 'gpus'],
    adapt: given => (given.gpu_hours === undefined ? undefined : { ...given }),
    write: (result, run) =>
      `${result.text} on ${group(String(inputValue(result, 'gpus')))} ${run.accelerator ?? 'GPU'}s.`,
  },
  {
    id: 'gpu-hours',
    formula: 'gpu-hours',
    variant: 'wall-clock',
    title: 'Accelerator-hours',
    only: ['hours', 'gpus'],
    adapt: given => (given.gpu_hours === undefined ? { ...given } : undefined),
    write: (result, run) => `${result.text.replace('GPU-hours', `${run.accelerator ?? 'GPU'}-hours`)} in all.`,
  },
  {
    id: 'throughput',
    formula: 'throughput',
    variant: 'gpu-hours',
    title: 'Tokens per second and accelerator',
    only: ['gpu_hours'],
    write: result => `${formatValue(Math.round(result.value ?? 0), '1', { significant: 4 })} tokens/s/GPU.`,
  },
  {
    id: 'total-throughput',
    formula: 'total-throughput',
    variant: 'gpu-hours',
    title: 'Tokens per second of all accelerators',
    only: ['gpu_hours', 'gpus'],
    write: result => `${group(String(Number((result.value ?? 0).toPrecision(3))))} tokens/s in total.`,
  },
  {
    id: 'seconds-per-step',
    formula: 'seconds-per-step',
    variant: 'gpu-hours',
    title: 'Seconds of a step',
    only: ['gpu_hours', 'gpus', 'steps'],
    write: result => `${formatValue(result.value ?? 0, '1', { significant: 3 })} s per step.`,
  },
  ...scheduleOffers(),
  {
    id: 'zero-1-memory',
    formula: 'zero-memory',
    variant: 'zero-1',
    title: 'Model states on each GPU, ZeRO-1',
    only: ['gpus'],
    asks: split,
    write: result => `${gigabytes(result)} GB of model states per GPU (ZeRO-1, DP ${inputValue(result, 'dp')}).`,
  },
  {
    id: 'zero-1-memory-fp32-gradients',
    formula: 'zero-memory',
    variant: 'zero-1-fp32-gradients',
    title: 'Model states on each GPU, ZeRO-1, gradients in fp32',
    only: ['gpus'],
    asks: split,
    write: result =>
      `${gigabytes(result)} GB of model states per GPU (ZeRO-1, fp32 gradients, DP ${inputValue(result, 'dp')}).`,
  },
  {
    id: 'model-states',
    formula: 'model-states',
    variant: 'mixed-precision',
    title: 'Model states on each GPU without ZeRO',
    only: ['gpus'],
    asks: split,
    write: result => `${gigabytes(result)} GB of model states per GPU without ZeRO.`,
    more: (_, result) => [
      ...(result.value === undefined ? [] : [`${formatValue(result.value / 2 ** 30, '1', { significant: 3 })} GiB.`]),
    ],
  },
  {
    id: 'activation-memory',
    formula: 'activation-memory',
    variant: 'full-recompute',
    title: 'Activations kept when all are computed again',
    only: ['layers', 'hidden', 'gpus'],
    asks: run => ['micro_batch', ...split(run)],
    write: result =>
      `${gigabytes(result)} GB of activations per GPU (2sbh of each layer, b = ${inputValue(result, 'micro_batch')}).`,
  },
  {
    id: 'parameters-per-gpu',
    formula: 'parameters-per-gpu',
    title: 'Parameters on each GPU',
    only: ['tp', 'params'],
    write: result => `${shortCount(result.value ?? 0)} parameters per GPU (TP ${inputValue(result, 'tp')}).`,
  },
  {
    id: 'kv-cache-per-token',
    formula: 'kv-cache-per-token',
    variant: 'heads',
    title: 'Key-value cache of a token',
    only: ['layers', 'kv_heads'],
    write: result => `${group(String(result.value ?? 0))} bytes of key-value cache per token (16 bits).`,
  },
  {
    id: 'kv-cache',
    formula: 'kv-cache',
    variant: 'heads',
    title: 'Key-value cache of a full context',
    only: ['layers', 'kv_heads', 'context'],
    write: result =>
      `${formatValue((result.value ?? 0) / 2 ** 30, '1', { significant: 3 })} GiB of key-value cache at ${group(String(inputValue(result, 'context')))} tokens (16 bits).`,
  },
  {
    id: 'rope-max-wavelength',
    formula: 'rope-max-wavelength',
    title: 'Longest wavelength of the rotary embedding',
    only: ['rope_base'],
    adapt: given => headed(given),
    write: result =>
      `${group(String(Math.round(result.value ?? 0)))} tokens of longest wavelength (θ = ${group(String(inputValue(result, 'rope_base')))}).`,
  },
  {
    id: 'rope-turning-pairs',
    formula: 'rope-turning-pairs',
    title: 'Pairs of the rotary embedding that turn fully',
    only: ['rope_base', 'context'],
    adapt: given => headed(given),
    write: result =>
      `${result.value} of ${inputValue(result, 'head_dim') / 2} rotary pairs turn fully within ${group(String(inputValue(result, 'context')))} tokens.`,
  },
  {
    id: 'warmup-tokens',
    formula: 'warmup-tokens',
    title: 'Tokens of the warm-up',
    only: ['warmup_steps'],
    write: result => `${shortCount(result.value ?? 0)} tokens of warm-up.`,
  },
  {
    id: 'warmup-share',
    formula: 'warmup-share',
    variant: 'steps',
    title: 'Share of the warm-up',
    only: ['warmup_steps', 'steps'],
    write: result => `Warm-up is ${result.text} of the steps.`,
  },
  {
    id: 'tokens-per-parameter',
    formula: 'tokens-per-parameter',
    variant: 'this-run',
    title: 'Tokens for each parameter',
    write: result => `${formatValue(result.value ?? 0, '1', { significant: 3 })} tokens per parameter in this run.`,
  },
  {
    id: 'energy',
    formula: 'energy',
    title: 'Energy',
    only: ['gpu_hours'],
    more: (_, result) =>
      result.value === undefined || inputValue(result, 'pue') > 1
        ? []
        : [`${formatValue((result.value * 1.1) / 1000, '1', { significant: 3 })} MWh with a PUE of 1.1.`],
    write: result => `${result.text} at the rated power.`,
  },
  {
    id: 'co2',
    formula: 'co2',
    title: 'CO2e emitted',
    only: ['gpu_hours'],
    write: result =>
      `${formatValue((result.value ?? 0) / 1000, '1', { significant: 2 })} t CO2e at ${inputValue(result, 'intensity')} kg/kWh.`,
  },
  {
    id: 'cost',
    formula: 'cost',
    title: 'Cost of the accelerator-hours',
    only: ['gpu_hours'],
    write: result => `${result.text} at ${'$'}${inputValue(result, 'price')} an accelerator-hour.`,
  },
];

/** Where epochs over a data set are all that says what was seen. */
const passesOnly = (given: Readonly<Record<string, Given>>): boolean =>
  given.epochs !== undefined && given.dataset_tokens !== undefined && given.steps === undefined;

const sameValue = (a: Given | undefined, b: Given | undefined): boolean => numberOf(a) === numberOf(b);
const numberOf = (given: Given | undefined): unknown =>
  typeof given === 'object' && 'value' in given ? given.value : given;

/** With the size of a head from hidden size and heads, where nothing says it: a default must not stand in for it. */
function headed(given: Readonly<Record<string, Given>>): Record<string, Given> | undefined {
  if (given.head_dim !== undefined) return { ...given };
  const [hidden, heads] = [numberOf(given.hidden), numberOf(given.heads)];
  return typeof hidden === 'number' && typeof heads === 'number'
    ? { ...given, head_dim: { value: hidden / heads } }
    : undefined;
}

/** "; A100", and in which number format, where that is not 16 bits as the quotes say. */
function peak(result: Computation): string {
  const textOf = (name: string): string | undefined => {
    const value = result.inputs.find(input => input.name === name)?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const stated = result.inputs.find(input => input.name === 'peak_flops' && input.from === 'given');
  if (stated !== undefined) return `; peak ${Number(inputValue(result, 'peak_flops')) / 1e12} TFLOP/s`;
  const [name, format] = [textOf('gpu_type'), textOf('dtype')];
  if (name === undefined) return '';
  return `; ${name}${format !== undefined && precisionOf(format) === 'bf16' ? '' : ` in ${format ?? 'bf16'}`}`;
}

const gigabytes = (result: Computation): string => formatValue((result.value ?? 0) / 1e9, '1', { significant: 3 });
