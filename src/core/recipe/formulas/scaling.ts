import {
  approach1,
  approach2,
  besirogluFit,
  hoffmannFit,
  interpolate,
  lossOf,
  optimalTokens,
} from '../data/chinchilla.ts';
import { between } from './checks.ts';
import { defineFormula, type Formula } from './formula.ts';
import { batchTokens, flops, input, named, params, tokens } from './inputs.ts';

const hoffmann = 'Hoffmann et al. 2022';

export const optimalTokensFormula = defineFormula({
  id: 'chinchilla-optimal-tokens',
  title: 'Compute-optimal tokens',
  family: 'scaling',
  aliases: ['chinchilla_tokens', 'chinchilla_optimal', 'compute_optimal_tokens', 'optimal_tokens', 'chinchilla'],
  inputs: [params],
  result: { symbol: 'D_{\\text{opt}}', unit: 'token' },
  variants: [
    {
      id: '20n',
      title: '20 tokens a parameter',
      tex: '20 \\cdot @params',
      source: `${hoffmann} (rule of thumb)`,
      evaluate: v => 20 * v.params,
    },
    {
      id: 'approach-1',
      title: 'Approach 1, from its table',
      tex: 'D_1(@params)',
      source: `${hoffmann}, Table 3`,
      evaluate: v => interpolate(approach1, v.params),
    },
    {
      id: 'approach-2',
      title: 'Approach 2, from its table',
      tex: 'D_2(@params)',
      source: `${hoffmann}, Table A3`,
      evaluate: v => interpolate(approach2, v.params),
    },
    {
      id: 'approach-3',
      title: 'Approach 3, from the fitted loss',
      tex: '\\left(\\frac{0.28 \\cdot 410.7 \\cdot @params^{0.34}}{0.34 \\cdot 406.4}\\right)^{1/0.28}',
      source: `${hoffmann}, eq. 10`,
      evaluate: v => optimalTokens(hoffmannFit, v.params),
    },
    {
      id: 'besiroglu',
      title: 'Loss fitted again',
      tex: '\\left(\\frac{0.3658 \\cdot 2085.43 \\cdot @params^{0.3478}}{0.3478 \\cdot 482.01}\\right)^{1/0.3658}',
      source: 'Besiroglu et al. 2024',
      evaluate: v => optimalTokens(besirogluFit, v.params),
    },
  ],
  caveats: ['Optimal for the compute of training alone; models meant to be used much are trained longer.'],
  checks: [between(0, 1e16, 'token', 'is the number of parameters right?')],
});

export const optimalParams = defineFormula({
  id: 'chinchilla-optimal-params',
  title: 'Compute-optimal parameters',
  family: 'scaling',
  aliases: ['chinchilla_params', 'compute_optimal_params', 'optimal_params'],
  inputs: [flops],
  result: { symbol: 'N_{\\text{opt}}', unit: 'parameter' },
  variants: [
    {
      id: '20n',
      title: '20 tokens a parameter',
      tex: '\\sqrt{\\frac{@flops}{120}}',
      source: `${hoffmann} (6ND with D = 20N)`,
      evaluate: v => Math.sqrt(v.flops / 120),
    },
  ],
  checks: [between(0, 1e15, 'parameter', 'are these the FLOPs of the training?')],
});

export const chinchillaLoss = defineFormula({
  id: 'chinchilla-loss',
  title: 'Loss by the Chinchilla law',
  family: 'scaling',
  aliases: ['chinchilla_loss', 'scaling_law_loss'],
  inputs: [params, tokens],
  result: { symbol: 'L', unit: '1' },
  variants: [
    {
      id: 'hoffmann',
      title: 'As published',
      tex: '1.69 + \\frac{406.4}{@params^{0.34}} + \\frac{410.7}{@tokens^{0.28}}',
      source: `${hoffmann}, eq. 10`,
      evaluate: v => lossOf(hoffmannFit, v.params, v.tokens),
    },
    {
      id: 'besiroglu',
      title: 'Fitted again',
      tex: '1.8172 + \\frac{482.01}{@params^{0.3478}} + \\frac{2085.43}{@tokens^{0.3658}}',
      source: 'Besiroglu et al. 2024',
      evaluate: v => lossOf(besirogluFit, v.params, v.tokens),
    },
  ],
  caveats: ["In nats for a token of the paper's own tokenizer and data: not comparable with other losses."],
  checks: [between(0, 15, '1', 'are parameters and tokens those of a whole training?')],
});

const variance = input('gradient_variance', 'trace of the covariance of the gradient', '\\mathrm{tr}\\,\\Sigma', '1', {
  aliases: ['tr_sigma', 'trace', 'variance'],
});
const norm = input('gradient_norm_squared', 'squared norm of the gradient', '|G|^2', '1', {
  minimum: 1e-300,
  aliases: ['g2', 'grad_norm_squared', 'norm_squared'],
});

export const noiseScale = defineFormula({
  id: 'gradient-noise-scale',
  title: 'Gradient noise scale',
  family: 'scaling',
  aliases: ['gradient_noise_scale', 'noise_scale', 'b_simple'],
  inputs: [variance, norm],
  result: { symbol: 'B_{\\text{simple}}', unit: '1' },
  variants: [
    {
      id: 'simple',
      title: 'Simple noise scale',
      tex: '\\frac{@gradient_variance}{@gradient_norm_squared}',
      source: 'McCandlish et al. 2018, eq. 2.9',
      evaluate: v => v.gradient_variance / v.gradient_norm_squared,
    },
  ],
});

