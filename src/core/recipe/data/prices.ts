/** What an hour of one accelerator was said to cost. */
export interface Price {
  readonly accelerator: string;
  /** US dollars for an accelerator-hour. */
  readonly price: number;
  readonly source: string;
}

/**
 * Prices that papers and model cards reckon with. Rents change every month, so these are only proposals:
 * the reader's own price is a setting and always goes first.
 */
export const prices: readonly Price[] = [
  { accelerator: 'A100', price: 2, source: 'MPT-7B ($2 for an hour of A100 40GB)' },
  { accelerator: 'H800', price: 2, source: 'DeepSeek-V3 Table 1 ($2 for an H800 hour)' },
];

/** The published price of an accelerator's hour, `undefined` where none is known. */
export function findPrice(accelerator: string): Price | undefined {
  const wanted = accelerator.toLowerCase();
  return prices.find(each => wanted.startsWith(each.accelerator.toLowerCase()));
}
