/**
 * Macros by name, backslash included: `{ '\\R': '\\mathbb{R}' }`. A value is TeX, or what KaTeX made of a `\newcommand`.
 * Tables are never changed; later definitions make a new table.
 */
export type MacroTable = Readonly<Record<string, unknown>>;

const definingCommand =
  /\\(?:(?:re|provide)?newcommand|providecommand|[gex]?def|let|futurelet|global|DeclareMathOperator)(?![A-Za-z])/;

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

/** What KaTeX keeps of a macro that was defined inside a formula; the tokens stand in reverse order. */
interface Expansion {
  readonly tokens?: readonly { readonly text: string }[];
  readonly numArgs?: number;
  readonly delimiters?: readonly (readonly string[])[];
}

/** A macro's body as TeX. */
export function bodyOf(definition: unknown): string {
  if (typeof definition === 'string') return definition;
  const tokens = (definition as Expansion | undefined)?.tokens;
  return tokens === undefined
    ? ''
    : tokens
        .map(token => token.text)
        .reverse()
        .join(' ');
}

/** A macro's whole definition as text, for telling whether two are the same. */
export function definitionText(definition: unknown): string {
  if (typeof definition !== 'object' || definition === null) return bodyOf(definition);
  const { numArgs, delimiters } = definition as Expansion;
  return `${numArgs ?? ''} ${JSON.stringify(delimiters ?? '')} ${bodyOf(definition)}`;
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
    for (const inner of controlSequences(bodyOf(table[name]))) {
      if (!seen.has(inner) && Object.hasOwn(table, inner)) pending.push(inner);
    }
  }
  return [...seen]
    .sort()
    .map(name => `${name}=${definitionText(table[name])}`)
    .join('\n');
}
