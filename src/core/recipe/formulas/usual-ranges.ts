/** Between which values an input lies in all runs that are known; outside of it a number was misread, or its unit. */
export interface UsualRange {
  readonly least?: number;
  readonly most?: number;
  /** What it then most likely is, as a question. */
  readonly hint?: string;
}

/**
 * Usual ranges by the name of the input, in its unit. They are wide: a value outside is no matter of taste, but one that
 * nothing on record comes near. Small counts are left alone, for people try formulas with them.
 */
export const usualRanges: Readonly<Record<string, UsualRange>> = {
  steps: { most: 1e8, hint: 'are these tokens?' },
  steps_planned: { most: 1e8, hint: 'are these tokens?' },
  warmup_steps: { most: 1e8, hint: 'are these tokens?' },
  batch_tokens: { most: 1e9, hint: 'are these the tokens of the whole training?' },
  batch_seqs: { most: 1e7, hint: 'are these tokens?' },
  micro_batch: { most: 1e5 },
  grad_accum: { most: 1e5 },
  context: { most: 1e8 },
  tokens: { most: 1e15 },
  tokens_planned: { most: 1e15 },
  dataset_tokens: { most: 1e15 },
  source_tokens: { most: 1e15 },
  epochs: { most: 1e4 },
  gpus: { most: 1e6 },
  gpu_hours: { most: 1e9 },
  hours: { most: 3 * 8766, hint: 'are these accelerator-hours?' },
  days: { most: 3 * 366, hint: 'are these hours?' },
  params: { most: 1e14 },
  active_params: { most: 1e14 },
  layers: { most: 2000 },
  heads: { most: 1024 },
  kv_heads: { most: 1024 },
  head_dim: { most: 2048, hint: 'is this the hidden size?' },
  hidden: { most: 2e5 },
  ffn: { most: 2e6 },
  vocab: { most: 1e7 },
  experts: { most: 1e5 },
  rank: { most: 1e4 },
  peak_flops: { least: 1e11, most: 1e17, hint: 'is it in FLOP/s?' },
  achieved_flops: { least: 1e9, most: 1e17, hint: 'is it in FLOP/s, and of one accelerator?' },
  tokens_per_second_per_gpu: { most: 1e8, hint: 'is it that of all accelerators?' },
  seconds_per_step: { least: 1e-4, most: 1e5 },
  flops: { most: 1e29 },
  price: { least: 0.01, most: 500, hint: 'is it the price of an hour of one accelerator?' },
  watts: { least: 5, most: 5000, hint: 'is it in watts, and of one accelerator?' },
  pue: { most: 2.5, hint: 'is it a ratio such as 1.1?' },
  intensity: { most: 1.5, hint: 'is it in g/kWh?' },
  intensity_g: { least: 1, most: 1500, hint: 'is it in kg/kWh?' },
  peak_lr: { most: 0.1, hint: 'was an exponent lost?' },
  min_lr: { most: 0.1, hint: 'was an exponent lost?' },
  last_lr: { most: 0.1, hint: 'was an exponent lost?' },
  weight_bytes: { least: 1e4, hint: 'is it in bytes?' },
  bandwidth: { least: 1e9, most: 1e14, hint: 'is it in bytes per second?' },
  rope_base: { least: 100, most: 1e10 },
  scale: { most: 1e4 },
  loss: { most: 30, hint: 'is it in nats for a token?' },
  tokens_per_byte: { least: 0.01, most: 2, hint: 'are these bytes of a token?' },
};
