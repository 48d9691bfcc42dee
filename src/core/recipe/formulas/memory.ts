import { between, wholeHeads } from './checks.ts';
import { defineFormula, type Formula } from './formula.ts';
import {
  bandwidth,
  context,
  dp,
  dtype,
  gpuType,
  headDim,
  heads,
  hidden,
  input,
  kvHeads,
  layers,
  microBatch,
  named,
  params,
  pp,
  tp,
  valueBytes,
  weightBytes,
} from './inputs.ts';

const zero = 'ZeRO (Rajbhandari et al. 2020) §3.1, Fig. 1, Table 1';
const bytes = { unit: 'B', alsoIn: ['GB', 'GiB'] } as const;
const optimizerBytes = input(
  'optimizer_bytes',
  'bytes of the optimizer for a parameter (fp32 copy, momentum, variance)',
  'K',
  '1',
  { aliases: ['K', 'k'], default: 12 },
);
const modelParams = named(params, { aliases: ['psi', 'Ψ', 'P'] });
const perGpu = '\\frac{@params}{@tp \\cdot @pp}';
const own = (v: { params: number; tp: number; pp: number }) => v.params / (v.tp * Math.max(1, v.pp));

export const parametersPerGpu = defineFormula({
  id: 'parameters-per-gpu',
  title: 'Parameters on an accelerator',
  family: 'memory',
  aliases: ['parameters_per_gpu', 'params_per_gpu'],
  inputs: [modelParams, tp, pp],
  result: { symbol: 'N_G', unit: 'parameter' },
  variants: [
    {
      id: 'model-parallel',
      title: 'Over tensor and pipeline parallelism',
      tex: perGpu,
      source: 'Megatron-LM',
      evaluate: own,
    },
  ],
  checks: [
    {
      says: 'An accelerator holds at least one parameter.',
      doubt: value => (value < 1 ? 'Less than a parameter for each accelerator.' : undefined),
    },
  ],
});

export const modelStates = defineFormula({
  id: 'model-states',
  title: 'Memory of weights, gradients and optimizer',
  family: 'memory',
  aliases: [
    { name: 'model_states' },
    { name: 'model_states_GB', unit: 'GB' },
    'model_state_memory',
    'training_memory',
    'adam_memory',
  ],
  inputs: [modelParams, optimizerBytes, tp, pp],
  result: { symbol: 'M', ...bytes },
  variants: [
    {
      id: 'mixed-precision',
      title: 'Mixed-precision Adam: 16 bytes',
      tex: `(2 + 2 + @optimizer_bytes) \\cdot ${perGpu}`,
      source: zero,
      evaluate: v => (4 + v.optimizer_bytes) * own(v),
    },
    {
      id: 'fp32-gradients',
      title: 'Gradients accumulated in fp32: 18 bytes',
      tex: `(2 + 4 + @optimizer_bytes) \\cdot ${perGpu}`,
      source: 'Megatron-LM theoretical_memory_usage.py',
      evaluate: v => (6 + v.optimizer_bytes) * own(v),
    },
  ],
  caveats: ['Activations, buffers and fragmentation come on top.'],
  checks: [between(0, 1e15, 'B', 'is the number of parameters right?')],
});

const largestLayer = input('largest_layer', 'parameters of the largest layer', 'N_\\ell', 'parameter', {
  aliases: ['largest', 'largest_layer_params'],
});
/** What ZeRO shards over: an alias `n` is the number of accelerators where nothing else is parallel. */
const degree = named(dp, { aliases: ['Nd', 'n', 'n_gpus', 'num_gpus'] });
const shard = (tex: string) => `\\left(${tex}\\right) \\cdot ${perGpu}`;

