import { mathLetter } from '../math/characters.ts';
import { texCommandNamed } from '../math/commands.ts';
import { type Repair, type RepairFinder, repairsOf, untouchable } from './passage.ts';

/** One character that a formula's copies must agree on, and where it stands. `''` marks content MathML's own words. */
interface Stroke {
  readonly character: string;
  readonly from: number;
  readonly to: number;
}

/** Words that LaTeXML puts between a formula's copies: content MathML read as text. */
const contentWords =
  /(?:subscript|superscript|conditional-set|conditional|absent|delimited-|bold-italic-|italic-|bold-|assign|evaluated-at|norm|fragments|formulae-sequence|plus-or-minus|minus-or-plus|similar-to-or-equals|similar-to|approximately-equals|percent|tensor-product|direct-product|direct-sum|proportional-to|much-less-than|much-greater-than|less-than-or-similar-to|greater-than-or-similar-to|for-all|maps-to|not-equivalent-to|perpendicular-to|parallel-to|normal-|annotated|superset-of|subset-of|square-root|continued-fraction|binomial|limit-from|prime)/y;
const layout =
  /\\(?:left|right|big|Big|bigl|bigr|displaystyle|textstyle|mathrm|mathbf|mathit|mathsf|mathcal|mathbb|mathfrak|mathscr|boldsymbol|bm|operatorname|text|textbf|textit|limits|nolimits|[,;:! ])(?![A-Za-z])|\\[,;:! ]/y;
const command = /\\[A-Za-z]+|\\[{}|%#&$_]/y;
const alike: Readonly<Record<string, string>> = {
  '−': '-',
  '⋅': '·',
  '∗': '*',
  '∣': '|',
  '′': "'",
  '∼': '~',
  '∥': '‖',
  '⟨': '<',
  '⟩': '>',
  '≔': ':=',
  '…': '...',
};

function plain(character: string): string {
  return alike[character] ?? (mathLetter(character)?.letter ?? character).normalize('NFKC').replace('−', '-');
}

/** The characters of a formula in whichever form it was copied: TeX's markup, spaces and invisible marks left out. */
function strokes(text: string, from: number, to: number): Stroke[] {
  const found: Stroke[] = [];
  const push = (characters: string, start: number, end: number): void => {
    for (const character of characters) found.push({ character, from: start, to: end });
  };
  for (let at = from; at < to; ) {
    const match = (pattern: RegExp): string | undefined => {
      pattern.lastIndex = at;
      return pattern.exec(text)?.[0];
    };
    const character = String.fromCodePoint(text.codePointAt(at)!);
    if (character === untouchable || character === '\n') break;
    const words = match(contentWords);
    if (words !== undefined) {
      found.push({ character: '', from: at, to: at + words.length });
      at += words.length;
      continue;
    }
    const laidOut = match(layout);
    if (laidOut !== undefined) {
      at += laidOut.length;
      continue;
    }
    const name = match(command);
    if (name !== undefined) {
      const known = texCommandNamed(name);
      push(
        plain(known?.glyph ?? (known === undefined || known.arguments > 0 ? '' : name.slice(1))),
        at,
        at + name.length,
      );
      at += name.length;
      continue;
    }
    if (!/[\s{}_^&\u200b\u2061-\u2064]/u.test(character)) push(plain(character), at, at + character.length);
    at += character.length;
  }
  return found;
}

function saysContent(text: string): boolean {
  return new RegExp(contentWords.source).test(text);
}

const isMarkedUp = (text: string): boolean => /[\\_^]/.test(text);

function balanced(tex: string): boolean {
  let depth = 0;
  for (const { 0: brace } of tex.matchAll(/\\[{}]|[{}]/g)) {
    if (brace === '{') depth++;
    else if (brace === '}' && --depth < 0) return false;
  }
  return depth === 0;
}

interface Copy {
  readonly to: number;
  readonly tex: string;
}

/** The TeX between two strokes with the markup around it, or `undefined` if its braces do not fit. */
function texBetween(text: string, from: number, to: number): { readonly tex: string; readonly to: number } | undefined {
  let end = to;
  while (!balanced(text.slice(from, end)) && text.charAt(end) === '}') end++;
  const tex = text
    .slice(from, end)
    .replace(/\\displaystyle\b ?/, '')
    .trim();
  return tex !== '' && balanced(tex) ? { tex, to: end } : undefined;
}

/** Reads "what it looks like, what it means, TeX" (ar5iv) or "text, TeX, text" (KaTeX) from one place. */
function readCopies(text: string, from: number): Copy | undefined {
  const all = strokes(text, from, Math.min(text.length, from + 400));
  const source = (a: number, b: number): string => text.slice(all[a]!.from, all[b - 1]!.to);
  const same = (a: number, b: number, length: number): boolean => {
    for (let i = 0; i < length; i++) {
      const left = all[a + i]?.character;
      if (left === undefined || left === '' || left !== all[b + i]?.character) return false;
    }
    return true;
  };
  const ends = (index: number): boolean => {
    const to = all[index - 1]!.to;
    return !/[\p{L}\p{N}\\]/u.test(text.charAt(to)) || /[}]/.test(text.charAt(to));
  };
  for (let length = Math.min(120, Math.floor(all.length / 2)); length >= 1; length--) {
    if (isMarkedUp(source(0, length))) continue;
    const letters = new Set(all.slice(0, length).map(stroke => stroke.character));
    if (same(0, length, length) && same(0, 2 * length, length) && ends(3 * length)) {
      const middle = texBetween(text, all[length - 1]!.to, all[2 * length - 1]!.to);
      if (middle !== undefined && isMarkedUp(middle.tex) && !isMarkedUp(source(2 * length, 3 * length))) {
        return { to: all[3 * length - 1]!.to, tex: middle.tex };
      }
    }
    for (let at = length + 1; at + length <= all.length; at++) {
      const content = all[at - 1]!;
      if (content.character !== '' && !letters.has(content.character)) break;
      if (!same(0, at, length) || !ends(at + length)) continue;
      const between = source(length, at);
      if (isMarkedUp(between) || !(/[\u{1d400}-\u{1d7ff}]/u.test(between) || saysContent(between))) continue;
      const last = texBetween(text, all[at - 1]!.to, all[at + length - 1]!.to);
      if (last !== undefined) return { to: last.to, tex: last.tex };
    }
  }
  return undefined;
}

