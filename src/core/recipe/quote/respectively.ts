import type { Figure } from './figures.ts';
import { governorOf } from './governors.ts';

/**
 * "The learning rate and batch size are set to 3e-4 and 4M tokens, respectively": as many names as values. Gives for
 * each such figure (by its index) the words that it is to be read after. `lower` is the sentence in lower case, `from`
 * its offset; a list of values under one name is none of these.
 */
export function namesInTurn(lower: string, from: number, figures: readonly Figure[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  if (!lower.includes('respectively')) return names;
  for (let last = 1; last < figures.length; last++) {
    const end = figures[last]!.to - from;
    if (!/^[^\d.;]{0,30}\brespectively/.test(lower.slice(end, end + 48))) continue;
    let first = last;
    while (
      first > 0 &&
      last - first < 8 &&
      /^ ?[a-z]{0,12}(?:,| and|, and) $/.test(lower.slice(figures[first - 1]!.to - from, figures[first]!.from - from))
    )
      first--;
    const count = last - first + 1;
    if (count < 2) continue;
    const before = lower
      .slice(Math.max(0, figures[first]!.from - from - 160), figures[first]!.from - from)
      .replace(
        /(?:\s|\b(?:are|were|is|was|be|set|to|of|as|at|values?|fixed|kept|equal|being|use|used|respectively)\b|[=:])+$/,
        '',
      );
    const items = before.split(/,? and |, | ?\/ ?|;|\bwith\b/).slice(-count);
    if (items.length < count) continue;
    const concepts = items.map(item => governorOf(`${item.trim()} of`).concept);
    if (concepts.some(concept => concept === undefined) || new Set(concepts).size < 2) continue;
    for (const [index, item] of items.entries()) names.set(first + index, `${item.trim()} of `);
  }
  return names;
}
