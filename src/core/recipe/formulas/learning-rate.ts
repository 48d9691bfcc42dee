import { between } from './checks.ts';
import { type Choice, defineFormula, type Formula, type Values, type Variant } from './formula.ts';
import { hidden, input, minLr, named, peakLr, position, progress, scheduleLength, warmup } from './inputs.ts';

/*
 * The learning rate at a step. In the code of GPT-NeoX, Megatron, nanoGPT, OLMo and Hugging Face, "cosine decay over
 * 48,000 steps" includes the warm-up; a literal reader would put the warm-up in front. Each code is a variant.
 */

const scheduleInputs = [peakLr, minLr, warmup, scheduleLength, position] as const;
type Names = (typeof scheduleInputs)[number]['name'];
type Schedule = Values<Names>;

interface Convention {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Share of the peak while warming up. */
  readonly warming: (v: Schedule) => number;
  readonly warmingTex: string;
  /** How far the decay has come, 0 to 1. */
  readonly progress: (v: Schedule) => number;
  readonly progressTex: string;
  /** True when the schedule of this name always ends at 0. */
  readonly endsAtZero?: boolean;
  readonly caveats?: readonly string[];
}

const warmingLinearly = (v: Schedule) => v.step / v.warmup;
const warmingLinearlyTex = '\\frac{@step}{@warmup}';
const afterWarmup = (v: Schedule) => (v.step - v.warmup) / (v.decay_steps - v.warmup);
const afterWarmupTex = '\\frac{@step - @warmup}{@decay_steps - @warmup}';

const warmingUpTex = `@peak_lr \\cdot ${warmingLinearlyTex}`;

const conventions = {
  neox: {
    id: 'neox',
    title: 'GPT-NeoX: the schedule includes the warm-up',
    source: 'GPT-NeoX AnnealingLR',
    warming: v => Math.max(1, v.step) / v.warmup,
    warmingTex: '\\frac{\\max(1, @step)}{@warmup}',
    progress: afterWarmup,
    progressTex: afterWarmupTex,
  },
  megatron: {
    id: 'megatron',
    title: 'Megatron-LM: the schedule includes the warm-up',
    source: 'Megatron-LM OptimizerParamScheduler',
    warming: warmingLinearly,
    warmingTex: warmingLinearlyTex,
    progress: afterWarmup,
    progressTex: afterWarmupTex,
  },
  nanogpt: {
    id: 'nanogpt',
    title: 'nanoGPT: the schedule includes the warm-up',
    source: 'nanoGPT get_lr',
    warming: v => (v.step + 1) / (v.warmup + 1),
    warmingTex: '\\frac{@step + 1}{@warmup + 1}',
    progress: afterWarmup,
    progressTex: afterWarmupTex,
  },
  olmo: {
    id: 'olmo',
    title: 'OLMo: the schedule includes the warm-up',
    source: 'OLMo CosWithWarmup',
    warming: warmingLinearly,
    warmingTex: warmingLinearlyTex,
    progress: afterWarmup,
    progressTex: afterWarmupTex,
  },
  huggingface: {
    id: 'huggingface',
    title: 'Hugging Face: includes the warm-up and ends at 0',
    source: 'transformers get_cosine_schedule_with_warmup',
    warming: warmingLinearly,
    warmingTex: warmingLinearlyTex,
    progress: afterWarmup,
    progressTex: afterWarmupTex,
    endsAtZero: true,
    caveats: ['The schedule of this name ends at 0; a final rate that is given is not used.'],
  },
  deepspeed: {
    id: 'deepspeed',
    title: 'DeepSpeed: one step ahead, logarithmic warm-up',
    source: 'DeepSpeed WarmupCosineLR',
    warming: v => Math.log(v.step + 1) / Math.log(v.warmup),
    warmingTex: '\\frac{\\ln(@step + 1)}{\\ln(@warmup)}',
    progress: v => (v.step - v.warmup + 1) / (v.decay_steps - v.warmup),
    progressTex: '\\frac{@step - @warmup + 1}{@decay_steps - @warmup}',
  },
  literal: {
    id: 'literal',
    title: 'Read literally: the schedule begins after the warm-up',
    source: 'the words "warmed up over W steps, then cosine decay over T steps"',
    warming: warmingLinearly,
    warmingTex: warmingLinearlyTex,
    progress: v => (v.step - v.warmup) / v.decay_steps,
    progressTex: '\\frac{@step - @warmup}{@decay_steps}',
  },
} as const satisfies Readonly<Record<string, Convention>>;