export const zeroMemory = defineFormula({
  id: 'zero-memory',
  title: 'Memory of model states with ZeRO',
  family: 'memory',
  aliases: [
    { name: 'zero_memory' },
    { name: 'zero_memory_GB', unit: 'GB' },
    { name: 'zero_memory_GiB', unit: 'GiB' },
    ...['1', '2', '3'].flatMap(stage =>
      ['B', 'GB', 'GiB', 'MiB', 'MB'].map(unit => ({
        name: `zero${stage}_memory_${unit}`,
        unit,
        variant: `zero-${stage}`,
      })),
    ),
    ...['GB', 'GiB', 'MiB', 'MB'].flatMap(unit => [
      { name: `zero1_${unit}`, unit, variant: 'zero-1' },
      { name: `zero2_${unit}`, unit, variant: 'deepspeed-zero-2-documented' },
      { name: `zero3_${unit}`, unit, variant: 'deepspeed-zero-3' },
    ]),
  ],
  inputs: [modelParams, degree, optimizerBytes, tp, pp, largestLayer],
  choices: [
    {
      names: ['stage', 'zero_stage', 'zero'],
      title: 'the stage of ZeRO',
      variants: { 0: 'zero-0', 1: 'zero-1', 2: 'zero-2', 3: 'zero-3' },
    },
  ],
  result: { symbol: 'M', ...bytes },
  variants: [
    {
      id: 'zero-1',
      title: 'Stage 1: optimizer shared out',
      tex: shard('4 + \\frac{@optimizer_bytes}{@dp}'),
      source: zero,
      evaluate: v => (4 + v.optimizer_bytes / v.dp) * own(v),
    },
    {
      id: 'zero-2',
      title: 'Stage 2: gradients too',
      tex: shard('2 + \\frac{2 + @optimizer_bytes}{@dp}'),
      source: zero,
      evaluate: v => (2 + (2 + v.optimizer_bytes) / v.dp) * own(v),
    },
    {
      id: 'zero-3',
      title: 'Stage 3: weights too',
      tex: shard('\\frac{4 + @optimizer_bytes}{@dp}'),
      source: zero,
      evaluate: v => ((4 + v.optimizer_bytes) / v.dp) * own(v),
    },
    {
      id: 'zero-0',
      title: 'Nothing shared out',
      tex: shard('4 + @optimizer_bytes'),
      source: zero,
      also: ['dp'],
      evaluate: v => (4 + v.optimizer_bytes) * own(v),
    },
    {
      id: 'zero-1-fp32-gradients',
      title: 'Stage 1, gradients accumulated in fp32',
      tex: shard('6 + \\frac{@optimizer_bytes}{@dp}'),
      source: 'Megatron-LM theoretical_memory_usage.py (6 + 12/DP)',
      evaluate: v => (6 + v.optimizer_bytes / v.dp) * own(v),
    },
    {
      id: 'deepspeed-zero-2',
      title: 'Stage 2 as the code of DeepSpeed estimates',
      tex: shard('2 + \\frac{18}{@dp}'),
      source: 'DeepSpeed estimate_zero2_model_states_mem_needs',
      evaluate: v => (2 + 18 / v.dp) * own(v),
    },
    {
      id: 'deepspeed-zero-2-documented',
      title: 'Stage 2 as the page of DeepSpeed prints',
      tex: shard('4 + \\frac{16}{@dp}'),
      source: 'DeepSpeed documentation, memory (an older formula than its code)',
      evaluate: v => (4 + 16 / v.dp) * own(v),
      caveats: ["DeepSpeed's page prints GiB as GB, and its code has a newer formula (deepspeed-zero-2)."],
    },
    {
      id: 'deepspeed-zero-3',
      title: 'Stage 3 as DeepSpeed estimates, largest layer gathered',
      tex: '4 \\cdot @largest_layer + \\frac{18}{@dp} \\cdot @params',
      source: 'DeepSpeed estimate_zero3_model_states_mem_needs',
      evaluate: v => 4 * v.largest_layer + (18 / v.dp) * v.params,
    },
  ],
  caveats: ['ZeRO shares out over the data-parallel degree, not over all accelerators.'],
  checks: [
    {
      says: 'The data-parallel degree is a whole number.',
      doubt: (_, v) =>
        Number.isInteger(v.dp) || Number.isNaN(v.dp) ? undefined : 'The data-parallel degree must be a whole number.',
    },
  ],
});

