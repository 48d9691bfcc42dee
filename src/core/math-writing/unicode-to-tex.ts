import { texOf } from '../math/characters.ts';
import { texCommandNamed } from '../math/commands.ts';

const raised = /[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ]+/uy;
const lowered = /[₀-₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+/uy;
const accents: Readonly<Record<string, string>> = {
  '\u0300': '\\grave',
  '\u0301': '\\acute',
  '\u0302': '\\hat',
  '\u0303': '\\tilde',
  '\u0304': '\\bar',
  '\u0306': '\\breve',
  '\u0307': '\\dot',
  '\u0308': '\\ddot',
  '\u030a': '\\mathring',
  '\u030c': '\\check',
  '\u20d7': '\\vec',
};
/** Fractions that are one character. */
const fractions: Readonly<Record<string, string>> = Object.fromEntries(
  [...'½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒'].map(character => {
    const [above, below] = character.normalize('NFKC').split('⁄');
    return [character, `\\frac{${above}}{${below}}`];
  }),
);
const names =
  /^(?:arccos|arcsin|arctan|arg|cos|cosh|cot|coth|csc|deg|det|dim|exp|gcd|hom|inf|ker|lg|lim|liminf|limsup|ln|log|max|min|Pr|sec|sin|sinh|sup|tan|tanh)$/;

function plainOf(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/−/g, '-')
    .replace(/\p{Script=Greek}/gu, letter => texOf(letter) ?? letter);
}

function braced(tex: string): string {
  return tex.length === 1 ? tex : `{${tex}}`;
}

function append(tex: string, more: string): string {
  return /\\[A-Za-z]+$/.test(tex) && /^[A-Za-z]/.test(more) ? `${tex} ${more}` : tex + more;
}

/** Names of symbols that no text means otherwise; Greek letters' names are all taken. */
const spoken: Readonly<Record<string, string>> = {
  infinity: '\\infty',
  infty: '\\infty',
  nabla: '\\nabla',
  leq: '\\leq',
  geq: '\\geq',
  neq: '\\neq',
  forall: '\\forall',
};

function texOfWord(word: string): string {
  const command = texCommandNamed(`\\${word}`);
  if (names.test(word) && command !== undefined) return `\\${word}`;
  if (command?.glyph !== undefined && /^\p{Script=Greek}$/u.test(command.glyph)) return `\\${word}`;
  return spoken[word] ?? word;
}

/**
 * Writes Unicode mathematics as TeX: `αᵢ ≤ x²` → `\alpha_i \leq x^2`. TeX that stands in the text already stays, and
 * so do words; names of functions and Greek letters become commands (`log theta` → `\log \theta`).
 */
export function unicodeToTex(text: string): string {
  let tex = '';
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const command = /^\\(?:[A-Za-z]+|.)/s.exec(rest)?.[0];
    if (command !== undefined) {
      tex = append(tex, command);
      at += command.length;
      continue;
    }
    const word =
      /^(?![\u1d00-\u1dbf\u2071\u207f\u2090-\u209c])(?:(?![\u1d00-\u1dbf\u2071\u207f\u2090-\u209c])\p{Script=Latin}(?!\p{M})){2,}/u.exec(
        rest,
      )?.[0];
    if (word !== undefined) {
      tex = append(tex, texOfWord(word));
      at += word.length;
      continue;
    }
    raised.lastIndex = at;
    lowered.lastIndex = at;
    const up = raised.exec(text)?.[0];
    const down = lowered.exec(text)?.[0];
    if (up !== undefined || down !== undefined) {
      const script = up ?? down!;
      tex += (up === undefined ? '_' : '^') + braced(plainOf(script));
      at += script.length;
      continue;
    }
    // Text writes what it cannot raise or lower as `x^(a + b)`.
    const script = /^([_^])\(([^()]*)\)/.exec(rest);
    if (script !== null) {
      tex += `${script[1]}{${unicodeToTex(script[2]!)}}`;
      at += script[0].length;
      continue;
    }
    const root = /^([√∛∜])(?:\(([^()]*)\)|([\p{L}\p{N}]+))/u.exec(rest);
    if (root !== null) {
      const index = root[1] === '√' ? '' : root[1] === '∛' ? '[3]' : '[4]';
      tex = append(tex, `\\sqrt${index}{${unicodeToTex(root[2] ?? root[3]!)}}`);
      at += root[0].length;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at)!);
    at += character.length;
    const own = fractions[character] ?? (character === '‖' ? '\\|' : character === '%' ? '\\%' : undefined);
    if (own !== undefined) {
      tex = append(tex, own);
      continue;
    }
    const accent = accents[text.charAt(at)];
    const decomposed = character.normalize('NFD');
    if (accent !== undefined) {
      tex = append(tex, `${accent}{${texOf(character) ?? character}}`);
      at += 1;
    } else if (decomposed.length === 2 && accents[decomposed.charAt(1)] !== undefined) {
      tex = append(tex, `${accents[decomposed.charAt(1)]}{${texOf(decomposed.charAt(0)) ?? decomposed.charAt(0)}}`);
    } else {
      // ASCII is taken for TeX already: `{`, `_` and `^` are markup here.
      tex = append(tex, character.charCodeAt(0) < 0x80 ? character : (texOf(character) ?? character));
    }
  }
  return tex;
}
