import { evenHead } from './checks.ts';
import { defineFormula, type Formula } from './formula.ts';
import { context, headDim, input, named } from './inputs.ts';

const yarn = 'YaRN (Peng et al. 2023) §2–3';
const base = input('rope_base', 'base of the rotary embedding', '\\theta', '1', {
  minimum: 1.0001,
  aliases: ['base', 'theta', 'rope_theta', 'θ', 'rotary_base', 'b'],
  roles: ['rope_base'],
  default: 10_000,
});
const dim = named(headDim, { aliases: ['d', 'dim', 'D', 'rope_dim', 'rotary_dim'], default: 128 });
const length = named(context, { aliases: ['T', 'L', 'train_length'] });
const index = input('pair', 'index of the pair, from 0', 'i', '1', { whole: true, aliases: ['i', 'index'] });
const scalingFactor = input('rope_scaling_factor', 'factor of the rotary scaling', '\\kappa', '1', {
  minimum: 1,
  aliases: ['rope_factor', 'rope_scaling'],
});
const scale = input('scale', 'factor of the context', '\\kappa', '1', {
  minimum: 1,
  aliases: ['s', 'factor', 'kappa', 'context_factor'],
});

export const ropeMaxWavelength = defineFormula({
  id: 'rope-max-wavelength',
  title: 'Longest wavelength of the rotary embedding',
  family: 'positions',
  aliases: ['rope_max_wavelength', 'max_wavelength'],
  inputs: [base, dim, scalingFactor],
  result: { symbol: '\\lambda_{\\max}', unit: 'token' },
  variants: [
    {
      id: 'yarn',
      title: 'Last pair',
      tex: '2 \\cdot \\pi \\cdot @rope_base^{(@head_dim - 2)/@head_dim}',
      source: yarn,
      evaluate: v => 2 * Math.PI * v.rope_base ** ((v.head_dim - 2) / v.head_dim),
    },
    {
      id: 'scaled',
      title: 'Last pair, positions scaled (linear, YaRN, Llama 3)',
      marks: ['rope_scaling_factor'],
      tex: '@rope_scaling_factor \\cdot 2 \\cdot \\pi \\cdot @rope_base^{(@head_dim - 2)/@head_dim}',
      source: `${yarn}; transformers modeling_rope_utils`,
      evaluate: v => v.rope_scaling_factor * 2 * Math.PI * v.rope_base ** ((v.head_dim - 2) / v.head_dim),
      caveats: ['Scaling stretches wavelengths longer than the context of the first training by its factor.'],
    },
  ],
  checks: [evenHead],
});

export const ropeWavelength = defineFormula({
  id: 'rope-wavelength',
  title: 'Wavelength of a pair of the rotary embedding',
  family: 'positions',
  aliases: ['rope_wavelength', 'wavelength'],
  inputs: [base, dim, index],
  result: { symbol: '\\lambda_i', unit: 'token' },
  variants: [
    {
      id: 'yarn',
      title: 'Pair i',
      tex: '2 \\cdot \\pi \\cdot @rope_base^{2 \\cdot @pair/@head_dim}',
      source: yarn,
      evaluate: v => 2 * Math.PI * v.rope_base ** ((2 * v.pair) / v.head_dim),
    },
  ],
  checks: [
    evenHead,
    {
      says: 'A head has half as many pairs as its size.',
      doubt: (_, v) => (v.pair >= v.head_dim / 2 ? 'A head of this size has fewer pairs.' : undefined),
    },
  ],
});

const pairsTurning = (v: { readonly head_dim: number; readonly rope_base: number; readonly context: number }) =>
  Math.max(
    0,
    Math.min(
      v.head_dim / 2,
      Math.ceil(((v.head_dim / 2) * Math.log(v.context / (2 * Math.PI))) / Math.log(v.rope_base)),
    ),
  );
const pairsTex =
  '\\left\\lceil \\frac{@head_dim}{2} \\cdot \\frac{\\ln\\left(@context / (2 \\cdot \\pi)\\right)}{\\ln @rope_base} \\right\\rceil';

export const ropeTurningPairs = defineFormula({
  id: 'rope-turning-pairs',
  title: 'Pairs that turn fully within the context',
  family: 'positions',
  aliases: ['rope_turning_pairs', 'rope_full_turns', 'rope_pairs'],
  inputs: [base, dim, length],
  result: { symbol: 'n_\\lambda', unit: '1' },
  variants: [
    { id: 'yarn', title: 'Wavelength shorter than the context', tex: pairsTex, source: yarn, evaluate: pairsTurning },
  ],
  checks: [evenHead],
});

export const ropeCriticalDimension = defineFormula({
  id: 'rope-critical-dimension',
  title: 'Critical dimension of the rotary embedding',
  family: 'positions',
  aliases: ['rope_critical_dimension', 'rope_critical_dim', 'critical_dim'],
  inputs: [base, dim, length],
  result: { symbol: 'd_c', unit: '1' },
  variants: [
    {
      id: 'liu',
      title: 'Twice the pairs that turn fully',
      tex: `2 \\cdot ${pairsTex}`,
      source: 'Liu et al. 2023 (92 for Llama 2)',
      evaluate: v => 2 * pairsTurning(v),
    },
  ],
  checks: [evenHead],
});

export const ropeNtkBase = defineFormula({
  id: 'rope-ntk-base',
  title: 'Base for a longer context ("NTK-aware")',
  family: 'positions',
  aliases: ['rope_ntk', 'ntk', 'rope_ntk_base', 'ntk_base'],
  inputs: [base, dim, scale],
  result: { symbol: "\\theta'", unit: '1' },
  variants: [
    {
      id: 'ntk',
      title: 'NTK-aware',
      tex: '@rope_base \\cdot @scale^{@head_dim/(@head_dim - 2)}',
      source: yarn,
      evaluate: v => v.rope_base * v.scale ** (v.head_dim / (v.head_dim - 2)),
    },
  ],
  checks: [evenHead],
});

export const positions: readonly Formula[] = [
  ropeMaxWavelength,
  ropeWavelength,
  ropeTurningPairs,
  ropeCriticalDimension,
  ropeNtkBase,
];
