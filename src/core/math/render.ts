import type { Range } from '../text.ts';
import { katex, mostChemistry, TooMuchChemistry } from './katex.ts';
import { type MacroTable, takeDefinitions } from './macros.ts';

/** How far one formula may go, so that none can hold the pane up: measured, a formula at these limits takes 40 ms. */
export const formulaLimits = {
  /** Characters of TeX. */
  length: 20_000,
  /** Tokens that KaTeX may look at, those made by macros included; those of `drawn` count for several. */
  tokens: 6_000,
  /** Groups and environments within one another. */
  depth: 250,
  /** Characters of the rendered HTML. */
  html: 400_000,
  /** The largest `\rule`, `\kern` or `\hspace`, in em. */
  size: 40,
  /** The largest measure that may come of a whole formula, in em. */
  whole: 1_000,
} as const;

export type RenderedFormula =
  | {
      readonly kind: 'rendered';
      readonly html: string;
      /** Macros that the formula defined for what comes after it. */
      readonly defines?: MacroTable;
    }
  | {
      readonly kind: 'failed';
      readonly code: 'math-error' | 'math-too-long';
      /** What is wrong, as KaTeX says it. */
      readonly message: string;
      /** Where in the TeX; the whole formula when KaTeX does not tell. */
      readonly range: Range;
    };

class TooMuchWork extends Error {}
class TooDeep extends Error {}
class TooLarge extends Error {}

/** Commands for which KaTeX draws lines, or builds boxes in boxes. */
const drawn =
  /^\\(?:sqrt|[dt]?frac|[dt]?binom|genfrac|o?iiint|oiint|(?:over|under)(?:line|brace|bracket|set|group)|under?bar|overline|x[a-zA-Z]*arrow|x[a-z]*harpoons|wide[a-z]+|over(?:left|right)[a-z]+|utilde|[bx]?cancel|sout|boxed|fbox|phase|angl|[hv]?phantom|smash|prime|math(?:op|choice)|stackrel|begin|hline|hdashline|left|middle|right|[bB]igg?[lmr]?|(?:math|text)(?:llap|rlap|clap)|raisebox|operatorname|tag)$/;

const drawnCost = 4;

function costOf(name: string): number {
  if (name.length > 2) return drawn.test(name) || name.startsWith('\\verb') ? drawnCost : 1;
  // each cell of a table is a box of its own
  return name === '&' ? 2 : 1;
}

/** How deep groups and environments stand in each other. */
function depthOf(tex: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < tex.length; at++) {
    const code = tex.charCodeAt(at);
    if (code === 0x7b) depth += 1;
    else if (code === 0x7d) depth -= 1;
    else if (code === 0x5c) {
      if (tex.startsWith('begin{', at + 1) || tex.startsWith('left', at + 1)) depth += 1;
      else if (tex.startsWith('end{', at + 1) || tex.startsWith('right', at + 1)) depth -= 1;
      at += 1;
    }
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

/** A measure of four digits or more, or written with an exponent. */
const largeMeasure = /(?:(?<![\d.])\d{4,}(?:\.\d+)?|\d[eE]\+?\d+|Infinity|NaN)em/;

/** A macro table that KaTeX may write to, which stops the work when it has been asked too often. */
function meteredMacros(macros: MacroTable): { table: Record<string, unknown>; metered: Record<string, string> } {
  const table: Record<string, unknown> = { ...macros };
  let looked = 0;
  const metered = new Proxy(table, {
    getOwnPropertyDescriptor(target, name) {
      looked += costOf(String(name));
      if (looked > formulaLimits.tokens) throw new TooMuchWork();
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
  return { table, metered: metered as Record<string, string> };
}

/** True when some part of a rendered formula is larger than any page. */
function isTooLarge(html: string): boolean {
  const shown = html.indexOf('<span class="katex-html"');
  return largeMeasure.test(shown < 0 ? html : html.slice(shown));
}

interface KatexError {
  readonly rawMessage?: string;
  readonly position?: number;
  readonly length?: number;
}

function whatIsWrong(error: unknown, tex: string): RenderedFormula {
  const whole = { from: 0, to: tex.length };
  if (error instanceof TooMuchWork) {
    const message = `This formula is too long to show: it has more than ${formulaLimits.tokens} symbols once its macros are put in.`;
    return { kind: 'failed', code: 'math-too-long', message, range: whole };
  }
  if (error instanceof TooMuchChemistry) {
    const message = `This formula holds too much chemistry to show: ${mostChemistry} characters are the limit.`;
    return { kind: 'failed', code: 'math-too-long', message, range: whole };
  }
  if (error instanceof TooLarge) {
    return { kind: 'failed', code: 'math-too-long', message: 'This formula is too large to show.', range: whole };
  }
  if (error instanceof RangeError || error instanceof TooDeep) {
    return { kind: 'failed', code: 'math-too-long', message: 'This formula is nested too deep to show.', range: whole };
  }
  const { rawMessage, position, length } = error as KatexError;
  const said = rawMessage ?? (error instanceof Error ? error.message : String(error));
  const message = said.replace(/^KaTeX parse error: /, '');
  if (position === undefined) return { kind: 'failed', code: 'math-error', message, range: whole };
  const from = Math.max(0, Math.min(position, tex.length));
  // KaTeX counts the blanks behind a control sequence in
  const to = from + tex.slice(from, from + (length ?? 0)).trimEnd().length;
  return { kind: 'failed', code: 'math-error', message, range: { from, to } };
}

/**
 * Renders one formula to HTML with MathML beside it. Never throws.
 *
 * `macros` are those in force before the formula; they are not changed, what the formula defines is in `defines`.
 * KaTeX escapes its own output, and with `trust: false` no command can make a link, an attribute or load anything.
 *
 * @example renderFormula('\\frac12', { display: false, macros: {} }) // { kind: 'rendered', html: '<span class="katex">…' }
 */
export function renderFormula(
  tex: string,
  { display, macros }: { readonly display: boolean; readonly macros: MacroTable },
): RenderedFormula {
  if (tex.length > formulaLimits.length) {
    const message = `This formula is too long to show: it has ${tex.length} characters, and ${formulaLimits.length} are the limit.`;
    return { kind: 'failed', code: 'math-too-long', message, range: { from: 0, to: tex.length } };
  }
  const { table, metered } = meteredMacros(macros);
  try {
    if (depthOf(tex) > formulaLimits.depth) throw new TooDeep();
    const html = katex.renderToString(tex, {
      displayMode: display,
      output: 'htmlAndMathml',
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxSize: formulaLimits.size,
      maxExpand: 1000,
      globalGroup: true,
      macros: metered,
    });
    if (html.length > formulaLimits.html) throw new TooMuchWork();
    if (isTooLarge(html)) throw new TooLarge();
    const defines = takeDefinitions(macros, table);
    return { kind: 'rendered', html, ...(defines === undefined ? {} : { defines }) };
  } catch (error) {
    return whatIsWrong(error, tex);
  }
}
