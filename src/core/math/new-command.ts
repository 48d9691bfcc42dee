/*
 * `\newcommand` and its sisters as LaTeX has them: KaTeX's own know no default for a first argument, no star, and let no
 * command be defined a second time, which notes written for other engines do.
 */

interface Token {
  readonly text: string;
}

/** What KaTeX hands to a macro that is a function. Its lists of tokens stand in reverse order. */
export interface MacroContext {
  consumeArg(): { readonly tokens: readonly Token[] };
  consumeArgs(count: number): readonly Token[][];
  consumeSpaces(): void;
  future(): Token;
  popToken(): Token;
  pushToken(token: Token): void;
  pushTokens(tokens: readonly Token[]): void;
  isDefined(name: string): boolean;
  readonly macros: { readonly builtins: Record<string, unknown>; set(name: string, definition: unknown): void };
}

export type FunctionMacro = (context: MacroContext) => unknown;

/** What KaTeX keeps of a macro: data, which tables hold and caches compare. */
export interface Expansion {
  readonly tokens: readonly Token[];
  readonly numArgs: number;
  readonly delimiters?: readonly (readonly string[])[];
  /** Of a macro whose first argument may be left out: what it was made of. `tokens` then call `withDefault`. */
  readonly optional?: { readonly count: number; readonly fallback: readonly Token[]; readonly body: readonly Token[] };
}

/** The command behind macros with a default; nobody can call it by accident. */
export const withDefaultName = '\\@withDefaultArgument';

/** Makes an error of KaTeX with its place. */
type Failure = (message: string, token?: Token) => Error;

/**
 * The three defining commands and the one that macros with a default call.
 *
 * @example `\newcommand{\norm}[2][2]{\lVert #2 \rVert_{#1}}`, then `\norm{x}` and `\norm[1]{x}`
 */
export function newCommandMacros(failure: Failure): Readonly<Record<string, FunctionMacro>> {
  return {
    '\\newcommand': context => define(context, 'new', failure),
    '\\renewcommand': context => define(context, 'renew', failure),
    '\\providecommand': context => define(context, 'provide', failure),
    [withDefaultName]: context => callWithDefault(context, failure),
  };
}

function define(context: MacroContext, kind: 'new' | 'renew' | 'provide', failure: Failure): string {
  context.consumeSpaces();
  if (context.future().text === '*') context.popToken();
  const named = context.consumeArg().tokens;
  const name = named[0]?.text ?? '';
  if (named.length !== 1 || name === '#') {
    throw failure(`\\${kind}command needs the name of a macro first.`, named.at(-1));
  }
  const count = readCount(context, failure);
  const fallback = count === undefined ? undefined : readBracket(context, failure);
  if (fallback !== undefined && count === 0) {
    throw failure(`${name} has a default for its first argument, but takes no argument.`, named[0]);
  }
  const body = context.consumeArg().tokens;
  const exists = context.isDefined(name);
  if (kind === 'provide' && exists) return '';
  if (kind === 'renew' && !exists) {
    throw failure(`\\renewcommand{${name}} when command ${name} does not yet exist; use \\newcommand`, named[0]);
  }
  const expansion: Expansion =
    fallback === undefined ? { tokens: body, numArgs: count ?? 0 } : expansionWithDefault(count ?? 1, fallback, body);
  context.macros.set(name, expansion);
  return '';
}

function readCount(context: MacroContext, failure: Failure): number | undefined {
  const start = context.future();
  const tokens = readBracket(context, failure);
  if (tokens === undefined) return undefined;
  const said = textOf(tokens).trim();
  if (!/^\d$/.test(said)) throw failure(`Invalid number of arguments: ${said}`, start);
  return Number(said);
}

/** What stands in brackets next, without the braces around it; undefined where there is no bracket. */
function readBracket(context: MacroContext, failure: Failure): readonly Token[] | undefined {
  context.consumeSpaces();
  if (context.future().text !== '[') return undefined;
  const start = context.popToken();
  const tokens: Token[] = [];
  let depth = 0;
  /** Whether one pair of braces holds all. */
  let braced = true;
  for (;;) {
    const token = context.popToken();
    if (token.text === 'EOF' || (token.text === '}' && depth === 0)) {
      throw failure("The bracket is not closed: ']' is missing.", start);
    }
    if (token.text === ']' && depth === 0) break;
    if (token.text === '{') depth += 1;
    else if (depth === 0) braced = false;
    else if (token.text === '}') {
      depth -= 1;
      if (depth === 0 && context.future().text !== ']') braced = false;
    }
    tokens.push(token);
  }
  if (braced && tokens.length > 1) {
    tokens.shift();
    tokens.pop();
  }
  return tokens.reverse();
}

function expansionWithDefault(count: number, fallback: readonly Token[], body: readonly Token[]): Expansion {
  const braced = (tokens: readonly Token[]) => [{ text: '}' }, ...tokens, { text: '{' }];
  return {
    tokens: [...braced(body), ...braced(fallback), ...braced([{ text: String(count) }]), { text: withDefaultName }],
    numArgs: 0,
    optional: { count, fallback, body },
  };
}

function callWithDefault(context: MacroContext, failure: Failure): Expansion {
  const numArgs = Number(textOf(context.consumeArg().tokens));
  const fallback = context.consumeArg().tokens;
  const body = context.consumeArg().tokens;
  const first = readBracket(context, failure) ?? fallback;
  // the first argument in braces, like the others
  context.pushToken({ text: '}' });
  context.pushTokens(first);
  context.pushToken({ text: '{' });
  return { tokens: body, numArgs };
}

/** Tokens in reverse order as text. */
export function textOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ text }) => text)
    .reverse()
    .join('');
}
