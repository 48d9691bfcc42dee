import { mathLetter, texOf, texOfCharacter } from '../math/characters.ts';
import type { Range } from '../text.ts';

/** A stretch of text that reads as one formula, in TeX. */
export interface FormulaRun {
  readonly range: Range;
  readonly tex: string;
}

type TokenKind = 'atom' | 'operator' | 'open' | 'close' | 'space' | 'comma' | 'script' | 'other';

interface Token {
  readonly kind: TokenKind;
  readonly from: number;
  readonly to: number;
  readonly tex: string;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ';
const subscripts = '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ';

/** True for a raised or lowered character of Unicode. */
export function isScript(character: string): boolean {
  return superscripts.includes(character) || subscripts.includes(character);
}

const functionNames = /^(?:log|ln|exp|max|min|sin|cos|tan|tanh|arg|det|dim|lim|sup|inf|deg|gcd|ker|Pr)$/;

/** The plain characters of raised or lowered ones: `⁻¹` → `-1`. */
function plainScript(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/−/g, '-')
    .replace(/\p{L}/gu, letter => texOf(letter) ?? letter);
}

function braced(tex: string): string {
  return tex.length === 1 ? tex : `{${tex}}`;
}

const shapes: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', / /y],
  ['script', new RegExp(`[${superscripts}]+|[${subscripts}]+`, 'y')],
  ['script', /[_^](?:[A-Za-z0-9∗*]|\{[A-Za-z0-9,+\-−]{1,12}\})(?![A-Za-z0-9])/y],
  ['script', /[′″]|(?<=[\u{1d400}-\u{1d7ff}])'(?=[(_^)=])/uy],
  ['atom', /\d+(?:\.\d+)?/y],
  // `E = mc²`: two letters with a power, after a relation, are a product and no word.
  ['atom', /(?<=[=+·×] ?)[a-z](?=[a-z][²³])|(?<=[=+·×] ?[a-z])[a-z](?=[²³])/y],
  ['atom', /[A-Za-z]+/y],
  [
    'atom',
    /(?:[\u{1d400}-\u{1d7ff}\u2102\u210b-\u2113\u2115\u2119-\u211d\u2124\u2128\u212c\u212d\u2130-\u2133α-ωϑϕϖϱϵΓΔΘΛΞΠΣΦΨΩ∇∂∀∃∞∅⊤⊥])/uy,
  ],
  ['operator', /[=+−·⋅×∗/<>≤≥≠≈∼∈∉⊂⊆⊃⊇∪∩→←↦⊗⊕⊙∘|@∝≡±]|:=|-(?=[^-])/y],
  ['open', /[([]/y],
  ['close', /[)\]]/y],
  ['comma', /,/y],
];

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    let found: Token | undefined;
    for (const [kind, pattern] of shapes) {
      pattern.lastIndex = at;
      const match = pattern.exec(text)?.[0];
      if (match === undefined) continue;
      found = tokenOf(kind, match, at);
      break;
    }
    found ??= { kind: 'other', from: at, to: at + (text.codePointAt(at)! > 0xffff ? 2 : 1), tex: '' };
    tokens.push(found);
    at = found.to;
  }
  return tokens;
}

