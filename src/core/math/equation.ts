import { applyEdits, type Edit, type Range } from '../text.ts';

/** A `\label` in a formula. */
export interface EquationLabel {
  readonly name: string;
  /** Where its name stands in the TeX. */
  readonly range: Range;
  /** Which numbered row of the formula it names, from 0; undefined when the row has its own `tag`. */
  readonly row?: number;
  /** The text of the row's own `\tag`. */
  readonly tag?: string;
}

/** A `\ref` or `\eqref` in a formula. */
export interface EquationReference {
  readonly name: string;
  readonly range: Range;
  readonly parentheses: boolean;
}

/** What of a formula concerns the rest of the note: the rows to be numbered, its labels and references. */
export interface Equation {
  readonly tex: string;
  /** How many of its rows get a number. */
  readonly numbered: number;
  readonly labels: readonly EquationLabel[];
  readonly references: readonly EquationReference[];
  /** What must change before KaTeX can read it: labels taken out, places for numbers put in. */
  readonly edits: readonly (Edit & { readonly reference?: string })[];
}

const numberedEnvironments = new Set(['equation', 'align', 'gather', 'alignat', 'eqnarray', 'multline', 'flalign']);
const starred = /\*$/;

/** Digits that stand for the number of a row until it is known; no note holds these. */
const placeholder = (row: number) => `91827364${String(row).padStart(5, '0')}`;
const placeholders = /91827364(\d{5})/g;

