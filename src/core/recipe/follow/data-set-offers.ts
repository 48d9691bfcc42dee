import type { DataSet } from '../data/data-sets.ts';
import { bare, type Offer, shortCount } from './offer.ts';
import type { Run } from './run.ts';

/** Epochs over a data set whose size is known though the note does not say it, and over each of its sources. */
export function dataSetOffers(set: DataSet, run: Run): readonly Offer[] {
  if (run.byRole.has('dataset_tokens')) return [];
  const family = Object.keys(set.shares ?? {}).find(name => (run.family ?? '').startsWith(name));
  // Of several sets that a note names, some are parts of a mixture: without its share no one can say what was seen of it.
  if (family === undefined && run.dataSets.length > 1) return [];
  const share = family === undefined ? 1 : set.shares![family]!;
  const of = share === 1 ? '' : `, ${Math.round(share * 100)} % of what was seen`;
  const parts = set.sources?.reduce((sum, source) => sum + source.part, 0) ?? 1;
  const offerOf = (id: string, title: string, tokens: number, weight: number, write: Offer['write']): Offer => ({
    id,
    formula: 'mixture-epochs',
    title,
    set,
    adapt: given => ({ ...given, weight: { value: weight }, source_tokens: { value: tokens } }),
    more: () => [set.source],
    write,
  });
  return [
    offerOf('epochs-of-data-set', `Epochs over ${set.name}`, set.tokens, share, result => {
      const text = bare(result);
      return `${text} ${text === '1.0' ? 'epoch' : 'epochs'} of ${set.name} (${shortCount(set.tokens)} tokens${of}).`;
    }),
    ...(set.sources ?? []).map(source =>
      offerOf(
        `epochs-of-data-set-${source.name}`,
        `Epochs over the ${source.name} part of ${set.name}`,
        source.tokens,
        (share * source.part) / parts,
        result => `${bare(result)} epochs of its ${source.name} part (${shortCount(source.tokens)} tokens).`,
      ),
    ),
  ];
}
