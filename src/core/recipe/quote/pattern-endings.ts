import { once } from '../../once.ts';
import { remembered } from './remembered.ts';

/*
 * What the texts that a pattern matches can end with, as far as a look at its source tells: enough to leave most of many
 * patterns untried. All patterns are in lower case, without flags.
 */

/** Tells which of many patterns could match at the end of a text, in their order; those left out cannot. */
export function byEnding(patterns: readonly RegExp[]): (text: string) => readonly number[] {
  const ends = once(() => patterns.map(({ source }) => endsOf(source)));
  const candidates = remembered((end: string): readonly number[] =>
    ends().flatMap(({ source, open, letter, pieces }, index) => {
      const may =
        open ||
        (/^[a-z]/.test(end)
          ? (letter && end.length <= 2) ||
            fits(pieces, end) ||
            (end.length > 1 && end.endsWith('s') && fits(pieces, end.slice(0, -1)))
          : holds(source, end));
      return may ? [index] : [];
    }),
  );
  return text => candidates(endOf(text));
}

/** The letters that a text ends with, or the one sign. */
function endOf(text: string): string {
  let from = text.length;
  while (from > 0 && isLetter(text.charCodeAt(from - 1))) from--;
  return text.slice(Math.min(from, Math.max(0, text.length - 1)));
}

const isLetter = (code: number): boolean => code >= 97 && code <= 122;

interface Ends {
  readonly source: string;
  /** It can end with any word. */
  readonly open: boolean;
  /** It can end with a letter by itself, or one with a sign behind it. */
  readonly letter: boolean;
  readonly pieces: readonly Piece[];
}

/** Letters that stand together in a pattern. */
interface Piece {
  readonly letters: string;
  /** A word begins with them. */
  readonly begins: boolean;
  /** Any letters may follow. */
  readonly goesOn: boolean;
}

/** A letter of a class as a word of its own: "layers n", "size d'". */
const LETTER = /(?<= )\[[^\]]*[a-z][^\]]*\](?:\[\\w'\]\?)?(?![*+{?])/g;
/** A word, a stretch of anything or a class of letters, where nothing must follow it. */
const ANY_WORD =
  /\\[SWD]|(?<!\\)\.[*+?{]|(?:(?<![a-z])\\w|\[(?:\^|[^\]]*[a-z])[^\]]*\])(?:[*+?]|\{[^}]*\})?(?![*+?{]|[ a-z](?![?*]))/;

function endsOf(source: string): Ends {
  // what stands between letters ends a word as a space does
  const plain = source.replace(/\\[bBsd]/g, ' ');
  const withoutLetters = plain.replace(LETTER, ' ');
  return {
    source,
    open: ANY_WORD.test(withoutLetters),
    letter: withoutLetters !== plain,
    pieces: piecesOf(plain),
  };
}

function piecesOf(source: string): Piece[] {
  const pieces: Piece[] = [];
  /** Of each open group, whether a word begins where it begins: so it does behind each of its bars. */
  const groups: boolean[] = [];
  let begins = false;
  let before = '';
  for (const [token, letters, optional, more] of source.matchAll(
    /\\.|([a-z]+)([?*])?(\\w)?|\((?:\?(?:<?[=!]|:))?|./gs,
  )) {
    if (letters !== undefined) {
      // the "s" behind a group is left off the word instead
      if (letters !== 's' || optional !== '?' || !/^\)\??$/.test(before)) {
        const shared = { begins, goesOn: more !== undefined };
        pieces.push({ letters, ...shared });
        if (optional !== undefined && letters.length > 1) pieces.push({ letters: letters.slice(0, -1), ...shared });
      }
      begins = false;
    } else if (token.startsWith('(')) groups.push(begins);
    else if (token === '|') begins = groups.at(-1) ?? false;
    else if (token === ')') {
      groups.pop();
      begins = false;
    } else begins = /^(?:[ ^/,]|\\[^wWSD])$/.test(token);
    before = token === '?' && before === ')' ? ')?' : token;
  }
  return pieces;
}

function fits(pieces: readonly Piece[], word: string): boolean {
  return pieces.some(({ letters, begins, goesOn }) => {
    if (begins) return goesOn ? word.startsWith(letters) : word === letters;
    return goesOn ? word.includes(letters) : word.endsWith(letters);
  });
}

/** Whether a pattern has a sign, or a class with it. */
function holds(source: string, sign: string): boolean {
  if (/\d/.test(sign) && /\\[dw]/.test(source)) return true;
  if (!/[()[\]{}|?*+.^$\\]/.test(sign)) return source.includes(sign);
  return (
    source.includes(`\\${sign}`) || (source.match(/\[(?:\\.|[^\]\\])+\]/g) ?? []).some(each => each.includes(sign))
  );
}
