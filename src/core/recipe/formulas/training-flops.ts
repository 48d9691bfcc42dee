import { attentionChoice, causal, kaplan, palm } from './flops-sources.ts';
import { defineFormula, type Formula } from './formula.ts';
import {
  activeParams,
  attentionWidth,
  context,
  dtype,
  gpuHours,
  gpuType,
  hidden,
  layers,
  mfu,
  named,
  params,
  peakFlops,
  tokens,
} from './inputs.ts';

const continuedPreTraining = 'For continued pre-training this is the compute of this run only.';

/** Context as PaLM's appendix writes it. */
const contextT = named(context, { aliases: ['T'] });

export const trainingFlops = defineFormula({
  id: 'training-flops',
  title: 'FLOPs of the training',
  family: 'compute',
  aliases: [
    'training_flops',
    'train_flops',
    'train_flops_6ND',
    '6nd',
    'flops',
    'compute',
    'chinchilla_flops',
    { name: 'train_flops_palm', variant: 'palm' },
    { name: 'train_flops_causal', variant: 'causal-half' },
    { name: 'train_flops_moe', variant: 'moe' },
    { name: 'moe_flops', variant: 'moe' },
    { name: 'train_flops_hardware', variant: 'hardware' },
  ],
  inputs: [
    named(params, {}),
    named(tokens, { aliases: ['T'] }),
    activeParams,
    layers,
    attentionWidth,
    context,
    hidden,
    gpuHours,
    peakFlops,
    named(mfu, { aliases: ['util'] }),
    gpuType,
    dtype,
  ],
  countsActive: true,
  choices: [
    {
      ...attentionChoice,
      variants: { ...attentionChoice.variants, none: '6nd', '6n': '6nd', '6nd': '6nd' },
    },
  ],
  result: { symbol: 'C', unit: 'FLOP', alsoIn: ['PFLOP/s-day'] },
  variants: [
    {
      id: '6nd',
      title: '6ND',
      tex: '6 \\cdot @params \\cdot @tokens',
      source: kaplan,
      evaluate: v => 6 * v.params * v.tokens,
      caveats: [
        "Attention over the context is left out: 6ND is 12.5 % below Gopher's reported budget (5.04e23 for 5.76e23).",
      ],
    },
    {
      id: 'palm',
      title: 'With attention, full matrix (PaLM)',
      tex: '\\left(6 \\cdot @params + 12 \\cdot @layers \\cdot @attention_width \\cdot @context\\right) \\cdot @tokens',
      source: palm,
      evaluate: v => (6 * v.params + 12 * v.layers * v.attention_width * v.context) * v.tokens,
      caveats: ['Counts the whole attention matrix, the half above the diagonal too.'],
    },
    {
      id: 'causal-half',
      title: 'With attention, causal half',
      tex: '\\left(6 \\cdot @params + 6 \\cdot @layers \\cdot @attention_width \\cdot @context\\right) \\cdot @tokens',
      source: causal,
      evaluate: v => (6 * v.params + 6 * v.layers * v.attention_width * v.context) * v.tokens,
    },
    {
      id: 'moe',
      title: 'Mixture of experts: active parameters',
      tex: '6 \\cdot @active_params \\cdot @tokens',
      source: kaplan,
      evaluate: v => 6 * v.active_params * v.tokens,
    },
    {
      id: 'with-recompute',
      title: '8ND, with the forward pass computed again',
      tex: '8 \\cdot @params \\cdot @tokens',
      source: 'Narayanan et al. 2021 §5.1',
      evaluate: v => 8 * v.params * v.tokens,
      caveats: ['These are hardware FLOPs (for HFU), not model FLOPs (for MFU).'],
    },
    {
      id: 'hardware',
      title: 'From accelerator-hours, peak and utilisation',
      tex: '3600 \\cdot @gpu_hours \\cdot @peak_flops \\cdot @mfu',
      source: 'Epoch, estimating training compute (time × cores × peak × utilisation)',
      evaluate: v => 3600 * v.gpu_hours * v.peak_flops * v.mfu,
      caveats: ['Epoch takes a utilisation of 30 % for language models and 40 % for others where none is stated.'],
    },
    {
      id: 'encoder-decoder',
      title: 'Encoder-decoder: about half',
      tex: '3 \\cdot @params \\cdot @tokens',
      source: kaplan,
      evaluate: v => 3 * v.params * v.tokens,
      caveats: ['A token passes about half of an encoder-decoder; the split decides how exactly.'],
    },
  ],
  caveats: [
    'N counts non-embedding parameters in Kaplan et al. and all of them in most other papers.',
    continuedPreTraining,
  ],
  checks: [
    {
      says: 'A training takes between 1e12 and 1e28 FLOPs.',
      doubt: value => (value < 1e12 || value > 1e28 ? 'No training is known with so few or so many FLOPs.' : undefined),
    },
  ],
});

