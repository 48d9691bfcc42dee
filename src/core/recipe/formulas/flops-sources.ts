/** Where the ways to count the FLOPs of training stand. */
export const kaplan = 'Kaplan et al. 2020 §2.1; Hoffmann et al. 2022';
export const palm = 'PaLM App. B; nanoGPT estimate_mfu';
export const causal = 'PaLM App. B with causal attention counted exactly (half)';
