import type { NoteElement } from '../markdown/elements.ts';
import type { Range } from '../text.ts';
import { formulasOf } from './math-at.ts';
import { readGroup, skipBlank, type TexToken, texTokens } from './tex-tokens.ts';

/** A name that a note's formulas define or use: an equation's label, or a macro. */
export interface MathName {
  readonly kind: 'label' | 'macro';
  /** A label without braces, a macro with its backslash. */
  readonly name: string;
  readonly range: Range;
}

export interface MathDefinition extends MathName {
  /** The whole definition: `\newcommand{\R}{\mathbb{R}}`, or `\label{eq:loss}`. */
  readonly whole: Range;
  /** A macro's body as TeX; empty for a label. */
  readonly body: string;
  /** How many arguments a macro reads. */
  readonly arguments: number;
  /** What stands for the first argument where it is not given; undefined when it must be. */
  readonly fallback?: string;
  /** The formula that holds it, for showing it. */
  readonly formula: Range;
}

export interface MathNames {
  readonly definitions: readonly MathDefinition[];
  readonly uses: readonly MathName[];
}

const defining = /^\\(?:(?:re)?newcommand|providecommand|[gex]?def|let|DeclareMathOperator)\*?$/;
const referring = /^\\(?:eq)?ref$/;

/** The macros of the front matter: the entries below `macros:`, one a line or in braces on its line. */
function frontMatterMacros(text: string): MathDefinition[] {
  const front = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text);
  const section =
    front === null ? null : /^macros:([^\r\n]*(?:\r?\n[ \t]+[^\r\n]*|\r?\n[ \t]*(?=\r?\n))*)/m.exec(front[1]!);
  if (front === null || section === null) return [];
  const from = front.index + front[0].indexOf(front[1]!) + section.index + 'macros:'.length;
  return [
    ...section[1]!.matchAll(
      /(["']?)(\\*?)(\\?[A-Za-z]+)\1[ \t]*:[ \t]*(?:"((?:\\.|[^"\\])*)"|'((?:''|[^'])*)'|([^\r\n]*))/g,
    ),
  ].map(match => {
    const start = from + match.index + match[1]!.length + match[2]!.length;
    const body =
      match[4]?.replace(/\\(.)/g, '$1') ??
      match[5]?.replace(/''/g, "'") ??
      (/^\[/.test(match[6]!) ? match[6]! : match[6]!.replace(/[ \t]+#.*$/, '')).trim();
    const whole = { from: from + match.index, to: from + match.index + match[0].trimEnd().length };
    return {
      kind: 'macro',
      name: match[3]!.startsWith('\\') ? match[3]! : `\\${match[3]!}`,
      range: { from: start, to: start + match[3]!.length },
      whole,
      ...frontMatterMacro(body),
      formula: whole,
    };
  });
}

/** TeX, or a list of TeX, the number of arguments and the first one's default. */
function frontMatterMacro(written: string): Pick<MathDefinition, 'body' | 'arguments' | 'fallback'> {
  const list = /^\[\s*(["'])(.*?)\1\s*(?:,\s*(\d)\s*(?:,\s*(["']?)(.*?)\4\s*)?)?\]$/.exec(written);
  if (list === null) {
    const places = Array.from(written.matchAll(/#(\d)/g), found => Number(found[1]));
    return { body: written, arguments: Math.max(0, ...places) };
  }
  const body = list[1] === '"' ? list[2]!.replace(/\\(.)/g, '$1') : list[2]!.replaceAll("''", "'");
  const count = Number(list[3] ?? 0);
  return { body, arguments: count, ...(list[5] === undefined ? {} : { fallback: list[5] }) };
}

/**
 * Every definition and use of a label or macro in a note, in order: those of its formulas, references in its running
 * text and the macros of its front matter. Uses are all control words, known to KaTeX or not; a definition's own name is
 * not among them.
 */
export function readMathNames(text: string, elements: readonly NoteElement[]): MathNames {
  const definitions: MathDefinition[] = frontMatterMacros(text);
  const uses: MathName[] = [];
  for (const element of elements) {
    if (element.kind === 'reference') uses.push({ kind: 'label', name: element.label, range: element.textRange });
  }
  for (const formula of formulasOf(elements)) {
    const tokens = texTokens(text.slice(formula.texRange.from, formula.texRange.to), formula.texRange.from);
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at]!;
      if (token.kind !== 'command') continue;
      if (token.text === '\\label' || referring.test(token.text)) {
        const group = readGroup(tokens, skipBlank(tokens, at + 1));
        if (group === undefined || !group.closed) continue;
        const label = {
          kind: 'label',
          name: text.slice(group.inner.from, group.inner.to),
          range: group.inner,
        } as const;
        const whole = { from: token.range.from, to: group.inner.to + 1 };
        if (token.text === '\\label')
          definitions.push({ ...label, whole, body: '', arguments: 0, formula: formula.range });
        else uses.push(label);
        at = group.next - 1;
      } else if (defining.test(token.text)) {
        const definition = readDefinition(text, tokens, at);
        if (definition === undefined) continue;
        definitions.push({ ...definition.value, formula: formula.range });
        at = definition.next - 1;
      } else if (/^\\[A-Za-z]/.test(token.text)) {
        uses.push({ kind: 'macro', name: token.text, range: token.range });
      }
    }
  }
  return { definitions, uses: uses.sort((a, b) => a.range.from - b.range.from) };
}

/** Reads `\newcommand{\name}[n][default]{body}`, `\def\name#1{body}`, `\let\name=\other`, `\DeclareMathOperator{\name}{body}`. */
function readDefinition(
  text: string,
  tokens: readonly TexToken[],
  start: number,
): { readonly value: Omit<MathDefinition, 'formula'>; readonly next: number } | undefined {
  const command = tokens[start]!;
  let at = skipBlank(tokens, start + 1);
  let name: TexToken | undefined = tokens[at];
  if (name?.kind === 'open') {
    name = tokens[skipBlank(tokens, at + 1)];
    at = readGroup(tokens, at)!.next;
  } else at++;
  if (name?.kind !== 'command') return undefined;
  const macro = { kind: 'macro', name: name.text, range: name.range } as const;
  if (command.text === '\\let') {
    const rest = skipBlank(tokens, tokens[at]?.text.trim() === '=' ? at + 1 : at);
    const target = tokens[rest];
    const to = target?.range.to ?? name.range.to;
    const value = { ...macro, whole: { from: command.range.from, to }, body: target?.text ?? '', arguments: 0 };
    return { value, next: target === undefined ? rest : rest + 1 };
  }
  // What stands before the body says how many arguments there are: `[2]`, `[2][default]`, or `#1#2`.
  let parameters = '';
  let brackets = 0;
  for (let token = tokens[at]; token !== undefined && (token.kind !== 'open' || brackets > 0); token = tokens[at]) {
    const group = token.kind === 'open' ? readGroup(tokens, at) : undefined;
    at = group?.next ?? at + 1;
    parameters += text.slice(token.range.from, tokens[at - 1]!.range.to);
    if (group === undefined && command.text.includes('newcommand')) {
      brackets = Math.max(0, brackets + token.text.split('[').length - token.text.split(']').length);
    }
  }
  const body = readGroup(tokens, at);
  if (body === undefined || !body.closed) return undefined;
  const written = /^\s*\[\s*(\d)\s*\]\s*(?:\[([\s\S]*)\]\s*)?$/.exec(parameters);
  const counted = written?.[1] ?? String(parameters.match(/#\d/g)?.length ?? 0);
  const value = {
    ...macro,
    whole: { from: command.range.from, to: body.inner.to + 1 },
    body: text.slice(body.inner.from, body.inner.to),
    arguments: Number(counted),
    ...(written?.[2] === undefined ? {} : { fallback: written[2] }),
  };
  return { value, next: body.next };
}

/** The name at a place, if it is a label or a macro that the note defines. */
export function mathNameAt(names: MathNames, offset: number): MathName | undefined {
  const holds = ({ range }: MathName): boolean => range.from <= offset && offset <= range.to;
  const definition = names.definitions.find(holds);
  if (definition !== undefined) return definition;
  const use = names.uses.find(holds);
  if (use === undefined) return undefined;
  return use.kind === 'label' || definitionsOf(names, use).length > 0 ? use : undefined;
}

/** Where a name is defined: the first definition is the one that counts for a label. */
export function definitionsOf(names: MathNames, name: Pick<MathName, 'kind' | 'name'>): MathDefinition[] {
  return names.definitions.filter(definition => definition.kind === name.kind && definition.name === name.name);
}

/** Every place of a name, definitions and uses, in order. */
export function placesOf(names: MathNames, name: Pick<MathName, 'kind' | 'name'>): Range[] {
  return [...names.definitions, ...names.uses]
    .filter(place => place.kind === name.kind && place.name === name.name)
    .map(place => place.range)
    .sort((a, b) => a.from - b.from);
}

/** What is wrong with a new name for a label or macro, or `undefined` when it will do. */
export function problemWithNewName(
  names: MathNames,
  name: Pick<MathName, 'kind' | 'name'>,
  renamed: string,
): string | undefined {
  if (name.kind === 'label') {
    if (renamed.trim() === '' || /[{}\\%$#&\r\n]/.test(renamed)) {
      return 'A label cannot be empty or hold any of { } \\ % $ # &.';
    }
  } else if (!/^\\?[A-Za-z]+$/.test(renamed)) {
    return 'A macro is called by a backslash and letters, such as \\loss.';
  }
  const wanted = name.kind === 'macro' && !renamed.startsWith('\\') ? `\\${renamed}` : renamed;
  if (wanted !== name.name && definitionsOf(names, { kind: name.kind, name: wanted }).length > 0) {
    return `This note has a ${name.kind} called ${wanted} already.`;
  }
  return undefined;
}