const loss = input('loss', 'loss in nats for a token', '\\ell', '1', {
  minimum: 1e-9,
  maximum: 100,
  aliases: ['L', 'l', 'nll', 'cross_entropy', 'nats', 'loss_nats'],
});

export const criticalBatch = defineFormula({
  id: 'critical-batch-size',
  title: 'Critical batch size',
  family: 'scaling',
  aliases: ['critical_batch_size', 'critical_batch', 'b_crit'],
  inputs: [loss],
  result: { symbol: 'B_{\\text{crit}}', unit: 'token' },
  variants: [
    {
      id: 'kaplan',
      title: 'From the loss',
      tex: '2 \\cdot 10^{8} \\cdot @loss^{-1/0.21}',
      source: 'Kaplan et al. 2020 §5.1',
      evaluate: v => 2e8 * v.loss ** (-1 / 0.21),
    },
  ],
  caveats: ["For the paper's data and models; a loss of another tokenizer does not fit."],
  checks: [between(0, 1e9, 'token', 'is the loss in nats for a token?')],
});

const leastSteps = input('least_steps', 'least steps, with any batch', 'S_{\\min}', 'step', {
  minimum: 1,
  aliases: ['s_min', 'min_steps', 'S_min'],
});
const critical = input('critical_batch', 'critical batch size', 'B_{\\text{crit}}', 'token/step', {
  minimum: 1,
  aliases: ['b_crit', 'B_crit', 'noise_scale'],
});

export const stepsAtBatch = defineFormula({
  id: 'steps-at-batch-size',
  title: 'Steps needed at a batch size',
  family: 'scaling',
  aliases: ['steps_at_batch_size', 'steps_at_batch', 'batch_tradeoff'],
  inputs: [leastSteps, critical, named(batchTokens, {})],
  result: { symbol: 'S', unit: 'step' },
  variants: [
    {
      id: 'mccandlish',
      title: '(S/Smin − 1)(E/Emin − 1) = 1',
      tex: '@least_steps \\cdot \\left(1 + \\frac{@critical_batch}{@batch_tokens}\\right)',
      source: 'McCandlish et al. 2018, eq. 2.11',
      evaluate: v => v.least_steps * (1 + v.critical_batch / v.batch_tokens),
    },
  ],
});

const perByte = input('tokens_per_byte', 'tokens of a byte', '\\tau_b', '1', {
  minimum: 1e-6,
  maximum: 10,
  aliases: ['tok_per_byte', 'token_per_byte', 'tpb'],
});
const perplexityIn = input('perplexity', 'perplexity', '\\mathrm{PPL}', '1', {
  minimum: 1,
  aliases: ['ppl', 'byte_perplexity', 'byte_ppl'],
});

export const perplexity = defineFormula({
  id: 'perplexity',
  title: 'Perplexity',
  family: 'scaling',
  aliases: ['ppl'],
  inputs: [
    loss,
    input('bits', 'loss in bits', 'b', '1', { aliases: ['bits_per_token', 'bpt', 'bpb', 'bits_per_byte', 'bpc'] }),
  ],
  result: { symbol: '\\mathrm{PPL}', unit: '1' },
  variants: [
    { id: 'nats', title: 'From nats', tex: 'e^{@loss}', source: 'definition', evaluate: v => Math.exp(v.loss) },
    { id: 'bits', title: 'From bits', tex: '2^{@bits}', source: 'definition', evaluate: v => 2 ** v.bits },
  ],
  checks: [between(1, 1e7, '1', 'is the loss in nats for a token?')],
});

export const lossFromPerplexity = defineFormula({
  id: 'loss-from-perplexity',
  title: 'Loss from perplexity',
  family: 'scaling',
  aliases: ['loss_from_perplexity', 'loss_from_ppl', 'nats', 'loss'],
  inputs: [perplexityIn],
  result: { symbol: '\\ell', unit: '1' },
  variants: [
    {
      id: 'nats',
      title: 'In nats',
      tex: '\\ln @perplexity',
      source: 'definition',
      evaluate: v => Math.log(v.perplexity),
    },
  ],
  checks: [between(0, 30, '1', 'is this the perplexity of a token?')],
});

export const bitsPerByte = defineFormula({
  id: 'bits-per-byte',
  title: 'Bits for a byte',
  family: 'scaling',
  aliases: ['bits_per_byte', 'bpb', 'BPB'],
  inputs: [loss, perByte, perplexityIn],
  result: { symbol: '\\mathrm{BPB}', unit: '1' },
  variants: [
    {
      id: 'tokens',
      title: 'From the loss of a token',
      tex: '\\frac{@loss}{\\ln 2} \\cdot @tokens_per_byte',
      source: 'The Pile §3.1 (0.29335 tokens a byte with the GPT-2 tokenizer)',
      evaluate: v => (v.loss / Math.LN2) * v.tokens_per_byte,
    },
    {
      id: 'byte-perplexity',
      title: 'From the perplexity of a byte',
      tex: '\\log_2 @perplexity',
      source: 'lm-evaluation-harness',
      evaluate: v => Math.log2(v.perplexity),
    },
  ],
  checks: [between(0, 8, '1', 'a byte has 8 bits.')],
});

export const scaling: readonly Formula[] = [
  optimalTokensFormula,
  optimalParams,
  chinchillaLoss,
  noiseScale,
  criticalBatch,
  stepsAtBatch,
  perplexity,
  lossFromPerplexity,
  bitsPerByte,
];
