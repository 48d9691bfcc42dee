import { fuelIntensities } from '../data/carbon-intensities.ts';
import { between } from './checks.ts';
import { defineFormula, type Formula } from './formula.ts';
import {
  achievedFlops,
  activeParams,
  country,
  days,
  dtype,
  energy,
  flops,
  gpuHours,
  gpus,
  gpuType,
  hours,
  input,
  intensity,
  mfu,
  named,
  params,
  peakFlops,
  price,
  pue,
  secondsPerStep,
  steps,
  throughputPerGpu,
  tokens,
  watts,
} from './inputs.ts';

export const trainingTime = defineFormula({
  id: 'training-time',
  title: 'Training time from FLOP/s achieved',
  family: 'time and cost',
  aliases: [
    'training_time',
    { name: 'training_time_8TP', variant: '8tp' },
    { name: 'training_time_6TP', variant: '6tp' },
    'training_days',
  ],
  inputs: [
    named(tokens, { aliases: ['T'] }),
    named(params, { aliases: ['P'] }),
    named(gpus, { aliases: ['n'] }),
    achievedFlops,
    activeParams,
  ],
  countsActive: true,
  choices: [{ names: ['recompute'], title: 'what is computed again', variants: { full: '8tp', none: '6tp' } }],
  result: { symbol: 't', unit: 'day', alsoIn: ['h', 's'] },
  variants: [
    {
      id: '8tp',
      title: '8TP/nX, activations computed again',
      tex: '\\frac{8 \\cdot @tokens \\cdot @params}{86400 \\cdot @gpus \\cdot @achieved_flops}',
      source: 'Narayanan et al. 2021 §5.1',
      evaluate: v => (8 * v.tokens * v.params) / (86_400 * v.gpus * v.achieved_flops),
    },
    {
      id: '6tp',
      title: '6TP/nX, nothing computed again',
      tex: '\\frac{6 \\cdot @tokens \\cdot @params}{86400 \\cdot @gpus \\cdot @achieved_flops}',
      source: 'Kaplan et al. 2020 §2.1',
      evaluate: v => (6 * v.tokens * v.params) / (86_400 * v.gpus * v.achieved_flops),
    },
  ],
  caveats: ['X is what an accelerator achieves, not its peak; restarts are not counted.'],
  checks: [between(0, 3 * 366, 'day', 'is the number of accelerators right?')],
});

export const wallClock = defineFormula({
  id: 'wall-clock',
  title: 'Time on the clock',
  family: 'time and cost',
  aliases: [
    'wall_clock',
    { name: 'wall_clock_hours', unit: 'h' },
    { name: 'wall_clock_days', unit: 'day' },
    'duration',
  ],
  inputs: [gpuHours, gpus, steps, secondsPerStep, tokens, throughputPerGpu],
  result: { symbol: 't', unit: 'h', alsoIn: ['day', 's'] },
  variants: [
    {
      id: 'gpu-hours',
      title: 'Accelerator-hours over accelerators',
      tex: '\\frac{@gpu_hours}{@gpus}',
      source: 'definition',
      evaluate: v => v.gpu_hours / v.gpus,
    },
    {
      id: 'steps',
      title: 'Steps × seconds of a step',
      tex: '\\frac{@steps \\cdot @seconds_per_step}{3600}',
      source: 'Vaswani et al. 2017 §5.2',
      evaluate: v => (v.steps * v.seconds_per_step) / 3600,
    },
    {
      id: 'throughput',
      title: 'Tokens over throughput',
      tex: '\\frac{@tokens}{3600 \\cdot @tokens_per_second_per_gpu \\cdot @gpus}',
      source: 'LLaMA §2.4',
      evaluate: v => v.tokens / (3600 * v.tokens_per_second_per_gpu * v.gpus),
    },
  ],
  caveats: ['Restarts and failures come on top: BLOOM states 118 days for 117.5 computed.'],
  checks: [between(0, 3 * 8766, 'h', 'is the number of accelerators right?')],
});

