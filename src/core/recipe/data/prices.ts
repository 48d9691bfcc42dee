/** What an hour of one accelerator was said to cost. */
export interface Price {
  readonly accelerator: string;
  /** US dollars for an accelerator-hour. */
  readonly price: number;
  readonly source: string;
}

/** The reader's own prices: US dollars for an hour, by the name of the accelerator ("A100", "H100 SXM"). */
export type OwnPrices = Readonly<Record<string, number>>;

/**
 * Prices that papers and model cards reckon with. Rents change every month, so these are only proposals:
 * the reader's own price is a setting and always goes first.
 */
export const prices: readonly Price[] = [
  { accelerator: 'A100', price: 2, source: 'MPT-7B ($2 for an hour of A100 40GB)' },
  { accelerator: 'H800', price: 2, source: 'DeepSeek-V3 Table 1 ($2 for an H800 hour)' },
];

/** The words that prices go by: people write "NVIDIA's A100-80GB" of what is sold as an A100. */
function wordsOf(accelerator: string): readonly string[] {
  return accelerator
    .toLowerCase()
    .replace(/\b(?:nvidia|amd|instinct|google|cloud|intel|aws|tesla)(?:['’]s)?\b/g, '')
    .replace(/(?<=\d)s\b/g, '')
    .replace(/\bsxm\d\b/g, 'sxm')
    .split(/[^a-z0-9.]+/)
    .filter(word => word !== '');
}

/** True when a name is the beginning of another, word by word: an A100 80GB is an A100, a V100S is no V100. */
function fits(name: readonly string[], wanted: readonly string[]): boolean {
  return name.length > 0 && name.every((word, index) => word === wanted[index]);
}

/** The published price of an accelerator's hour, `undefined` where none is known. */
export function findPrice(accelerator: string): Price | undefined {
  const wanted = wordsOf(accelerator);
  return prices.find(each => fits(wordsOf(each.accelerator), wanted));
}

/**
 * The reader's own price of an accelerator's hour, `undefined` where they set none. The longest name that fits decides.
 *
 * @example findOwnPrice('A100 80GB', { A100: 1.5 })?.price // 1.5
 */
export function findOwnPrice(accelerator: string, own: OwnPrices): Price | undefined {
  const wanted = wordsOf(accelerator);
  const [best] = Object.entries(own)
    .filter(([name, price]) => price > 0 && fits(wordsOf(name), wanted))
    .sort(([a], [b]) => wordsOf(b).length - wordsOf(a).length);
  if (best === undefined) return undefined;
  const [name, price] = best;
  return { accelerator: name.trim(), price, source: `your settings ($${price} for an hour of ${name.trim()})` };
}
