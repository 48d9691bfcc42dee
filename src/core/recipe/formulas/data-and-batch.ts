import { writeNumber } from '../format.ts';
import { between } from './checks.ts';
import { defineFormula, type Formula } from './formula.ts';
import {
  batchSeqs,
  batchTokens,
  context,
  cp,
  datasetExamples,
  datasetTokens,
  dp,
  epochs,
  gpus,
  gradAccum,
  input,
  microBatch,
  named,
  params,
  pp,
  segmentBatches,
  segmentSteps,
  sourceTokens,
  steps,
  stepsPlanned,
  tokens,
  tokensPlanned,
  tp,
  warmupRatio,
  weight,
} from './inputs.ts';

const rampCaveat =
  'With a batch ramp-up (GPT-3, DeepSeek-V2/V3, Llama 3 405B, OLMo 65B) steps × batch is wrong: sum over the segments.';

/** Says that a number which must be whole is not, and what whole number lies near. */
function wholeDoubt(what: string, value: number): string | undefined {
  if (Math.abs(value - Math.round(value)) < 1e-9 * Math.max(1, Math.abs(value))) return undefined;
  return `${what} must be a whole number, and ${writeNumber(value, 5)} is not: one of the inputs is rounded.`;
}

/** The power of two that is nearest in ratio. */
export function nearestPowerOfTwo(value: number): number {
  return 2 ** Math.round(Math.log2(value));
}

export const tokensSeen = defineFormula({
  id: 'tokens-seen',
  title: 'Tokens seen',
  family: 'data and batch',
  aliases: ['tokens_seen', 'tokens', 'total_tokens', 'training_tokens', 'consumed_tokens'],
  inputs: [steps, batchTokens, segmentSteps, segmentBatches, epochs, datasetTokens],
  result: { symbol: 'D', unit: 'token' },
  variants: [
    {
      id: 'constant-batch',
      title: 'One batch size throughout',
      tex: '@steps \\cdot @batch_tokens',
      source: 'GPT-NeoX, Megatron (consumed samples × sequence length)',
      evaluate: v => v.steps * v.batch_tokens,
      caveats: [rampCaveat],
    },
    {
      id: 'batch-ramp',
      title: 'Sum over segments of a batch ramp-up',
      tex: '\\sum_i @segment_steps \\cdot @segment_batches',
      source: 'Megatron rampup-batch-size',
      refuse: (_, lists) =>
        lists.segment_steps.length === lists.segment_batches.length
          ? undefined
          : `Every segment has its steps and its batch, and there are ${lists.segment_steps.length} numbers of steps and ${lists.segment_batches.length} batches.`,
      evaluate: (_, lists) =>
        lists.segment_steps.reduce((sum, count, index) => sum + count * lists.segment_batches[index]!, 0),
    },
    {
      id: 'passes',
      title: 'Passes over a data set',
      tex: '@epochs \\cdot @dataset_tokens',
      source: 'definition',
      evaluate: v => v.epochs * v.dataset_tokens,
    },
  ],
  checks: [between(0, 1e15, 'token', 'is the batch in tokens, and of one step?')],
});

export const fractionOfPlan = defineFormula({
  id: 'fraction-of-plan',
  title: 'Fraction of the plan',
  family: 'data and batch',
  aliases: ['fraction_of_plan', 'plan_fraction', 'fraction_planned', 'progress'],
  inputs: [tokens, tokensPlanned, steps, stepsPlanned],
  result: { symbol: '\\phi', unit: '1' },
  variants: [
    {
      id: 'tokens',
      title: 'Tokens seen of tokens planned',
      tex: '\\frac{@tokens}{@tokens_planned}',
      source: 'definition',
      evaluate: v => v.tokens / v.tokens_planned,
    },
    {
      id: 'steps',
      title: 'Steps done of steps scheduled',
      tex: '\\frac{@steps}{@steps_planned}',
      source: 'definition',
      evaluate: v => v.steps / v.steps_planned,
    },
  ],
  caveats: ['A fraction of the plan is no epoch: an epoch counts passes over the data set.'],
  checks: [
    {
      says: 'No more is trained than planned, give or take a tenth.',
      doubt: value => (value > 1.1 ? 'More than the plan: the plan or the batch size was read wrongly.' : undefined),
    },
  ],
});

