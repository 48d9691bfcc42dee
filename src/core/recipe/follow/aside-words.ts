/**
 * The words of an aside, by which it is found again where it is shown: as they stand in its source and in a page alike,
 * where emphasis and the marks of code are gone and lines may break elsewhere.
 *
 * @example asideWords('**0.84 epoch** over 200B') === asideWords('0.84 epoch over 200B')
 */
export function asideWords(text: string): string {
  return text.replace(/[\s*_`\\]+/g, '');
}
