import { texCommandNamed } from '../math/commands.ts';
import { readGroup, skipBlank, type TexToken, texTokens } from './tex-tokens.ts';

const raised: Readonly<Record<string, string>> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
  '+': '⁺',
  '-': '⁻',
  '=': '⁼',
  '(': '⁽',
  ')': '⁾',
  n: 'ⁿ',
  i: 'ⁱ',
  T: 'ᵀ',
  a: 'ᵃ',
  b: 'ᵇ',
  c: 'ᶜ',
  d: 'ᵈ',
  e: 'ᵉ',
  f: 'ᶠ',
  g: 'ᵍ',
  h: 'ʰ',
  j: 'ʲ',
  k: 'ᵏ',
  l: 'ˡ',
  m: 'ᵐ',
  o: 'ᵒ',
  p: 'ᵖ',
  r: 'ʳ',
  s: 'ˢ',
  t: 'ᵗ',
  u: 'ᵘ',
  v: 'ᵛ',
  w: 'ʷ',
  x: 'ˣ',
  y: 'ʸ',
  z: 'ᶻ',
};
const lowered: Readonly<Record<string, string>> = {
  '0': '₀',
  '1': '₁',
  '2': '₂',
  '3': '₃',
  '4': '₄',
  '5': '₅',
  '6': '₆',
  '7': '₇',
  '8': '₈',
  '9': '₉',
  '+': '₊',
  '-': '₋',
  '=': '₌',
  '(': '₍',
  ')': '₎',
  a: 'ₐ',
  e: 'ₑ',
  h: 'ₕ',
  i: 'ᵢ',
  j: 'ⱼ',
  k: 'ₖ',
  l: 'ₗ',
  m: 'ₘ',
  n: 'ₙ',
  o: 'ₒ',
  p: 'ₚ',
  r: 'ᵣ',
  s: 'ₛ',
  t: 'ₜ',
  u: 'ᵤ',
  v: 'ᵥ',
  x: 'ₓ',
};

/** Where each face's capital A and small a stand among Unicode's mathematical letters. */
const faces: Readonly<Record<string, readonly [capital: number, small: number, digit?: number]>> = {
  '\\mathbb': [0x1d538, 0x1d552, 0x1d7d8],
  '\\mathbf': [0x1d400, 0x1d41a, 0x1d7ce],
  '\\boldsymbol': [0x1d468, 0x1d482],
  '\\bm': [0x1d468, 0x1d482],
  '\\mathcal': [0x1d49c, 0x1d4b6],
  '\\mathscr': [0x1d49c, 0x1d4b6],
  '\\mathfrak': [0x1d504, 0x1d51e],
  '\\mathsf': [0x1d5a0, 0x1d5ba, 0x1d7e2],
  '\\mathtt': [0x1d670, 0x1d68a, 0x1d7f6],
};
/** Letters whose place in those blocks is empty because Unicode had them before. */
const older: Readonly<Record<string, string>> = {
  '\\mathbbC': 'ℂ',
  '\\mathbbH': 'ℍ',
  '\\mathbbN': 'ℕ',
  '\\mathbbP': 'ℙ',
  '\\mathbbQ': 'ℚ',
  '\\mathbbR': 'ℝ',
  '\\mathbbZ': 'ℤ',
  '\\mathcalB': 'ℬ',
  '\\mathcalE': 'ℰ',
  '\\mathcalF': 'ℱ',
  '\\mathcalH': 'ℋ',
  '\\mathcalI': 'ℐ',
  '\\mathcalL': 'ℒ',
  '\\mathcalM': 'ℳ',
  '\\mathcalR': 'ℛ',
  '\\mathcale': 'ℯ',
  '\\mathcalg': 'ℊ',
  '\\mathcalo': 'ℴ',
  '\\mathfrakC': 'ℭ',
  '\\mathfrakH': 'ℌ',
  '\\mathfrakI': 'ℑ',
  '\\mathfrakR': 'ℜ',
  '\\mathfrakZ': 'ℨ',
};
const accents: Readonly<Record<string, string>> = {
  '\\hat': '\u0302',
  '\\widehat': '\u0302',
  '\\tilde': '\u0303',
  '\\widetilde': '\u0303',
  '\\bar': '\u0304',
  '\\overline': '\u0304',
  '\\dot': '\u0307',
  '\\ddot': '\u0308',
  '\\vec': '\u20d7',
  '\\acute': '\u0301',
  '\\grave': '\u0300',
  '\\check': '\u030c',
  '\\breve': '\u0306',
  '\\mathring': '\u030a',
};
const spaces: Readonly<Record<string, string>> = {
  '\\,': ' ',
  '\\;': ' ',
  '\\:': ' ',
  '\\!': '',
  '\\ ': ' ',
  '\\quad': ' ',
  '\\qquad': '  ',
  '\\left': '',
  '\\right': '',
  '\\displaystyle': '',
  '\\limits': '',
  '\\middle': '',
};
/** Their argument is plain text. */
const plain = /^\\(?:text|textrm|mathrm|mathit|operatorname\*?|mbox|textit|textbf)$/;

