/*
 * The part of LiquidJS that the template engine uses. Its own declarations bring Node's types with them, which would let
 * Node into the core unseen; so the core is checked against these (see `paths` in src/core/tsconfig.json), and the
 * whole project against LiquidJS's own.
 */

export interface Token {
  readonly input: string;
  readonly begin: number;
  readonly end: number;
}

export interface TagToken extends Token {
  readonly name: string;
  readonly args: string;
}

export interface Template {
  readonly token: Token;
}

export interface Context {
  push(scope: object): number;
  pop(): object | undefined;
  getSync(path: readonly string[]): unknown;
}

export interface Emitter {
  write(html: string): void;
}

export interface ParseStream {
  on(event: 'template', handler: (template: Template | Token | undefined) => void): ParseStream;
  on(event: 'end', handler: () => void): ParseStream;
  on(event: `tag:${string}`, handler: (token: TagToken) => void): ParseStream;
  start(): ParseStream;
  stop(): ParseStream;
}

export interface TagImplementation {
  parse(this: TagInstance, token: TagToken, remaining: Token[]): void;
  render(this: TagInstance, context: Context, emitter: Emitter): Generator<unknown, void, unknown>;
}

export interface TagInstance {
  readonly liquid: Liquid;
  // biome-ignore lint/suspicious/noExplicitAny: a tag keeps what it likes on its instance
  [name: string]: any;
}

/** A variable in a template, `item.title` as `['item', 'title']`; `row` and `col` count from 1. */
export interface Variable {
  readonly segments: readonly unknown[];
  readonly location: { readonly row: number; readonly col: number };
}

export interface StaticAnalysis {
  readonly variables: { readonly [name: string]: readonly Variable[] };
  /** Those that no tag of the template defines. */
  readonly globals: { readonly [name: string]: readonly Variable[] };
}

export class Liquid {
  constructor(options: Readonly<Record<string, unknown>>);
  readonly parser: { parseStream(tokens: Token[]): ParseStream };
  readonly renderer: { renderTemplates(templates: Template[], context: Context): Iterable<unknown> };
  parse(text: string): Template[];
  analyzeSync(templates: Template[], options: { readonly partials: boolean }): StaticAnalysis;
  renderSync(templates: Template[], scope: object, options?: Readonly<Record<string, unknown>>): unknown;
  registerFilter(
    name: string,
    filter: { readonly raw: boolean; readonly handler: (value: unknown, ...rest: unknown[]) => string },
  ): void;
  registerTag(name: string, tag: TagImplementation): void;
}
