import { attentionChoice, causal, kaplan, palm } from './flops-sources.ts';
import { defineFormula, type Formula } from './formula.ts';
import {
  activeParams,
  attentionWidth,
  context,
  dtype,
  flops,
  flopsPerStep,
  gpuHours,
  gpus,
  gpuType,
  heads,
  hidden,
  input,
  layers,
  mfu,
  named,
  params,
  peakFlops,
  secondsPerStep,
  throughputPerGpu,
} from './inputs.ts';

/** Context as PaLM's appendix writes it. */
const contextT = named(context, { aliases: ['T'] });

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
    activeParams,
  ],
  countsActive: true,
  choices: [attentionChoice],
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
  checks: [{ says: 'MFU lies between 5 % and 65 %.', doubt: mfuDoubt }],
});

const hardwareFlops = input(
  'hardware_flops',
  'FLOPs of the training, those computed again included',
  'C_{hw}',
  'FLOP',
  {
    minimum: 1e-300,
    aliases: ['C_hw', 'hw_flops', 'flops', 'C', 'total_flops'],
  },
);

export const hardwareFlopsUtilisation = defineFormula({
  id: 'hfu',
  title: 'Hardware FLOP/s utilisation',
  family: 'compute',
  aliases: ['hardware_flops_utilization', 'hardware_flops_utilisation'],
  countsActive: true,
  inputs: [
    params,
    rate,
    peakFlops,
    layers,
    hidden,
    heads,
    attentionWidth,
    contextT,
    mfu,
    hardwareFlops,
    gpuHours,
    gpuType,
    dtype,
    activeParams,
  ],
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
    {
      id: 'hardware-flops',
      title: 'From the FLOPs that the hardware did',
      tex: '\\frac{@hardware_flops}{3600 \\cdot @gpu_hours \\cdot @peak_flops}',
      source: 'definition (PaLM App. B)',
      evaluate: v => v.hardware_flops / (3600 * v.gpu_hours * v.peak_flops),
    },
  ],
  caveats: [
    'Right only where all activations are computed again; with selective recomputation HFU is hardly above MFU.',
    peakCaveat,
  ],
  checks: [{ says: 'HFU lies between 7 % and 87 %.', doubt: value => mfuDoubt(value * 0.75) }],
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
      says: 'HFU over MFU lies between 1 and 1.34.',
      doubt: value =>
        value < 0.995 || value > 1.35
          ? 'HFU over MFU lies between 1 (nothing computed again) and 1.34 (everything): one of them is wrong.'
          : undefined,
    },
  ],
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
      says: 'An accelerator for training does at least 1e13 FLOP/s.',
      doubt: value =>
        value < 1e13 ? 'No accelerator for training is so slow: were all multiprocessors counted?' : undefined,
    },
  ],
});

export const utilisation: readonly Formula[] = [
  modelFlopsUtilisation,
  hardwareFlopsUtilisation,
  utilisationRatio,
  peakFromClock,
];
