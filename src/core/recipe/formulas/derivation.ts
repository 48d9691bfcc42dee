import { unitLabel, writeExact, writeNumber } from '../format.ts';

/** A line of a derivation: what follows, from what, and the value. */
export interface Step {
  /** TeX symbol on the left. */
  readonly symbol: string;
  /** Template with `@name`; see formula.ts. */
  readonly tex: string;
  readonly value: number;
  /** Unit written after the value: the one that the formula gives it in. */
  readonly unit: string;
  /** The same value in the unit that was asked for, written behind. */
  readonly converted?: { readonly value: number; readonly unit: string };
}

/** A derivation with symbols and with the numbers put in, as TeX and as text of one line for each step. */
export interface Derivation {
  /** An `aligned` environment: symbol, formula, numbers, value. */
  readonly tex: string;
  readonly text: string;
}

/** What stands for `@name`: its symbol and how its value is written. */
export interface Substitution {
  readonly symbol: string;
  readonly value: number | readonly number[] | string;
}

/**
 * Writes out how a value came about. Every line has its formula in symbols, the same with numbers, and the result.
 */
export function writeDerivation(lines: readonly Step[], names: ReadonlyMap<string, Substitution>): Derivation {
  const tex: string[] = [];
  const text: string[] = [];
  for (const line of lines) {
    const symbols = substitute(line.tex, names, each => each.symbol);
    const numbers = substitute(line.tex, names, each => numberTex(each.value));
    const values = [line, ...(line.converted === undefined ? [] : [line.converted])];
    // What only says again what stands before it is left out: no P = P.
    const told = (parts: readonly string[]) => parts.filter((part, index) => part !== parts[index - 1]);
    const [symbol, ...parts] = told([
      line.symbol,
      symbols,
      numbers,
      ...values.map(each => numberTex(each.value) + unitTex(each.unit, each.value)),
    ]);
    tex.push(`${symbol} &= ${parts.join(' = ')}`);
    const plain = [line.symbol, symbols, numbers].map(plainFromTex);
    text.push(told([...plain, ...values.map(each => writeExact(each.value, each.unit))]).join(' = '));
  }
  return { tex: `\\begin{aligned}\n${tex.join(' \\\\\n')}\n\\end{aligned}`, text: text.join('\n') };
}

/** A template with symbols in place of names: the formula as it is shown. */
export function symbolsIn(tex: string, symbolOf: (name: string) => string): string {
  return tex.replace(/@([a-z][a-z0-9_]*)/g, (_, name: string) => symbolOf(name));
}

function substitute(
  tex: string,
  names: ReadonlyMap<string, Substitution>,
  write: (each: Substitution) => string,
): string {
  return symbolsIn(tex, name => {
    const found = names.get(name);
    return found === undefined ? `\\text{${name}}` : write(found);
  });
}

/** A number in TeX: `42{,}000`, `6.79 \times 10^{21}`. */
export function numberTex(value: number | readonly number[] | string): string {
  if (typeof value === 'string') return `\\text{${value.replace(/[\\{}$%&#_^~]/g, ' ')}}`;
  if (typeof value !== 'number') return `(${value.map(numberTex).join(',\\ ')})`;
  const text = writeNumber(value);
  const [mantissa, exponent] = text.split('e');
  const grouped = mantissa!.replaceAll(',', '{,}');
  if (exponent === undefined) return grouped.startsWith('-') ? `(${grouped})` : grouped;
  return mantissa === '1' ? `10^{${exponent}}` : `${grouped} \\times 10^{${exponent}}`;
}

function unitTex(unit: string, value: number): string {
  return unit === '1' || unit === '' ? '' : `\\ \\text{${unitLabel(unit, value).replace('%', '\\%')}}`;
}

const words: Readonly<Record<string, string>> = {
  cdot: '·',
  times: '×',
  pi: 'π',
  tau: 'τ',
  theta: 'θ',
  lambda: 'λ',
  sigma: 'σ',
  kappa: 'κ',
  eta: 'η',
  rho: 'ρ',
  phi: 'φ',
  omega: 'ω',
  epsilon: 'ε',
  Delta: 'Δ',
  Sigma: 'Σ',
  ell: 'ℓ',
  nu: 'ν',
  alpha: 'α',
  beta: 'β',
  sum: 'Σ',
  prod: 'Π',
  lceil: '⌈',
  rceil: '⌉',
  lfloor: '⌊',
  rfloor: '⌋',
  approx: '≈',
  pm: '±',
  ldots: '…',
  min: 'min',
  max: 'max',
  cos: 'cos',
  ln: 'ln',
  log: 'log',
  exp: 'exp',
  ge: '≥',
  le: '≤',
  quad: ' ',
  ',': ' ',
  ' ': ' ',
  ';': ' ',
  '%': '%',
};

/**
 * The TeX of this catalogue as plain text: fractions with a slash, roots with √, Greek letters as such. It knows the
 * commands that the formulas here use, no others.
 *
 * @example plainFromTex('\\frac{S \\cdot B_t}{D_{\\text{set}}}') // '(S · B_t) / D_set'
 */
export function plainFromTex(tex: string): string {
  let at = 0;
  /** Reads up to a closing brace or the end. */
  function sequence(): string {
    let out = '';
    while (at < tex.length && tex[at] !== '}') {
      const char = tex[at]!;
      if (char === '\\') out += command();
      else if (char === '{') out += groupText();
      else if (char === '^' || char === '_') {
        at++;
        const raised = argument();
        out += char + (char === '_' || raised.length === 1 || /^-?\d+$/.test(raised) ? raised : `(${raised})`);
      } else {
        out += char === '~' ? ' ' : char;
        at++;
      }
    }
    return out;
  }
  function groupText(): string {
    at++;
    const inner = sequence();
    at++;
    return inner;
  }
  function argument(): string {
    while (tex[at] === ' ') at++;
    if (tex[at] === '{') return groupText();
    if (tex[at] === '\\') return command();
    return tex[at++] ?? '';
  }
  function command(): string {
    at++;
    const name = /^(?:[a-zA-Z]+|.)/.exec(tex.slice(at))?.[0] ?? '';
    at += name.length;
    switch (name) {
      case 'frac':
      case 'tfrac': {
        const above = argument();
        const below = argument();
        return `${bracket(above)} / ${bracket(below)}`;
      }
      case 'binom': {
        const above = argument();
        return `C(${above}, ${argument()})`;
      }
      case 'sqrt':
        return `√(${argument()})`;
      case 'text':
      case 'mathrm':
      case 'mathcal':
        return argument();
      case 'left':
      case 'right':
      case 'textstyle':
      case 'displaystyle':
      case 'big':
      case 'bigl':
      case 'bigr':
        return '';
      default:
        return words[name] ?? name;
    }
  }
  const parts: string[] = [];
  while (at < tex.length) {
    parts.push(sequence());
    at++;
  }
  return parts
    .join('')
    .replace(/ × 10\^(-?\d+)/g, 'e$1')
    .replace(/(?<![\d^.,])10\^(-\d+)/g, '1e$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function bracket(text: string): string {
  const bare = text.trim().replace(/^(\S+) × 10\^(-?\d+)$/, '$1e$2');
  return /^[^\s+\-/]+$/.test(bare) || /^\([^()]*\)$/.test(bare) ? bare : `(${bare})`;
}
