/** The value below which the share `p` (0 to 1) of the values lies; NaN when there is none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** How long a piece of work takes, in milliseconds. */
export function timed(work: () => unknown): number {
  const since = performance.now();
  work();
  return performance.now() - since;
}