/** A schedule that is all warm-up has no decay to be in (0/0): it stands at its beginning. */
const clamp = (x: number) => (Number.isNaN(x) ? 0 : Math.max(0, Math.min(1, x)));

/** One variant: the convention's warm-up and clock, the shape's decay from 1 to 0. */
function variant(
  convention: Convention,
  decay: (x: number, v: Schedule) => number,
  decayTex: (low: string, x: string) => string,
): Variant<Names> {
  const low = convention.endsAtZero === true ? '0' : '@min_lr';
  return {
    id: convention.id,
    title: convention.title,
    tex: decayTex(low, convention.progressTex),
    source: convention.source,
    also: ['peak_lr', 'warmup', 'decay_steps', 'step'],
    texAt: v => {
      if (v.warmup > 0 && v.step < v.warmup) return `@peak_lr \\cdot ${convention.warmingTex}`;
      const along = convention.progress(v);
      if (Number.isNaN(along) || along < 0) return '@peak_lr';
      return along > 1 ? low : undefined;
    },
    evaluate: v => {
      if (v.warmup > 0 && v.step < v.warmup) return v.peak_lr * clamp(convention.warming(v));
      const floor = convention.endsAtZero === true ? 0 : v.min_lr;
      return floor + (v.peak_lr - floor) * decay(clamp(convention.progress(v)), v);
    },
    caveats: convention.caveats ?? [],
    ...(convention.endsAtZero === true ? { onlyByName: true } : {}),
  };
}

const cosineDecay = (x: number) => (1 + Math.cos(Math.PI * x)) / 2;
const cosineTex = (low: string, x: string) =>
  low === '0'
    ? `\\frac{@peak_lr}{2} \\cdot \\left(1 + \\cos\\left(\\pi \\cdot ${x}\\right)\\right)`
    : `${low} + \\frac{@peak_lr - ${low}}{2} \\cdot \\left(1 + \\cos\\left(\\pi \\cdot ${x}\\right)\\right)`;
const linearTex = (low: string, x: string) => `${low} + (@peak_lr - ${low}) \\cdot \\left(1 - ${x}\\right)`;

const checks = [
  {
    says: 'The final learning rate is at most the peak.',
    doubt: (_: number, v: Schedule) =>
      v.min_lr > v.peak_lr ? 'The final learning rate is above the peak.' : undefined,
  },
  {
    says: 'The step lies within the schedule.',
    doubt: (_: number, v: Schedule) =>
      v.step > v.decay_steps ? 'The step lies after the end of the schedule: the final rate is taken.' : undefined,
  },
  {
    says: 'The warm-up is shorter than the schedule.',
    doubt: (_: number, v: Schedule) =>
      v.warmup > v.decay_steps ? 'The warm-up is longer than the schedule.' : undefined,
  },
];
const warmupCaveat = 'During the warm-up (n < W) the rate rises to the peak instead.';
const result = { symbol: '\\eta', unit: '1' };

/** The code or reading whose schedule it is. */
const codeChoice = (ids: readonly string[]): Choice => ({
  names: ['code', 'framework', 'convention'],
  title: 'the code whose schedule it is',
  variants: Object.fromEntries([
    ...ids.map(id => [id, id]),
    ...(ids.includes('huggingface') ? [['hf', 'huggingface']] : []),
  ]),
});