/** A command, a brace, a row's end or a comment; everything else is of no concern here. */
const interesting =
  /\\(?:begin|end)\s*\{([^{}]*)\}|\\(?:label|ref|eqref)\s*\{([^{}]*)\}|\\tag\*?\s*\{|\\(?:notag|nonumber)(?![A-Za-z])|\\DeclareMathOperator(\*?)\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*\{|\\\\|\\[\s\S]|[{}]|%[^\n]*/g;

interface Row {
  start: number;
  plain: boolean;
  tag?: string;
  labels: { name: string; range: Range }[];
}

function closingBrace(tex: string, from: number): number {
  let depth = 1;
  for (let at = from; at < tex.length; at++) {
    const code = tex.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 123) depth += 1;
    else if (code === 125) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return tex.length;
}

const nothing: readonly never[] = [];

/**
 * Reads what a display or inline formula defines and uses. Rows of `align`, `gather` … are numbered as LaTeX does it
 * (but for `\notag`, `\nonumber` and rows with a `\tag`), `equation` once; any other display formula when it has a label.
 *
 * @example readEquation('\\begin{align} a &= b \\label{x} \\\\ c &= d \\notag \\end{align}', true).numbered // 1
 */
export function readEquation(tex: string, display: boolean): Equation {
  if (!/\\(?:label|ref|eqref|begin|DeclareMathOperator)(?![A-Za-z])/.test(tex)) {
    return { tex, numbered: 0, labels: nothing, references: nothing, edits: nothing };
  }
  const edits: (Edit & { reference?: string })[] = [];
  const references: EquationReference[] = [];
  const labels: EquationLabel[] = [];
  const environments: string[] = [];
  let numbered = 0;
  let braces = 0;
  let row: Row = { start: 0, plain: false, labels: [] };
  /** The depth of environments and braces at which `\\` ends a numbered row, and whether unlabelled rows count. */
  let rows:
    | {
        environments: number;
        braces: number;
        automatic: boolean;
        single: boolean;
      }
    | undefined;

  const endRow = (at: number, automatic: boolean) => {
    const wants = display && row.tag === undefined && !row.plain && (automatic || row.labels.length > 0);
    for (const { name, range } of row.labels) {
      if (row.tag !== undefined) labels.push({ name, range, tag: row.tag });
      else if (wants) labels.push({ name, range, row: numbered });
      else labels.push({ name, range, tag: '' });
    }
    if (wants) {
      edits.push({ range: { from: at, to: at }, insert: ` \\tag{${placeholder(numbered)}}` });
      numbered += 1;
    }
    row = { start: at, plain: false, labels: [] };
  };

  for (const match of tex.matchAll(interesting)) {
    const [what, environment, name, operatorStar, operator] = match;
    const from = match.index;
    const to = from + what.length;
    if (what === '{') braces += 1;
    else if (what === '}') braces -= 1;
    else if (what === '\\\\') {
      if (rows !== undefined && !rows.single && rows.environments === environments.length && rows.braces === braces) {
        endRow(from, rows.automatic);
      }
    } else if (environment !== undefined && what.startsWith('\\begin')) {
      environments.push(environment);
      const plainName = environment.replace(starred, '');
      if (rows === undefined && numberedEnvironments.has(plainName)) {
        const automatic = !starred.test(environment);
        const single = plainName === 'equation' || plainName === 'multline';
        rows = { environments: environments.length, braces, automatic, single };
        row = { start: to, plain: false, labels: row.labels };
      }
    } else if (environment !== undefined) {
      if (rows?.environments === environments.length) {
        // a last `\\` begins no row
        const last = tex.slice(row.start, from).replace(/^\\\\(?:\[[^\]]*\])?/, '');
        if (last.trim() !== '' || row.labels.length > 0) endRow(from, rows.automatic);
        rows = undefined;
        row = { start: to, plain: false, labels: [] };
      }
      environments.pop();
    } else if (name !== undefined) {
      const range = { from: what.indexOf('{') + 1 + from, to: to - 1 };
      if (what.startsWith('\\label')) {
        row.labels.push({ name, range });
        // as many blanks, so that every place behind stays where it is
        edits.push({ range: { from, to }, insert: ' '.repeat(to - from) });
      } else {
        references.push({ name, range, parentheses: what.startsWith('\\eqref') });
        edits.push({ range: { from, to }, insert: '', reference: name });
      }
    } else if (what.startsWith('\\tag')) {
      row.tag = tex.slice(to, closingBrace(tex, to));
      braces += 1;
    } else if (what === '\\notag' || what === '\\nonumber') {
      row.plain = true;
      if (rows === undefined) edits.push({ range: { from, to }, insert: ' '.repeat(to - from) });
    } else if (operator !== undefined) {
      edits.push({ range: { from, to }, insert: `\\gdef${operator}{\\operatorname${operatorStar}{` });
      const close = closingBrace(tex, to);
      edits.push({ range: { from: close, to: close }, insert: '}' });
      braces += 1;
    }
  }
  endRow(tex.length, false);
  return { tex, numbered, labels, references, edits };
}

/** A formula made ready for KaTeX, and the way back from places in it to places in the note's TeX. */
export interface PreparedEquation {
  readonly tex: string;
  readonly original: (offset: number) => number;
}

/** Puts the numbers of references in and leaves places for its own numbers, which `withNumbers` fills. */
export function prepareEquation(equation: Equation, numberOf: (label: string) => string | undefined): PreparedEquation {
  if (equation.edits.length === 0) return { tex: equation.tex, original: offset => offset };
  const edits = equation.edits.map(edit => {
    if (edit.reference === undefined) return edit;
    const reference = equation.references.find(({ name }) => name === edit.reference);
    const number = `\\text{${numberOf(edit.reference) ?? '??'}}`;
    return { ...edit, insert: reference?.parentheses === true ? `(${number})` : number };
  });
  const sorted = [...edits].sort((a, b) => a.range.from - b.range.from);
  const original = (offset: number) => {
    let shift = 0;
    for (const { range, insert } of sorted) {
      if (offset <= range.from + shift) break;
      const end = range.from + shift + insert.length;
      if (offset < end) return range.from;
      shift += insert.length - (range.to - range.from);
    }
    return offset - shift;
  };
  return { tex: applyEdits(equation.tex, edits), original };
}

/** Fills the places for numbers in rendered HTML: the first numbered row of the formula gets `first`. */
export function withNumbers(html: string, first: number): string {
  return html.replace(placeholders, (_, row: string) => String(first + Number(row)));
}
