import { acceleratorSource, bytesOf, findAccelerator, precisionOf } from '../data/accelerators.ts';
import { findCarbonIntensity } from '../data/carbon-intensities.ts';
import { findPrice } from '../data/prices.ts';
import type { Input } from './input.ts';
import * as inputs from './inputs.ts';
import { stepsOfTokens } from './places.ts';

/** What a way answers: a value, or the reason why the given name has none. */
export type WayResult = { readonly value: number; readonly caveat?: string } | { readonly error: string };

/** How one input follows from others, so that a formula can be fed with what a paper happens to state. */
export interface Way {
  readonly gives: string;
  /** Inputs that it needs. */
  readonly uses: readonly Input[];
  /** Inputs that it takes when they are given. */
  readonly may?: readonly Input[];
  /** Not taken when one of these is given. */
  readonly unless?: readonly string[];
  /** True when it invents nothing but is a guess that must be said; such ways come after defaults. */
  readonly assumed?: boolean;
  readonly tex: string;
  readonly evaluate: (values: Readonly<Record<string, number>>, texts: Readonly<Record<string, string>>) => WayResult;
}

type Numbers = Readonly<Record<string, number>>;

function way(
  gives: Input,
  uses: readonly Input[],
  tex: string,
  evaluate: (v: Numbers) => number,
  unless?: readonly string[],
): Way {
  return {
    gives: gives.name,
    uses,
    tex,
    evaluate: values => ({ value: evaluate(values) }),
    ...(unless === undefined ? {} : { unless }),
  };
}

const {
  steps,
  batchTokens,
  batchSeqs,
  context,
  tokens,
  gpus,
  nodes,
  gpusPerNode,
  gpuType,
  dtype,
  tp,
  pp,
  cp,
  dp,
  microBatch,
  gradAccum,
  hidden,
  heads,
  headDim,
  kvHeads,
  attentionWidth,
  kvWidth,
  ffn,
  gpuHours,
  hours,
  days,
  peakFlops,
  throughputPerGpu,
  throughput,
  secondsPerStep,
  stepsPerSecond,
  price,
  watts,
  intensity,
  country,
  weight,
  ratioPart,
  ratioSum,
  mixtureShare,
  energy,
  pue,
  params,
  activeParams,
  energyMwh,
  intensityGrams,
  datasetTokens,
  epochs,
  peakLr,
  minLr,
  finalLrRatio,
  warmup,
  warmupRatio,
  scheduleLength,
  progress,
  stepsPlanned,
  tokensPlanned,
  weightBytes,
  valueBytes,
  bandwidth,
} = inputs;

