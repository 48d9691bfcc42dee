import type { AsideElement, LinkElement, NoteElement } from '../../markdown/elements.ts';
import type { Range } from '../../text.ts';
import { isZoteroUri, parseZoteroUri } from '../uri.ts';
import { foldWord, wordsOf } from './words.ts';

/** A link to an annotation with the text that it vouches for. */
export interface QuotePlace {
  readonly link: LinkElement;
  /**
   * Where the quoted text stands, in order; may hold words of the reader's beside it. Several stretches when it is spread
   * over list items or paragraphs; none when the note only links.
   */
  readonly quote: readonly Range[];
  /** The aside that holds the annotation's comment. */
  readonly comment: AsideElement | undefined;
}

/** The annotation key of a link, if it leads to one. */
function annotationOf(element: NoteElement): string | undefined {
  if (element.kind !== 'link' || !isZoteroUri(element.href)) return undefined;
  const { link } = parseZoteroUri(element.href);
  return link?.kind === 'open' ? link.annotation : undefined;
}

/** Where a note's links to annotations, its paragraphs and its asides stand; read once for many questions. */
export interface QuotePlaces {
  /** In the order of the note, each with the annotation's key. */
  readonly links: readonly { readonly link: LinkElement; readonly key: string }[];
  readonly paragraphs: readonly Range[];
  readonly asides: readonly AsideElement[];
}

/** Reads where quotes can be. */
export function quotePlaces(elements: readonly NoteElement[]): QuotePlaces {
  const links: { readonly link: LinkElement; readonly key: string }[] = [];
  for (const element of elements) {
    const key = annotationOf(element);
    if (key !== undefined && element.kind === 'link') links.push({ link: element, key });
  }
  return {
    links: links.sort((a, b) => a.link.range.from - b.link.range.from),
    paragraphs: elements.filter(element => element.kind === 'text').map(element => element.range),
    asides: elements.filter((element): element is AsideElement => element.kind === 'aside' && !element.mark),
  };
}

/** A text that shares fewer of the annotation's words is not its quote. */
const leastLikeness = 0.3;

/** A paragraph further off is part of a quote when so many of its own words are the annotation's. */
const leastShare = 0.6;

/** The words of a text as they are counted: folded, without punctuation. */
export function countedWords(text: string): readonly string[] {
  return wordsOf(text, { from: 0, to: text.length })
    .map(word => foldWord(word.folded).toLowerCase())
    .filter(word => /[\p{L}\p{N}]/u.test(word));
}

/** How many of `words` are in `known`, each as often as it is there. */
export function sharedCount(words: readonly string[], known: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const word of known) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of words) {
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    shared++;
    counts.set(word, left - 1);
  }
  return shared;
}

/** What part of the words of `known` stands in `text`, 0 to 1; 0 for an empty one. */
export function likeness(known: string, text: string): number {
  const wanted = countedWords(known);
  return wanted.length === 0 ? 0 : sharedCount(wanted, countedWords(text)) / wanted.length;
}

/**
 * Finds the quote that a link stands for: the text before it in its paragraph or list item, from the link before it on;
 * or the text behind it, as tools write that put the link first; and the paragraphs or list items beside that, as far as
 * they are the annotation's words too. Of these, the one most like `known` (the annotation's text then or now). The
 * comment is the aside behind the link that is most like `comments`.
 */