export const epochsOverData = defineFormula({
  id: 'epochs',
  title: 'Epochs over a data set',
  family: 'data and batch',
  aliases: ['epoch', 'n_epochs', 'passes', 'epochs_over_dataset'],
  inputs: [tokens, datasetTokens, named(steps, {}), named(batchSeqs, { aliases: ['batch'] }), datasetExamples],
  result: { symbol: 'E', unit: 'epoch' },
  variants: [
    {
      id: 'tokens',
      title: 'Tokens seen over tokens of the data set',
      tex: '\\frac{@tokens}{@dataset_tokens}',
      source: 'BERT A.2; Pythia README; Galactica §5.1',
      evaluate: v => v.tokens / v.dataset_tokens,
    },
    {
      id: 'examples',
      title: 'Examples seen over examples of the data set',
      tex: '\\frac{@steps \\cdot @batch_seqs}{@dataset_examples}',
      source: 'CLIP §2.5; Whisper §2.4',
      evaluate: v => (v.steps * v.batch_seqs) / v.dataset_examples,
    },
  ],
  caveats: [
    'Words are not tokens (BERT), and duplicates removed or sources sampled more often change what an epoch is.',
  ],
  checks: [between(0, 1e4, 'epoch', 'is the size of the data set right?')],
});

export const stepsForBudget = defineFormula({
  id: 'steps-for-budget',
  title: 'Steps for a number of tokens',
  family: 'data and batch',
  aliases: ['steps_for_budget', 'steps_for_tokens', 'steps', 'n_steps', 'num_steps', 'tokens_seen'],
  inputs: [tokens, named(batchTokens, {})],
  choices: [
    {
      names: ['rounding', 'round'],
      title: 'the rounding',
      variants: { none: 'exact', exact: 'exact', floor: 'floor', down: 'floor', ceil: 'ceil', up: 'ceil' },
    },
  ],
  result: { symbol: 'S', unit: 'step' },
  variants: [
    {
      id: 'exact',
      title: 'Not rounded',
      tex: '\\frac{@tokens}{@batch_tokens}',
      source: 'definition',
      evaluate: v => v.tokens / v.batch_tokens,
    },
    {
      id: 'floor',
      title: 'Rounded down, as most code does',
      tex: '\\left\\lfloor \\frac{@tokens}{@batch_tokens} \\right\\rfloor',
      source: 'reproductions of GPT-2 (10e9 / 2^19 = 19,073)',
      evaluate: v => Math.floor(v.tokens / v.batch_tokens),
    },
    {
      id: 'ceil',
      title: 'Rounded up',
      tex: '\\left\\lceil \\frac{@tokens}{@batch_tokens} \\right\\rceil',
      source: 'definition',
      evaluate: v => Math.ceil(v.tokens / v.batch_tokens),
    },
  ],
  caveats: ['Code rounds the number of steps down or up; most of it down.'],
  checks: [between(0, 1e8, 'step', 'is the batch in tokens?')],
});

export const stepsForEpochs = defineFormula({
  id: 'steps-for-epochs',
  title: 'Steps for a number of epochs',
  family: 'data and batch',
  aliases: ['steps_for_epochs', 'epochs', 'epoch'],
  inputs: [epochs, datasetExamples, named(batchSeqs, { aliases: ['batch'] }), datasetTokens, batchTokens],
  result: { symbol: 'S', unit: 'step' },
  variants: [
    {
      id: 'examples',
      title: 'From examples',
      tex: '\\frac{@epochs \\cdot @dataset_examples}{@batch_seqs}',
      source: 'CLIP §2.5',
      evaluate: v => (v.epochs * v.dataset_examples) / v.batch_seqs,
    },
    {
      id: 'tokens',
      title: 'From tokens',
      tex: '\\frac{@epochs \\cdot @dataset_tokens}{@batch_tokens}',
      source: 'definition',
      evaluate: v => (v.epochs * v.dataset_tokens) / v.batch_tokens,
    },
  ],
  checks: [between(0, 1e8, 'step', 'is the batch that of a step?')],
});