function lettersIn(face: string, text: string): string {
  const [capital, small, digit] = faces[face]!;
  const name = face === '\\mathscr' ? '\\mathcal' : face;
  return [...text]
    .map(character => {
      const known = older[name + character];
      if (known !== undefined) return known;
      if (/[A-Z]/.test(character)) return String.fromCodePoint(capital + character.charCodeAt(0) - 65);
      if (/[a-z]/.test(character)) return String.fromCodePoint(small + character.charCodeAt(0) - 97);
      if (/\d/.test(character) && digit !== undefined) return String.fromCodePoint(digit + Number(character));
      return character;
    })
    .join('');
}

/** All characters raised or lowered, or `undefined` where one has no such form. */
function shifted(text: string, table: Readonly<Record<string, string>>): string | undefined {
  const characters = [...text.replace(/−/g, '-')].map(character => (character === ' ' ? '' : table[character]));
  return characters.every(character => character !== undefined) ? characters.join('') : undefined;
}

function isOneThing(text: string): boolean {
  return [...text.normalize('NFC')].length <= 1 || /^[\p{L}\p{N}.]+$/u.test(text) || /^\([^()]*\)$/.test(text);
}

/**
 * Writes TeX as plain Unicode text, as far as Unicode goes: `\alpha_i \leq x^2` → `αᵢ ≤ x²`. What has no form of its
 * own stays readable: `\frac{a}{b+c}` → `a/(b+c)`, `x^{q}` → `x^q`.
 */
