import { defineFormula, type Formula } from './formula.ts';
import {
  activeParams,
  attentionWidth,
  batchSeqs,
  batchTokens,
  context,
  dtype,
  ffn,
  flops,
  flopsPerStep,
  gpuHours,
  gpus,
  gpuType,
  heads,
  hidden,
  input,
  kvWidth,
  layers,
  mfu,
  named,
  params,
  peakFlops,
  secondsPerStep,
  throughputPerGpu,
  tokens,
  vocab,
} from './inputs.ts';

const kaplan = 'Kaplan et al. 2020 §2.1; Hoffmann et al. 2022';
const palm = 'PaLM App. B; nanoGPT estimate_mfu';
const causal = 'PaLM App. B with causal attention counted exactly (half)';

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
      doubt: value => (value < 1e12 || value > 1e28 ? 'No training is known with so few or so many FLOPs.' : undefined),
    },
  ],
});

export const flopsPerToken = defineFormula({
  id: 'flops-per-token',
  title: 'Training FLOPs of a token',
  family: 'compute',
  aliases: ['flops_per_token'],
  inputs: [params, layers, attentionWidth, contextT],
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
  inputs: [params, layers, attentionWidth, contextT],
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

const factor = input('factor', '72, or 96 with full recomputation', 'F', '1', {
  minimum: 1,
  maximum: 1000,
  aliases: ['flop_factor'],
  default: 72,
});
const swiglu = input('mlp_matrices', 'matrices of the feed-forward layer (3 with SwiGLU, 2 without)', 'm', '1', {
  minimum: 2,
  maximum: 3,
  whole: true,
  aliases: ['swiglu', 'mlp_matrix_count'],
  default: 2,
});
const passes = input('factor', 'passes: 3, or 4 with full recomputation', 'F', '1', {
  minimum: 1,
  maximum: 10,
  aliases: ['iter_factor'],
  default: 4,
});

const megatronStep =
  '@factor \\cdot @batch_seqs \\cdot @context \\cdot @layers \\cdot @hidden^2 \\cdot \\left(1 + \\frac{@context}{6 \\cdot @hidden} + \\frac{@vocab}{16 \\cdot @layers \\cdot @hidden}\\right)';
function megatron(v: {
  factor: number;
  batch_seqs: number;
  context: number;
  layers: number;
  hidden: number;
  vocab: number;
}): number {
  const { factor: f, batch_seqs: b, context: s, layers: l, hidden: h, vocab: size } = v;
  return f * b * s * l * h ** 2 * (1 + s / (6 * h) + size / (16 * l * h));
}
const megatronBatch = named(batchSeqs, { aliases: ['B', 'b'] });
const megatronSource = 'Narayanan et al. 2021, eq. 2; GPT-NeoX logging.py';
const megatronCaveat =
  'Holds for multi-head attention and a feed-forward layer of 4h: neither grouped queries nor SwiGLU.';

export const flopsOfAStep = defineFormula({
  id: 'flops-per-step',
  title: 'FLOPs of a training step',
  family: 'compute',
  aliases: [
    'flops_per_step',
    'flops_per_iteration',
    'flops_iter',
    'megatron_flops_per_step',
    'megatron_flops',
    { name: 'megatron_current', variant: 'megatron-current' },
  ],
  inputs: [
    megatronBatch,
    context,
    layers,
    hidden,
    named(vocab, {}),
    factor,
    attentionWidth,
    kvWidth,
    ffn,
    swiglu,
    params,
    batchTokens,
  ],
  result: { symbol: 'F', unit: 'FLOP' },
  variants: [
    {
      id: 'megatron-2021',
      title: 'Megatron 2021 (72, or 96 with recomputation)',
      tex: megatronStep,
      source: megatronSource,
      evaluate: megatron,
      caveats: [megatronCaveat],
    },
    {
      id: 'megatron-current',
      title: 'Megatron since 2025: grouped queries, SwiGLU, causal half',
      tex: '6 \\cdot @batch_seqs \\cdot @context \\cdot \\left(@layers \\cdot \\left(@hidden \\cdot (@attention_width + 2 \\cdot @kv_width) + @attention_width \\cdot @hidden + @mlp_matrices \\cdot @ffn \\cdot @hidden + @context \\cdot @attention_width\\right) + @hidden \\cdot @vocab\\right)',
      source: 'Megatron-LM num_floating_point_operations',
      evaluate: v =>
        6 *
        v.batch_seqs *
        v.context *
        (v.layers *
          (v.hidden * (v.attention_width + 2 * v.kv_width) +
            v.attention_width * v.hidden +
            v.mlp_matrices * v.ffn * v.hidden +
            v.context * v.attention_width) +
          v.hidden * v.vocab),
      caveats: [
        'Attention is counted as its causal half (6 · s² · ad · ½ · 2 of a layer); before March 2025 the same code counted the whole matrix.',
      ],
    },
    {
      id: '6nd',
      title: '6N of each token',
      tex: '6 \\cdot @params \\cdot @batch_tokens',
      source: kaplan,
      evaluate: v => 6 * v.params * v.batch_tokens,
    },
  ],
});

export const cookbookFlops = defineFormula({
  id: 'cookbook-flops',
  title: 'FLOPs of the training, part by part',
  family: 'compute',
  aliases: ['train_flops_cookbook', 'cookbook', 'cookbook_flops'],
  inputs: [layers, hidden, context, vocab, tokens, attentionWidth, kvWidth, ffn, swiglu, passes],
  result: { symbol: 'C', unit: 'FLOP', alsoIn: ['PFLOP/s-day'] },
  variants: [
    {
      id: 'cookbook',
      title: 'EleutherAI cookbook',
      tex: '2 \\cdot @tokens \\cdot \\left(@factor \\cdot @layers \\cdot \\left(@hidden \\cdot (@attention_width + 2 \\cdot @kv_width) + 2 \\cdot @context \\cdot @attention_width + @attention_width \\cdot @hidden + @mlp_matrices \\cdot @ffn \\cdot @hidden\\right) + @vocab \\cdot @hidden\\right)',
      source: 'EleutherAI/cookbook calc_transformer_flops.py',
      evaluate: v =>
        2 *
        v.tokens *
        (v.factor *
          v.layers *
          (v.hidden * (v.attention_width + 2 * v.kv_width) +
            2 * v.context * v.attention_width +
            v.attention_width * v.hidden +
            v.mlp_matrices * v.ffn * v.hidden) +
          v.vocab * v.hidden),
      caveats: [
        'The tool takes 4 passes (with recomputation) unless told otherwise: then these are hardware FLOPs, 4/3 of the model FLOPs.',
      ],
    },
  ],
});

export const achievedThroughput = defineFormula({
  id: 'achieved-flops',
  title: 'FLOP/s that an accelerator achieves',
  family: 'compute',
  aliases: [
    'achieved_flops',
    'achieved_tflops',
    'flops_per_gpu',
    { name: 'megatron_flops', variant: 'megatron-2021', unit: 'TFLOP/s' },
    { name: 'megatron_tflops', variant: 'megatron-2021', unit: 'TFLOP/s' },
    { name: 'tflops_per_gpu', unit: 'TFLOP/s' },
  ],
  inputs: [
    params,
    tokens,
    throughputPerGpu,
    flops,
    megatronBatch,
    context,
    layers,
    hidden,
    gpuHours,
    vocab,
    factor,
    named(secondsPerStep, {}),
    gpus,
  ],
  result: { symbol: 'X', unit: 'FLOP/s', alsoIn: ['TFLOP/s'] },
  variants: [
    {
      id: '6n',
      title: '6N of each token',
      tex: '6 \\cdot @params \\cdot @tokens_per_second_per_gpu',
      source: kaplan,
      evaluate: v => 6 * v.params * v.tokens_per_second_per_gpu,
    },
    {
      id: 'flops',
      title: 'From the FLOPs of the training',
      tex: '\\frac{@flops}{3600 \\cdot @gpu_hours}',
      source: 'definition',
      evaluate: v => v.flops / (3600 * v.gpu_hours),
    },
    {
      id: 'megatron-2021',
      title: 'Megatron 2021',
      tex: `\\frac{${megatronStep}}{@seconds_per_step \\cdot @gpus}`,
      source: `${megatronSource}; MT-NLG §2.4`,
      evaluate: v => megatron(v) / (v.seconds_per_step * v.gpus),
      caveats: [megatronCaveat],
    },
  ],
});

function mfuDoubt(value: number): string | undefined {
  if (value > 1) return 'More than the peak: an input is wrong, or the peak is that of another number format.';
  if (value < 0.05 || value > 0.65)
    return 'Runs of large models lie between 5 % and 65 %: check the inputs and the peak.';
  return undefined;
}
const peakCaveat = 'The peak is that of dense matrix products; vendors also print twice as much "with sparsity".';
const rate = named(throughputPerGpu, {});

export const modelFlopsUtilisation = defineFormula({
  id: 'mfu',
  title: 'Model FLOP/s utilisation',
  family: 'compute',
  aliases: [
    'model_flops_utilization',
    'model_flops_utilisation',
    { name: 'mfu_palm', variant: 'palm' },
    { name: 'mfu_6n', variant: '6n' },
  ],
  inputs: [
    params,
    rate,
    peakFlops,
    layers,
    hidden,
    heads,
    attentionWidth,
    contextT,
    flops,
    gpuHours,
    flopsPerStep,
    secondsPerStep,
    named(gpus, { default: 1 }),
    gpuType,
    dtype,
  ],
  result: { symbol: '\\mathrm{MFU}', unit: '1', shown: '%' },
  variants: [
    {
      id: '6n',
      title: '6N of each token',
      tex: '\\frac{@tokens_per_second_per_gpu \\cdot 6 \\cdot @params}{@peak_flops}',
      source: kaplan,
      evaluate: v => (v.tokens_per_second_per_gpu * 6 * v.params) / v.peak_flops,
    },
    {
      id: 'palm',
      title: 'With attention, full matrix (PaLM)',
      tex: '\\frac{@tokens_per_second_per_gpu \\cdot \\left(6 \\cdot @params + 12 \\cdot @layers \\cdot @attention_width \\cdot @context\\right)}{@peak_flops}',
      source: palm,
      evaluate: v =>
        (v.tokens_per_second_per_gpu * (6 * v.params + 12 * v.layers * v.attention_width * v.context)) / v.peak_flops,
    },
    {
      id: 'causal-half',
      title: 'With attention, causal half',
      tex: '\\frac{@tokens_per_second_per_gpu \\cdot \\left(6 \\cdot @params + 6 \\cdot @layers \\cdot @attention_width \\cdot @context\\right)}{@peak_flops}',
      source: causal,
      evaluate: v =>
        (v.tokens_per_second_per_gpu * (6 * v.params + 6 * v.layers * v.attention_width * v.context)) / v.peak_flops,
    },
    {
      id: 'total-flops',
      title: 'From the FLOPs of the training',
      tex: '\\frac{@flops}{3600 \\cdot @gpu_hours \\cdot @peak_flops}',
      source: 'definition',
      evaluate: v => v.flops / (3600 * v.gpu_hours * v.peak_flops),
    },
    {
      id: 'step-flops',
      title: 'From the FLOPs of a step',
      tex: '\\frac{@flops_per_step}{@seconds_per_step \\cdot @gpus \\cdot @peak_flops}',
      source: 'nanoGPT estimate_mfu',
      evaluate: v => v.flops_per_step / (v.seconds_per_step * v.gpus * v.peak_flops),
    },
  ],
  caveats: ['MFU is a convention: say which FLOPs are counted.', peakCaveat],
  checks: [{ doubt: mfuDoubt }],
});

export const hardwareFlopsUtilisation = defineFormula({
  id: 'hfu',
  title: 'Hardware FLOP/s utilisation',
  family: 'compute',
  aliases: ['hardware_flops_utilization', 'hardware_flops_utilisation'],
  inputs: [params, rate, peakFlops, layers, hidden, heads, attentionWidth, contextT, mfu, gpuType, dtype],
  result: { symbol: '\\mathrm{HFU}', unit: '1', shown: '%' },
  variants: [
    {
      id: 'full-recompute',
      title: 'All activations computed again: 8N',
      tex: '\\frac{@tokens_per_second_per_gpu \\cdot 8 \\cdot @params}{@peak_flops}',
      source: 'PaLM App. B; Korthikanti et al. 2022 §6',
      evaluate: v => (v.tokens_per_second_per_gpu * 8 * v.params) / v.peak_flops,
    },
    {
      id: 'full-recompute-palm',
      title: 'All activations computed again, with attention',
      tex: '\\frac{4}{3} \\cdot \\frac{@tokens_per_second_per_gpu \\cdot \\left(6 \\cdot @params + 12 \\cdot @layers \\cdot @attention_width \\cdot @context\\right)}{@peak_flops}',
      source: palm,
      evaluate: v =>
        ((4 / 3) * v.tokens_per_second_per_gpu * (6 * v.params + 12 * v.layers * v.attention_width * v.context)) /
        v.peak_flops,
    },
    {
      id: 'from-mfu',
      title: 'From MFU with full recomputation',
      tex: '\\frac{4}{3} \\cdot @mfu',
      source: 'GLM-130B (43.3 % HFU, 32.5 % MFU)',
      evaluate: v => (4 / 3) * v.mfu,
    },
  ],
  caveats: [
    'Right only where all activations are computed again; with selective recomputation HFU is hardly above MFU.',
    peakCaveat,
  ],
  checks: [{ doubt: value => mfuDoubt(value * 0.75) }],
});

const hfu = input('hfu', 'hardware FLOP/s utilisation', '\\mathrm{HFU}', '1', {
  minimum: 1e-300,
  maximum: 1,
  aliases: ['HFU'],
  roles: ['hfu'],
});

export const utilisationRatio = defineFormula({
  id: 'hfu-over-mfu',
  title: 'Hardware over model FLOP/s utilisation',
  family: 'compute',
  aliases: ['hfu_over_mfu', 'hfu_mfu', 'hfu_mfu_ratio'],
  inputs: [hfu, mfu],
  result: { symbol: '\\mathrm{HFU}/\\mathrm{MFU}', unit: '1' },
  variants: [
    {
      id: 'ratio',
      title: 'Ratio',
      tex: '\\frac{@hfu}{@mfu}',
      source: 'GLM-130B (43.3 / 32.5 = 1.33: all activations computed again)',
      evaluate: v => v.hfu / v.mfu,
    },
  ],
  checks: [
    {
      doubt: value =>
        value < 0.995 || value > 1.35
          ? 'HFU over MFU lies between 1 (nothing computed again) and 1.34 (everything): one of them is wrong.'
          : undefined,
    },
  ],
});

export const inferenceFlops = defineFormula({
  id: 'inference-flops',
  title: 'FLOPs of a token in inference',
  family: 'compute',
  aliases: ['inference_flops', 'forward_flops', 'inference', 'prefill_flops'],
  inputs: [params, layers, context, attentionWidth],
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

export const peakFromClock = defineFormula({
  id: 'peak-flops',
  title: 'Peak FLOP/s of an accelerator',
  family: 'compute',
  aliases: [{ name: 'peak_flops', unit: 'TFLOP/s' }, { name: 'peak_tflops', unit: 'TFLOP/s' }, 'accelerator'],
  inputs: [
    peakFlops,
    input('sms', 'streaming multiprocessors', 'n_{\\text{SM}}', '1', {
      minimum: 1,
      whole: true,
      aliases: ['sm', 'SM', 'num_sms'],
      default: 1,
    }),
    input('tensor_cores_per_sm', 'matrix units of a multiprocessor', 'n_{\\text{TC}}', '1', {
      minimum: 1,
      whole: true,
      aliases: ['tensor_cores', 'tc', 'cores'],
      default: 4,
    }),
    input('fma_per_cycle', 'multiply-adds of a matrix unit in a cycle', 'n_{\\text{FMA}}', '1', {
      minimum: 1,
      whole: true,
      aliases: ['fma', 'FMA', 'fmas'],
    }),
    input('clock', 'clock', '\\nu', 'Hz', { minimum: 1, aliases: ['clock_hz', 'hz', 'frequency'] }),
    input('clock_mhz', 'clock in MHz', '\\nu_M', '1', { minimum: 1, aliases: ['mhz', 'MHz'] }),
    gpuType,
    dtype,
  ],
  result: { symbol: 'P', unit: 'FLOP/s', alsoIn: ['TFLOP/s'] },
  variants: [
    {
      id: 'table',
      title: 'From the table of accelerators',
      tex: '@peak_flops',
      source: 'stas00/ml-engineering, compute/accelerator',
      also: ['gpu_type'],
      evaluate: v => v.peak_flops,
    },
    {
      id: 'clock',
      title: 'From the clock',
      tex: '@sms \\cdot @tensor_cores_per_sm \\cdot @fma_per_cycle \\cdot 2 \\cdot @clock',
      source: 'stas00/ml-engineering, compute/accelerator',
      evaluate: v => v.sms * v.tensor_cores_per_sm * v.fma_per_cycle * 2 * v.clock,
    },
    {
      id: 'clock-mhz',
      title: 'From the clock in MHz',
      tex: '@sms \\cdot @tensor_cores_per_sm \\cdot @fma_per_cycle \\cdot 2 \\cdot @clock_mhz \\cdot 10^{6}',
      source: 'stas00/ml-engineering, compute/accelerator',
      evaluate: v => v.sms * v.tensor_cores_per_sm * v.fma_per_cycle * 2 * v.clock_mhz * 1e6,
    },
  ],
  checks: [
    {
      doubt: value =>
        value < 1e13 ? 'No accelerator for training is so slow: were all multiprocessors counted?' : undefined,
    },
  ],
});

export const computeWork: readonly Formula[] = [
  trainingFlops,
  flopsPerToken,
  flopsPerSequence,
  achievedThroughput,
  flopsOfAStep,
  cookbookFlops,
  modelFlopsUtilisation,
  hardwareFlopsUtilisation,
  utilisationRatio,
  inferenceFlops,
  peakFromClock,
];
