import { texOfCharacter } from '../math/characters.ts';
import { texCommands } from '../math/commands.ts';
import { once } from '../once.ts';
import { texToUnicode } from './tex-to-unicode.ts';

/** A symbol as the finder offers it. */
export interface FoundSymbol {
  readonly name: string;
  readonly glyph: string;
  /** What it looks like or means, in words: `left arrow double`. */
  readonly words: string;
}

/** What parts of KaTeX's names say. Longest first, so that `leftright` is not read as `left`. */
const meanings: readonly (readonly [part: string, words: string])[] = [
  ['leftrightharpoons', 'left right harpoons equilibrium'],
  ['rightleftharpoons', 'right left harpoons equilibrium reversible'],
  ['leftright', 'left right both ways'],
  ['updown', 'up down both ways'],
  ['twohead', 'two heads'],
  ['squigarrow', 'squiggly wavy arrow'],
  ['squiggly', 'squiggly wavy'],
  ['harpoon', 'harpoon half arrow'],
  ['hook', 'hook'],
  ['curve', 'curved'],
  ['curly', 'curly'],
  ['circle', 'circle round'],
  ['circ', 'circle ring'],
  ['dash', 'dashed'],
  ['long', 'long'],
  ['arrow', 'arrow'],
  ['left', 'left'],
  ['right', 'right'],
  ['up', 'up'],
  ['down', 'down'],
  ['box', 'box square'],
  ['sq', 'square'],
  ['triangle', 'triangle'],
  ['subset', 'subset contained in'],
  ['supset', 'superset contains'],
  ['prec', 'precedes before'],
  ['succ', 'succeeds after'],
  ['sim', 'similar tilde wave'],
  ['approx', 'approximately about double wave'],
  ['slant', 'slanted'],
  ['neq', 'not equal'],
  ['eq', 'equal'],
  ['less', 'less smaller'],
  ['gtr', 'greater larger'],
  ['dot', 'dot'],
  ['var', 'variant'],
  ['big', 'big'],
  ['math', 'math'],
  ['angle', 'angle bracket'],
  ['wedge', 'wedge and'],
  ['vee', 'vee or'],
  ['cap', 'intersection'],
  ['cup', 'union'],
  ['star', 'star'],
  ['diamond', 'diamond'],
  ['heart', 'heart card'],
  ['club', 'club card'],
  ['spade', 'spade card'],
];

/** What a symbol is called by people, where its name does not say it. */
const called: Readonly<Record<string, string>> = {
  '∀': 'for all every universal quantifier A upside down',
  '∃': 'there exists existential quantifier E mirrored',
  '∄': 'there does not exist',
  '∅': 'empty set nothing',
  '∈': 'element of member in set',
  '∉': 'not element of not in set',
  '∋': 'contains as member',
  '∞': 'infinity endless eight lying',
  '∂': 'partial derivative curly d',
  '∇': 'nabla gradient del triangle down',
  '∑': 'sum sigma total',
  '∏': 'product pi',
  '∐': 'coproduct',
  '∫': 'integral long s',
  '∬': 'double integral',
  '∭': 'triple integral',
  '∮': 'contour closed line integral circle',
  '√': 'surd root sign alone',
  '±': 'plus minus',
  '∓': 'minus plus',
  '×': 'times cross multiplication product',
  '÷': 'divided by division obelus',
  '⋅': 'dot times product centered',
  '∗': 'asterisk star convolution',
  '⊗': 'tensor product circle times cross',
  '⊕': 'direct sum circle plus xor',
  '⊙': 'hadamard product circle dot elementwise',
  '⊖': 'circle minus',
  '⊥': 'perpendicular orthogonal bottom independent upside down T',
  '⊤': 'top true transpose T',
  '∥': 'parallel norm double bar',
  '∣': 'divides mid given such that bar',
  '≤': 'less or equal at most',
  '≥': 'greater or equal at least',
  '≺': 'precedes curly less before',
  '≻': 'succeeds curly greater after',
  '≪': 'much less',
  '≫': 'much greater',
  '≠': 'not equal different',
  '≈': 'approximately equal about double wave',
  '≅': 'congruent isomorphic',
  '≡': 'identical equivalent three lines',
  '≃': 'similar equal homotopic',
  '∼': 'similar distributed as tilde wave',
  '∝': 'proportional to',
  '≜': 'defined as equal triangle',
  '≔': 'defined as assignment colon equal',
  '→': 'right arrow to maps',
  '←': 'left arrow from gets',
  '↔': 'left right arrow',
  '⇒': 'right arrow double implies',
  '⇐': 'left arrow double implied by',
  '⇔': 'left right arrow double if and only if equivalent',
  '⟹': 'long right arrow double implies',
  '⟸': 'long left arrow double implied by',
  '⟺': 'long left right arrow double if and only if',
  '↑': 'up arrow increases',
  '↓': 'down arrow decreases',
  '↕': 'up down arrow',
  '⟶': 'long right arrow',
  '⟵': 'long left arrow',
  '⇑': 'up arrow double',
  '⇓': 'down arrow double',
  '⇕': 'up down arrow double',
  '↦': 'maps to arrow bar',
  '∧': 'and wedge conjunction',
  '∨': 'or vee disjunction',
  '¬': 'not negation',
  '⊢': 'proves turnstile',
  '⊨': 'models entails double turnstile',
  '∪': 'union cup',
  '∩': 'intersection cap',
  '∖': 'set minus difference backslash without',
  '⊂': 'subset contained in',
  '⊆': 'subset or equal',
  '∘': 'composition ring circle',
  '†': 'dagger adjoint conjugate transpose',
  '‡': 'double dagger',
  ℓ: 'script l ell length',
  ℏ: 'h bar planck reduced',
  ℵ: 'aleph cardinal',
  ℜ: 'real part',
  ℑ: 'imaginary part',
  ℘: 'weierstrass p power set',
  '⌈': 'left ceiling round up',
  '⌉': 'right ceiling round up',
  '⌊': 'left floor round down',
  '⌋': 'right floor round down',
  '⟨': 'left angle bracket bra',
  '⟩': 'right angle bracket ket',
  '∴': 'therefore three dots',
  '∵': 'because three dots',
  '…': 'dots ellipsis low',
  '⋯': 'dots ellipsis centered',
  '⋮': 'dots vertical ellipsis',
  '⋱': 'dots diagonal ellipsis',
  '□': 'box square end of proof',
  '■': 'filled box square end of proof qed',
  '°': 'degree',
  '′': 'prime derivative',
  '✓': 'check mark tick',
  '⋈': 'bowtie join',
};