export function texToUnicode(written: string): string {
  // Blanks within growing brackets are TeX's, not the text's.
  const tex = written
    .replace(/(\\left\s*(?:\\[A-Za-z]+|\\?[^\sA-Za-z]))\s+/g, '$1')
    .replace(/\s+(?=\\right(?![A-Za-z]))/g, '');
  const tokens = texTokens(tex);
  const source = (from: number, to: number): string => tex.slice(from, to);

  /** One argument: a group, a command with its arguments, or a single character. */
  function argument(at: number): { readonly text: string; readonly next: number } {
    const start = skipBlank(tokens, at);
    const token = tokens[start];
    if (token === undefined) return { text: '', next: start };
    if (token.kind === 'open') {
      const group = readGroup(tokens, start)!;
      return { text: texToUnicode(source(group.inner.from, group.inner.to)), next: group.next };
    }
    if (token.kind === 'command') return command(start);
    const first = String.fromCodePoint(token.text.trimStart().codePointAt(0) ?? 32);
    const used = token.text.indexOf(first) + first.length;
    const rest: TexToken = {
      ...token,
      text: token.text.slice(used),
      range: { from: token.range.from + used, to: token.range.to },
    };
    tokens[start] = rest;
    return { text: first, next: start };
  }

  function command(at: number): { readonly text: string; readonly next: number } {
    const { text: name } = tokens[at]!;
    const space = spaces[name];
    if (space !== undefined) return { text: space, next: at + 1 };
    if (name === '\\\\') return { text: '\n', next: at + 1 };
    if (name === '\\begin' || name === '\\end') return { text: '', next: argument(at + 1).next };
    if (plain.test(name)) {
      const group = readGroup(tokens, skipBlank(tokens, at + 1));
      if (group !== undefined) return { text: source(group.inner.from, group.inner.to), next: group.next };
    }
    if (faces[name] !== undefined) {
      const inner = argument(at + 1);
      return { text: lettersIn(name, inner.text), next: inner.next };
    }
    if (accents[name] !== undefined) {
      const inner = argument(at + 1);
      return {
        text: [...inner.text].map(character => (character + accents[name]).normalize('NFC')).join(''),
        next: inner.next,
      };
    }
    if (/^\\[dtc]?frac$/.test(name)) {
      const above = argument(at + 1);
      const below = argument(above.next);
      const part = (text: string): string => (isOneThing(text) ? text : `(${text})`);
      return { text: `${part(above.text)}/${part(below.text)}`, next: below.next };
    }
    if (/^\\[dt]?binom$/.test(name)) {
      const above = argument(at + 1);
      const below = argument(above.next);
      return { text: `(${above.text} choose ${below.text})`, next: below.next };
    }
    if (name === '\\sqrt') {
      const start = skipBlank(tokens, at + 1);
      const index = tokens[start]?.kind === 'text' ? /^\s*\[([^\]]*)\]/.exec(tokens[start].text) : null;
      const inner = argument(index === null ? at + 1 : start + 1);
      const root =
        index === null || index[1] === '2'
          ? '√'
          : index[1] === '3'
            ? '∛'
            : index[1] === '4'
              ? '∜'
              : `${shifted(index[1]!, raised) ?? ''}√`;
      return {
        text: root + (isOneThing(inner.text) && [...inner.text].length === 1 ? inner.text : `(${inner.text})`),
        next: inner.next,
      };
    }
    const known = texCommandNamed(name);
    if (known?.glyph !== undefined) return { text: known.glyph, next: at + 1 };
    if (known !== undefined && known.arguments === 1) {
      const inner = argument(at + 1);
      return { text: inner.text, next: inner.next };
    }
    // Functions are read by their names.
    if (/^\\[A-Za-z]+$/.test(name)) return { text: name.slice(1), next: at + 1 };
    return { text: name.slice(1), next: at + 1 };
  }

  let out = '';
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at]!;
    if (token.kind === 'command') {
      const { text, next } = command(at);
      // The space that ends a command's name in TeX is none in the text, but one before a relation's partner is.
      if (texCommandNamed(token.text)?.group === 'close') out = out.replace(/ +$/, '');
      out += text;
      at = next;
      const following = tokens[at];
      if (
        /^\\[A-Za-z]+$/.test(token.text) &&
        following?.kind === 'text' &&
        /^[ \t]+[\p{L}\p{N}(]/u.test(following.text) &&
        !needsSpace(token.text)
      ) {
        tokens[at] = { ...following, text: following.text.replace(/^[ \t]+/, '') };
      }
    } else if (token.kind === 'script') {
      const { text, next } = argument(at + 1);
      const form = shifted(text, token.text === '^' ? raised : lowered);
      out += form ?? (text === '′' ? text : token.text + ([...text].length === 1 ? text : `(${text})`));
      at = next;
    } else if (token.kind === 'comment' || token.kind === 'open' || token.kind === 'close') {
      at++;
    } else {
      out += token.kind === 'ampersand' ? ' ' : token.text.replace(/~/g, ' ').replace(/-/g, '−');
      at++;
    }
  }
  return out
    .replace(/ {2,}/g, ' ')
    .replace(/ *\n */g, '\n')
    .trim();
}

function needsSpace(name: string): boolean {
  const group = texCommandNamed(name)?.group;
  return group === 'rel' || group === 'bin' || group === undefined;
}
