import type { Range } from '../../text.ts';
import { significantDigits } from '../format.ts';
import { findUnit } from '../units.ts';
import type { ExpressionProblem } from './problem.ts';

export interface Lexeme {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  /** The name, or the sign in its one spelling (`×` for `*`, `-` for `−`). */
  readonly text: string;
  readonly value: number;
  readonly significant?: number;
  readonly approximate?: boolean;
  readonly rounded?: 'suffix' | 'decimals';
  readonly range: Range;
  /** True when white space stands in front. */
  readonly spaced: boolean;
}

const signs: Readonly<Record<string, string>> = {
  '+': '+',
  '-': '-',
  '−': '-',
  '–': '-',
  '*': '×',
  '×': '×',
  '·': '×',
  '⋅': '×',
  '∙': '×',
  '/': '/',
  '÷': '/',
  '^': '^',
  '(': '(',
  ')': ')',
  ',': ',',
  ';': ',',
  '→': 'in',
};

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

const suffixes: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, m: 1e6, M: 1e6, b: 1e9, B: 1e9, T: 1e12 };
const words: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };

const space = /[\s\u00a0\u2009\u202f]+/y;
const plainNumber = /(?:\d[\d_]*)?(?:\.\d+)?(?:[eE][+\-−–]?\d{1,3}(?![\p{L}\d]))?/uy;
const groupedNumber = /\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?/y;
const spacedNumber = /\d{1,3}(?:,[ \u00a0]?\d{3})+(?![\d])(?:\.\d+)?/y;
const ordinal = /(?:st|nd|rd|th)(?!\p{L})/uy;
const suffix = /[kKmMbBT](?![\p{L}\d_/]|-\p{L})|[kKmMbBT](?=\/)/uy;
/** "200 B tokens": a letter that stands apart is a suffix only before what is counted; else B is bytes. */
const spacedSuffix =
  /[ \u00a0]([KMBT])(?=[ \u00a0](?:tokens?|params?|parameters?|steps?|sequences?|examples?|samples?)(?!\p{L}))/uy;
/** "8×10−5" as PDFs leave it: with the minus sign proper and no spaces, the 5 is an exponent that lost its height. */
const lostExponent = /10[−–](\d{1,2})(?![\p{L}\d.,])/uy;
const timesLetter = /[xX](?=\s*[\d.($])/y;
const wordSuffix = /[\s\u00a0]*(thousand|million|billion|trillion)(?!\p{L})/iuy;
const identifier = /[\p{L}_][\p{L}\p{M}\d_]*(?:@\d+)?/uy;
const hyphenated = /[\p{L}][\p{L}\d]*(?:\/s)?-\p{L}+/uy;
const hexadecimalNumber = /0[xX](?=[\da-fA-F]*[\da-fA-F])[\da-fA-F]+(?![\p{L}\d_.])/uy;
const about = /(?:~|≈|(?:about|around|roughly|approximately)(?!\p{L}))/iuy;

/** What a full stop says that stands in no number: it asks for a part of a name, or ends a number or a sentence. */
function strayStop(text: string, at: number, before: Lexeme | undefined): ExpressionProblem {
  const range = { from: at, to: at + 1 };
  const touches = before !== undefined && before.range.to === at;
  if (touches && before.kind === 'number') {
    const written = text.slice(before.range.from, before.range.to);
    const message = `A number does not end in a full stop: write ${written}, or ${written}.0.`;
    return { code: 'syntax', range: { from: before.range.from, to: at + 1 }, message };
  }
  if (touches && before.kind === 'name' && /\p{L}/u.test(text[at + 1] ?? '')) {
    const after = match(identifier, text, at + 1) ?? '';
    const message = `"${before.text}.${after}" is no name: names have letters, digits and "_", and no parts.`;
    return { code: 'syntax', range: { from: before.range.from, to: at + 1 + after.length }, message };
  }
  return { code: 'syntax', range, message: 'A full stop can stand only inside a number, such as 0.5.' };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text)?.[0];
  return found === undefined || found === '' ? undefined : found;
}

/**
 * Splits an expression into lexemes; the last is of kind `end`. Thousands may be grouped ("42, 000"), except inside
 * the arguments of a call, where commas part them. Work is linear in the length of the text.
 */
