import type { Input, InputRole } from './input.ts';
import { usualRanges } from './usual-ranges.ts';

/*
 * The quantities that recipes are made of, each defined once: one name, symbol, unit and range in every formula.
 */

interface Details {
  readonly aliases?: readonly string[];
  readonly roles?: readonly InputRole[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly whole?: boolean;
  readonly kind?: Input['kind'];
  readonly default?: number;
  readonly flags?: Input['flags'];
}

/** An input with the defaults of most: a number from 0 up, without a default. */
export function input<Name extends string>(
  name: Name,
  title: string,
  symbol: string,
  unit: string,
  details: Details = {},
): Input<Name> {
  return {
    name,
    title,
    symbol,
    unit,
    aliases: [...(details.aliases ?? []), ...Object.keys(details.flags ?? {})],
    roles: details.roles ?? [],
    minimum: details.minimum ?? 0,
    maximum: details.maximum ?? 1e30,
    whole: details.whole ?? false,
    kind: details.kind ?? 'number',
    ...(usualRanges[name] === undefined ? {} : { usual: usualRanges[name] }),
    ...(details.default === undefined ? {} : { default: details.default }),
    ...(details.flags === undefined ? {} : { flags: details.flags }),
  };
}

/** The same input as a formula's literature names it: more aliases, another symbol or a default. */
export function named<Name extends string>(
  base: Input<Name>,
  change: {
    readonly aliases?: readonly string[];
    readonly symbol?: string;
    readonly title?: string;
    readonly default?: number;
  },
): Input<Name> {
  return { ...base, ...change, aliases: [...(change.aliases ?? []), ...base.aliases] };
}

const positive = 1e-300;
const one = { minimum: 1 };
const degree = { minimum: 1, maximum: 1e6, whole: true };
const share = { minimum: 0, maximum: 1 };

// Data and batch
export const steps = input('steps', 'steps trained', 'S', 'step', {
  ...one,
  aliases: [
    'S',
    'updates',
    'iterations',
    'iters',
    'n_steps',
    'num_steps',
    'train_steps',
    'training_steps',
    'max_steps',
    'train_iters',
    'step',
  ],
  roles: ['steps'],
});
export const stepsPlanned = input('steps_planned', 'steps planned', 'S_{\\text{plan}}', 'step', {
  ...one,
  aliases: ['S_plan', 'planned_steps', 'total_steps', 'scheduled_steps', 'plan'],
  roles: ['steps_planned', 'decay_steps'],
});
export const batchTokens = input('batch_tokens', 'tokens in a step', 'B_t', 'token/step', {
  ...one,
  aliases: [
    'B_t',
    'batch',
    'tokens_per_step',
    'tokens_per_batch',
    'batch_size_tokens',
    'batch_size_in_tokens',
    'global_batch_tokens',
    'global_batch_size_tokens',
  ],
  roles: ['batch_tokens'],
});
export const batchSeqs = input('batch_seqs', 'sequences in a step', 'B_s', 'sequence/step', {
  ...one,
  aliases: [
    'batch_seq',
    'seqs_per_batch',
    'n_seqs',
    'B_s',
    'seqs',
    'sequences',
    'batch_size',
    'batch_sequences',
    'global_batch_size',
    'sequences_per_step',
    'seqs_per_step',
    'gbs',
    'batch_examples',
    'examples_per_step',
  ],
  roles: ['batch_seqs', 'batch_examples'],
});
export const context = input('context', 'context length', 's', 'token/sequence', {
  minimum: 1,
  maximum: 1e9,
  aliases: [
    'seq',
    'ctx_len',
    'n_positions',
    'tokens_per_seq',
    'max_sequence_length',
    'seq_len',
    'sequence_length',
    'seq_length',
    'seqlen',
    'context_length',
    'context_len',
    'ctx',
    'block_size',
    'max_seq_len',
    'max_position_embeddings',
    'n_ctx',
    's',
    'T',
    'tokens_per_sequence',
  ],
  roles: ['context'],
});
export const tokens = input('tokens', 'tokens seen', 'D', 'token', {
  ...one,
  aliases: ['D', 'tokens_seen', 'total_tokens', 'train_tokens', 'training_tokens', 'n_tokens', 'num_tokens'],
  roles: ['tokens', 'tokens_planned'],
});
export const tokensPlanned = input('tokens_planned', 'tokens planned', 'D_{\\text{plan}}', 'token', {
  ...one,
  aliases: ['D_plan', 'planned_tokens', 'token_budget', 'plan_tokens', 'plan'],
  roles: ['tokens_planned'],
});
export const datasetTokens = input('dataset_tokens', 'tokens of the data set', 'D_{\\text{set}}', 'token', {
  ...one,
  aliases: [
    'words',
    'unique',
    'data',
    'tokens_per_epoch',
    'epoch_tokens',
    'dataset_words',
    'corpus_size',
    'D_set',
    'dataset',
    'dataset_size',
    'data_set',
    'corpus',
    'corpus_tokens',
    'unique_tokens',
    'data_tokens',
  ],
  roles: ['dataset_tokens'],
});
export const datasetExamples = input('dataset_examples', 'examples of the data set', 'M', 'sequence', {
  ...one,
  aliases: ['segments', 'pairs', 'examples', 'samples', 'images', 'documents', 'dataset_size', 'dataset'],
});
export const epochs = input('epochs', 'epochs', 'E', '1', {
  aliases: ['E', 'n_epochs', 'num_epochs', 'passes'],
  roles: ['epochs'],
});
export const weight = input('weight', 'share of the mixture', 'w', '1', {
  ...share,
  aliases: ['w', 'fraction', 'proportion', 'mixture_weight', 'sampling_weight', 'p'],
});
export const sourceTokens = input('source_tokens', 'tokens of the source', 'D_i', 'token', {
  ...one,
  aliases: ['D_i', 'source', 'source_size', 'subset_tokens', 'dataset_tokens', 'dataset', 'size'],
  roles: ['dataset_tokens'],
});
export const ratioPart = input('ratio_part', "the source's part of the ratio", 'r_i', '1', {
  aliases: ['part', 'ratio', 'r_i'],
});
export const ratioSum = input('ratio_sum', 'sum of the ratio', '\\textstyle\\sum r', '1', {
  minimum: positive,
  aliases: ['parts', 'ratio_total'],
});
export const mixtureShare = input('mixture_share', 'share of the mixture that the ratio divides', '\\sigma', '1', {
  ...share,
  aliases: ['share'],
  default: 1,
});
export const segmentSteps = input('segment_steps', 'steps of each segment', 'S_i', 'step', {
  kind: 'list',
  aliases: ['steps_list', 'ramp_steps'],
});
export const segmentBatches = input('segment_batches', 'tokens in a step of each segment', 'B_i', 'token/step', {
  kind: 'list',
  aliases: ['batches', 'batch_list', 'ramp_batches'],
});

// Machines
export const gpus = input('gpus', 'accelerators', 'G', 'GPU', {
  ...degree,
  aliases: [
    'G',
    'n_gpus',
    'num_gpus',
    'gpu_count',
    'gpu',
    'chips',
    'accelerators',
    'devices',
    'tpus',
    'world_size',
    'n',
    'n_devices',
  ],
  roles: ['gpus'],
});
export const nodes = input('nodes', 'nodes', '\\nu', '1', {
  ...degree,
  aliases: ['n_nodes', 'num_nodes'],
  roles: ['nodes'],
});
export const gpusPerNode = input('gpus_per_node', 'accelerators of a node', 'G_\\nu', 'GPU', {
  ...degree,
  aliases: ['gpus_each', 'local_world_size'],
  roles: ['gpus_per_node'],
});
export const gpuType = input('gpu_type', 'accelerator', '\\text{accelerator}', 'text', {
  kind: 'text',
  aliases: ['gpu_name', 'accelerator', 'device', 'hardware', 'gpu_model', 'chip', 'gpu'],
  roles: ['gpu_type'],
});
export const dtype = input('dtype', 'number format of the matrix products', '\\text{dtype}', 'text', {
  kind: 'text',
  aliases: ['precision'],
  roles: ['dtype'],
});
export const tp = input('tp', 'tensor-parallel degree', 't', '1', {
  ...degree,
  aliases: ['t', 'tensor_parallel', 'tensor_parallelism', 'model_parallel_size', 'tp_degree', 'mp', 'tp_size'],
  roles: ['tp'],
  default: 1,
});
export const pp = input('pp', 'pipeline-parallel degree', 'p', '1', {
  ...degree,
  minimum: 0,
  aliases: ['p', 'pipeline_parallel', 'pipeline_parallelism', 'pipe_parallel_size', 'pp_degree', 'pp_size'],
  roles: ['pp'],
  default: 1,
});
export const cp = input('cp', 'context-parallel degree', 'c', '1', {
  ...degree,
  aliases: ['c', 'context_parallel', 'cp_degree', 'cp_size'],
  default: 1,
});
export const dp = input('dp', 'data-parallel degree', '\\mathrm{DP}', '1', {
  minimum: positive,
  maximum: 1e6,
  aliases: ['DP', 'dp_degree', 'data_parallel', 'data_parallelism', 'Nd', 'N_d', 'dp_world_size', 'n', 'dp_size'],
  roles: ['dp'],
});
export const microBatch = input('micro_batch', 'micro-batch', 'b', 'sequence', {
  ...one,
  aliases: [
    'micro',
    'b',
    'micro_batch_size',
    'micro_batch_size_per_gpu',
    'train_micro_batch_size_per_gpu',
    'mbs',
    'per_device_batch_size',
    'batch_per_gpu',
  ],
  roles: ['micro_batch'],
});
export const gradAccum = input('grad_accum', 'gradient-accumulation steps', 'g', '1', {
  ...degree,
  aliases: ['g', 'ga', 'gradient_accumulation', 'gradient_accumulation_steps', 'accum', 'accumulation_steps'],
  roles: ['grad_accum'],
});

// Model
export const params = input('params', 'parameters', 'N', 'parameter', {
  ...one,
  aliases: ['N', 'parameters', 'n_params', 'num_params', 'model_size', 'psi', 'Psi', 'Ψ'],
  roles: ['params'],
});
export const activeParams = input('active_params', 'active parameters', 'N_a', 'parameter', {
  ...one,
  aliases: ['params_activated', 'N_act', 'N_a', 'params_active', 'activated_params', 'N_active', 'active'],
  roles: ['params_active'],
});
export const layers = input('layers', 'layers', 'L', '1', {
  ...degree,
  aliases: ['L', 'l', 'n_layers', 'num_layers', 'n_layer', 'num_hidden_layers', 'depth', 'n_blocks'],
  roles: ['layers'],
});
export const hidden = input('hidden', 'hidden size', 'h', '1', {
  ...degree,
  maximum: 1e7,
  aliases: ['h', 'd_model', 'hidden_size', 'n_embd', 'embedding_dim', 'model_dim', 'dim', 'width', 'D_model', 'H_size'],
  roles: ['hidden'],
});
export const heads = input('heads', 'attention heads', 'a', '1', {
  ...degree,
  aliases: ['a', 'H', 'n_heads', 'num_heads', 'n_head', 'num_attention_heads', 'attention_heads'],
  roles: ['heads'],
});
export const headDim = input('head_dim', 'size of a head', 'd', '1', {
  ...degree,
  aliases: ['d', 'Q', 'd_head', 'head_size', 'head_dimension', 'd_k'],
  roles: ['head_dim'],
});
export const kvHeads = input('kv_heads', 'key and value heads', 'k', '1', {
  ...degree,
  aliases: ['k', 'kv', 'n_kv_heads', 'num_kv_heads', 'num_key_value_heads', 'kv_groups', 'num_query_groups'],
  roles: ['kv_heads'],
});
export const attentionWidth = input('attention_width', 'heads × size of a head', 'ad', '1', {
  ...degree,
  maximum: 1e7,
  aliases: ['q_dim', 'query_projection_size'],
});
export const kvWidth = input('kv_width', 'key-value heads × size of a head', 'kd', '1', {
  ...degree,
  maximum: 1e7,
  aliases: ['kv_dim'],
});
export const ffn = input('ffn', 'feed-forward width', 'f', '1', {
  ...degree,
  maximum: 1e8,
  aliases: [
    'f',
    'ff',
    'ffn_hidden',
    'ffn_size',
    'ffn_hidden_size',
    'ffn_dim',
    'intermediate_size',
    'd_ff',
    'd_ffn',
    'n_inner',
    'mlp',
    'mlp_size',
    'mlp_hidden_size',
  ],
  roles: ['ffn'],
});
export const vocab = input('vocab', 'vocabulary', 'V', '1', {
  ...degree,
  maximum: 1e8,
  aliases: ['V', 'v', 'vocab_size', 'vocabulary', 'vocabulary_size', 'n_vocab', 'padded_vocab_size', 'embedding_size'],
  roles: ['vocab'],
});

// Time, work and rates
export const gpuHours = input('gpu_hours', 'accelerator-hours', 'H', 'GPU-hour', {
  minimum: positive,
  aliases: [
    'gpu_hrs',
    'hours_gpu',
    'A100_h',
    'chip_h',
    'H',
    'h',
    'gpuh',
    'gpu_h',
    'accelerator_hours',
    'device_hours',
    'chip_hours',
    'tpu_hours',
    'a100_hours',
    'h100_hours',
    'h800_hours',
    'v100_hours',
  ],
  roles: ['gpu_hours'],
});
export const hours = input('hours', 'hours on the clock', 't', 'h', {
  minimum: positive,
  aliases: ['wall_clock', 'wall_clock_hours', 'time', 'duration', 't', 'elapsed'],
  roles: ['wall_clock'],
});
export const days = input('days', 'days on the clock', 't_d', 'day', {
  minimum: positive,
  aliases: ['wall_days', 'n_days', 'wall_clock_days', 'duration_days'],
});
export const peakFlops = input('peak_flops', 'peak FLOP/s of an accelerator', 'P', 'FLOP/s', {
  minimum: positive,
  aliases: ['peak', 'P', 'peak_flops_per_gpu', 'peak_flops_per_chip', 'peak_tflops', 'gpu_peak'],
});
export const achievedFlops = input('achieved_flops', 'FLOP/s that an accelerator achieves', 'X', 'FLOP/s', {
  minimum: positive,
  aliases: ['X', 'flops_per_gpu', 'achieved', 'throughput_flops', 'flops_per_second', 'achieved_flops_per_gpu'],
  roles: ['achieved_flops'],
});
export const throughputPerGpu = input(
  'tokens_per_second_per_gpu',
  'tokens per second and accelerator',
  'r',
  'token/s/GPU',
  {
    minimum: positive,
    aliases: [
      'rate',
      'tok_s',
      'tok_s_gpu',
      'throughput',
      'throughput_tok_s_gpu',
      'tokens_per_sec_per_gpu',
      'tokens_per_gpu_per_second',
      'tokens_per_second',
    ],
    roles: ['throughput_tok_s_gpu'],
  },
);
export const throughput = input('total_tokens_per_second', 'tokens per second of all accelerators', 'R', 'token/s', {
  minimum: positive,
  aliases: [
    'throughput_tok_s',
    'total_throughput',
    'total_tok_s',
    'R',
    'tokens_per_second',
    'tokens_per_sec',
    'throughput',
  ],
  roles: ['throughput_tok_s'],
});
export const secondsPerStep = input('seconds_per_step', 'seconds of a step', '\\tau', 's/step', {
  minimum: positive,
  aliases: [
    't_step',
    'step_seconds',
    'secs',
    'step_s',
    's',
    'dt',
    'sec_per_step',
    'step_time',
    'seconds',
    's_per_step',
    'iteration_time',
    'iter_time',
  ],
  roles: ['sec_per_step'],
});
export const stepsPerSecond = input('steps_per_second', 'steps per second', '\\tau^{-1}', 'step/s', {
  minimum: positive,
  aliases: ['steps_s', 'steps_per_sec', 'it_s', 'iterations_per_second'],
});
export const flops = input('flops', 'FLOPs of the training', 'C', 'FLOP', {
  minimum: positive,
  aliases: ['C', 'total_flops', 'compute', 'training_flops', 'train_flops'],
  roles: ['flops'],
});
export const flopsPerStep = input('flops_per_step', 'FLOPs of a step', 'F', 'FLOP', {
  minimum: positive,
  aliases: ['flops_iter', 'flops_per_iter', 'flops_per_iteration', 'F'],
});
export const mfu = input('mfu', 'model FLOP/s utilisation', '\\mathrm{MFU}', '1', {
  minimum: positive,
  maximum: 1,
  aliases: ['MFU', 'utilization', 'utilisation', 'efficiency'],
  roles: ['mfu'],
});

// Money, energy, carbon
export const price = input('price', 'price of an accelerator-hour', 'q', 'USD/GPU-hour', {
  aliases: [
    'rate',
    'usd_per_hour',
    'usd_per_gpu_hour',
    'dollars_per_hour',
    'price_per_hour',
    'price_per_gpu_hour',
    'cost_per_hour',
    'hourly_rate',
    'usd',
  ],
});
export const watts = input('watts', 'power of an accelerator', 'p_W', 'W', {
  minimum: positive,
  aliases: ['W', 'tdp', 'TDP', 'power', 'power_w', 'tdp_w', 'watt'],
  roles: ['tdp'],
});
export const pue = input('pue', 'power usage effectiveness of the data centre', '\\mathrm{PUE}', '1', {
  minimum: 1,
  maximum: 5,
  aliases: ['PUE'],
  default: 1,
});
export const energy = input('energy', 'energy', '\\mathcal{E}', 'kWh', {
  minimum: positive,
  aliases: ['kwh', 'energy_kwh', 'E', 'electricity'],
  roles: ['energy'],
});
export const intensity = input('intensity', 'carbon intensity of the electricity', '\\kappa', 'kg/kWh', {
  aliases: ['kg', 'kg_per_kwh', 'kg_kwh', 'carbon_intensity', 'grid_intensity', 'ci'],
});
export const country = input('country', 'country of the data centre', '\\text{place}', 'text', {
  kind: 'text',
  aliases: ['place', 'grid', 'region'],
});

// Learning rate. Positions in a schedule carry no unit: they may be steps or tokens, as long as all are the same.
export const peakLr = input('peak_lr', 'peak learning rate', '\\eta_{\\max}', '1', {
  minimum: 1e-12,
  maximum: 10,
  aliases: ['peak', 'lr', 'max_lr', 'learning_rate', 'eta_max', 'base_lr', 'initial_lr', 'peak_learning_rate'],
  roles: ['peak_lr'],
});
export const minLr = input('min_lr', 'final learning rate', '\\eta_{\\min}', '1', {
  maximum: 10,
  aliases: ['final', 'end_rate', 'final_lr', 'end_lr', 'eta_min', 'lr_min', 'minimum_lr', 'min'],
  roles: ['min_lr'],
});
export const finalLrRatio = input('final_lr_ratio', 'final over peak learning rate', '\\rho', '1', {
  maximum: 1,
  aliases: ['alpha_f', 'min_lr_ratio', 'decay_lr_to', 'final_ratio', 'min_ratio', 'lr_ratio', 'ratio', 'alpha'],
  roles: ['final_lr_ratio'],
});
export const warmup = input('warmup', 'length of the warm-up', 'W', '1', {
  aliases: ['warmup_steps', 'W', 'w', 'warmup_iters', 't_warmup', 'warmup_tokens', 'num_warmup_steps'],
  roles: ['warmup_steps', 'warmup_tokens'],
  default: 0,
});
export const warmupRatio = input('warmup_ratio', 'warm-up share', '\\omega', '1', {
  ...share,
  aliases: ['ratio', 'warmup_fraction', 'warmup_share'],
  roles: ['warmup_ratio'],
});
export const progress = input('progress', 'share of the training that is done', 'u', '1', {
  ...share,
  aliases: ['fraction', 'at', 'share'],
  default: 1,
});
export const scheduleLength = input('decay_steps', 'length of the schedule', 'T', '1', {
  minimum: 1,
  aliases: [
    'max_tokens',
    'end',
    'total_tokens',
    'T',
    't_max',
    'total',
    'total_steps',
    'schedule_steps',
    'lr_decay_iters',
    'max_iters',
    'num_training_steps',
    'decay_tokens',
    'max_steps',
    'schedule',
    'steps_planned',
    'length',
    'train_iters',
  ],
  roles: ['decay_steps', 'steps_planned', 'decay_tokens'],
});
export const position = input('step', 'step', 'n', '1', {
  aliases: ['steps', 'at', 'n', 'it', 'iteration', 'stop', 'at_step', 'stop_step', 'tokens', 't', 'at_tokens'],
  roles: ['steps', 'tokens'],
});

// The same quantities in the units that tables print them in.
export const energyMwh = input('energy_mwh', 'energy in MWh', '\\mathcal{E}_M', 'MWh', {
  minimum: positive,
  aliases: ['mwh', 'MWh'],
});
export const intensityGrams = input('intensity_g', 'carbon intensity in g/kWh', '\\kappa_g', 'g/kWh', {
  aliases: ['g', 'g_per_kwh', 'g_kwh', 'gco2_per_kwh', 'grams_per_kwh'],
});

// Memory
export const valueBytes = input('bytes', 'bytes of a number', '\\beta', '1', {
  minimum: 0.1,
  maximum: 16,
  aliases: ['bytes_per_value', 'dtype_bytes', 'bytes_per_element', 'bytes_per_param', 'precision_bytes'],
  default: 2,
});
export const weightBytes = input('weight_bytes', 'bytes of the weights', 'M_w', 'B', {
  minimum: 1,
  aliases: ['bytes', 'weights', 'model_bytes', 'weight_memory'],
});
export const bandwidth = input('bandwidth', 'memory bandwidth', 'BW', 'B/s', {
  minimum: 1,
  aliases: ['bw', 'BW', 'memory_bandwidth'],
});