const hoursPerTrillion = input('hours_per_trillion', 'accelerator-hours for a trillion tokens', 'H_T', 'GPU-hour', {
  aliases: ['h_per_T', 'gpu_hours_per_trillion', 'hours_per_T', 'gpu_hours_per_T'],
});
const trillions = input('trillions', 'trillions of tokens', 'D_T', '1', {
  aliases: ['T', 'trillion_tokens', 'tokens_T'],
});

export const acceleratorHours = defineFormula({
  id: 'gpu-hours',
  title: 'Accelerator-hours',
  family: 'time and cost',
  aliases: ['gpu_hours', 'accelerator_hours', 'gpu_hours_from_mfu', 'hours_from_mfu'],
  inputs: [
    gpus,
    hours,
    tokens,
    throughputPerGpu,
    hoursPerTrillion,
    trillions,
    flops,
    params,
    peakFlops,
    mfu,
    gpuType,
    dtype,
    activeParams,
  ],
  countsActive: true,
  result: { symbol: 'H', unit: 'GPU-hour' },
  variants: [
    {
      id: 'wall-clock',
      title: 'Accelerators × hours',
      tex: '@gpus \\cdot @hours',
      source: 'definition',
      evaluate: v => v.gpus * v.hours,
    },
    {
      id: 'throughput',
      title: 'Tokens over throughput',
      tex: '\\frac{@tokens}{3600 \\cdot @tokens_per_second_per_gpu}',
      source: 'LLaMA §2.4',
      evaluate: v => v.tokens / (3600 * v.tokens_per_second_per_gpu),
    },
    {
      id: 'per-trillion',
      title: 'Hours for a trillion tokens × trillions',
      tex: '@hours_per_trillion \\cdot @trillions',
      source: 'DeepSeek-V3 Table 1',
      evaluate: v => v.hours_per_trillion * v.trillions,
    },
    {
      id: 'per-trillion-tokens',
      title: 'Hours for a trillion tokens × tokens',
      tex: '@hours_per_trillion \\cdot \\frac{@tokens}{10^{12}}',
      source: 'DeepSeek-V3 Table 1',
      evaluate: v => (v.hours_per_trillion * v.tokens) / 1e12,
    },
    {
      id: 'target-mfu',
      title: 'FLOPs over peak × MFU',
      tex: '\\frac{@flops}{3600 \\cdot @peak_flops \\cdot @mfu}',
      source: 'Epoch, estimating training compute (30 % for language models, 40 % for others)',
      evaluate: v => v.flops / (3600 * v.peak_flops * v.mfu),
    },
    {
      id: 'target-mfu-6nd',
      title: '6ND over peak × MFU',
      tex: '\\frac{6 \\cdot @params \\cdot @tokens}{3600 \\cdot @peak_flops \\cdot @mfu}',
      source: 'Epoch, estimating training compute; Kaplan et al. 2020',
      evaluate: v => (6 * v.params * v.tokens) / (3600 * v.peak_flops * v.mfu),
    },
  ],
  checks: [between(0, 1e9, 'GPU-hour', 'are the hours those of the clock?')],
});

export const throughputFormula = defineFormula({
  id: 'throughput',
  title: 'Tokens per second and accelerator',
  family: 'time and cost',
  aliases: ['throughput_tok_s_gpu', 'tokens_per_second_per_gpu', 'tok_s_gpu'],
  inputs: [tokens, gpuHours, throughputPerGpu],
  result: { symbol: 'r', unit: 'token/s/GPU' },
  variants: [
    {
      id: 'gpu-hours',
      title: 'Tokens over accelerator-hours',
      tex: '\\frac{@tokens}{3600 \\cdot @gpu_hours}',
      source: 'LLaMA §2.4',
      evaluate: v => v.tokens / (3600 * v.gpu_hours),
    },
    {
      id: 'rate',
      title: 'From a rate of all accelerators or of steps',
      tex: '@tokens_per_second_per_gpu',
      source: 'definition',
      evaluate: v => v.tokens_per_second_per_gpu,
    },
  ],
  checks: [between(0, 1e8, 'token/s/GPU', 'is the number of accelerators right?')],
});