export const cosineLearningRate = defineFormula<Names>({
  id: 'learning-rate-cosine',
  title: 'Learning rate of a cosine schedule',
  family: 'learning rate',
  aliases: [
    'lr_cosine',
    'cosine_lr',
    'learning_rate_cosine',
    'cosine',
    'lr_at_stop',
    'learning_rate_at_stop',
    'learning_rate',
    'lr',
    'lr_at',
    { name: 'lr_cosine_literal', variant: 'literal' },
  ],
  inputs: scheduleInputs,
  result,
  variants: [
    variant(conventions.neox, cosineDecay, cosineTex),
    variant(conventions.megatron, cosineDecay, cosineTex),
    variant(conventions.nanogpt, cosineDecay, cosineTex),
    variant(conventions.olmo, cosineDecay, cosineTex),
    variant(conventions.huggingface, cosineDecay, cosineTex),
    variant(conventions.deepspeed, cosineDecay, cosineTex),
    variant(conventions.literal, cosineDecay, cosineTex),
  ],
  choices: [codeChoice(Object.keys(conventions))],
  caveats: [warmupCaveat],
  checks,
});

export const linearLearningRate = defineFormula<Names>({
  id: 'learning-rate-linear',
  title: 'Learning rate of a linear schedule',
  family: 'learning rate',
  aliases: ['lr_linear', 'linear_lr', 'linear'],
  inputs: scheduleInputs,
  result,
  variants: [
    variant(conventions.megatron, x => 1 - x, linearTex),
    variant(conventions.olmo, x => 1 - x, linearTex),
    {
      id: 'neox',
      title: 'GPT-NeoX: towards 0, cut off at the final rate',
      tex: '\\max\\left(@min_lr, @peak_lr \\cdot \\frac{@decay_steps - @step}{@decay_steps - @warmup}\\right)',
      source: 'GPT-NeoX AnnealingLR',
      texAt: v =>
        v.warmup > 0 && v.step < v.warmup
          ? `@peak_lr \\cdot ${conventions.neox.warmingTex}`
          : v.step > v.decay_steps
            ? '@min_lr'
            : undefined,
      evaluate: v => {
        if (v.warmup > 0 && v.step < v.warmup) return (v.peak_lr * Math.max(1, v.step)) / v.warmup;
        return Math.max(v.min_lr, v.peak_lr * (1 - clamp(afterWarmup(v))));
      },
      caveats: [
        'GPT-NeoX decays to 0 and cuts off; Megatron and OLMo interpolate to the final rate: they differ all along.',
      ],
    },
    variant(conventions.huggingface, x => 1 - x, linearTex),
    variant(conventions.literal, x => 1 - x, linearTex),
  ],
  choices: [codeChoice(['megatron', 'olmo', 'neox', 'huggingface', 'literal'])],
  caveats: [warmupCaveat],
  checks,
});

const decayLength = input('decay_length', 'length of the decay at the end', 'T_d', '1', {
  minimum: 1,
  aliases: ['decay', 'T_d', 'wsd_decay_iters', 'lr_wsd_decay_iters', 'cooldown', 'cooldown_steps', 'annealing_steps'],
});
const wsdInputs = [...scheduleInputs, decayLength] as const;
type WsdNames = (typeof wsdInputs)[number]['name'];

function wsd(id: string, title: string, decay: (x: number) => number, write: (x: string) => string): Variant<WsdNames> {
  const x = '\\frac{@step - (@decay_steps - @decay_length)}{@decay_length}';
  return {
    id,
    title,
    tex: `@min_lr + (@peak_lr - @min_lr) \\cdot \\left(${write(x)}\\right)`,
    source: 'Megatron-LM wsd_decay_style; MiniCPM',
    also: ['warmup'],
    texAt: v => {
      if (v.warmup > 0 && v.step < v.warmup) return warmingUpTex;
      if (v.step < v.decay_steps - v.decay_length) return '@peak_lr';
      return v.step > v.decay_steps ? '@min_lr' : undefined;
    },
    evaluate: v => {
      if (v.warmup > 0 && v.step < v.warmup) return (v.peak_lr * v.step) / v.warmup;
      const along = clamp((v.step - (v.decay_steps - v.decay_length)) / v.decay_length);
      return v.min_lr + (v.peak_lr - v.min_lr) * decay(along);
    },
  };
}

