import type { Edit } from '../../text.ts';

/** Where an operand of `/` ends when read backwards from `at`, for `a_i^{2}/`, `(a + b)/`, `\alpha/`. */
function operandBefore(tex: string, at: number): number | undefined {
  let from = at;
  for (;;) {
    const before = tex.slice(0, from);
    const last = before.at(-1);
    if (last === ')' || last === ']' || last === '}') {
      const open = openingOf(tex, from - 1);
      if (open === undefined) return undefined;
      from = open;
      // A command takes its group along: `\mathbf{x}`.
      if (last === '}') {
        const command = /\\[A-Za-z]+(?:\{[^{}]*\})*$/.exec(tex.slice(0, from))?.[0];
        if (command !== undefined) from -= command.length;
      }
    } else {
      const atom = /(?:\\[A-Za-z]+|[\p{L}\p{N}.]+|['!])$/u.exec(before)?.[0];
      if (atom === undefined) return from < at ? from : undefined;
      from -= atom.length;
    }
    if (!/[_^\\]$|[\p{L}\p{N})\]}'!]$/u.test(tex.slice(0, from))) return from;
    if (/[_^]$/.test(tex.slice(0, from))) from--;
    else if (/\s$/.test(tex.slice(0, from))) return from;
  }
}

function openingOf(tex: string, close: number): number | undefined {
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  const closing = tex.charAt(close);
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    if (tex.charAt(at - 1) === '\\') continue;
    if (tex.charAt(at) === closing) depth++;
    else if (tex.charAt(at) === pairs[closing] && --depth === 0) return at;
  }
  return undefined;
}

/**
 * Makes a fraction of what stands before `at`, as for a `/` typed there: the operand becomes the numerator, and the
 * cursor waits in the denominator. Brackets around a sum go. `undefined` where no operand stands there.
 *
 * @returns the edit in offsets of `tex`, its text in the syntax of editor snippets
 * @example fractionBefore('1 + (a + b)', 11) // { range: { from: 4, to: 11 }, insert: '\\\\frac{a + b}{$1}$0' }
 */
export function fractionBefore(tex: string, at: number): Edit | undefined {
  const from = operandBefore(tex, at);
  if (from === undefined || from === at) return undefined;
  const operand = tex.slice(from, at);
  const bare =
    operand.startsWith('(') && openingOf(operand, operand.length - 1) === 0 && operand.endsWith(')')
      ? operand.slice(1, -1)
      : operand;
  return { range: { from, to: at }, insert: `\\\\frac{${bare.replace(/[\\$}]/g, '\\$&')}}{$1}$0` };
}

/** Turns `a/b` in a selection into `\frac{a}{b}`, or answers `undefined` where there is no single `/` at the top. */
export function fractionOf(selected: string): string | undefined {
  const slash = /^\s*(\((?:[^()]|\([^()]*\))*\)|[^/()]+?)\s*\/\s*(\((?:[^()]|\([^()]*\))*\)|[^/()]+?)\s*$/.exec(
    selected,
  );
  if (slash === null) return undefined;
  const bare = (part: string): string => (/^\((?:[^()]|\([^()]*\))*\)$/.test(part) ? part.slice(1, -1) : part);
  return `\\frac{${bare(slash[1]!)}}{${bare(slash[2]!)}}`;
}

/**
 * Makes a fraction of a typed `a/b` that ends at `at`, for Tab. `undefined` where no such thing ends there.
 *
 * @example typedFraction('1 + a/(b + c)', 13) // { range: { from: 4, to: 13 }, insert: '\\\\frac{a}{b + c}$0' }
 */
export function typedFraction(tex: string, at: number): Edit | undefined {
  const below = operandBefore(tex, at);
  if (below === undefined || below === at || tex.charAt(below - 1) !== '/') return undefined;
  const above = operandBefore(tex, below - 1);
  if (above === undefined || above === below - 1) return undefined;
  const bare = (part: string): string =>
    part.startsWith('(') && part.endsWith(')') && openingOf(part, part.length - 1) === 0 ? part.slice(1, -1) : part;
  const escaped = (part: string): string => bare(part).replace(/[\\$}]/g, '\\$&');
  const insert = `\\\\frac{${escaped(tex.slice(above, below - 1))}}{${escaped(tex.slice(below, at))}}$0`;
  return { range: { from: above, to: at }, insert };
}