export const flopsPerToken = defineFormula({
  id: 'flops-per-token',
  title: 'Training FLOPs of a token',
  family: 'compute',
  aliases: ['flops_per_token'],
  inputs: [params, layers, attentionWidth, contextT, activeParams],
  countsActive: true,
  choices: [attentionChoice],
  result: { symbol: 'c', unit: 'FLOP' },
  variants: [
    { id: '6n', title: '6N', tex: '6 \\cdot @params', source: kaplan, evaluate: v => 6 * v.params },
    {
      id: 'palm',
      title: 'With attention, full matrix (PaLM)',
      tex: '6 \\cdot @params + 12 \\cdot @layers \\cdot @attention_width \\cdot @context',
      source: palm,
      evaluate: v => 6 * v.params + 12 * v.layers * v.attention_width * v.context,
    },
    {
      id: 'causal-half',
      title: 'With attention, causal half',
      tex: '6 \\cdot @params + 6 \\cdot @layers \\cdot @attention_width \\cdot @context',
      source: causal,
      evaluate: v => 6 * v.params + 6 * v.layers * v.attention_width * v.context,
    },
  ],
});

export const flopsPerSequence = defineFormula({
  id: 'flops-per-sequence',
  title: 'Training FLOPs of a sequence',
  family: 'compute',
  aliases: ['flops_per_sequence', 'flops_per_seq', 'palm_flops_per_seq', 'palm_flops_per_sequence'],
  inputs: [params, layers, attentionWidth, contextT, activeParams],
  countsActive: true,
  choices: [attentionChoice],
  result: { symbol: 'c_s', unit: 'FLOP' },
  variants: [
    {
      id: 'palm',
      title: 'With attention, full matrix (PaLM)',
      tex: '\\left(6 \\cdot @params + 12 \\cdot @layers \\cdot @attention_width \\cdot @context\\right) \\cdot @context',
      source: palm,
      evaluate: v => (6 * v.params + 12 * v.layers * v.attention_width * v.context) * v.context,
    },
    {
      id: 'causal-half',
      title: 'With attention, causal half',
      tex: '\\left(6 \\cdot @params + 6 \\cdot @layers \\cdot @attention_width \\cdot @context\\right) \\cdot @context',
      source: causal,
      evaluate: v => (6 * v.params + 6 * v.layers * v.attention_width * v.context) * v.context,
    },
    {
      id: '6n',
      title: '6N',
      tex: '6 \\cdot @params \\cdot @context',
      source: kaplan,
      evaluate: v => 6 * v.params * v.context,
    },
  ],
});

export const inferenceFlops = defineFormula({
  id: 'inference-flops',
  title: 'FLOPs of a token in inference',
  family: 'compute',
  aliases: ['inference_flops', 'forward_flops', 'inference', 'prefill_flops'],
  inputs: [params, layers, context, attentionWidth, activeParams],
  countsActive: true,
  result: { symbol: 'c_f', unit: 'FLOP' },
  variants: [
    {
      id: '2n',
      title: '2N',
      tex: '2 \\cdot @params',
      source: 'Kaplan et al. 2020 Table 1',
      evaluate: v => 2 * v.params,
    },
    {
      id: 'with-attention',
      title: '2N and attention over the context',
      tex: '2 \\cdot @params + 2 \\cdot @layers \\cdot @context \\cdot @attention_width',
      source: 'Kaplan et al. 2020 Table 1',
      evaluate: v => 2 * v.params + 2 * v.layers * v.context * v.attention_width,
    },
  ],
  caveats: ['For prefill; decoding is bound by memory bandwidth, see decode-latency.'],
});

export const trainingWork: readonly Formula[] = [trainingFlops, flopsPerToken, flopsPerSequence, inferenceFlops];