export const totalThroughput = defineFormula({
  id: 'total-throughput',
  title: 'Tokens per second of all accelerators',
  family: 'time and cost',
  aliases: ['total_throughput', 'throughput_tok_s', 'tokens_per_second'],
  inputs: [tokens, gpuHours, gpus, throughputPerGpu, hours],
  result: { symbol: 'R', unit: 'token/s' },
  variants: [
    {
      id: 'gpu-hours',
      title: 'Tokens × accelerators over accelerator-hours',
      tex: '\\frac{@tokens \\cdot @gpus}{3600 \\cdot @gpu_hours}',
      source: 'LLaMA §2.4',
      evaluate: v => (v.tokens * v.gpus) / (3600 * v.gpu_hours),
    },
    {
      id: 'rate',
      title: 'Rate of one × accelerators',
      tex: '@tokens_per_second_per_gpu \\cdot @gpus',
      source: 'definition',
      evaluate: v => v.tokens_per_second_per_gpu * v.gpus,
    },
    {
      id: 'hours',
      title: 'Tokens over hours on the clock',
      tex: '\\frac{@tokens}{3600 \\cdot @hours}',
      source: 'definition',
      evaluate: v => v.tokens / (3600 * v.hours),
    },
  ],
  checks: [between(0, 1e12, 'token/s', 'are the hours right?')],
});

export const secondsOfAStep = defineFormula({
  id: 'seconds-per-step',
  title: 'Seconds of a step',
  family: 'time and cost',
  aliases: ['seconds_per_step', 'sec_per_step', 'step_time', 's_per_step'],
  inputs: [gpuHours, gpus, steps, hours],
  result: { symbol: '\\tau', unit: 's' },
  variants: [
    {
      id: 'gpu-hours',
      title: 'From accelerator-hours',
      tex: '\\frac{3600 \\cdot @gpu_hours}{@gpus \\cdot @steps}',
      source: 'definition',
      evaluate: v => (3600 * v.gpu_hours) / (v.gpus * v.steps),
    },
    {
      id: 'hours',
      title: 'From hours on the clock',
      tex: '\\frac{3600 \\cdot @hours}{@steps}',
      source: 'definition',
      evaluate: v => (3600 * v.hours) / v.steps,
    },
  ],
  checks: [between(0, 86_400, 's', 'are the steps those that were trained?')],
});

export const cost = defineFormula({
  id: 'cost',
  title: 'Cost',
  family: 'time and cost',
  aliases: ['cost_usd', 'training_cost', 'price'],
  inputs: [gpuHours, price, gpuType, days],
  result: { symbol: '\\$', unit: 'USD' },
  variants: [
    {
      id: 'hours',
      title: 'Accelerator-hours × price',
      tex: '@gpu_hours \\cdot @price',
      source: 'definition',
      evaluate: v => v.gpu_hours * v.price,
    },
  ],
  caveats: ['The rent of this run only: no staff, no data, no trials.'],
  checks: [between(0, 1e11, 'USD', 'is the price that of one accelerator?')],
});

const kilo = (value: string) => `\\frac{${value}}{1000}`;

export const energyUsed = defineFormula({
  id: 'energy',
  title: 'Energy',
  family: 'time and cost',
  aliases: [
    { name: 'energy_MWh', unit: 'MWh' },
    { name: 'energy_kWh', unit: 'kWh' },
    { name: 'energy_GWh', unit: 'GWh' },
    { name: 'energy_J', unit: 'J' },
  ],
  inputs: [gpuHours, watts, pue, gpuType],
  result: { symbol: '\\mathcal{E}', unit: 'kWh', shown: 'Wh', alsoIn: ['MWh'] },
  variants: [
    {
      id: 'tdp',
      title: 'Accelerator-hours × power × PUE',
      tex: kilo('@gpu_hours \\cdot @watts \\cdot @pue'),
      source: 'Patterson et al. 2021; LLaMA Table 15 (PUE 1.1)',
      evaluate: v => (v.gpu_hours * v.watts * v.pue) / 1000,
    },
  ],
  caveats: ['Most published energies are rated power × hours themselves: agreement shows nothing about the meter.'],
  checks: [between(0, 1e10, 'kWh', 'is the power that of one accelerator?')],
});

