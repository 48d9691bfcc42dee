import type { OwnPrices } from '../../core/recipe/data/prices.ts';
import { readValue } from '../../core/recipe/given-value.ts';

/**
 * Prices as they are given by `--price`, one an accelerator; a sentence for one that cannot be read.
 *
 * @example readPrices(['A100=1.5', 'H100 SXM=$2.2']) // { A100: 1.5, 'H100 SXM': 2.2 }
 */
export function readPrices(written: readonly string[]): OwnPrices | string {
  const prices: Record<string, number> = {};
  for (const each of written) {
    const [, name = '', amount = ''] = /^\s*([^=]*?)\s*=\s*\$?(.*)$/.exec(each) ?? [];
    const read = readValue(amount, '1');
    if (name === '' || 'error' in read || !(read.value > 0))
      return `--price wants an accelerator and US dollars for an hour of it, such as A100=1.5, not "${each}"`;
    prices[name] = read.value;
  }
  return prices;
}