export const wsdLearningRate = defineFormula<WsdNames>({
  id: 'learning-rate-wsd',
  title: 'Learning rate of a warm-up, stable, decay schedule',
  family: 'learning rate',
  aliases: ['lr_wsd', 'wsd', 'wsd_lr'],
  inputs: wsdInputs,
  result,
  variants: [
    wsd(
      'linear',
      'Linear decay',
      x => 1 - x,
      x => `1 - ${x}`,
    ),
    wsd('cosine', 'Cosine decay', cosineDecay, x => `\\frac{1 + \\cos\\left(\\pi \\cdot ${x}\\right)}{2}`),
    wsd(
      'exponential',
      'Exponential decay',
      x => 2 * 0.5 ** x - 1,
      x => `2 \\cdot 0.5^{${x}} - 1`,
    ),
    wsd(
      'minus-sqrt',
      'One minus square root',
      x => 1 - Math.sqrt(x),
      x => `1 - \\sqrt{${x}}`,
    ),
  ],
  choices: [
    {
      names: ['decay_style', 'wsd_decay_style', 'lr_wsd_decay_style', 'style'],
      title: 'the shape of the decay',
      variants: {
        linear: 'linear',
        cosine: 'cosine',
        exponential: 'exponential',
        minus_sqrt: 'minus-sqrt',
        '1-sqrt': 'minus-sqrt',
        sqrt: 'minus-sqrt',
      },
    },
  ],
  caveats: ['Before the decay begins the rate is the peak; during the warm-up it rises to it.'],
  checks: [
    ...checks,
    {
      says: 'The decay is shorter than the schedule.',
      doubt: (_, v) => (v.decay_length > v.decay_steps ? 'The decay is longer than the schedule.' : undefined),
    },
  ],
});

const constantSteps = input('constant_steps', 'steps at a constant rate', 'k', '1', {
  minimum: 1,
  aliases: ['k', 'warmup', 'warmup_steps', 'w', 'W', 'constant'],
  roles: ['warmup_steps'],
});

export const inverseSqrtLearningRate = defineFormula({
  id: 'learning-rate-inverse-sqrt',
  title: 'Learning rate of an inverse square root schedule',
  family: 'learning rate',
  aliases: ['lr_rsqrt', 'lr_inverse_sqrt', 'lr_inv_sqrt', 'inverse_sqrt', 'rsqrt'],
  inputs: [constantSteps, named(position, { aliases: ['updates'] }), peakLr],
  result,
  variants: [
    {
      id: 't5',
      title: 'T5, PaLM: 1/√max(n, k)',
      tex: '\\frac{1}{\\sqrt{\\max(@step, @constant_steps)}}',
      source: 'T5 §3.1.2; PaLM (k = 10⁴)',
      published: { constant_steps: 10_000 },
      publishedIn: 'step',
      evaluate: v => 1 / Math.sqrt(Math.max(v.step, v.constant_steps)),
      caveats: ['Adafactor multiplies this by the scale of each parameter.'],
    },
    {
      id: 'megatron',
      title: 'Megatron, OLMo: from a peak after the warm-up',
      marks: ['peak_lr'],
      tex: '@peak_lr \\cdot \\sqrt{\\frac{@constant_steps}{\\max(@step, 1)}}',
      source: 'Megatron-LM OptimizerParamScheduler; OLMo',
      texAt: v => (v.step < v.constant_steps ? '@peak_lr \\cdot \\frac{@step}{@constant_steps}' : undefined),
      evaluate: v =>
        v.step < v.constant_steps
          ? (v.peak_lr * v.step) / v.constant_steps
          : v.peak_lr * Math.sqrt(v.constant_steps / Math.max(v.step, 1)),
    },
  ],
});

