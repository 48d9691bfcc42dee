import { between } from './checks.ts';
import { kaplan } from './flops-sources.ts';
import { defineFormula, type Formula } from './formula.ts';
import {
  activeParams,
  attentionWidth,
  batchSeqs,
  batchTokens,
  context,
  ffn,
  flops,
  gpuHours,
  gpus,
  hidden,
  input,
  kvWidth,
  layers,
  named,
  params,
  secondsPerStep,
  throughputPerGpu,
  tokens,
  vocab,
} from './inputs.ts';

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
  aliases: ['mlp_matrix_count'],
  default: 2,
  flags: { swiglu: { yes: 3, no: 2 }, gated: { yes: 3, no: 2 } },
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

function widthDoubt(kvWidth: number): string | undefined {
  return kvWidth < 64 ? `Keys and values ${kvWidth} wide: if these are heads, give kv_heads and head_dim.` : undefined;
}

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
    named(attentionWidth, { aliases: ['q'] }),
    named(kvWidth, { aliases: ['kv'] }),
    ffn,
    swiglu,
    params,
    batchTokens,
    activeParams,
  ],
  countsActive: true,
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
        'Experts, latent attention and multi-token prediction have terms of their own there, which are not counted here.',
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
  checks: [{ says: 'Keys and values are at least 64 wide.', doubt: (_, v) => widthDoubt(v.kv_width) }],
});

export const cookbookFlops = defineFormula({
  id: 'cookbook-flops',
  title: 'FLOPs of the training, part by part',
  family: 'compute',
  aliases: ['train_flops_cookbook', 'cookbook', 'cookbook_flops'],
  inputs: [
    layers,
    hidden,
    context,
    vocab,
    tokens,
    named(attentionWidth, { aliases: ['q'] }),
    named(kvWidth, { aliases: ['kv'] }),
    ffn,
    swiglu,
    passes,
  ],
  checks: [{ says: 'Keys and values are at least 64 wide.', doubt: (_, v) => widthDoubt(v.kv_width) }],
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
    activeParams,
  ],
  countsActive: true,
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
  checks: [between(0, 1e17, 'FLOP/s', 'is the number of accelerators right?')],
});

export const stepWork: readonly Formula[] = [achievedThroughput, flopsOfAStep, cookbookFlops];