/** All ways, those of one input in the order in which they are tried. */
export const ways: readonly Way[] = [
  way(tokens, [steps, batchTokens], '@steps \\cdot @batch_tokens', v => v.steps! * v.batch_tokens!),
  way(tokens, [epochs, datasetTokens], '@epochs \\cdot @dataset_tokens', v => v.epochs! * v.dataset_tokens!),
  way(batchTokens, [batchSeqs, context], '@batch_seqs \\cdot @context', v => v.batch_seqs! * v.context!),
  way(batchSeqs, [batchTokens, context], '\\frac{@batch_tokens}{@context}', v => v.batch_tokens! / v.context!),
  way(
    batchSeqs,
    [microBatch, gradAccum, dp],
    '@micro_batch \\cdot @grad_accum \\cdot @dp',
    v => v.micro_batch! * v.grad_accum! * v.dp!,
  ),
  way(
    dp,
    [gpus, tp, pp, cp],
    '\\frac{@gpus}{@tp \\cdot @pp \\cdot @cp}',
    v => v.gpus! / (v.tp! * Math.max(1, v.pp!) * v.cp!),
  ),
  way(gpus, [nodes, gpusPerNode], '@nodes \\cdot @gpus_per_node', v => v.nodes! * v.gpus_per_node!),
  way(hours, [days], '24 \\cdot @days', v => 24 * v.days!),
  way(gpuHours, [gpus, hours], '@gpus \\cdot @hours', v => v.gpus! * v.hours!),
  {
    gives: gpuHours.name,
    uses: [hours],
    unless: ['gpus', 'nodes'],
    tex: '@hours',
    evaluate: v => ({
      value: v.hours!,
      caveat: 'No number of accelerators is given: the hours are taken as accelerator-hours.',
    }),
  },
  way(
    throughputPerGpu,
    [throughput, gpus],
    '\\frac{@total_tokens_per_second}{@gpus}',
    v => v.total_tokens_per_second! / v.gpus!,
  ),
  way(
    throughputPerGpu,
    [batchTokens, stepsPerSecond, gpus],
    '\\frac{@batch_tokens \\cdot @steps_per_second}{@gpus}',
    v => (v.batch_tokens! * v.steps_per_second!) / v.gpus!,
  ),
  way(
    throughputPerGpu,
    [batchTokens, secondsPerStep, gpus],
    '\\frac{@batch_tokens}{@seconds_per_step \\cdot @gpus}',
    v => v.batch_tokens! / (v.seconds_per_step! * v.gpus!),
  ),
  way(
    throughputPerGpu,
    [tokens, gpuHours],
    '\\frac{@tokens}{3600 \\cdot @gpu_hours}',
    v => v.tokens! / (3600 * v.gpu_hours!),
  ),
  way(secondsPerStep, [stepsPerSecond], '\\frac{1}{@steps_per_second}', v => 1 / v.steps_per_second!),
  way(headDim, [hidden, heads], '\\frac{@hidden}{@heads}', v => v.hidden! / v.heads!),
  way(attentionWidth, [heads, headDim], '@heads \\cdot @head_dim', v => v.heads! * v.head_dim!, ['hidden']),
  {
    gives: attentionWidth.name,
    uses: [hidden],
    may: [heads, headDim],
    tex: '@hidden',
    // Heads need not fill the hidden size (Gemma, Mistral-Nemo, MoEs); where both are given they decide.
    evaluate: v =>
      Number.isFinite(v.heads) && Number.isFinite(v.head_dim)
        ? { value: v.heads! * v.head_dim!, caveat: 'Heads × size of a head is taken in place of the hidden size.' }
        : { value: v.hidden! },
  },
  way(kvWidth, [kvHeads, headDim], '@kv_heads \\cdot @head_dim', v => v.kv_heads! * v.head_dim!),
  {
    gives: kvWidth.name,
    uses: [attentionWidth],
    unless: ['kv_heads'],
    assumed: true,
    tex: '@attention_width',
    evaluate: v => ({
      value: v.attention_width!,
      caveat: 'No key-value heads are given: as many as attention heads are assumed.',
    }),
  },
  {
    gives: kvHeads.name,
    uses: [heads],
    assumed: true,
    tex: '@heads',
    evaluate: v => ({
      value: v.heads!,
      caveat: 'No key-value heads are given: as many as attention heads are assumed.',
    }),
  },
  {
    gives: ffn.name,
    uses: [hidden],
    assumed: true,
    tex: '4 \\cdot @hidden',
    evaluate: v => ({ value: 4 * v.hidden!, caveat: 'No feed-forward width is given: 4 × hidden size is assumed.' }),
  },
  way(activeParams, [params], '@params', v => v.params!),
  way(energy, [energyMwh], '1000 \\cdot @energy_mwh', v => 1000 * v.energy_mwh!),
  way(intensity, [intensityGrams], '\\frac{@intensity_g}{1000}', v => v.intensity_g! / 1000),
  way(
    energy,
    [gpuHours, watts, pue],
    '\\frac{@gpu_hours \\cdot @watts \\cdot @pue}{1000}',
    v => (v.gpu_hours! * v.watts! * v.pue!) / 1000,
  ),
  way(
    weight,
    [ratioPart, ratioSum, mixtureShare],
    '@mixture_share \\cdot \\frac{@ratio_part}{@ratio_sum}',
    v => (v.mixture_share! * v.ratio_part!) / v.ratio_sum!,
  ),
  way(
    warmup,
    [warmupRatio, scheduleLength],
    '@warmup_ratio \\cdot @decay_steps',
    v => v.warmup_ratio! * v.decay_steps!,
  ),
  ...stepsOfTokens.map(({ gives, uses, tex, evaluate }) => way(gives, uses, tex, evaluate)),
  way(progress, [steps, stepsPlanned], '\\frac{@steps}{@steps_planned}', v => v.steps! / v.steps_planned!),
  way(progress, [tokens, tokensPlanned], '\\frac{@tokens}{@tokens_planned}', v => v.tokens! / v.tokens_planned!),
  way(weightBytes, [params, valueBytes], '@params \\cdot @bytes', v => v.params! * v.bytes!),
  {
    gives: valueBytes.name,
    uses: [dtype],
    tex: '@dtype',
    evaluate: (_, texts) => {
      const size = bytesOf(texts.dtype!);
      return size === undefined
        ? {
            error: `"${texts.dtype}" is not a number format known here (fp32, bf16, fp16, fp8, int8, int4); give bytes.`,
          }
        : { value: size };
    },
  },
  {
    gives: bandwidth.name,
    uses: [gpuType],
    tex: '@gpu_type',
    evaluate: (_, texts) => {
      const found = findAccelerator(texts.gpu_type!);
      if (found === undefined) return { error: unknownAccelerator(texts.gpu_type!, 'bandwidth') };
      if (found.bandwidth === undefined)
        return { error: `The memory bandwidth of ${found.name} is not in the table; give bandwidth.` };
      return { value: found.bandwidth, ...(found.caveat === undefined ? {} : { caveat: found.caveat }) };
    },
  },
  way(minLr, [peakLr, finalLrRatio], '@peak_lr \\cdot @final_lr_ratio', v => v.peak_lr! * v.final_lr_ratio!),
  {
    gives: minLr.name,
    uses: [],
    unless: ['final_lr_ratio'],
    assumed: true,
    tex: '0',
    evaluate: () => ({
      value: 0,
      caveat: 'No final learning rate is given: a decay to 0 is assumed. Give min_lr or final_lr_ratio.',
    }),
  },
  {
    gives: peakFlops.name,
    uses: [gpuType],
    may: [dtype],
    tex: '@gpu_type',
    evaluate: (_, texts) => peakOf(texts.gpu_type!, texts.dtype),
  },
  {
    gives: peakFlops.name,
    uses: [],
    unless: ['gpu_type'],
    assumed: true,
    tex: '\\text{A100, bf16}',
    evaluate: () => ({
      value: 312e12,
      caveat:
        'No accelerator is given: an A100 in bf16 (312 TFLOP/s dense) is assumed. Name it by gpu_type or peak_flops.',
    }),
  },
  {
    gives: watts.name,
    uses: [gpuType],
    tex: '@gpu_type',
    evaluate: (_, texts) => {
      const found = findAccelerator(texts.gpu_type!);
      if (found === undefined) return { error: unknownAccelerator(texts.gpu_type!, 'watts') };
      if (found.power === undefined) return { error: `The power of ${found.name} is not in the table; give watts.` };
      return {
        value: found.power,
        caveat: `${found.power} W is the rated maximum of ${found.name}: real use is lower.`,
      };
    },
  },
  {
    gives: price.name,
    uses: [gpuType],
    tex: '@gpu_type',
    evaluate: (_, texts) => {
      const found = findPrice(texts.gpu_type!);
      return found === undefined
        ? { error: `No published price of ${texts.gpu_type} is known; give price.` }
        : { value: found.price, caveat: `Price of ${found.source}.` };
    },
  },
  {
    gives: intensity.name,
    uses: [country],
    tex: '@country',
    evaluate: (_, texts) => {
      const found = findCarbonIntensity(texts.country!);
      return found === undefined
        ? { error: `The grid of "${texts.country}" is not in the table; give intensity in kg/kWh.` }
        : { value: found.intensity, caveat: `${found.place}: ${found.source}.` };
    },
  },
];