export const constantLearningRate = defineFormula({
  id: 'learning-rate-constant',
  title: 'Learning rate of a constant schedule',
  family: 'learning rate',
  aliases: ['lr_constant', 'constant_lr', 'constant_with_warmup'],
  inputs: [peakLr, warmup, position],
  result,
  variants: [
    {
      id: 'linear-warmup',
      title: 'Constant after a linear warm-up',
      tex: '@peak_lr',
      source: 'transformers get_constant_schedule_with_warmup',
      also: ['warmup', 'step'],
      texAt: v => (v.warmup > 0 && v.step < v.warmup ? warmingUpTex : undefined),
      evaluate: v => (v.warmup > 0 && v.step < v.warmup ? (v.peak_lr * v.step) / v.warmup : v.peak_lr),
    },
  ],
  caveats: [warmupCaveat],
});

export const noamLearningRate = defineFormula({
  id: 'learning-rate-noam',
  title: 'Learning rate of the Transformer ("Noam")',
  family: 'learning rate',
  aliases: ['lr_noam', 'noam', 'noam_lr'],
  inputs: [
    named(hidden, { aliases: ['d'] }),
    named(position, {}),
    named(warmup, { default: 4000 }),
    input('lr_factor', 'factor', '\\alpha', '1', { aliases: ['factor'], default: 1 }),
  ],
  result,
  variants: [
    {
      id: 'vaswani',
      title: 'Vaswani et al., eq. 3',
      tex: '@lr_factor \\cdot @hidden^{-0.5} \\cdot \\min\\left(@step^{-0.5}, @step \\cdot @warmup^{-1.5}\\right)',
      source: 'Vaswani et al. 2017, eq. 3',
      evaluate: v => v.lr_factor * v.hidden ** -0.5 * Math.min(v.step ** -0.5, v.step * v.warmup ** -1.5),
    },
  ],
  checks: [between(0, 1, '1', 'is the hidden size right?')],
});

const dropFactor = input('factor', 'factor of each drop', 'f', '1', { maximum: 1, aliases: ['gamma', 'decay'] });
const drops = input('drops', 'drops passed', 'j', '1', { whole: true, aliases: ['n', 'n_drops', 'times'] });
const multiStepInputs = [peakLr, progress, dropFactor, drops] as const;
const dropped = (v: { peak_lr: number; progress: number }, at: readonly (readonly [number, number])[]) =>
  at.reduce((rate, [from, factor]) => (v.progress >= from ? v.peak_lr * factor : rate), v.peak_lr);

export const multiStepLearningRate = defineFormula({
  id: 'learning-rate-multi-step',
  title: 'Learning rate that drops in steps',
  family: 'learning rate',
  aliases: ['lr_step', 'lr_multi_step', 'lr_multistep', 'multi_step'],
  inputs: multiStepInputs,
  result,
  variants: [
    {
      id: 'deepseek-v2',
      title: 'DeepSeek-V2: × 0.316 at 60 % and at 90 %',
      tex: '@peak_lr \\cdot 0.316^{j(@progress)}',
      source: 'DeepSeek-V2 §3.1.2',
      evaluate: v =>
        dropped(v, [
          [0.6, 0.316],
          [0.9, 0.316 ** 2],
        ]),
      caveats: ['j counts the drops passed: 0, 1 from 60 %, 2 from 90 %.'],
    },
    {
      id: 'factor',
      title: 'Any factor, so many times',
      tex: '@peak_lr \\cdot @factor^{@drops}',
      source: 'definition',
      evaluate: v => v.peak_lr * v.factor ** v.drops,
    },
    {
      id: 'deepseek-math',
      title: 'DeepSeekMath: to 31.6 % at 80 %, 10 % at 90 %',
      tex: '@peak_lr \\cdot c(@progress)',
      source: 'DeepSeekMath §2.2',
      evaluate: v =>
        dropped(v, [
          [0.8, 0.316],
          [0.9, 0.1],
        ]),
      caveats: ['c is 1, 0.316 from 80 %, 0.1 from 90 %.'],
    },
  ],
});