function tokenOf(kind: TokenKind, match: string, from: number): Token {
  const to = from + match.length;
  switch (kind) {
    case 'atom': {
      if (/^[A-Za-z]{2,}$/.test(match)) {
        return functionNames.test(match) ? { kind, from, to, tex: `\\${match}` } : { kind: 'other', from, to, tex: '' };
      }
      const tex = /^[\dA-Za-z]/.test(match) ? match : texOf(match);
      return tex === undefined ? { kind: 'other', from, to, tex: '' } : { kind, from, to, tex };
    }
    case 'operator': {
      const tex = match === ':=' ? ':=' : /^[=+\-/<>|@]$/.test(match) ? match : texOfCharacter(match);
      return tex === undefined ? { kind: 'other', from, to, tex: '' } : { kind, from, to, tex };
    }
    case 'script': {
      const first = match.charAt(0);
      if (/[′″']/.test(first)) return { kind, from, to, tex: first === '″' ? "''" : "'" };
      if (first === '_' || first === '^') return { kind, from, to, tex: match.replace('−', '-').replace('∗', '*') };
      const raised = superscripts.includes(first);
      return { kind, from, to, tex: `${raised ? '^' : '_'}${braced(plainScript(match))}` };
    }
    default:
      return { kind, from, to, tex: match };
  }
}

function joinTex(a: string, b: string): string {
  return /\\[a-zA-Z]+$/.test(a) && /^[a-zA-Z]/.test(b) ? `${a} ${b}` : a + b;
}

/** Letters of one face in a row, as TeX sets them: a word in italics is `\mathit`, in bold one `\mathbf`. */
function texOfAtoms(text: string, tokens: readonly Token[]): string {
  const letters = tokens.map(token => mathLetter(text.slice(token.from, token.to)));
  const command = letters[0]?.command;
  const alike =
    tokens.length > 1 &&
    letters.every(letter => letter !== undefined && letter.command === command && /[A-Za-z]/.test(letter.letter));
  if (!alike) return tokens.map(token => token.tex).reduce(joinTex, '');
  const word = letters.map(letter => letter!.letter).join('');
  if (command === '') return tokens.length < 3 ? word : `\\mathit{${word}}`;
  return `${command}{${word}}`;
}

/**
 * Finds the formulas that `isSeed` characters are part of: operands (letters, numbers, brackets, with their raised
 * and lowered characters) joined by operators. A formula whose ends are not sure — an operator left over, a letter
 * or digit that touches it — is left out.
 *
 * @example findFormulaRuns('over 𝑥² + 1, then', isScript)[0].tex // 'x^2 + 1'
 */
export function findFormulaRuns(text: string, isSeed: (character: string) => boolean): FormulaRun[] {
  const tokens = tokenize(text);
  const runs: FormulaRun[] = [];
  for (let at = 0; at < tokens.length; ) {
    const end = readExpression(tokens, at, 0);
    if (end === undefined) {
      at++;
      continue;
    }
    const first = tokens[at]!;
    const last = tokens[end - 1]!;
    const range = { from: first.from, to: last.to };
    if ([...text.slice(range.from, range.to)].some(isSeed) && endsSurely(text, range)) {
      runs.push({ range, tex: texOfTokens(text, tokens.slice(at, end)) });
    }
    at = end;
  }
  return runs;
}

function texOfTokens(text: string, tokens: readonly Token[]): string {
  let tex = '';
  for (let i = 0; i < tokens.length; ) {
    let end = i + 1;
    if (tokens[i]!.kind === 'atom') while (tokens[end]?.kind === 'atom') end++;
    const piece = tokens[i]!.kind === 'atom' ? texOfAtoms(text, tokens.slice(i, end)) : tokens[i]!.tex;
    tex = joinTex(tex, piece);
    i = end;
  }
  return tex;
}

function endsSurely(text: string, { from, to }: Range): boolean {
  const before = text.slice(Math.max(0, from - 4), from);
  const after = text.slice(to, to + 4);
  const startsWell = /(?:^|[\s(“"‘'\ufffc\p{Script=Han}\p{Script=Hangul}*，。（：、])$/u.test(before);
  const endsWell =
    /^(?:$|[\s\ufffc\p{Script=Han}\p{Script=Hangul}*，。）：、]|-\p{Ll}|[,.;:!?)”"’']+(?:$|[^\p{L}\p{N}_^(]))/u.test(
      after,
    );
  const goesOn =
    /(?:[=+−·⋅×∗/<>≤≥≠≈∼∈∉⊂⊆∪∩→←|‖∥∑∏∫√^_:{\u{1d400}-\u{1d7ff}] ?|[\u{1d400}-\u{1d7ff}] ?\()$/u.test(before) ||
    /^(?: ?(?:[=+−·⋅×∗/<>≤≥≠≈∼∈∉⊂⊆∪∩→←|‖∥^_([{}∑∏∫√\u{1d400}-\u{1d7ff}]|:=)|, ?[…⋯.]{1,3}(?: |,))/u.test(after) ||
    /[…⋯]\.{0,2},? ?$/u.test(text.slice(Math.max(0, from - 4), from));
  // A `$` between a letter and a digit is read as money.
  const asMoney = /[\p{L}\p{N}]$/u.test(before) && /^\d/.test(text.slice(from, to));
  return startsWell && endsWell && !goesOn && !asMoney;
}

/** Reads operand (operator operand)*, answers the index after it. */
function readExpression(tokens: readonly Token[], from: number, depth: number): number | undefined {
  let at = readOperand(tokens, from, depth);
  if (at === undefined) return undefined;
  for (;;) {
    const space = tokens[at]?.kind === 'space' ? 1 : 0;
    const joint = tokens[at + space];
    if (joint === undefined || !(joint.kind === 'operator' || (joint.kind === 'comma' && depth > 0))) return at;
    const after = at + space + 1;
    const gap = tokens[after]?.kind === 'space' ? 1 : 0;
    const next = readOperand(tokens, after + gap, depth);
    if (next === undefined) return at;
    at = next;
  }
}

function isFunction(token: Token | undefined): boolean {
  return token?.kind === 'atom' && token.tex.startsWith('\\') && functionNames.test(token.tex.slice(1));
}

/** Reads a sign, then atoms, brackets and scripts that touch each other. */
function readOperand(tokens: readonly Token[], from: number, depth: number): number | undefined {
  let at = from;
  const sign = tokens[at];
  if (sign?.kind === 'operator' && /^[-±]$/.test(sign.tex)) at++;
  const start = at;
  for (;;) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind === 'atom') {
      at++;
      // `log 𝑛`: a function takes its argument along over a space.
      if (isFunction(token) && tokens[at]?.kind === 'space') {
        const argument = readOperand(tokens, at + 1, depth);
        if (argument !== undefined) at = argument;
      } else if (tokens[at]?.kind === 'space' && isFunction(tokens[at + 1])) {
        const factor = readOperand(tokens, at + 1, depth);
        if (factor !== undefined) at = factor;
      }
    } else if (token.kind === 'script' && at > start) at++;
    else if (token.kind === 'open' && depth < 8) {
      const inner = readExpression(tokens, at + 1, depth + 1);
      if (inner === undefined || tokens[inner]?.kind !== 'close') break;
      at = inner + 1;
    } else break;
  }
  return at > start ? at : undefined;
}
