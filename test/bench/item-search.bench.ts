import type { Item } from '../../src/core/zotero/annotation.ts';
import { userLibrary } from '../../src/core/zotero/annotation.ts';
import { foldText, indexItems } from '../../src/core/zotero/item-search.ts';
import { bench } from './bench.ts';
import { median } from './statistics.ts';

/*
 * Search as one types over 20,000 items: every prefix of typical queries, against the naive way, which folds each
 * item's text and looks into it at every key.
 */

const count = 20_000;
const syllables = [
  'ra',
  'te',
  'mo',
  'del',
  'lin',
  'gra',
  'ph',
  'neu',
  'ral',
  'con',
  'vex',
  'sta',
  'tis',
  'tic',
  'al',
  'o',
];
let seed = 7;
const random = (below: number): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
};
const word = (): string => Array.from({ length: 2 + random(3) }, () => syllables[random(syllables.length)]).join('');
const words = (length: number): string => Array.from({ length }, word).join(' ');
const items: readonly Item[] = Array.from({ length: count }, (_, i) => ({
  kind: 'item',
  library: userLibrary,
  key: String(i),
  itemType: 'journalArticle',
  title: i % 4000 === 0 ? 'Llemma: an open language model for mathematics' : words(6 + random(8)),
  creators: Array.from({ length: 1 + random(5) }, () => ({
    creatorType: 'author',
    firstName: word(),
    lastName: word(),
  })),
  date: '',
  parsedDate: String(1980 + random(45)),
  citekey: `${word()}${1980 + random(45)}`,
  abstractNote: '',
  publicationTitle: words(3),
  doi: '',
  url: '',
  extra: '',
  tags: [word(), word()],
  collections: [],
  dateAdded: '',
  dateModified: `20${10 + random(15)}-01-01T00:00:00Z`,
}));
const queries = ['language model math', 'llemma', 'graph neural 2019', 'statistical con', 'a'].flatMap(query =>
  Array.from({ length: query.length }, (_, i) => query.slice(0, i + 1)),
);

function naive(query: string): readonly Item[] {
  const asked = foldText(query).split(/\s+/);
  return items
    .filter(item => {
      const text = foldText(
        `${item.citekey} ${item.title} ${item.creators.map(creator => `${creator.firstName} ${creator.lastName}`).join(' ')} ${item.parsedDate} ${item.tags.join(' ')} ${item.publicationTitle}`,
      );
      return asked.every(part => text.includes(part));
    })
    .slice(0, 50);
}

function measure(find: (query: string) => unknown): { readonly median: number; readonly worst: number } {
  const times = queries.map(query => {
    const runs = Array.from({ length: 3 }, () => {
      const start = performance.now();
      find(query);
      return performance.now() - start;
    });
    return median(runs);
  });
  return { median: median(times), worst: Math.max(...times) };
}

bench('item search', async report => {
  const start = performance.now();
  const search = indexItems(items);
  const built = performance.now() - start;
  const ours = measure(query => search.find(query, 50));
  const theirs = measure(naive);
  const filter = { name: 'naive filter', value: theirs.median };
  report({ metric: 'item search, a key typed, median', value: ours.median, unit: 'ms', against: filter });
  report({
    metric: 'item search, a key typed, slowest',
    value: ours.worst,
    unit: 'ms',
    against: { name: 'naive filter', value: theirs.worst },
  });
  report({
    metric: 'item search, building the index of 20,000 once',
    value: built,
    unit: 'ms',
    against: { name: 'naive filter, one key', value: theirs.median },
  });
});
