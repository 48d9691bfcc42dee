import { texCommands } from './commands.ts';
import katexCommands from './katex-commands.json' with { type: 'json' };

/** Where several commands show one character and KaTeX prefers none, the one that people write. */
const usual: readonly (readonly [character: string, tex: string])[] = [
  ['−', '-'],
  ['∗', '*'],
  ['·', '\\cdot'],
  ['⋯', '\\cdots'],
  ['→', '\\to'],
  ['←', '\\leftarrow'],
  ['∅', '\\emptyset'],
  ['∥', '\\|'],
  ['µ', '\\mu'],
  ['∆', '\\Delta'],
  ['Ω', '\\Omega'],
  ['ı', '\\imath'],
  ['ȷ', '\\jmath'],
  ['′', "'"],
  ['″', "''"],
  ['‴', "'''"],
  ['⊥', '\\perp'],
  ['△', '\\triangle'],
  ['≠', '\\neq'],
  ['√', '\\surd'],
  ['\u00a0', '~'],
];

function build(): ReadonlyMap<string, string> {
  const table = new Map(usual);
  const add = (character: string, tex: string): void => {
    if (!table.has(character)) table.set(character, tex);
  };
  for (const [character, name] of Object.entries(katexCommands.characters)) if (name !== '') add(character, name);
  for (const [character, body] of Object.entries(katexCommands.characterMacros)) add(character, body);
  for (const command of texCommands) {
    const { glyph } = command;
    if (glyph === undefined || command.mode === 'text' || glyph.codePointAt(0)! < 0x80 || [...glyph].length !== 1)
      continue;
    if (/^\\[a-zA-Z]/.test(command.name)) add(glyph, command.name);
  }
  return table;
}

const texByCharacter = build();

/**
 * The TeX that shows a character in a formula, for everything outside ASCII that KaTeX has a command for.
 *
 * @example texOfCharacter('≤') // '\\leq'
 */
export function texOfCharacter(character: string): string | undefined {
  return texByCharacter.get(character);
}

/** How each block of mathematical letters is written in TeX, by its first code point; 52 letters or 10 digits each. */
const letterBlocks: readonly (readonly [from: number, count: 52 | 10, command: string])[] = [
  [0x1d400, 52, '\\mathbf'],
  [0x1d434, 52, ''],
  [0x1d468, 52, '\\boldsymbol'],
  [0x1d49c, 52, '\\mathcal'],
  [0x1d4d0, 52, '\\mathcal'],
  [0x1d504, 52, '\\mathfrak'],
  [0x1d538, 52, '\\mathbb'],
  [0x1d56c, 52, '\\mathfrak'],
  [0x1d5a0, 52, '\\mathsf'],
  [0x1d5d4, 52, '\\mathsf'],
  [0x1d608, 52, '\\mathsf'],
  [0x1d63c, 52, '\\mathsf'],
  [0x1d670, 52, '\\mathtt'],
  [0x1d7ce, 10, '\\mathbf'],
  [0x1d7d8, 10, '\\mathbb'],
  [0x1d7e2, 10, '\\mathsf'],
  [0x1d7ec, 10, '\\mathsf'],
  [0x1d7f6, 10, '\\mathtt'],
];

/** Letters that Unicode had before it had their blocks. */
const olderLetters: Readonly<Record<string, readonly [letter: string, command: string]>> = {
  ℂ: ['C', '\\mathbb'],
  ℍ: ['H', '\\mathbb'],
  ℕ: ['N', '\\mathbb'],
  ℙ: ['P', '\\mathbb'],
  ℚ: ['Q', '\\mathbb'],
  ℝ: ['R', '\\mathbb'],
  ℤ: ['Z', '\\mathbb'],
  ℬ: ['B', '\\mathcal'],
  ℰ: ['E', '\\mathcal'],
  ℱ: ['F', '\\mathcal'],
  ℋ: ['H', '\\mathcal'],
  ℐ: ['I', '\\mathcal'],
  ℒ: ['L', '\\mathcal'],
  ℳ: ['M', '\\mathcal'],
  ℛ: ['R', '\\mathcal'],
  ℭ: ['C', '\\mathfrak'],
  ℌ: ['H', '\\mathfrak'],
  ℑ: ['I', '\\mathfrak'],
  ℜ: ['R', '\\mathfrak'],
  ℨ: ['Z', '\\mathfrak'],
  ℎ: ['h', ''],
};

/** A mathematical letter or digit taken apart: the plain letter, and the command that gives it its face ('' for italic). */
export interface MathLetter {
  readonly letter: string;
  readonly command: string;
}

const greekBold = /^[\u{1d6a8}-\u{1d6e1}\u{1d71c}-\u{1d755}\u{1d790}-\u{1d7c9}]$/u;
const greek = /^[\u{1d6a8}-\u{1d7cb}]$/u;

/**
 * Takes a character of Unicode's mathematical letters apart, or answers `undefined` for any other.
 *
 * @example mathLetter('𝐱') // { letter: 'x', command: '\\mathbf' }
 * @example mathLetter('𝛼') // { letter: 'α', command: '' }
 */
export function mathLetter(character: string): MathLetter | undefined {
  const older = olderLetters[character];
  if (older !== undefined) return { letter: older[0], command: older[1] };
  const code = character.codePointAt(0);
  if (code === undefined || code < 0x1d400 || code > 0x1d7ff) return undefined;
  if (greek.test(character)) {
    return { letter: character.normalize('NFKC'), command: greekBold.test(character) ? '\\boldsymbol' : '' };
  }
  if (code === 0x1d6a4) return { letter: 'ı', command: '' };
  if (code === 0x1d6a5) return { letter: 'ȷ', command: '' };
  const block = letterBlocks.find(([from, count]) => code >= from && code < from + count);
  const letter = character.normalize('NFKC');
  return block === undefined || letter === character ? undefined : { letter, command: block[2] };
}

/**
 * The TeX of one character as it stands in a formula: ASCII as it is (with `\` before what TeX reads as markup),
 * mathematical letters by their face, everything else by KaTeX's command. `undefined` where TeX has nothing for it.
 *
 * @example texOf('𝜃') // '\\theta'
 * @example texOf('ℝ') // '\\mathbb{R}'
 */
export function texOf(character: string): string | undefined {
  if (character.length === 1 && character.charCodeAt(0) < 0x80) {
    if (character === '\\') return '\\backslash';
    return /[#$%&_{}]/.test(character)
      ? `\\${character}`
      : character === '~'
        ? '\\sim'
        : character === '^'
          ? '\\hat{}'
          : character;
  }
  const letter = mathLetter(character);
  if (letter === undefined) return texOfCharacter(character);
  const inner = letter.letter.charCodeAt(0) < 0x80 ? letter.letter : texOfCharacter(letter.letter);
  if (inner === undefined) return undefined;
  return letter.command === '' ? inner : `${letter.command}{${inner}}`;
}
