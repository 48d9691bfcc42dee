import { formatValue, group } from '../format.ts';
import type { Computation, Given } from '../formulas/compute.ts';
import type { Run } from './run.ts';

/*
 * The calculations that are offered, best first: the formula of each, when it makes sense, how its aside reads, and how
 * the same claim is found again in an aside.
 */

/** One calculation that may be offered for a run. */
export interface Offer {
  readonly id: string;
  readonly formula: string;
  readonly variant?: string;
  readonly title: string;
  /** Changes what the formula is given, or says by undefined that the offer makes no sense for this run. */
  readonly adapt?: (given: Readonly<Record<string, Given>>, run: Run) => Record<string, Given> | undefined;
  /** Leaves the offer out while these are lacking: nobody wants to be asked for them. */
  readonly only?: readonly string[];
  readonly write: (result: Computation, run: Run) => string;
  /** Finds the offer's claim in an aside; the first group is the value. */
  readonly claim: RegExp;
}

/** A value as text without its unit. */
const bare = (result: Computation, unit = '1'): string =>
  formatValue(result.value ?? Number.NaN, unit, {
    significant: significantOf(result),
    approximate: result.approximate,
  });

function significantOf(result: Computation): number {
  return Math.max(2, /\d[\d.,]*/.exec(result.text)?.[0].replace(/[^\d]/g, '').replace(/^0+/, '').length ?? 2);
}

/** 200,000,000,000 as "200B". */
export function shortCount(value: number): string {
  for (const [scale, suffix] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
  ] as const) {
    if (value >= scale) return `${Number((value / scale).toPrecision(4))}${suffix}`;
  }
  return group(String(Number(value.toPrecision(6))));
}

const inputValue = (result: Computation, name: string): number => {
  const value = result.inputs.find(input => input.name === name)?.value;
  return typeof value === 'number' ? value : Number.NaN;
};

const product = (run: Run): string => {
  const steps = run.byRole.get('steps')?.value;
  const batch = run.byRole.get('batch_tokens')?.value;
  return steps === undefined || batch === undefined ? '' : `${group(String(steps))} × ${shortCount(batch)}`;
};

const VALUE = String.raw`[≈~]? ?(\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?[KMBT]?)`;
const claim = (before: string, after: string): RegExp => new RegExp(`^\\s*${before}${VALUE}${after}`, 'i');

const otherReading = (result: Computation): string => {
  const other = result.readings[0];
  return other === undefined
    ? ''
    : `; ${other.text} if ${shortCount(statedBatch(result))} is ${group(String(other.inputValue))}`;
};
const statedBatch = (result: Computation): number => inputValue(result, 'batch_tokens');