const korthikanti = 'Korthikanti et al. 2022, Table 2';
const batch = named(microBatch, { default: 1 });
const sbh = '@context \\cdot @micro_batch \\cdot @hidden';
interface ActivationValues {
  readonly context: number;
  readonly micro_batch: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly tp: number;
}
const product = (v: ActivationValues) => v.context * v.micro_batch * v.hidden * v.layers;
const square = (v: ActivationValues) => (5 * v.heads * v.context) / v.hidden;

export const activationMemory = defineFormula({
  id: 'activation-memory',
  title: 'Memory of stored activations',
  family: 'memory',
  aliases: [
    { name: 'activation_memory' },
    { name: 'activation_memory_GB', unit: 'GB' },
    { name: 'activations_GB', unit: 'GB' },
    'activations',
    'act_memory',
  ],
  inputs: [context, batch, hidden, named(layers, { default: 1 }), heads, tp],
  choices: [
    {
      names: ['recompute', 'recomputation', 'activation_checkpointing', 'checkpointing'],
      title: 'what is computed again',
      variants: { none: 'full-storage', selective: 'selective', full: 'full-recompute' },
    },
  ],
  result: { symbol: 'M_a', ...bytes },
  variants: [
    {
      id: 'full-storage',
      title: 'All stored',
      tex: `@layers \\cdot ${sbh} \\cdot \\left(10 + \\frac{24}{@tp} + \\frac{5 \\cdot @heads \\cdot @context}{@hidden \\cdot @tp}\\right)`,
      source: korthikanti,
      evaluate: v => product(v) * (10 + 24 / v.tp + square(v) / v.tp),
    },
    {
      id: 'sequence-parallel',
      title: 'All stored, sequence parallelism',
      tex: `\\frac{@layers \\cdot ${sbh}}{@tp} \\cdot \\left(34 + \\frac{5 \\cdot @heads \\cdot @context}{@hidden}\\right)`,
      source: korthikanti,
      evaluate: v => (product(v) / v.tp) * (34 + square(v)),
    },
    {
      id: 'selective',
      title: 'Attention computed again (or FlashAttention)',
      tex: `\\frac{34 \\cdot @layers \\cdot ${sbh}}{@tp}`,
      source: korthikanti,
      evaluate: v => (34 * product(v)) / v.tp,
    },
    {
      id: 'full-recompute',
      title: "Only each layer's input",
      tex: `2 \\cdot @layers \\cdot ${sbh}`,
      source: korthikanti,
      evaluate: v => 2 * product(v),
    },
    {
      id: 'full-recompute-partitioned',
      title: "Only each layer's input, shared out over tensor parallelism",
      tex: `\\frac{2 \\cdot @layers \\cdot ${sbh}}{@tp}`,
      source: 'GPT-NeoX partition_activations',
      evaluate: v => (2 * product(v)) / v.tp,
    },
  ],
  caveats: [
    'For 16-bit activations with dropout, multi-head attention and a feed-forward layer of 4h; SwiGLU and grouped queries change the 34.',
  ],
  checks: [wholeHeads],
});

export const attentionTerm = defineFormula({
  id: 'activation-attention-term',
  title: 'Attention term of the activations',
  family: 'memory',
  aliases: ['act_5as_h', 'attention_term'],
  inputs: [heads, context, hidden],
  result: { symbol: '5as/h', unit: '1' },
  variants: [
    {
      id: 'korthikanti',
      title: '5as/h',
      tex: '\\frac{5 \\cdot @heads \\cdot @context}{@hidden}',
      source: 'Korthikanti et al. 2022 §4',
      evaluate: v => (5 * v.heads * v.context) / v.hidden,
    },
  ],
  checks: [wholeHeads],
});