export const carbon = defineFormula({
  id: 'co2',
  title: 'CO2e emitted',
  family: 'time and cost',
  aliases: [
    { name: 'co2_t', unit: 't' },
    { name: 'co2_kg', unit: 'kg' },
    'co2e',
    'carbon',
    'emissions',
    { name: 'tco2e', unit: 't' },
    { name: 'co2_tonnes', unit: 't' },
  ],
  inputs: [energy, intensity, gpuType, country],
  result: { symbol: 'm', unit: 'kg', alsoIn: ['t'] },
  variants: [
    {
      id: 'location',
      title: 'Energy × intensity of the grid',
      tex: '@energy \\cdot @intensity',
      source: 'LLaMA Table 15 (0.385 kg/kWh); Luccioni et al. 2022 (0.057)',
      evaluate: v => v.energy * v.intensity,
    },
  ],
  caveats: ['By location; reckoned by contracts ("market-based") it can be 0: Llama 3.1 states 11,390 t and 0.'],
  checks: [between(0, 1e10, 'kg', 'is the intensity in kg/kWh?')],
});

const fuel = (name: keyof typeof fuelIntensities) =>
  input(name, `share of ${name}`, `w_{\\text{${name}}}`, '1', {
    maximum: 1,
    default: 0,
    aliases: name === 'gas' ? ['natural_gas'] : [],
  });

export const carbonIntensity = defineFormula({
  id: 'carbon-intensity',
  title: 'Carbon intensity of a mix of fuels',
  family: 'time and cost',
  aliases: [{ name: 'carbon_intensity', unit: 'kg/MWh' }],
  inputs: [
    fuel('coal'),
    fuel('petroleum'),
    fuel('gas'),
    fuel('nuclear'),
    input('renewables', 'share of sources without emissions', 'w_0', '1', {
      maximum: 1,
      default: 0,
      aliases: ['renewable', 'hydro', 'wind', 'solar'],
    }),
  ],
  result: { symbol: '\\kappa', unit: 'kg/MWh', alsoIn: ['kg/kWh'] },
  variants: [
    {
      id: 'codecarbon',
      title: 'codecarbon',
      tex: `${fuelIntensities.coal} \\cdot @coal + ${fuelIntensities.petroleum} \\cdot @petroleum + ${fuelIntensities.gas} \\cdot @gas + ${fuelIntensities.nuclear} \\cdot @nuclear + 0 \\cdot @renewables`,
      source: 'codecarbon, methodology (labelled kg/kWh there: a slip of the unit)',
      evaluate: v =>
        fuelIntensities.coal * v.coal +
        fuelIntensities.petroleum * v.petroleum +
        fuelIntensities.gas * v.gas +
        fuelIntensities.nuclear * v.nuclear,
    },
  ],
  checks: [
    {
      says: 'The shares of the fuels add up to 100 %.',
      doubt: (_, v) => {
        const sum = v.coal + v.petroleum + v.gas + v.nuclear + v.renewables;
        return Math.abs(sum - 1) > 0.01
          ? `The shares add to ${Math.round(sum * 1000) / 10} %, not to 100 %.`
          : undefined;
      },
    },
  ],
});

export const timeAndCost: readonly Formula[] = [
  trainingTime,
  wallClock,
  acceleratorHours,
  throughputFormula,
  totalThroughput,
  secondsOfAStep,
  cost,
  energyUsed,
  carbon,
  carbonIntensity,
];