export const sequencesPerStep = defineFormula({
  id: 'sequences-per-step',
  title: 'Sequences in a step',
  family: 'data and batch',
  aliases: ['sequences_per_step', 'seqs_per_step', 'batch_seqs', 'batch_sequences'],
  inputs: [batchTokens, context],
  result: { symbol: 'B_s', unit: 'sequence' },
  variants: [
    {
      id: 'tokens',
      title: 'Batch tokens over context length',
      tex: '\\frac{@batch_tokens}{@context}',
      source: 'OLMo §3.1',
      evaluate: v => v.batch_tokens / v.context,
    },
  ],
  checks: [
    {
      says: 'Sequences in a step are a whole number.',
      doubt: (value, v) => {
        const doubt = wholeDoubt('Sequences in a step', value);
        if (doubt === undefined) return undefined;
        const near = nearestPowerOfTwo(value);
        return `${doubt} ${writeNumber(near)} sequences would be ${writeNumber(near * v.context, 9)} tokens in a step.`;
      },
    },
  ],
});

export const batchTokensFormula = defineFormula({
  id: 'batch-tokens',
  title: 'Tokens in a step',
  family: 'data and batch',
  aliases: ['batch_tokens', 'tokens_per_step', 'tokens_per_batch', 'global_batch_tokens'],
  inputs: [batchSeqs, context],
  result: { symbol: 'B_t', unit: 'token/step' },
  variants: [
    {
      id: 'sequences',
      title: 'Sequences × context length',
      tex: '@batch_seqs \\cdot @context',
      source: 'definition',
      evaluate: v => v.batch_seqs * v.context,
    },
  ],
  checks: [between(0, 1e9, 'token/step', 'are the sequences those of a step?')],
});

export const globalBatch = defineFormula({
  id: 'global-batch',
  title: 'Global batch size in sequences',
  family: 'data and batch',
  aliases: ['global_batch', 'global_batch_size', 'train_batch_size', 'train_batch'],
  inputs: [microBatch, named(gradAccum, { default: 1 }), dp],
  result: { symbol: 'B_s', unit: 'sequence' },
  variants: [
    {
      id: 'replicas',
      title: 'Micro-batch × accumulation × data-parallel degree',
      tex: '@micro_batch \\cdot @grad_accum \\cdot @dp',
      source: 'DeepSpeed (train_batch = micro × accum × dp_world_size); GPT-NeoX calculate_batch_parameters',
      evaluate: v => v.micro_batch * v.grad_accum * v.dp,
    },
  ],
  checks: [{ says: 'The batch is a whole number.', doubt: value => wholeDoubt('The batch', value) }],
});

export const dataParallelDegree = defineFormula({
  id: 'data-parallel-degree',
  title: 'Data-parallel degree',
  family: 'data and batch',
  aliases: ['data_parallel_degree', 'dp_degree', 'dp', 'data_parallel'],
  inputs: [gpus, tp, pp, cp],
  result: { symbol: '\\mathrm{DP}', unit: '1' },
  variants: [
    {
      id: 'model-parallel',
      title: 'Accelerators over tensor × pipeline × context degree',
      tex: '\\frac{@gpus}{@tp \\cdot @pp \\cdot @cp}',
      source: 'Megatron-LM, GPT-NeoX; the "DP degree" of ZeRO',
      evaluate: v => v.gpus / (v.tp * Math.max(1, v.pp) * v.cp),
    },
  ],
  caveats: ['Expert parallelism is carved out of data parallelism in Megatron and does not divide here.'],
  checks: [
    {
      says: 'The data-parallel degree is a whole number.',
      doubt: value => wholeDoubt('The data-parallel degree', value),
    },
  ],
});

