import type { Range } from '../text.ts';

/**
 * What a number says about a training run. The names are those that readers of papers use; each has one dimension:
 * counts of tokens, steps, sequences and so on are plain numbers, ratios are fractions of 1 (90 % is 0.9).
 */
export type QuantityRole =
  | 'steps'
  | 'steps_planned'
  | 'batch_tokens'
  | 'batch_seqs'
  | 'batch_examples'
  | 'micro_batch'
  | 'grad_accum'
  | 'context'
  | 'context_from'
  | 'context_in'
  | 'context_out'
  | 'tokens'
  | 'tokens_planned'
  | 'dataset_tokens'
  | 'dataset_words'
  | 'params'
  | 'params_active'
  | 'gpus'
  | 'gpus_per_node'
  | 'nodes'
  | 'gpu_hours'
  | 'wall_clock'
  | 'peak_lr'
  | 'initial_lr'
  | 'min_lr'
  | 'final_lr_ratio'
  | 'warmup_steps'
  | 'warmup_tokens'
  | 'warmup_ratio'
  | 'warmup_epochs'
  | 'decay_steps'
  | 'decay_tokens'
  | 'decay_ratio'
  | 'constant_steps'
  | 'constant_tokens'
  | 'segment_steps'
  | 'segment_tokens'
  | 'epochs'
  | 'mfu'
  | 'hfu'
  | 'flops'
  | 'achieved_flops'
  | 'throughput_tok_s_gpu'
  | 'throughput_tok_s'
  | 'sec_per_step'
  | 'tokens_per_param'
  | 'tokens_per_gpu'
  | 'co2'
  | 'tdp'
  | 'mem'
  | 'energy'
  | 'cost'
  | 'weight_decay'
  | 'grad_clip'
  | 'beta1'
  | 'beta2'
  | 'epsilon'
  | 'dropout'
  | 'tp'
  | 'pp'
  | 'dp'
  | 'ep'
  | 'zero_stage'
  | 'rope_base'
  | 'rope_base_from'
  | 'layers'
  | 'heads'
  | 'kv_heads'
  | 'head_dim'
  | 'hidden'
  | 'ffn'
  | 'vocab'
  | 'experts'
  /** Of a test, not of the training: `follow/accuracies.ts` reads these two. */
  | 'accuracy'
  | 'test_examples';

/** One way to understand a number, with the reason: "4M" is 4,000,000 as stated, or 4,194,304 if M is 2²⁰. */
export interface Reading {
  readonly value: number;
  readonly why: string;
}

/**
 * A number of a text with its meaning. `range` is where it stands (its unit included), `text` is what stands there.
 * `value` is in `unit`; `readings` holds every other value that the same words can mean, the likeliest first.
 *
 * @example "a global batch size of 4 million tokens" → { role: 'batch_tokens', value: 4_000_000, unit: 'token',
 *   text: '4 million tokens', readings: [{ value: 4_194_304, why: '4 × 2²⁰' }], significant: 1, … }
 */
export interface Quantity {
  readonly role: QuantityRole;
  readonly value: number;
  /** token, step, sequence, example, GPU, node, h, day, month, s, FLOP, GB, W, kg, t, … or '' for a pure number. */
  readonly unit: string;
  readonly range: Range;
  readonly text: string;
  /** The model it is said of, as the text names it; undefined when it is said of all, or of none by name. */
  readonly model: string | undefined;
  /** The accelerator it is said of ("A100"), for counts and hours of accelerators. */
  readonly accelerator: string | undefined;
  readonly readings: readonly Reading[];
  /** Significant figures as stated: 42,000 has 2, 2,097,152 has 7. */
  readonly significant: number;
  /** True when the text says so: "roughly", "~", "about". */
  readonly approximate: boolean;
  /** For a stated span ("38–43 %"): the other end as well, low ≤ high. */
  readonly interval: { readonly low: number; readonly high: number } | undefined;
}