/** What people draw with the keys they have. */
const drawn: Readonly<Record<string, string>> = {
  '->': '→',
  '<-': '←',
  '<->': '↔',
  '-->': '⟶',
  '<--': '⟵',
  '=>': '⇒',
  '<==': '⇐',
  '<=>': '⇔',
  '==>': '⟹',
  '|->': '↦',
  '<=': '≤',
  '>=': '≥',
  '=<': '≤',
  '!=': '≠',
  '/=': '≠',
  '==': '≡',
  ':=': '≔',
  '~': '∼',
  '~=': '≈',
  '~~': '≈',
  '+-': '±',
  '-+': '∓',
  '<<': '≪',
  '>>': '≫',
  '...': '…',
  '||': '∥',
  '|-': '⊢',
  '|=': '⊨',
  '/\\': '∧',
  '\\/': '∨',
  '*': '∗',
  oo: '∞',
};

/** Letters of the sets that mathematics is about. */
const sets: Readonly<Record<string, string>> = {
  A: 'affine space algebraic numbers',
  C: 'complex numbers',
  E: 'expectation expected value',
  F: 'field finite',
  H: 'quaternions hyperbolic space',
  I: 'indicator',
  K: 'field',
  N: 'natural numbers',
  P: 'probability projective space primes',
  Q: 'rational numbers',
  R: 'real numbers reals',
  S: 'sphere',
  T: 'torus',
  V: 'variance',
  Z: 'integers whole numbers',
};

/** Signs that stand on or around something: `{}` is where it goes. */
const around: readonly (readonly [name: string, glyph: string, words: string])[] = [
  ['\\sqrt{}', '√', 'square root radical sqrt'],
  ['\\hat{}', 'x̂', 'hat accent circumflex estimate'],
  ['\\widehat{}', 'x̂', 'wide hat accent'],
  ['\\bar{}', 'x̄', 'bar accent mean average line over'],
  ['\\overline{}', 'x̄', 'overline line over bar conjugate closure'],
  ['\\underline{}', 'x̲', 'underline line under'],
  ['\\tilde{}', 'x̃', 'tilde accent wave'],
  ['\\widetilde{}', 'x̃', 'wide tilde accent wave'],
  ['\\vec{}', 'x⃗', 'vector arrow accent over'],
  ['\\dot{}', 'ẋ', 'dot accent derivative time'],
  ['\\ddot{}', 'ẍ', 'two dots accent second derivative'],
  ['\\check{}', 'x̌', 'check accent caron hacek'],
  ['\\breve{}', 'x̆', 'breve accent'],
  ['\\mathring{}', 'x̊', 'ring accent'],
  ['\\overbrace{}', '⏞', 'brace over curly'],
  ['\\underbrace{}', '⏟', 'brace under curly'],
  ['\\mathbf{}', '𝐱', 'bold face'],
  ['\\boldsymbol{}', '𝒙', 'bold italic symbol face'],
  ['\\mathcal{}', '𝓛', 'calligraphic script face loss'],
  ['\\mathfrak{}', '𝔤', 'fraktur gothic face'],
  ['\\mathrm{}', 'x', 'roman upright face'],
];