export const sequencesPerReplica = defineFormula({
  id: 'sequences-per-replica',
  title: 'Sequences of a replica in a step',
  family: 'data and batch',
  aliases: ['sequences_per_replica', 'seqs_per_replica', 'batch_per_replica'],
  inputs: [batchSeqs, dp],
  result: { symbol: 'b \\cdot g', unit: 'sequence' },
  variants: [
    {
      id: 'replicas',
      title: 'Sequences in a step over data-parallel degree',
      tex: '\\frac{@batch_seqs}{@dp}',
      source: 'DeepSpeed; GPT-NeoX calculate_batch_parameters',
      evaluate: v => v.batch_seqs / v.dp,
    },
  ],
  caveats: ['This is micro-batch × gradient accumulation; neither follows without the other.'],
  checks: [
    { says: 'Sequences of a replica are a whole number.', doubt: value => wholeDoubt('Sequences of a replica', value) },
  ],
});

export const gradientAccumulation = defineFormula({
  id: 'gradient-accumulation',
  title: 'Gradient-accumulation steps',
  family: 'data and batch',
  aliases: ['gradient_accumulation', 'grad_accum', 'gradient_accumulation_steps', 'accumulation_steps'],
  inputs: [batchSeqs, dp, microBatch],
  result: { symbol: 'g', unit: '1' },
  variants: [
    {
      id: 'replicas',
      title: 'Sequences of a replica over the micro-batch',
      tex: '\\frac{@batch_seqs}{@dp \\cdot @micro_batch}',
      source: 'DeepSpeed (train_batch = micro × accum × dp_world_size)',
      evaluate: v => v.batch_seqs / (v.dp * v.micro_batch),
    },
  ],
  checks: [{ says: 'Accumulation steps are a whole number.', doubt: value => wholeDoubt('Accumulation steps', value) }],
});

const warmupSteps = input('warmup_steps', 'warm-up steps', 'W', 'step', {
  aliases: ['W', 'warmup', 'w', 'warmup_iters', 'n_warmup'],
  roles: ['warmup_steps'],
});
const warmupTokens = input('warmup_tokens', 'warm-up tokens', 'W_t', 'token', {
  aliases: ['tokens', 'W_t', 'warmup'],
  roles: ['warmup_tokens'],
});
export const warmupTokensFormula = defineFormula({
  id: 'warmup-tokens',
  title: 'Tokens of the warm-up',
  family: 'data and batch',
  aliases: ['warmup_tokens', 'lr_warmup_tokens'],
  inputs: [warmupSteps, batchTokens, warmupRatio, named(tokens, { aliases: ['total', 'tokens_planned'] })],
  result: { symbol: 'W_t', unit: 'token' },
  variants: [
    {
      id: 'steps',
      title: 'Warm-up steps × batch tokens',
      tex: '@warmup_steps \\cdot @batch_tokens',
      source: 'definition',
      evaluate: v => v.warmup_steps * v.batch_tokens,
    },
    {
      id: 'ratio',
      title: 'From a share of the tokens',
      tex: '@warmup_ratio \\cdot @tokens',
      source: 'Hugging Face warmup_ratio; GPT-NeoX warmup (a share of the decay)',
      evaluate: v => v.warmup_ratio * v.tokens,
    },
  ],
  checks: [between(0, 1e13, 'token', 'are the steps those of the warm-up?')],
});

export const warmupShare = defineFormula({
  id: 'warmup-share',
  title: 'Share of the warm-up',
  family: 'data and batch',
  aliases: ['warmup_share', 'warmup_ratio', 'warmup_fraction'],
  inputs: [warmupSteps, steps, warmupTokens, named(tokens, { aliases: ['total'] })],
  result: { symbol: '\\omega', unit: '1', shown: '%' },
  variants: [
    {
      id: 'steps',
      title: 'Of the steps',
      tex: '\\frac{@warmup_steps}{@steps}',
      source: 'definition',
      evaluate: v => v.warmup_steps / v.steps,
    },
    {
      id: 'tokens',
      title: 'Of the tokens',
      tex: '\\frac{@warmup_tokens}{@tokens}',
      source: 'definition',
      evaluate: v => v.warmup_tokens / v.tokens,
    },
  ],
  checks: [
    {
      says: 'The warm-up is shorter than the training.',
      doubt: value => (value > 1 ? 'The warm-up is longer than the training.' : undefined),
    },
  ],
});