/** Best first. */
export const offers: readonly Offer[] = [
  {
    id: 'epochs',
    formula: 'epochs',
    variant: 'tokens',
    title: 'Epochs over the data set',
    adapt: given => {
      const set = given.dataset_tokens ?? given.tokens_planned;
      return set === undefined ? undefined : { ...given, dataset_tokens: set };
    },
    write: result => {
      const text = bare(result);
      return `${text} ${(result.value ?? 0) > 1 ? 'epochs' : 'epoch'} over the ${shortCount(inputValue(result, 'dataset_tokens'))} dataset.`;
    },
    claim: claim(
      '',
      String.raw` epochs? (?:over|of) (?:the )?(\d[\d,.]*[KMBT]?)(?:[- ]tokens?)? (?:data ?set|corpus|plan)`,
    ),
  },
  {
    id: 'fraction-of-plan',
    formula: 'fraction-of-plan',
    variant: 'tokens',
    title: 'Fraction of the planned tokens',
    only: ['tokens_planned'],
    write: (result, run) =>
      `${bare(result)} of the ${shortCount(inputValue(result, 'tokens_planned'))} tokens planned${product(run) === '' ? '' : ` (${product(run)} = ${shortCount(inputValue(result, 'tokens'))}${otherReading(result)})`}.`,
    claim: claim('', String.raw` of (?:the )?(\d[\d,.]*[KMBT]?) (?:tokens )?planned`),
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
    claim: claim('', String.raw` of (?:the )?(\d[\d,.]*[KMBT]?) steps (?:scheduled|planned)`),
  },
  {
    id: 'tokens-seen',
    formula: 'tokens-seen',
    variant: 'constant-batch',
    title: 'Tokens seen',
    write: (result, run) =>
      `${shortCount(result.value ?? 0)} tokens seen${product(run) === '' ? '' : ` (${product(run)}${otherReading(result)})`}.`,
    claim: claim('', ' tokens (?:seen|in (?:all|total))'),
  },
  {
    id: 'sequences-per-step',
    formula: 'sequences-per-step',
    title: 'Sequences in a step',
    only: ['context'],
    write: result =>
      `${formatValue(result.value ?? 0, '1', { significant: 5 })} sequences per step (${shortCount(statedBatch(result))} ÷ ${group(String(inputValue(result, 'context')))}${otherReading(result)}).`,
    claim: claim('', ' sequences (?:per|in a) step'),
  },
  {
    id: 'data-parallel-degree',
    formula: 'data-parallel-degree',
    title: 'Data-parallel degree',
    only: ['gpus'],
    write: (result, run) =>
      `Data-parallel degree ${formatValue(result.value ?? 0, '1', { significant: 4 })} (${inputValue(result, 'gpus')} GPUs${run.byRole.has('tp') ? ` ÷ TP ${inputValue(result, 'tp')}` : ''}${run.byRole.has('pp') ? ` ÷ PP ${inputValue(result, 'pp')}` : ''}).`,
    claim: claim('(?:data[- ]parallel(?:ism)? degree|DP(?: degree)?)(?: of| is|:| =)? ?', ''),
  },
  {
    id: 'sequences-per-replica',
    formula: 'sequences-per-replica',
    title: 'Sequences of a replica in a step',
    only: ['gpus'],
    write: result =>
      `${formatValue(result.value ?? 0, '1', { significant: 4 })} sequences per replica and step${otherReading(result)}.`,
    claim: claim('', ' sequences (?:per|of a) replica'),
  },
  {
    id: 'training-flops',
    formula: 'training-flops',
    variant: '6nd',
    title: 'Training FLOPs, 6ND',
    write: result =>
      `${result.text} (6ND, N = ${shortCount(inputValue(result, 'params'))}, D = ${shortCount(inputValue(result, 'tokens'))}).`,
    claim: claim('', String.raw` FLOPs? \(6ND`),
  },
  {
    id: 'training-flops-palm',
    formula: 'training-flops',
    variant: 'palm',
    title: 'Training FLOPs with attention',
    only: ['layers', 'hidden'],
    write: result => `${result.text} (6ND with attention).`,
    claim: claim('', String.raw` FLOPs? \(6ND with attention`),
  },
  {
    id: 'mfu',
    formula: 'mfu',
    variant: '6n',
    title: 'MFU, 6N',
    only: ['gpu_hours'],
    write: (result, run) => `MFU ${result.text} (6N${peak(run)}).`,
    claim: claim('MFU(?: of| is|:)? ', String.raw` ?% \(6N[;)]`),
  },
  {
    id: 'mfu-palm',
    formula: 'mfu',
    variant: 'palm',
    title: 'MFU with attention (PaLM)',
    only: ['gpu_hours', 'layers', 'hidden'],
    write: (result, run) => `MFU ${result.text} (with attention, PaLM${peak(run)}).`,
    claim: claim('MFU(?: of| is|:)? ', String.raw` ?% \((?:with attention|PaLM)`),
  },
  {
    id: 'mfu-causal-half',
    formula: 'mfu',
    variant: 'causal-half',
    title: 'MFU with the causal half of attention',
    only: ['gpu_hours', 'layers', 'hidden'],
    write: (result, run) => `MFU ${result.text} (causal attention${peak(run)}).`,
    claim: claim('MFU(?: of| is|:)? ', String.raw` ?% \(causal`),
  },
  {
    id: 'hfu',
    formula: 'hfu',
    variant: 'full-recompute',
    title: 'HFU, activations computed again',
    only: ['gpu_hours'],
    write: (result, run) => `HFU ${result.text} (8N, all activations computed again${peak(run)}).`,
    claim: claim('HFU(?: of| is|:)? ', String.raw` ?% \(8N`),
  },
  {
    id: 'wall-clock',
    formula: 'wall-clock',
    variant: 'gpu-hours',
    title: 'Time on the clock',
    only: ['gpu_hours', 'gpus'],
    write: (result, run) =>
      `${result.text} on ${group(String(inputValue(result, 'gpus')))} ${run.accelerator ?? 'GPU'}s.`,
    claim: claim('', String.raw` (days|hours|min) on [\d,]+`),
  },
  {
    id: 'throughput',
    formula: 'throughput',
    variant: 'gpu-hours',
    title: 'Tokens per second and accelerator',
    only: ['gpu_hours'],
    write: result => `${formatValue(Math.round(result.value ?? 0), '1', { significant: 4 })} tokens/s/GPU.`,
    claim: claim('', ' tokens?/s/GPU'),
  },
  {
    id: 'total-throughput',
    formula: 'total-throughput',
    variant: 'gpu-hours',
    title: 'Tokens per second of all accelerators',
    only: ['gpu_hours', 'gpus'],
    write: result => `${group(String(Number((result.value ?? 0).toPrecision(3))))} tokens/s in total.`,
    claim: claim('', ' tokens?/s in total'),
  },
  {
    id: 'seconds-per-step',
    formula: 'seconds-per-step',
    variant: 'gpu-hours',
    title: 'Seconds of a step',
    only: ['gpu_hours', 'gpus', 'steps'],
    write: result => `${formatValue(result.value ?? 0, '1', { significant: 3 })} s per step.`,
    claim: claim('', ' s(?:econds)? per step'),
  },
  {
    id: 'learning-rate-at-stop',
    formula: 'learning-rate-cosine',
    variant: 'neox',
    title: 'Learning rate at the last step',
    only: ['peak_lr', 'step', 'decay_steps'],
    write: result =>
      `Learning rate ${(result.value ?? 0).toExponential(2)} at step ${group(String(inputValue(result, 'step')))} (peak/${formatValue(inputValue(result, 'peak_lr') / (result.value ?? Number.NaN), '1', { significant: 3 })}, cosine over ${group(String(inputValue(result, 'decay_steps')))} steps).`,
    claim: claim('(?:Learning rate|LR)(?: of| is|:)? ', ' at step'),
  },
  {
    id: 'zero-1-memory',
    formula: 'zero-memory',
    variant: 'zero-1',
    title: 'Model states on each GPU, ZeRO-1',
    only: ['gpus'],
    write: result => `${gigabytes(result)} GB of model states per GPU (ZeRO-1, DP ${inputValue(result, 'dp')}).`,
    claim: claim('', String.raw` GB of model states per GPU \(ZeRO-1`),
  },
  {
    id: 'zero-1-memory-fp32-gradients',
    formula: 'zero-memory',
    variant: 'zero-1-fp32-gradients',
    title: 'Model states on each GPU, ZeRO-1, gradients in fp32',
    only: ['gpus'],
    write: result =>
      `${gigabytes(result)} GB of model states per GPU (ZeRO-1, fp32 gradients, DP ${inputValue(result, 'dp')}).`,
    claim: claim('', String.raw` GB of model states per GPU \(ZeRO-1, fp32`),
  },
  {
    id: 'parameters-per-gpu',
    formula: 'parameters-per-gpu',
    title: 'Parameters on each GPU',
    only: ['tp', 'params'],
    write: result => `${shortCount(result.value ?? 0)} parameters per GPU (TP ${inputValue(result, 'tp')}).`,
    claim: claim('', ' parameters per GPU'),
  },
  {
    id: 'kv-cache-per-token',
    formula: 'kv-cache-per-token',
    variant: 'heads',
    title: 'Key-value cache of a token',
    only: ['layers', 'kv_heads'],
    write: result => `${group(String(result.value ?? 0))} bytes of key-value cache per token (16 bits).`,
    claim: claim('', ' bytes of key-value cache per token'),
  },
  {
    id: 'warmup-tokens',
    formula: 'warmup-tokens',
    title: 'Tokens of the warm-up',
    only: ['warmup_steps'],
    write: result => `${shortCount(result.value ?? 0)} tokens of warm-up.`,
    claim: claim('', ' tokens of warm-?up'),
  },
  {
    id: 'warmup-share',
    formula: 'warmup-share',
    variant: 'steps',
    title: 'Share of the warm-up',
    only: ['warmup_steps', 'steps'],
    write: result => `Warm-up is ${result.text} of the steps.`,
    claim: claim('Warm-?up is ', ' ?% of the steps'),
  },
  {
    id: 'tokens-per-parameter',
    formula: 'tokens-per-parameter',
    variant: 'this-run',
    title: 'Tokens for each parameter',
    write: result => `${formatValue(result.value ?? 0, '1', { significant: 3 })} tokens per parameter in this run.`,
    claim: claim('', ' tokens per parameter'),
  },
  {
    id: 'energy',
    formula: 'energy',
    title: 'Energy',
    only: ['gpu_hours'],
    write: result => `${result.text} at the rated power.`,
    claim: claim('', ' MWh at the rated power'),
  },
  {
    id: 'co2',
    formula: 'co2',
    title: 'CO2e emitted',
    only: ['gpu_hours'],
    write: result =>
      `${formatValue((result.value ?? 0) / 1000, '1', { significant: 2 })} t CO2e at ${inputValue(result, 'intensity')} kg/kWh.`,
    claim: claim('', ' t CO2e at'),
  },
  {
    id: 'cost',
    formula: 'cost',
    title: 'Cost of the accelerator-hours',
    only: ['gpu_hours'],
    write: result => `${result.text} at ${'$'}${inputValue(result, 'price')} an accelerator-hour.`,
    claim: /^\s*[≈~]? ?\$(\d[\d,.]*[kM]?) at \$[\d.]+ an accelerator-hour/i,
  },
];

const peak = (run: Run): string => (run.accelerator === undefined ? '' : `; ${run.accelerator}`);
const gigabytes = (result: Computation): string => formatValue((result.value ?? 0) / 1e9, '1', { significant: 3 });
