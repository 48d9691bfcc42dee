import type { Creator, Item } from './annotation.ts';

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

/** `pre-training`, `GPT-4` and `O’Reilly` are also found by those who write them as one word. */
const compound = /[\p{L}\p{N}]+(?:[-\u2010\u2011'’][\p{L}\p{N}]+)+/gu;

/** Words of folded text. Scripts without spaces give a word from each of their characters on. */
function words(folded: string): readonly string[] {
  const single = folded.match(/[\p{L}\p{N}]+/gu) ?? [];
  const joined = /[-\u2010\u2011'’]/.test(folded) ? (folded.match(compound) ?? []).map(join) : [];
  const found = joined.length === 0 ? single : [...single, ...joined];
  if (!scriptWithoutSpaces.test(folded)) return found;
  return found.flatMap(word => {
    if (!scriptWithoutSpaces.test(word)) return [word];
    const characters = [...word];
    return characters.map((_, i) => characters.slice(i, i + runLength).join(''));
  });
}

function join(word: string): string {
  return word.replace(/[^\p{L}\p{N}]/gu, '');
}

/** Titles and journals may hold Zotero's few tags: nobody types them. */
function withoutTags(text: string): string {
  return text.includes('<') ? text.replace(/<\/?(?:i|b|sub|sup|span)(?:\s[^<>]*)?>/gi, '') : text;
}

/** Names in Chinese, Japanese and Korean are written in one, the family name first. */
function nameText({ firstName, lastName }: Creator): string {
  const inOne = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(lastName);
  return inOne ? `${firstName} ${lastName} ${lastName}${firstName}` : `${firstName} ${lastName}`;
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
 * Builds the index, once for a list of items. 20,000 items take about a second, in steps with `indexing`.
 *
 * @example indexItems(items).find('azer llem 2023', 20)[0]?.title // 'Llemma: An Open Language Model For Mathematics'
 */
export function indexItems(items: readonly Item[]): ItemSearch {
  const work = indexing(items);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/** So many items are indexed between two pauses: about a millisecond. */
const itemsAtOnce = 50;

/** The same in small steps, for those who must not hold up anything else meanwhile; gives the search at its end. */
export function* indexing(items: readonly Item[]): Generator<undefined, ItemSearch> {
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
  const titles: string[] = [];
  for (const [i, item] of newest.entries()) {
    if (i % itemsAtOnce === itemsAtOnce - 1) yield;
    for (const word of citekeyWords(item.citekey)) add(word, i, weights.citekey);
    const title = foldText(withoutTags(item.title));
    titles.push(plainWords(title).join(' '));
    for (const word of words(title)) add(word, i, weights.title);
    for (const creator of item.creators) {
      for (const word of words(foldText(nameText(creator)))) add(word, i, weights.creator);
    }
    const year = item.parsedDate.slice(0, 4);
    if (year !== '') add(year, i, weights.year);
    for (const tag of item.tags) for (const word of words(foldText(tag))) add(word, i, weights.tag);
    for (const word of words(foldText(withoutTags(item.publicationTitle)))) add(word, i, weights.publication);
  }
  yield;
  const sorted = [...postings.keys()].sort();
  const lists = sorted.map(word => postings.get(word)!);
  const index: Index = { items: newest, titles, sorted, lists };
  return {
    size: items.length,
    find: (query, limit) => {
      const identified = byIdentifier(query, newest);
      if (identified.length > 0) return identified.slice(0, limit);
      const folded = foldText(query);
      const found = find(plainWords(folded), limit, index);
      if (found.length > 0) return found;
      // A reference pasted from a paper, or a compound that the title writes as one word.
      const telling = plainWords(folded).filter(word => !/^(?:et|al|and|&)$/.test(word));
      const again = telling.length > 0 ? find(telling, limit, index) : [];
      return again.length > 0 ? again : find(plainWords(folded.replace(compound, join)), limit, index);
    },
  };
}

interface Index {
  readonly items: readonly Item[];
  /** The words of each item's title. */
  readonly titles: readonly string[];
  readonly sorted: readonly string[];
  readonly lists: readonly Posting[];
}

/** The items that a DOI, an arXiv number or an address names; empty for any other query. */
function byIdentifier(query: string, items: readonly Item[]): readonly Item[] {
  const asked = query.trim().toLowerCase();
  const doi = /\b10\.\d{4,9}\/\S+/.exec(asked)?.[0];
  const arxiv = /^(?:arxiv:\s*|https?:\/\/arxiv\.org\/(?:abs|pdf)\/)?(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?$/.exec(
    asked,
  )?.[1];
  const address = /^https?:\/\/\S+$/.test(asked) ? asked.replace(/^https?:\/\//, '').replace(/\/$/, '') : undefined;
  if (doi === undefined && arxiv === undefined && address === undefined) return [];
  return items.filter(
    item =>
      (doi !== undefined && item.doi.toLowerCase() === doi) ||
      (arxiv !== undefined && `${item.url} ${item.doi} ${item.extra}`.includes(arxiv)) ||
      (address !== undefined && item.url.toLowerCase().includes(address)),
  );
}

function find(words: readonly string[], limit: number, { items, titles, sorted, lists }: Index): readonly Item[] {
  const asked = [...new Set(words)];
  if (asked.length === 0) return items.slice(0, limit);
  const phrase = words.join(' ');
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
  for (const item of candidates ?? []) scores[item] = scores[item]! + titleFit(titles[item]!, phrase, asked.length);
  return top(candidates ?? [], scores, limit).map(index => items[index]!);
}

/** How well a title answers as a whole: typed to its end, from its beginning, or as a phrase; then how little else it says. */
function titleFit(title: string, phrase: string, asked: number): number {
  if (title === phrase) return 100;
  const order = title.startsWith(phrase) ? 6 : asked > 1 && title.includes(phrase) ? 3 : 0;
  return order === 0 ? 0 : order + Math.min(1, (asked * 6) / (title.length + 1));
}

/** The words of folded text as they are asked for. */
function plainWords(folded: string): readonly string[] {
  const found = folded.match(/[\p{L}\p{N}]+/gu) ?? [];
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
