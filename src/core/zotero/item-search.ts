import type { Item } from './annotation.ts';

/*
 * Finding a paper among tens of thousands while one types: an index of folded words, searched by their beginnings.
 * Every word typed must begin a word of the title, a creator's name, the citekey, a tag or the year.
 */

/** A search over a fixed list of items. */
export interface ItemSearch {
  readonly size: number;
  /**
   * The items that fit, best first, at most `limit`. An empty query gives the items changed last.
   * Fit counts in this order: citekey, title, creators and year, tags and publication.
   */
  find(query: string, limit: number): readonly Item[];
}

/** How much a word tells by where it stands. Citekeys and titles are what people remember. */
const weights = { citekey: 8, title: 4, creator: 3, year: 3, tag: 2, publication: 1 } as const;

/**
 * Letters without case, accents and ligatures, so that `Gödel`, `Godel` and `GÖDEL` are one.
 *
 * @example foldText('Ŝmid’s ﬁne-tuning') // 'smid’s fine-tuning'
 */
export function foldText(text: string): string {
  // Most texts are plain ASCII, and need no Unicode tables.
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/đ/g, 'd')
    .replace(/ß/g, 'ss')
    .replace(/æ/g, 'ae')
    .replace(/œ/g, 'oe')
    .replace(/ı/g, 'i');
}

const scriptWithoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** The longest part of a run without spaces that can be searched for at once. */
const runLength = 12;

/** Words of folded text. Scripts without spaces give a word from each of their characters on. */
function words(folded: string): readonly string[] {
  const found = folded.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (!scriptWithoutSpaces.test(folded)) return found;
  return found.flatMap(word => {
    if (!scriptWithoutSpaces.test(word)) return [word];
    const characters = [...word];
    return characters.map((_, i) => characters.slice(i, i + runLength).join(''));
  });
}

/** A citekey is also found by the words inside it: `azerbayevLlemmaOpenLanguage2023` by `llemma`. */
function citekeyWords(citekey: string): readonly string[] {
  const parts = citekey.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/(\p{L})(\p{N})/gu, '$1 $2');
  return [...new Set([...words(foldText(citekey)), ...words(foldText(parts))])];
}

interface Posting {
  readonly items: number[];
  readonly weights: number[];
}

/**
 * Builds the index, once for a list of items. 20,000 items take a fraction of a second and some ten megabytes.
 *
 * @example indexItems(items).find('azer llem 2023', 20)[0]?.title // 'Llemma: An Open Language Model For Mathematics'
 */
export function indexItems(items: readonly Item[]): ItemSearch {
  const postings = new Map<string, Posting>();
  const add = (word: string, item: number, weight: number): void => {
    const posting = postings.get(word);
    if (posting === undefined) {
      postings.set(word, { items: [item], weights: [weight] });
      return;
    }
    const last = posting.items.length - 1;
    if (posting.items[last] !== item) {
      posting.items.push(item);
      posting.weights.push(weight);
    } else if (posting.weights[last]! < weight) {
      posting.weights[last] = weight;
    }
  };
  // The newest first: of two items that fit as well, the newer is shown first.
  const newest = [...items].sort((a, b) =>
    a.dateModified < b.dateModified ? 1 : a.dateModified > b.dateModified ? -1 : 0,
  );
  newest.forEach((item, i) => {
    for (const word of citekeyWords(item.citekey)) add(word, i, weights.citekey);
    for (const word of words(foldText(item.title))) add(word, i, weights.title);
    for (const creator of item.creators) {
      for (const word of words(foldText(`${creator.firstName} ${creator.lastName}`))) add(word, i, weights.creator);
    }
    const year = item.parsedDate.slice(0, 4);
    if (year !== '') add(year, i, weights.year);
    for (const tag of item.tags) for (const word of words(foldText(tag))) add(word, i, weights.tag);
    for (const word of words(foldText(item.publicationTitle))) add(word, i, weights.publication);
  });
  const sorted = [...postings.keys()].sort();
  const lists = sorted.map(word => postings.get(word)!);
  return { size: items.length, find: (query, limit) => find(query, limit, newest, sorted, lists) };
}

function find(
  query: string,
  limit: number,
  items: readonly Item[],
  sorted: readonly string[],
  lists: readonly Posting[],
): readonly Item[] {
  const asked = [...new Set(queryWords(query))];
  if (asked.length === 0) return items.slice(0, limit);
  // Long words first: they leave few items for the others to be looked up in.
  asked.sort((a, b) => b.length - a.length);
  const scores = new Float64Array(items.length);
  const best = new Float64Array(items.length);
  let candidates: number[] | undefined;
  for (const [round, word] of asked.entries()) {
    const touched: number[] = [];
    const take = (posting: Posting, factor: number): void => {
      for (let i = 0; i < posting.items.length; i++) {
        const item = posting.items[i]!;
        // An item still in the race has scored in every round so far.
        if (round > 0 && scores[item] === 0) continue;
        const value = posting.weights[i]! * factor;
        if (best[item] === 0) touched.push(item);
        if (best[item]! < value) best[item] = value;
      }
    };
    const from = lowerBound(sorted, word);
    for (let at = from; at < sorted.length && sorted[at]!.startsWith(word); at++) {
      take(lists[at]!, sorted[at] === word ? 2 : 1 + 0.5 / (sorted[at]!.length - word.length + 1));
    }
    if (touched.length === 0 && word.length >= 3) {
      // Nobody's word begins so: it may be a part of a compound.
      for (let at = 0; at < sorted.length; at++) if (sorted[at]!.includes(word)) take(lists[at]!, 0.5);
    }
    const kept = new Set(touched);
    for (const item of candidates ?? []) if (!kept.has(item)) scores[item] = 0;
    for (const item of touched) {
      scores[item] = scores[item]! + best[item]!;
      best[item] = 0;
    }
    candidates = touched;
    if (candidates.length === 0) return [];
  }
  return top(candidates ?? [], scores, limit).map(index => items[index]!);
}

/** What is typed, without the `@` of a citekey. */
function queryWords(query: string): readonly string[] {
  const found = foldText(query).match(/[\p{L}\p{N}]+/gu) ?? [];
  return found.map(word => (scriptWithoutSpaces.test(word) ? [...word].slice(0, runLength).join('') : word));
}

function lowerBound(sorted: readonly string[], word: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The `limit` best, best first; equal scores keep the items' order. Does not sort what will not be shown. */
function top(candidates: readonly number[], scores: Float64Array, limit: number): readonly number[] {
  const before = (a: number, b: number): number => scores[b]! - scores[a]! || a - b;
  if (candidates.length <= limit * 4) return [...candidates].sort(before).slice(0, limit);
  const kept: number[] = [];
  let worst = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates) {
    if (kept.length >= limit * 2) {
      kept.sort(before).length = limit;
      worst = scores[kept[limit - 1]!]!;
    }
    if (kept.length < limit || scores[candidate]! >= worst) kept.push(candidate);
  }
  return kept.sort(before).slice(0, limit);
}