export function quotePlace(
  text: string,
  places: QuotePlaces,
  link: LinkElement,
  known: readonly string[],
  comments: readonly string[],
): QuotePlace {
  const { paragraphs } = places;
  const home = paragraphs.findIndex(range => range.from <= link.range.from && link.range.to <= range.to);
  const self = places.links.findIndex(other => other.link === link);
  const next = places.links[self + 1]?.link.range;
  // What bounds a quote stands near it: the links beside this one, and the asides around.
  const beside = [places.links[self - 1]?.link.range, next].filter(range => range !== undefined);
  const asides = places.asides.filter(aside => home < 0 || touches(aside.range, paragraphs[home]!, next));
  const candidates: (readonly Range[])[] = [];
  const paragraph = paragraphs[home];
  if (paragraph !== undefined) {
    const stops = [...beside, ...asides.map(aside => aside.range)];
    const from = Math.max(paragraph.from, ...stops.filter(range => range.to <= link.range.from).map(range => range.to));
    const to = Math.min(paragraph.to, ...stops.filter(range => range.from >= link.range.to).map(range => range.from));
    const free = paragraphs.map(range => !beside.some(other => range.from <= other.from && other.to <= range.to));
    const before = { from, to: link.range.from };
    const behind = { from: link.range.to, to };
    for (const words of known) {
      candidates.push(from === paragraph.from ? spread(text, paragraphs, free, home, -1, before, words) : [before]);
      candidates.push(to === paragraph.to ? spread(text, paragraphs, free, home, 1, behind, words) : [behind]);
    }
  }
  const scored = candidates.map(ranges => {
    const content = ranges.map(range => text.slice(range.from, range.to)).join(' ');
    return { ranges, score: Math.max(0, ...known.map(words => likeness(words, content))) };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), {
    ranges: [] as readonly Range[],
    score: leastLikeness,
  });
  return {
    link,
    quote: best.ranges.filter(range => range.to > range.from),
    comment: commentOf(link, next, places.asides, comments),
  };
}

/** What may stand between two parts of one quote: line breaks, marks of lists and quotes, a table's bars. */
const gapWithin = /^[\s>|]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?$/;

/**
 * `own`, and the paragraphs before (`step` -1) or behind it that go on with the quote. One that follows directly on a link
 * alone, as in a callout whose title is the link, need not hold as many of the annotation's words as one further off.
 */
function spread(
  text: string,
  paragraphs: readonly Range[],
  free: readonly boolean[],
  home: number,
  step: -1 | 1,
  own: Range,
  known: string,
): readonly Range[] {
  const ranges: Range[] = [own];
  const wanted = countedWords(known);
  let content = text.slice(own.from, own.to);
  let alone = countedWords(content).length === 0;
  let edge = paragraphs[home]!;
  for (let at = home + step; free[at] === true; at += step) {
    const other = paragraphs[at]!;
    const gap = step < 0 ? text.slice(other.to, edge.from) : text.slice(edge.to, other.from);
    if (!gapWithin.test(gap) || (gap.match(/\n/g)?.length ?? 0) > 2) break;
    const written = text.slice(other.from, other.to);
    const words = countedWords(written);
    const had = countedWords(content);
    // Words that were found already do not make another paragraph a part of the quote.
    const gained = sharedCount([...had, ...words], wanted) - sharedCount(had, wanted);
    const share = words.length === 0 ? 0 : gained / words.length;
    const follows = alone && !/\n[ \t>]*\n/.test(gap) && likeness(known, written) > leastLikeness;
    if (share < leastShare && !follows) break;
    if (step < 0) ranges.unshift(other);
    else ranges.push(other);
    content = step < 0 ? `${written} ${content}` : `${content} ${written}`;
    alone = false;
    edge = other;
  }
  return ranges;
}

/** True for what lies in the paragraph, or between it and the next link. */
function touches(range: Range, paragraph: Range, next: Range | undefined): boolean {
  return range.to > paragraph.from && range.from < (next?.to ?? paragraph.to);
}

/** Of the asides behind a link, up to the next link, the one that holds its comment. */
function commentOf(
  link: LinkElement,
  next: Range | undefined,
  asides: readonly AsideElement[],
  comments: readonly string[],
): AsideElement | undefined {
  const end = next?.from ?? Number.POSITIVE_INFINITY;
  const near = asides.filter(aside => aside.range.from >= link.range.to && aside.range.to <= end);
  let best: AsideElement | undefined;
  let bestScore = leastLikeness;
  for (const aside of near) {
    const score = Math.max(0, ...comments.map(comment => likeness(comment, aside.content)));
    if (score > bestScore) {
      best = aside;
      bestScore = score;
    }
  }
  return best;
}
