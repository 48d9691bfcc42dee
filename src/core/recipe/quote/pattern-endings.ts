/*
 * What the texts that a pattern matches can end with, as far as a look at its source tells: enough to leave most of many
 * patterns untried. All patterns are in lower case, without flags.
 */

/** Tells which of many patterns could match at the end of a text, in their order; those left out cannot. */
export function byEnding(patterns: readonly RegExp[]): (text: string) => readonly number[] {
  const sources = patterns.map(({ source }) => source.replace(/\\[bBsd]/g, ' '));
  const open = sources.map(source => ENDS_WITH_ANY_WORD.test(source));
  const pieces = sources.map(piecesOf);
  const known = new Map<string, readonly number[]>();
  return text => {
    const key = endOf(text);
    let found = known.get(key);
    if (found === undefined) {
      const mayEnd = /^[a-z]/.test(key)
        ? (index: number) => open[index] || pieces[index]!.some(piece => fits(piece, key))
        : (index: number) => open[index] || holds(patterns[index]!.source, key);
      found = sources.flatMap((_, index) => (mayEnd(index) ? [index] : []));
      if (known.size > MOST_KNOWN) known.clear();
      known.set(key, found);
    }
    return found;
  };
}

/** Notes in all languages have more words than are worth knowing. */
const MOST_KNOWN = 2000;

/** The letters that a text ends with, or the one sign. */
function endOf(text: string): string {
  let from = text.length;
  while (from > 0 && isLetter(text.charCodeAt(from - 1))) from--;
  return text.slice(Math.min(from, Math.max(0, text.length - 1)));
}

const isLetter = (code: number): boolean => code >= 97 && code <= 122;

/** A word of its own, a class of letters, or anything at all. */
const ENDS_WITH_ANY_WORD = /[ +]\\w|\\[SWD]|\[\^|\.[*+?{]|\[[^\]]*[a-z][^\]]*\](?![a-z])/;

/** Letters that stand together in a pattern, and whether any may follow. */
interface Piece {
  readonly letters: string;
  readonly goesOn: boolean;
}

function piecesOf(source: string): Piece[] {
  return [...source.matchAll(/(?<!\\)([a-z]+)([?*])?(\\w)?/g)].flatMap(([, letters = '', optional, more]) => {
    const goesOn = more !== undefined;
    return optional === undefined
      ? [{ letters, goesOn }]
      : [letters, letters.slice(0, -1)].filter(Boolean).map(each => ({ letters: each, goesOn }));
  });
}

const fits = ({ letters, goesOn }: Piece, word: string): boolean =>
  goesOn ? word.includes(letters) : word.endsWith(letters);

/** Whether a pattern has a sign, or a class with it. */
function holds(source: string, sign: string): boolean {
  if (/\d/.test(sign) && /\\[dw]/.test(source)) return true;
  if (!/[()[\]{}|?*+.^$\\]/.test(sign)) return source.includes(sign);
  return (
    source.includes(`\\${sign}`) || (source.match(/\[(?:\\.|[^\]\\])+\]/g) ?? []).some(each => each.includes(sign))
  );
}
