import type { Choice } from './formula.ts';

/** Where the ways to count the FLOPs of training stand. */
export const kaplan = 'Kaplan et al. 2020 §2.1; Hoffmann et al. 2022';
export const palm = 'PaLM App. B; nanoGPT estimate_mfu';
export const causal = 'PaLM App. B with causal attention counted exactly (half)';

/** How attention is counted, for formulas whose variants are `6n` (or `6nd`), `palm` and `causal-half`. */
export const attentionChoice: Choice = {
  names: ['attention', 'convention'],
  title: 'what is counted of attention',
  variants: { none: '6n', '6n': '6n', full: 'palm', palm: 'palm', causal: 'causal-half', 'causal-half': 'causal-half' },
};
