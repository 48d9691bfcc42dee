/** Compute-optimal tokens for a model size, as Hoffmann et al. 2022 print them (Tables 3 and A3). */
export interface OptimalPoint {
  readonly params: number;
  readonly tokens: number;
}

const point = (params: number, tokens: number): OptimalPoint => ({ params, tokens });

/** Approach 1: minimum over training curves. */
export const approach1: readonly OptimalPoint[] = [
  point(0.4e9, 8e9),
  point(1e9, 20.2e9),
  point(10e9, 205.1e9),
  point(67e9, 1.5e12),
  point(175e9, 3.7e12),
  point(280e9, 5.9e12),
  point(520e9, 11e12),
  point(1e12, 21.2e12),
  point(10e12, 216.2e12),
];

/** Approach 2: profiles of equal FLOPs. */
export const approach2: readonly OptimalPoint[] = [
  point(0.4e9, 7.7e9),
  point(1e9, 20e9),
  point(10e9, 219.5e9),
  point(67e9, 1.7e12),
  point(175e9, 4.3e12),
  point(280e9, 7.1e12),
  point(520e9, 13.4e12),
  point(1e12, 26.5e12),
  point(10e12, 292e12),
];

/** Reads between the points of a table on a line in logarithms; beyond its ends the last line goes on. */
export function interpolate(table: readonly OptimalPoint[], params: number): number {
  const after = table.findIndex(each => each.params >= params);
  const index = Math.max(1, after === -1 ? table.length - 1 : after);
  const low = table[index - 1]!;
  const high = table[index]!;
  const slope = Math.log(high.tokens / low.tokens) / Math.log(high.params / low.params);
  return low.tokens * (params / low.params) ** slope;
}

/** A fit of the loss, L = E + A/N^α + B/D^β, in nats for a token. */
export interface LossFit {
  readonly E: number;
  readonly A: number;
  readonly B: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Hoffmann et al. 2022, approach 3. */
export const hoffmannFit: LossFit = { E: 1.69, A: 406.4, B: 410.7, alpha: 0.34, beta: 0.28 };

/** The same data fitted again: Besiroglu et al. 2024. */
export const besirogluFit: LossFit = { E: 1.8172, A: 482.01, B: 2085.43, alpha: 0.3478, beta: 0.3658 };

/** Loss of a model of N parameters after D tokens. */
export function lossOf(fit: LossFit, params: number, tokens: number): number {
  return fit.E + fit.A / params ** fit.alpha + fit.B / tokens ** fit.beta;
}

/** Tokens that a model of N parameters should see so that 6ND is spent best under a fit: N·∂L/∂N = D·∂L/∂D. */
export function optimalTokens(fit: LossFit, params: number): number {
  return ((fit.beta * fit.B * params ** fit.alpha) / (fit.alpha * fit.A)) ** (1 / fit.beta);
}