export const recomputeSaving = defineFormula({
  id: 'selective-recompute-saving',
  title: 'Activations saved by computing attention again',
  family: 'memory',
  aliases: ['act_saving', 'selective_recompute_saving', 'activation_saving'],
  inputs: [heads, context, hidden],
  result: { symbol: '\\sigma', unit: '1', shown: '%' },
  variants: [
    {
      id: 'korthikanti',
      title: 'Attention term over all',
      tex: '\\frac{5 \\cdot @heads \\cdot @context / @hidden}{34 + 5 \\cdot @heads \\cdot @context / @hidden}',
      source: 'Korthikanti et al. 2022 §5 (70 % for GPT-3)',
      evaluate: v => {
        const term = (5 * v.heads * v.context) / v.hidden;
        return term / (34 + term);
      },
    },
  ],
  checks: [wholeHeads],
});

export const recomputeOverhead = defineFormula({
  id: 'selective-recompute-overhead',
  title: 'FLOPs added by computing attention again',
  family: 'memory',
  aliases: ['act_flops_overhead', 'selective_recompute_overhead', 'recompute_overhead'],
  inputs: [context, hidden],
  result: { symbol: '\\epsilon', unit: '1', shown: '%' },
  variants: [
    {
      id: 'korthikanti',
      title: 's/6h',
      tex: '\\frac{@context}{6 \\cdot @hidden}',
      source: 'Korthikanti et al. 2022 §5 (2.7 % for GPT-3)',
      evaluate: v => v.context / (6 * v.hidden),
    },
  ],
});

const latent = input('kv_lora_rank', 'size of the compressed keys and values', 'd_c', '1', {
  minimum: 1,
  whole: true,
  aliases: ['kv_lora', 'd_c', 'latent', 'kv_latent'],
});
const ropeDim = input('rope_dim', 'size of the rotary part', 'd_r', '1', {
  minimum: 0,
  whole: true,
  aliases: ['rope', 'd_rope', 'qk_rope_head_dim', 'rope_head_dim', 'd_r'],
});
const cacheBatch = input('sequences', 'sequences held', 'b', '1', {
  minimum: 1,
  aliases: ['batch', 'batch_size', 'b'],
  default: 1,
});
const mha = '2 \\cdot @layers \\cdot @kv_heads \\cdot @head_dim \\cdot @bytes';
const mla = '@layers \\cdot (@kv_lora_rank + @rope_dim) \\cdot @bytes';
const kvSource = 'vLLM §3; DeepSeek ISCA 2025, Table 1 (its KB is 10³)';

export const kvCachePerToken = defineFormula({
  id: 'kv-cache-per-token',
  title: 'Key-value cache of a token',
  family: 'memory',
  aliases: ['kv_bytes_per_token', 'kv_cache_per_token', 'kv_per_token', { name: 'kv_KB_per_token', unit: 'kB' }],
  inputs: [layers, named(kvHeads, {}), headDim, valueBytes, latent, ropeDim, dtype],
  result: { symbol: 'm_{kv}', unit: 'B', alsoIn: ['kB', 'KiB'] },
  variants: [
    {
      id: 'heads',
      title: 'Multi-head or grouped-query attention',
      tex: mha,
      source: kvSource,
      evaluate: v => 2 * v.layers * v.kv_heads * v.head_dim * v.bytes,
    },
    {
      id: 'mla',
      title: 'Multi-head latent attention',
      marks: ['kv_lora_rank'],
      tex: mla,
      source: kvSource,
      evaluate: v => v.layers * (v.kv_lora_rank + v.rope_dim) * v.bytes,
    },
  ],
  checks: [between(0, 1e8, 'B', 'are these the heads of keys and values?')],
});

