import type { Annotation } from '../annotation.ts';
import { drift } from '../drift.ts';
import { countedWords, type QuotePlaces, quotePlace, sharedCount } from './quote-place.ts';

/*
 * Several notes may quote one annotation. When it changes, each of them is brought up to date at another time, so what
 * Zotero said last is not what every note took over: a note's base is the version that its own quote is most like.
 */

/**
 * The version that a note's quotes of an annotation were taken from; `undefined` when the note has what Zotero says now.
 * `versions` is what was kept of the annotation, the latest first. Corrections by the reader make a quote less like all
 * versions, and so do not make it like an earlier one.
 */
export function baseVersion(
  text: string,
  places: QuotePlaces,
  versions: readonly Annotation[],
  now: Annotation,
): Annotation | undefined {
  const [latest] = versions;
  if (latest === undefined) return undefined;
  const all = [now, ...versions];
  const texts = [...new Set(all.map(version => version.text).filter(words => words !== ''))];
  const comments = [...new Set(all.map(version => version.comment).filter(words => words !== ''))];
  const written = places.links
    .filter(({ key }) => key === now.key)
    .map(({ link }) => {
      const { quote, comment } = quotePlace(text, places, link, texts, comments);
      const words = countedWords(quote.map(range => text.slice(range.from, range.to)).join(' '));
      return { words, comment: countedWords(comment?.content ?? '') };
    });
  const score = (version: Annotation): number =>
    written.reduce(
      (sum, { words, comment }) =>
        sum + alike(countedWords(version.text), words) + alike(countedWords(version.comment), comment),
      0,
    );
  let best = drift(latest, now).length > 0 ? latest : now;
  let bestScore = score(best);
  for (const version of versions) {
    const its = score(version);
    if (its <= bestScore) continue;
    best = version;
    bestScore = its;
  }
  return best === now || drift(best, now).length === 0 ? undefined : best;
}

/** What two texts have in common, 0 to 1; 1 for two empty ones. */
function alike(a: readonly string[], b: readonly string[]): number {
  return a.length + b.length === 0 ? 1 : (2 * sharedCount(a, b)) / (a.length + b.length);
}