function unknownAccelerator(name: string, instead: string): string {
  return `The accelerator "${name}" is not in the table; give ${instead}.`;
}

function peakOf(name: string, format: string | undefined): WayResult {
  const found = findAccelerator(name);
  if (found === undefined) return { error: unknownAccelerator(name, 'peak_flops') };
  const precision = precisionOf(format ?? 'bf16');
  if (precision === undefined)
    return { error: `"${format}" is not a number format of the table (bf16, fp16, fp8, int8, tf32).` };
  const peak = found.peak[precision];
  if (peak === undefined) return { error: `${found.name} has no ${precision} peak in the table; give peak_flops.` };
  const notes = [
    `${found.name}, ${precision}, dense: ${peak} TFLOP/s (${found.source ?? acceleratorSource}).`,
    ...(format === undefined ? ['The number format is not given: bf16 is taken.'] : []),
    ...(precision === 'tf32' && /32/.test(format ?? '') && !/tf/i.test(format ?? '')
      ? ['fp32 matrix products are taken to run as tf32.']
      : []),
    // What is said of its memory is no matter here.
    ...(found.caveat === undefined || /\b(?:Bandwidth|rated)\b/.test(found.caveat) ? [] : [found.caveat]),
  ];
  return { value: peak * 1e12, caveat: notes.join(' ') };
}