export const warmupStepsFormula = defineFormula({
  id: 'warmup-steps',
  title: 'Steps of the warm-up',
  family: 'data and batch',
  aliases: ['warmup_steps', 'lr_warmup_steps'],
  inputs: [
    warmupTokens,
    batchTokens,
    warmupRatio,
    named(steps, { aliases: ['total', 'decay_steps', 'lr_decay_iters', 'total_steps', 'steps_planned'] }),
  ],
  result: { symbol: 'W', unit: 'step' },
  variants: [
    {
      id: 'tokens',
      title: 'From warm-up tokens',
      tex: '\\frac{@warmup_tokens}{@batch_tokens}',
      source: 'GPT-3 App. B (375M tokens); OLMo 2',
      evaluate: v => v.warmup_tokens / v.batch_tokens,
    },
    {
      id: 'ratio',
      title: 'From a share of the steps',
      tex: '@warmup_ratio \\cdot @steps',
      source: 'Hugging Face warmup_ratio; GPT-NeoX warmup (a share of the decay steps)',
      evaluate: v => v.warmup_ratio * v.steps,
    },
  ],
  caveats: ['Code rounds the number of steps.'],
  checks: [between(0, 1e7, 'step', 'are the tokens those of the warm-up?')],
});

export const mixtureEpochs = defineFormula({
  id: 'mixture-epochs',
  title: 'Epochs over a source of the mixture',
  family: 'data and batch',
  aliases: ['mixture_epochs', 'source_epochs', 'epochs_per_source'],
  inputs: [named(tokens, { aliases: ['total'] }), weight, sourceTokens],
  result: { symbol: 'E_i', unit: 'epoch' },
  variants: [
    {
      id: 'weight',
      title: 'Tokens × share over tokens of the source',
      tex: '\\frac{@tokens \\cdot @weight}{@source_tokens}',
      source: 'GPT-3 Table 2.2; LLaMA Table 1',
      evaluate: v => (v.tokens * v.weight) / v.source_tokens,
    },
  ],
  caveats: ["Published shares are rounded: GPT-3's own column differs by up to 20 % and its shares add to 101 %."],
  checks: [between(0, 1e4, 'epoch', 'is the size of the source right?')],
});

export const tokensPerParameter = defineFormula({
  id: 'tokens-per-parameter',
  title: 'Tokens for each parameter',
  family: 'data and batch',
  aliases: ['tokens_per_parameter', 'tokens_per_param', 'chinchilla_ratio', 'token_param_ratio'],
  inputs: [tokens, params],
  result: { symbol: 'D/N', unit: 'token/parameter' },
  variants: [
    {
      id: 'this-run',
      title: 'Tokens of this run over parameters',
      tex: '\\frac{@tokens}{@params}',
      source: 'Hoffmann et al. 2022 (about 20 is compute-optimal)',
      evaluate: v => v.tokens / v.params,
    },
  ],
  caveats: ['For continued pre-training this counts one run only and must not be held against 20.'],
  checks: [between(1e-3, 1e7, 'token/parameter', 'are tokens and parameters of one run?')],
});

export const dataAndBatch: readonly Formula[] = [
  tokensSeen,
  fractionOfPlan,
  epochsOverData,
  stepsForBudget,
  stepsForEpochs,
  sequencesPerStep,
  batchTokensFormula,
  globalBatch,
  dataParallelDegree,
  sequencesPerReplica,
  gradientAccumulation,
  warmupTokensFormula,
  warmupShare,
  warmupStepsFormula,
  mixtureEpochs,
  tokensPerParameter,
];