const others = (): readonly FoundSymbol[] => [
  ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map(letter => ({
    name: `\\mathbb{${letter}}`,
    glyph: texToUnicode(`\\mathbb{${letter}}`),
    words: `blackboard bold double struck ${letter.toLowerCase()} ${sets[letter] ?? ''}`.trim(),
  })),
  ...around.map(([name, glyph, words]) => ({ name, glyph, words })),
];

/** `\Leftarrow` is the doubled `\leftarrow`: a capital doubles the shaft. */
function wordsOfName(name: string, glyph: string): string {
  const words: string[] = [];
  const bare = name.slice(1);
  if (/^(?:Ll|Rr)[a-z]*arrow$/.test(bare)) words.push('triple');
  else if (/^[A-Z][a-z]*arrow$/.test(bare) || /^Long/.test(bare)) words.push('double');
  if (/^n[a-z]/.test(bare) && /[≁≄≇≉≠≢∤∦⊀⊁⊄⊅⊈⊉⊬⊭⊮⊯↚↛↮⇍⇎⇏≮≯≰≱⋠⋡⋬⋭]/.test(glyph)) words.push('not');
  let rest = bare.toLowerCase();
  for (const [part, meaning] of meanings) {
    if (!rest.includes(part)) continue;
    words.push(meaning);
    rest = rest.replaceAll(part, ' ');
  }
  return words.join(' ');
}

function greekWords(glyph: string, name: string): string {
  if (!/\p{Script=Greek}/u.test(glyph)) return '';
  return /^\\[A-Z]/.test(name) ? 'greek letter capital' : 'greek letter small';
}

/** Every symbol of KaTeX that shows one fixed thing in formulas, once a name, then letters of faces and accents. */
export const symbols = once((): readonly FoundSymbol[] =>
  texCommands
    .filter(
      command =>
        command.glyph !== undefined && /^\\(?:[A-Za-z]+|[#$%&_{}|])$/.test(command.name) && command.mode !== 'text',
    )
    .map(command => ({
      name: command.name,
      glyph: command.glyph!,
      words: [
        called[command.glyph!] ?? '',
        wordsOfName(command.name, command.glyph!),
        greekWords(command.glyph!, command.name),
      ]
        .filter(words => words !== '')
        .join(' '),
    }))
    .concat(others()),
);

function isUsualName({ name, glyph }: FoundSymbol): boolean {
  return texOfCharacter(glyph) === name;
}

/** How well a symbol fits, 0 for not at all: every word asked for must be found. */
function fit(symbol: FoundSymbol, wanted: readonly string[], query: string, asked: string): number {
  if (symbol.glyph === asked || symbol.glyph === drawn[asked]) return isUsualName(symbol) ? 101 : 100;
  const bare = symbol.name.slice(1).replace(/\{\}$/, '');
  if (bare === asked || symbol.name === asked) return 95;
  if (bare === query || symbol.name === query) return 90;
  if (bare.toLowerCase() === query) return 80;
  const words = symbol.words.toLowerCase().split(' ');
  let score = 0;
  for (const word of wanted) {
    if (words.includes(word)) score += 10;
    else if (bare.toLowerCase().startsWith(word)) score += 8;
    else if (words.some(own => own.startsWith(word))) score += 6;
    else if (word.length > 2 && bare.toLowerCase().includes(word)) score += 4;
    else return 0;
  }
  // Of two that fit, the one that says less besides is meant, and of two names the one that KaTeX itself uses.
  return (
    score +
    4 / (1 + new Set(words).size) +
    1 / bare.length +
    (isUsualName(symbol) ? 3 : 0) +
    (called[symbol.glyph]?.includes(query) ? 3 : 0) +
    // What people have a word for is what they look for, most of all when it begins with what they say.
    (called[symbol.glyph] === undefined ? 0 : 2) +
    (called[symbol.glyph]?.split(' ')[0] === query ? 4 : 0) -
    (words.includes('not') && !wanted.includes('not') ? 4 : 0) -
    (words.includes('double') && !wanted.includes('double') ? 3 : 0)
  );
}

/**
 * Finds symbols by name (`\le`), by character (`≤`), or by words that draw or mean them, best first. Without a query,
 * the recent ones first, then all.
 *
 * @param recent names chosen before, the last first
 * @example findSymbols('left arrow double', [])[0].name // '\\Leftarrow'
 */
export function findSymbols(query: string, recent: readonly string[]): FoundSymbol[] {
  const asked = query.trim();
  const place = (symbol: FoundSymbol): number => {
    const at = recent.indexOf(symbol.name);
    return at < 0 ? recent.length : at;
  };
  if (asked === '') return [...symbols()].sort((a, b) => place(a) - place(b));
  const lower = asked.toLowerCase();
  const wanted = lower.replace(/^\\/, '').split(/\s+/);
  return symbols()
    .map(symbol => ({ symbol, score: fit(symbol, wanted, lower, asked) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || place(a.symbol) - place(b.symbol))
    .map(({ symbol }) => symbol);
}