const constantUntil = input('constant_until', 'end of the constant part', 'D_1', '1', {
  minimum: 1,
  aliases: ['constant_until_tokens', 'constant'],
});
const cosineLength = input('decay_length', 'length of the cosine part', 'D_2', '1', {
  minimum: 1,
  aliases: ['decay_tokens', 'decay_steps'],
});
const plateau = input('plateau', 'length of the constant part after it', 'D_3', '1', {
  aliases: ['plateau_tokens'],
  default: 0,
});
const lastLr = input('last_lr', 'learning rate of the last part', '\\eta_3', '1', {
  maximum: 10,
  aliases: ['final_constant_lr'],
});

export const piecewiseLearningRate = defineFormula({
  id: 'learning-rate-piecewise',
  title: 'Learning rate in parts: constant, cosine, constant',
  family: 'learning rate',
  aliases: ['lr_piecewise', 'piecewise', 'lr_deepseek_v3'],
  inputs: [peakLr, minLr, named(position, {}), constantUntil, cosineLength, plateau, lastLr, warmup],
  result,
  variants: [
    {
      id: 'two-parts',
      title: 'Constant, then cosine to the final rate',
      tex: '@min_lr + \\frac{@peak_lr - @min_lr}{2} \\cdot \\left(1 + \\cos\\left(\\pi \\cdot \\frac{@step - @constant_until}{@decay_length}\\right)\\right)',
      source: 'DeepSeek-V3 §4.2 (positions in tokens)',
      also: ['warmup'],
      texAt: v => piecewiseTexAt(v),
      evaluate: v => piecewise(v),
    },
    {
      id: 'deepseek-v3',
      title: 'Constant, cosine, constant, lower constant',
      tex: '@min_lr + \\frac{@peak_lr - @min_lr}{2} \\cdot \\left(1 + \\cos\\left(\\pi \\cdot \\frac{@step - @constant_until}{@decay_length}\\right)\\right)',
      source: 'DeepSeek-V3 §4.2 (2.2e-4 to 10T tokens, cosine to 2.2e-5 in 4.3T, 333B so, then 7.3e-6 for 167B)',
      also: ['warmup', 'plateau', 'last_lr'],
      published: {
        peak_lr: 2.2e-4,
        min_lr: 2.2e-5,
        constant_until: 10e12,
        decay_length: 4.3e12,
        plateau: 333e9,
        last_lr: 7.3e-6,
      },
      publishedIn: 'token',
      texAt: v => (v.step > v.constant_until + v.decay_length + v.plateau ? '@last_lr' : piecewiseTexAt(v)),
      evaluate: v => (v.step > v.constant_until + v.decay_length + v.plateau ? v.last_lr : piecewise(v)),
    },
  ],
  caveats: ['Before the cosine part the rate is the peak, after it the final rate.'],
  checks: [
    {
      says: 'The final learning rate is at most the peak.',
      doubt: (_, v) => (v.min_lr > v.peak_lr ? 'The final learning rate is above the peak.' : undefined),
    },
    {
      says: 'The warm-up ends before the cosine part begins.',
      doubt: (_, v) => (v.warmup > v.constant_until ? 'The warm-up ends after the cosine part has begun.' : undefined),
    },
  ],
});

function piecewiseTexAt(v: Values<'step' | 'constant_until' | 'decay_length' | 'warmup'>): string | undefined {
  if (v.warmup > 0 && v.step < v.warmup) return warmingUpTex;
  if (v.step < v.constant_until) return '@peak_lr';
  return v.step > v.constant_until + v.decay_length ? '@min_lr' : undefined;
}

function piecewise(v: Values<'peak_lr' | 'min_lr' | 'step' | 'constant_until' | 'decay_length' | 'warmup'>): number {
  if (v.warmup > 0 && v.step < v.warmup) return (v.peak_lr * v.step) / v.warmup;
  return v.min_lr + (v.peak_lr - v.min_lr) * cosineDecay(clamp((v.step - v.constant_until) / v.decay_length));
}

export const learningRate: readonly Formula[] = [
  cosineLearningRate,
  linearLearningRate,
  wsdLearningRate,
  inverseSqrtLearningRate,
  constantLearningRate,
  noamLearningRate,
  multiStepLearningRate,
  piecewiseLearningRate,
];
