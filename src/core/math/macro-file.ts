import type { Problem } from '../problem.ts';
import { prepareEquation, readEquation } from './equation.ts';
import type { MacroTable } from './macros.ts';
import { renderFormula } from './render.ts';

/** The macros of a file, and what is wrong with it. */
export interface MacroFile {
  readonly macros: MacroTable;
  /** `macro-file-invalid`, each at its place; the other macros hold. */
  readonly problems: readonly Problem[];
}

/** More than this is no list of macros. Characters. */
const longest = 200_000;

const statement = /^[ \t]*\\(?:(?:re)?newcommand|providecommand|[gex]?def|let|DeclareMathOperator)\b/gm;

/**
 * Reads macros from a file: JSON (`{ "\\R": "\\mathbb{R}" }`) or TeX (`\newcommand{\R}{\mathbb{R}}`, `\def`,
 * `\DeclareMathOperator` …, each beginning a line; everything else in it is passed over). Never throws.
 *
 * @example readMacroFile('\\newcommand{\\R}{\\mathbb{R}} % the reals').macros // { '\\R': … }
 */
export function readMacroFile(text: string): MacroFile {
  if (text.length > longest) {
    const message = `This file has ${text.length} characters; a macro file may have ${longest}.`;
    return { macros: {}, problems: [invalid(message, 0, text.length)] };
  }
  return /^\uFEFF?\s*\{/.test(text) ? fromJson(text) : fromTex(text);
}

function invalid(message: string, from: number, to: number): Problem {
  return { code: 'macro-file-invalid', message, severity: 'error', range: { from, to } };
}

function fromJson(text: string): MacroFile {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { macros: {}, problems: [invalid(`This is not valid JSON: ${(error as Error).message}`, 0, text.length)] };
  }
  const macros: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, written] of Object.entries(value as Record<string, unknown>)) {
    const made = readMacro(name, written);
    if (made !== undefined) {
      Object.assign(macros, made);
      continue;
    }
    const at = Math.max(0, text.indexOf(JSON.stringify(name)));
    const message = `The macro ${name} should be TeX in quotes, or in brackets its TeX, how many arguments it has, and the first one’s default.`;
    problems.push(invalid(message, at, at + name.length + 2));
  }
  return { macros, problems };
}

/**
 * A macro as settings, front matter and JSON have it: TeX, or as MathJax has it a list of its TeX, how many arguments it
 * has, and what stands for the first one where it is left out. A missing backslash is put before a name of letters.
 * Undefined when it is neither.
 *
 * @example readMacro('norm', ['\\lVert #2 \\rVert_{#1}', 2, '2']) // for \norm{x} and \norm[1]{x}
 */
export function readMacro(name: string, written: unknown): MacroTable | undefined {
  const macro = /^[A-Za-z@]+$/.test(name) ? `\\${name}` : name;
  if (!/^(?:\\[A-Za-z@]+|\\?[^A-Za-z\\{}])$/u.test(macro)) return undefined;
  if (typeof written === 'string') return { [macro]: written };
  if (!Array.isArray(written) || written.length > 3) return undefined;
  const [body, count = 0, fallback] = written as readonly unknown[];
  if (typeof body !== 'string' || !Number.isInteger(Number(count)) || count === null || count === '') return undefined;
  if (fallback !== undefined && typeof fallback !== 'string' && typeof fallback !== 'number') return undefined;
  const optional = fallback === undefined ? '' : `[{${fallback}}]`;
  const made = renderFormula(`\\newcommand{${macro}}[${count}]${optional}{${body}}`, { display: false, macros: {} });
  return made.kind === 'rendered' && made.defines !== undefined && Object.keys(made.defines).length === 1
    ? made.defines
    : undefined;
}

function fromTex(text: string): MacroFile {
  const starts = Array.from(text.matchAll(statement), match => match.index);
  let macros: MacroTable = {};
  const problems: Problem[] = [];
  starts.forEach((from, index) => {
    const written = text.slice(from, starts[index + 1] ?? text.length);
    // comments go, and what stands behind the definition is no part of it
    const tex = definitionOnly(
      written.replace(
        /(^|[^\\])%[^\n]*/g,
        (match, before: string) => before + ' '.repeat(match.length - before.length),
      ),
    );
    const { tex: prepared } = prepareEquation(readEquation(tex, false), () => undefined);
    const made = renderFormula(prepared, { display: false, macros });
    if (made.kind === 'failed') problems.push(invalid(made.message, from, from + tex.trimEnd().length));
    else if (made.defines !== undefined) macros = { ...macros, ...made.defines };
  });
  return { macros, problems };
}

/** A definition up to the end of its body: the last brace that closes on the lines before a blank one. */
function definitionOnly(tex: string): string {
  const paragraph = /\n[ \t]*\n/.exec(tex);
  const chunk = paragraph === null ? tex : tex.slice(0, paragraph.index);
  if (/^\s*\\let\b/.test(chunk)) return chunk.split('\n')[0]!;
  const last = chunk.lastIndexOf('}');
  return last < 0 ? chunk : chunk.slice(0, last + 1);
}