export const kvCache = defineFormula({
  id: 'kv-cache',
  title: 'Key-value cache of a context',
  family: 'memory',
  aliases: [
    { name: 'kv_cache' },
    { name: 'kv_cache_GB', unit: 'GB' },
    { name: 'kv_cache_GiB', unit: 'GiB' },
    'kv_bytes',
  ],
  inputs: [layers, kvHeads, headDim, valueBytes, latent, ropeDim, context, cacheBatch, dtype],
  result: { symbol: 'M_{kv}', ...bytes },
  variants: [
    {
      id: 'heads',
      title: 'Multi-head or grouped-query attention',
      tex: `${mha} \\cdot @context \\cdot @sequences`,
      source: kvSource,
      evaluate: v => 2 * v.layers * v.kv_heads * v.head_dim * v.bytes * v.context * v.sequences,
    },
    {
      id: 'mla',
      title: 'Multi-head latent attention',
      marks: ['kv_lora_rank'],
      tex: `${mla} \\cdot @context \\cdot @sequences`,
      source: kvSource,
      evaluate: v => v.layers * (v.kv_lora_rank + v.rope_dim) * v.bytes * v.context * v.sequences,
    },
  ],
  checks: [between(0, 1e15, 'B', 'are these the heads of keys and values?')],
});

export const weightMemory = defineFormula({
  id: 'weight-memory',
  title: 'Memory of the weights in inference',
  family: 'memory',
  aliases: [
    { name: 'weight_memory' },
    { name: 'weights_GB', unit: 'GB' },
    'inference_memory',
    'weights',
    { name: 'inference_weights_GB', unit: 'GB' },
    'inference_weights',
  ],
  inputs: [modelParams, valueBytes, dtype],
  result: { symbol: 'M_w', ...bytes },
  variants: [
    {
      id: 'bytes',
      title: 'Parameters × bytes',
      tex: '@params \\cdot @bytes',
      source: 'llm-analysis',
      evaluate: v => v.params * v.bytes,
    },
  ],
  checks: [between(0, 1e15, 'B', 'is the number of parameters right?')],
});

export const decodeLatency = defineFormula({
  id: 'decode-latency',
  title: 'Least time to decode a token',
  family: 'memory',
  aliases: [
    { name: 'decode_latency' },
    { name: 'inference', unit: 'ms' },
    { name: 'decode_ms', unit: 'ms' },
    { name: 'decode_latency_ms', unit: 'ms' },
  ],
  inputs: [weightBytes, bandwidth, modelParams, gpuType],
  result: { symbol: 't_1', unit: 's', alsoIn: ['ms'] },
  variants: [
    {
      id: 'bandwidth',
      title: 'Bytes of the weights over bandwidth',
      tex: '\\frac{@weight_bytes}{@bandwidth}',
      source: 'llm-analysis, ideal decoding',
      evaluate: v => v.weight_bytes / v.bandwidth,
    },
  ],
  caveats: ['For one sequence: every weight is read once for each token. The cache and overheads come on top.'],
  checks: [between(0, 60, 's', 'is the bandwidth in bytes per second?')],
});

export const checkpoint = defineFormula({
  id: 'checkpoint-size',
  title: 'Size of a checkpoint',
  family: 'memory',
  aliases: [
    { name: 'checkpoint_size' },
    { name: 'ckpt_GB', unit: 'GB' },
    { name: 'checkpoint_GB', unit: 'GB' },
    'checkpoint',
    'ckpt',
  ],
  inputs: [modelParams],
  result: { symbol: 'M_c', ...bytes },
  variants: [
    {
      id: 'fp32',
      title: 'fp32 weights and Adam: 12 bytes',
      tex: '12 \\cdot @params',
      source: 'nanoGPT transformer_sizing.ipynb (1.49 GB reckoned, 1.542 GB measured)',
      evaluate: v => 12 * v.params,
    },
    {
      id: 'mixed',
      title: '16-bit weights as well: 14 bytes',
      tex: '14 \\cdot @params',
      source: 'ZeRO §3.1',
      evaluate: v => 14 * v.params,
    },
  ],
  checks: [between(0, 1e15, 'B', 'is the number of parameters right?')],
});

export const memory: readonly Formula[] = [
  parametersPerGpu,
  modelStates,
  zeroMemory,
  activationMemory,
  attentionTerm,
  recomputeSaving,
  recomputeOverhead,
  kvCachePerToken,
  kvCache,
  weightMemory,
  decodeLatency,
  checkpoint,
];
