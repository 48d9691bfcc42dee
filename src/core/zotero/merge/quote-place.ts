import type { AsideElement, LinkElement, NoteElement } from '../../markdown/elements.ts';
import type { Range } from '../../text.ts';
import { isZoteroUri, parseZoteroUri } from '../uri.ts';
import { foldWord, wordsOf } from './words.ts';

/** A link to an annotation with the text that it vouches for. */
export interface QuotePlace {
  readonly link: LinkElement;
  /** The quoted text; may hold words of the reader's beside it. `undefined` when the note only links. */
  readonly quote: Range | undefined;
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

/** What part of the words of `known` stands in `text`, 0 to 1; 0 for an empty one. */
export function likeness(known: string, text: string): number {
  const folded = (source: string): readonly string[] =>
    wordsOf(source, { from: 0, to: source.length }).map(word => foldWord(word.folded).toLowerCase());
  const wanted = folded(known).filter(word => /[\p{L}\p{N}]/u.test(word));
  if (wanted.length === 0) return 0;
  const counts = new Map<string, number>();
  for (const word of folded(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of wanted) {
    const left = counts.get(word) ?? 0;
    if (left > 0) {
      shared++;
      counts.set(word, left - 1);
    }
  }
  return shared / wanted.length;
}

/**
 * Finds the quote that a link stands for: the text before it in its paragraph or list item, from the link before it on;
 * or the text behind it, as tools write that put the link first; or the paragraph beside it. Of these, the one most like
 * `known` (the annotation's text then or now). The comment is the aside behind the link that is most like `comments`.
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
  const candidates: Range[] = [];
  const paragraph = paragraphs[home];
  if (paragraph !== undefined) {
    const stops = [...beside, ...asides.map(aside => aside.range)];
    const from = Math.max(paragraph.from, ...stops.filter(range => range.to <= link.range.from).map(range => range.to));
    const to = Math.min(paragraph.to, ...stops.filter(range => range.from >= link.range.to).map(range => range.from));
    candidates.push({ from, to: link.range.from }, { from: link.range.to, to });
    // A callout's title is a paragraph of its own, with the quote below it; some tools put the link below the quote.
    for (const other of [paragraphs[home + 1], paragraphs[home - 1]]) {
      const near = other !== undefined && !/\n[ \t>]*\n/.test(between(text, other, paragraph));
      if (near && !beside.some(range => other.from <= range.from && range.to <= other.to)) {
        candidates.push(other);
      }
    }
  }
  const scored = candidates.map(range => {
    const content = text.slice(range.from, range.to);
    return { range, score: Math.max(0, ...known.map(words => likeness(words, content))) };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a), {
    range: { from: 0, to: 0 },
    score: leastLikeness,
  });
  return {
    link,
    quote: best.range.to > best.range.from ? best.range : undefined,
    comment: commentOf(link, next, places.asides, comments),
  };
}

function between(text: string, a: Range, b: Range): string {
  return a.to <= b.from ? text.slice(a.to, b.from) : text.slice(b.to, a.from);
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