/**
 * A number with a power of ten as ar5iv gives siunitx's: `8×10−07 o ×810-07o8\text{\times}{10}^{-07}`, with a
 * letter left over of the marks that told the exponent.
 */
function findScientific(text: string): Repair[] {
  return repairsOf(
    text,
    /(?<![\d.])(\d+(?:\.\d+)?)[×⋅·]10([−-]?\d+) ?\p{L}? ?[×⋅·]\1\s?10[−-]?\d+\p{L}?\1\\text\{\\times\}\{10\}\^\{([−-]?\d+)\}/gu,
    () => 'formula given three times by a web page',
    match => `$${match[1]} \\times 10^{${match[3]!.replace('−', '-').replace(/^(-?)0+(?=\d)/, '$1')}}$`,
  );
}

/** Wikipedia's copies: the formula's characters, then `{\displaystyle TeX}`. */
function findDisplaystyle(text: string): Repair[] {
  const repairs: Repair[] = [];
  for (const match of text.matchAll(/\{\\displaystyle /g)) {
    let to = match.index + 1;
    for (let depth = 1; depth > 0 && to < text.length; to++) {
      if (text.charAt(to) === '\\') to++;
      else if (text.charAt(to) === '{') depth++;
      else if (text.charAt(to) === '}') depth--;
    }
    const tex = text.slice(match.index + match[0].length, to - 1).trim();
    const wanted = strokes(tex, 0, tex.length)
      .map(stroke => stroke.character)
      .join('');
    const start = Math.max(0, match.index - 300);
    const before = strokes(text, start, match.index);
    if (before.length === 0 || before.at(-1)!.to < match.index - 3) continue;
    for (let count = before.length - 1, seen = ''; count >= 0 && seen.length < wanted.length; count--) {
      seen = before[count]!.character + seen;
      if (seen !== wanted) continue;
      repairs.push({
        range: { from: before[count]!.from, to },
        insert: `$${tex}$`,
        reason: 'formula given twice by a web page',
      });
    }
  }
  return repairs;
}

/**
 * Formulas that a copy from a web page gives two or three times over: `θ𝜃\theta` → `$\theta$`,
 * `xtsubscript𝑥𝑡x_{t}` → `$x_{t}$`. Only where the copies agree character by character.
 */
export const findWebFormulas: RepairFinder = ({ text, formulas }) => {
  if (!formulas) return [];
  const repairs = [...findDisplaystyle(text), ...findScientific(text)];
  const seeds = [...text.matchAll(/\\[A-Za-z%]|[_^]|[\u{1d400}-\u{1d7ff}]/gu)].map(match => match.index);
  let free = 0;
  for (const match of text.matchAll(/(?<=^|[\s([“"])[^\s]/gu)) {
    const from = match.index;
    if (from < free || !seeds.some(seed => seed > from && seed < from + 200)) continue;
    if (repairs.some(({ range }) => from >= range.from && from < range.to)) continue;
    const copy = readCopies(text, from);
    if (copy === undefined) continue;
    repairs.push({
      range: { from, to: copy.to },
      insert: `$${copy.tex}$`,
      reason: 'formula given three times by a web page',
    });
    free = copy.to;
  }
  return repairs.sort((a, b) => a.range.from - b.range.from);
};
