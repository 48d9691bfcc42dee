import type { Expansion } from './new-command.ts';

/**
 * Macros by name, backslash included: `{ '\\R': '\\mathbb{R}' }`. A value is TeX, or what KaTeX made of a `\newcommand`.
 * Tables are never changed; later definitions make a new table.
 */
export type MacroTable = Readonly<Record<string, unknown>>;

const definingCommand =
  /\\(?:(?:re)?newcommand|providecommand|[gex]?def|let|futurelet|global|DeclareMathOperator)(?![A-Za-z])/;

/** True when the formula may define macros for the formulas after it. */
export function mayDefine(tex: string): boolean {
  return definingCommand.test(tex);
}

/** What `after` has that `before` has not, or has otherwise; undefined when nothing. */
export function takeDefinitions(before: MacroTable, after: MacroTable): MacroTable | undefined {
  let made: Record<string, unknown> | undefined;
  for (const name of Object.keys(after)) {
    if (after[name] === before[name]) continue;
    made ??= {};
    made[name] = after[name];
  }
  return made;
}

/** The control sequences of a formula, each once: `\\frac`, `\\R`, `\\,`. */
export function controlSequences(tex: string): readonly string[] {
  return [...new Set(tex.match(/\\(?:[A-Za-z@]+|[^A-Za-z@])/g) ?? [])];
}

/** A macro as people see it. */
export interface MacroParts {
  /** TeX, with `#1` for the first argument. */
  readonly body: string;
  readonly arguments: number;
  /** TeX of the first argument where it is not given; undefined when it must be. */
  readonly fallback?: string;
}

/** What a definition in a table says, whatever it was made from. */
export function macroParts(definition: unknown): MacroParts {
  if (typeof definition === 'string') {
    const places = Array.from(definition.matchAll(/#(\d)/g), ([, place]) => Number(place));
    return { body: definition, arguments: Math.max(0, ...places) };
  }
  const { tokens = [], numArgs = 0, optional } = (definition ?? {}) as Partial<Expansion>;
  if (optional === undefined) return { body: written(tokens), arguments: numArgs };
  return { body: written(optional.body), arguments: optional.count, fallback: written(optional.fallback) };
}

/** Tokens, which stand in reverse order, as TeX. */
function written(tokens: Expansion['tokens']): string {
  return tokens.reduceRight(
    (tex, { text }) => tex + (/\\[A-Za-z@]+$/.test(tex) && /^[A-Za-z@]/.test(text) ? ' ' : '') + text,
    '',
  );
}

/** A macro's whole definition as text, for telling whether two are the same. */
export function definitionText(definition: unknown): string {
  if (typeof definition === 'string') return definition;
  const { delimiters } = (definition ?? {}) as Partial<Expansion>;
  const { body, arguments: count, fallback } = macroParts(definition);
  return `${count} ${JSON.stringify([delimiters, fallback])} ${body}`;
}

/**
 * Everything of the table that a formula with these control sequences can depend on, as text: two formulas with equal
 * TeX and equal answers render alike. '' when it uses no macro of the table.
 */
export function macrosUsed(sequences: readonly string[], table: MacroTable): string {
  const seen = new Set<string>();
  const pending = sequences.filter(name => Object.hasOwn(table, name));
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const { body, fallback = '' } = macroParts(table[name]);
    for (const inner of controlSequences(`${fallback} ${body}`)) {
      if (!seen.has(inner) && Object.hasOwn(table, inner)) pending.push(inner);
    }
  }
  return [...seen]
    .sort()
    .map(name => `${name}=${definitionText(table[name])}`)
    .join('\n');
}