export function lex(text: string): {
  readonly lexemes: readonly Lexeme[];
  readonly problems: readonly ExpressionProblem[];
} {
  const lexemes: Lexeme[] = [];
  const problems: ExpressionProblem[] = [];
  /** For each open parenthesis: does it hold the arguments of a call? */
  const open: boolean[] = [];
  let at = 0;
  let approximate = false;
  let spaced = false;

  const push = (
    kind: Lexeme['kind'],
    spelled: string,
    to: number,
    value = Number.NaN,
    significant?: number,
    rounded?: Lexeme['rounded'],
  ) => {
    lexemes.push({
      kind,
      text: spelled,
      value,
      range: { from: at, to },
      spaced,
      ...(significant === undefined ? {} : { significant }),
      ...(rounded === undefined ? {} : { rounded }),
      ...(kind === 'number' && approximate ? { approximate } : {}),
    });
    if (kind === 'number') approximate = false;
    spaced = false;
    at = to;
  };

  while (at < text.length && problems.length === 0) {
    const white = match(space, text, at);
    if (white !== undefined) {
      spaced = true;
      at += white.length;
      continue;
    }
    const char = text[at]!;
    const vague = match(about, text, at);
    if (vague !== undefined) {
      approximate = true;
      at += vague.length;
      continue;
    }
    const before = lexemes.at(-1);
    if (before !== undefined && before.kind !== 'sign' && match(timesLetter, text, at) !== undefined) {
      push('sign', '×', at + 1);
      continue;
    }
    if (before?.kind === 'sign' && before.text === '×' && lexemes.at(-2)?.kind === 'number') {
      const power = match(lostExponent, text, at);
      if (power !== undefined) {
        push('number', power, at + power.length, Number(`1e-${power.slice(3)}`), undefined, 'decimals');
        continue;
      }
    }
    const hexadecimal = match(hexadecimalNumber, text, at);
    if (hexadecimal !== undefined) {
      const message = `"${hexadecimal}" is a hexadecimal number: write ${Number(hexadecimal)}, or "0 × ${hexadecimal.slice(2)}".`;
      problems.push({ code: 'syntax', range: { from: at, to: at + hexadecimal.length }, message });
      break;
    }
    if (char === '.' && !/\d/.test(text[at + 1] ?? '')) {
      problems.push(strayStop(text, at, before));
      break;
    }
    if (/[\d.]/.test(char)) {
      const inCall = open.at(-1) === true;
      const doubtful = inCall ? match(groupedNumber, text, at) : undefined;
      if (doubtful !== undefined) {
        const message = `"${doubtful}" can be one value or several here: write ${doubtful.replaceAll(',', '')}, or part the arguments by "; ".`;
        problems.push({ code: 'syntax', range: { from: at, to: at + doubtful.length }, message });
        break;
      }
      const grouped = inCall ? undefined : (match(spacedNumber, text, at) ?? match(groupedNumber, text, at));
      const digits = grouped ?? match(plainNumber, text, at);
      if (digits === undefined || !/\d/.test(digits)) {
        problems.push({ code: 'syntax', range: { from: at, to: at + 1 }, message: `"${char}" is no number.` });
        break;
      }
      let value = Number(digits.replace(/[,_\s\u00a0]/g, '').replace(/[−–]/, '-'));
      let to = at + digits.length;
      let significant: number | undefined = significantDigits(digits);
      let rounded: Lexeme['rounded'] = /[.eE]/.test(digits) ? 'decimals' : undefined;
      const word = match(wordSuffix, text, to);
      const letter = match(suffix, text, to);
      const nth = match(ordinal, text, to);
      const apart = match(spacedSuffix, text, to);
      if (word !== undefined) {
        value *= words[word.trim().toLowerCase()]!;
        to += word.length;
      } else if (letter !== undefined) {
        value *= suffixes[letter]!;
        to += 1;
      } else if (apart !== undefined) {
        value *= suffixes[apart.trim()]!;
        to += apart.length;
      } else if (nth !== undefined) {
        to += nth.length;
        significant = undefined;
      }
      if (word !== undefined || letter !== undefined || apart !== undefined) rounded = 'suffix';
      push('number', text.slice(at, to), to, value, significant, rounded);
      continue;
    }
    const long = match(hyphenated, text, at);
    if (long !== undefined && findUnit(long) !== undefined) {
      push('name', long, at + long.length);
      continue;
    }
    const name = match(identifier, text, at);
    if (name !== undefined) {
      const lower = name.toLowerCase();
      if (lower === 'in' || lower === 'to') push('sign', 'in', at + name.length);
      else if (lower === 'per') push('sign', '/', at + name.length);
      else if (lower === 'of') push('sign', '×', at + name.length);
      else push('name', name, at + name.length);
      continue;
    }
    if (char === '%' || char === '$') {
      push('name', char === '$' ? 'USD' : '%', at + 1);
      continue;
    }
    if (char === '*' && text[at + 1] === '*') {
      push('sign', '^', at + 2);
      continue;
    }
    const power = superscripts.indexOf(char);
    if (power >= 0 || char === '⁻') {
      readSuperscript();
      continue;
    }
    const sign = signs[char];
    if (sign === undefined) {
      const shown = String.fromCodePoint(text.codePointAt(at)!);
      problems.push({
        code: 'syntax',
        range: { from: at, to: at + shown.length },
        message: `"${shown}" cannot stand in an expression.`,
      });
      break;
    }
    if (sign === '(') open.push(lexemes.at(-1)?.kind === 'name' && !spaced);
    if (sign === ')') open.pop();
    push('sign', sign, at + 1);
  }
  at = Math.min(at, text.length);
  push('end', '', at);
  return { lexemes, problems };

  function readSuperscript(): void {
    let to = at;
    let digits = '';
    if (text[to] === '⁻') {
      digits = '-';
      to++;
    }
    while (to < text.length && superscripts.includes(text[to]!)) digits += superscripts.indexOf(text[to++]!);
    if (!/\d/.test(digits)) {
      problems.push({ code: 'syntax', range: { from: at, to }, message: 'The raised sign has no digits.' });
      at = to;
      return;
    }
    const from = at;
    push('sign', '^', from);
    push('number', digits, to, Number(digits));
  }
}
