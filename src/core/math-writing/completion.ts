import type { NoteElement } from '../markdown/elements.ts';
import {
  type TexCommand,
  type TexEnvironment,
  texCommandNamed,
  texCommands,
  texEnvironments,
} from '../math/commands.ts';
import type { MacroParts } from '../math/macros.ts';
import { once } from '../once.ts';
import type { Range } from '../text.ts';
import { sampleOfCommand, sampleOfEnvironment } from './command-sample.ts';
import { mathBeingTyped } from './math-at.ts';
import { definitionsOf, type MathNames, readMathNames } from './names.ts';
import { textOnly } from './text-mode.ts';
import { continueLines } from './typing/continue-lines.ts';

/** One thing to insert in a formula. */
export interface MathCompletion {
  readonly kind: 'command' | 'environment' | 'macro' | 'label' | 'environment-end';
  /** What is shown and filtered by: `\frac`, `align`, `eq:loss`. */
  readonly label: string;
  /** Beside the label: the glyph, or a macro's body. */
  readonly detail: string;
  /** TeX to show rendered beside the list; empty where there is nothing to show. */
  readonly sample: string;
  /** What replaces `replace`, in the syntax of editor snippets (`$1` are stops). */
  readonly snippet: string;
  /** True where the next thing to write has a list of its own: a label after `\eqref{`. */
  readonly goesOn?: boolean;
  /** Sorts equal matches: what the note defines first, then what everybody uses, then the rest. */
  readonly rank: 0 | 1 | 2 | 3;
}

export interface MathCompletions {
  /** What the chosen item replaces, what stands behind the cursor too. */
  readonly replace: Range;
  /** Also where the editor otherwise leaves what stands behind the cursor: a `}` that it closed by itself. */
  readonly whole: boolean;
  readonly items: readonly MathCompletion[];
}

/** Only for the order among equal matches; the list itself is KaTeX's. */
const everyday = new Set(
  (
    '\\alpha \\beta \\gamma \\delta \\epsilon \\varepsilon \\zeta \\eta \\theta \\iota \\kappa \\lambda \\mu \\nu \\xi \\pi \\rho ' +
    '\\sigma \\tau \\phi \\varphi \\chi \\psi \\omega \\Gamma \\Delta \\Theta \\Lambda \\Sigma \\Phi \\Psi \\Omega \\frac \\sqrt ' +
    '\\sum \\prod \\int \\lim \\log \\exp \\min \\max \\sin \\cos \\tan \\infty \\partial \\nabla \\cdot \\times \\pm \\leq \\geq \\neq ' +
    '\\approx \\equiv \\sim \\propto \\in \\notin \\subset \\subseteq \\cup \\cap \\to \\rightarrow \\leftarrow \\Rightarrow \\mapsto ' +
    '\\forall \\exists \\ldots \\cdots \\left \\right \\mathbb \\mathbf \\mathcal \\mathrm \\boldsymbol \\text \\hat \\bar \\tilde \\vec ' +
    '\\overline \\underbrace \\operatorname \\binom \\quad \\begin \\end \\label \\ref \\eqref \\langle \\rangle \\|'
  ).split(' '),
);
const everydayEnvironments = new Set([
  'align',
  'align*',
  'aligned',
  'cases',
  'pmatrix',
  'bmatrix',
  'equation',
  'array',
  'gather',
]);

const delimiters = /^\\(?:[bB]igg?[lrm]?|left|right|middle)$/;

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** `\frac{$1}{$2}`: a command with a stop for each argument. */
export function snippetOfCommand(command: TexCommand): string {
  const name = escapeSnippet(command.name);
  if (command.name === '\\left') return '\\\\left( $1 \\\\right)';
  if (command.name === '\\begin') return '\\\\begin{${1:aligned}}\n\t$0\n\\\\end{${1:aligned}}';
  if (delimiters.test(command.name) || command.infix) return name;
  if (command.name === '\\ref' || command.name === '\\eqref' || command.name === '\\label') return `${name}{$1}`;
  return name + Array.from({ length: command.arguments }, (_, i) => `{$${i + 1}}`).join('');
}

/** The environment with its end, the cursor between. `closing` is what stands after the name already: `}` or nothing. */
export function snippetOfEnvironment(environment: TexEnvironment): string {
  const argument = environment.arguments === 0 ? '' : environment.name.startsWith('align') ? '{${1:2}}' : '{${1:cc}}';
  return `${environment.name}}${argument}\n\t$0\n\\\\end{${environment.name}}`;
}

const commandItems = once((): readonly MathCompletion[] => [
  ...texCommands
    .filter(command => /^\\[A-Za-z]/.test(command.name) || command.glyph !== undefined)
    .map(command => ({
      kind: 'command' as const,
      label: command.name,
      detail: command.glyph ?? '',
      sample: sampleOfCommand(command) ?? '',
      snippet: snippetOfCommand(command),
      rank: everyday.has(command.name) ? (1 as const) : command.mode === 'text' ? (3 as const) : (2 as const),
    })),
  ...texCommands
    .filter(command => command.optionalArguments === 1)
    .map(command => ({
      kind: 'command' as const,
      label: `${command.name}[]`,
      detail: '',
      sample:
        command.name === '\\sqrt' ? '\\sqrt[3]{x}' : command.name.startsWith('\\x') ? `${command.name}[a]{b}` : '',
      snippet: `${escapeSnippet(command.name)}[$1]${Array.from({ length: command.arguments }, (_, i) => `{$${i + 2}}`).join('')}`,
      rank: 3 as const,
    })),
  ...[
    ['[', ']'],
    ['\\{', '\\}'],
    ['|', '|'],
    ['\\|', '\\|'],
    ['\\langle', '\\rangle'],
  ].map(([open, close]) => ({
    kind: 'command' as const,
    label: `\\left${open}`,
    detail: '',
    sample: `\\left${open} \\frac{a}{b} \\right${close}`,
    snippet: `\\\\left${escapeSnippet(open!)} $1 \\\\right${escapeSnippet(close!)}`,
    rank: 2 as const,
  })),
  // The engine reads labels and references itself: KaTeX has none.
  ...(['\\label', '\\ref', '\\eqref'] as const).map(label => ({
    kind: 'command' as const,
    label,
    detail: '',
    sample: '',
    snippet: `\\${label}{$1}`,
    goesOn: label !== '\\label',
    rank: 1 as const,
  })),
  ...texEnvironments.map(environment => ({
    kind: 'environment' as const,
    label: `\\begin{${environment.name}}`,
    detail: '',
    sample: sampleOfEnvironment(environment),
    snippet: `\\\\begin{${snippetOfEnvironment(environment)}`,
    rank: everydayEnvironments.has(environment.name) ? (2 as const) : (3 as const),
  })),
]);

/** What KaTeX also or only takes inside `\text{…}`. */
const textItems = once((): readonly MathCompletion[] =>
  commandItems().filter(item => {
    const command = item.kind === 'command' ? texCommandNamed(item.label) : undefined;
    if (command === undefined || command.mode === 'math') return false;
    // What shows one sign by way of a macro shows one of formulas.
    return command.mode === 'text' || command.group !== undefined || command.glyph === undefined;
  }),
);

const environmentItems = once((): readonly MathCompletion[] =>
  texEnvironments.map(environment => ({
    kind: 'environment',
    label: environment.name,
    detail: '',
    sample: sampleOfEnvironment(environment),
    snippet: snippetOfEnvironment(environment),
    rank: everydayEnvironments.has(environment.name) ? 1 : 2,
  })),
);

/** Names of environments that are begun before `offset` and not ended, the innermost first. */
function openEnvironments(tex: string): string[] {
  const open: string[] = [];
  for (const match of tex.matchAll(/\\(begin|end)\{([^{}]*)\}/g)) {
    if (match[1] === 'begin') open.push(match[2]!);
    else if (open.at(-1) === match[2]) open.pop();
  }
  return open.reverse();
}

function macroItems(names: MathNames): MathCompletion[] {
  const seen = new Set<string>();
  const items: MathCompletion[] = [];
  for (const definition of names.definitions) {
    if (definition.kind !== 'macro' || seen.has(definition.name)) continue;
    seen.add(definition.name);
    items.push(...itemsOfMacro(definition.name, definition));
  }
  return items;
}

/** A macro with a stop for each argument; once more with its first in brackets where that may be left out. */
function itemsOfMacro(name: string, { body, arguments: count, fallback }: MacroParts): readonly MathCompletion[] {
  const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].slice(0, count);
  const item = (label: string, optional: boolean, some: readonly string[]): MathCompletion => ({
    kind: 'macro',
    label,
    detail: body,
    sample: name + some.map((letter, at) => (optional && at === 0 ? `[${letter}]` : `{${letter}}`)).join(''),
    snippet: escapeSnippet(name) + some.map((_, at) => (optional && at === 0 ? '[$1]' : `{$${at + 1}}`)).join(''),
    rank: 0,
  });
  if (fallback === undefined) return [item(name, false, letters)];
  return [item(name, false, letters.slice(1)), item(`${name}[]`, true, letters)];
}

function labelItems(text: string, names: MathNames): MathCompletion[] {
  return names.definitions
    .filter(definition => definition.kind === 'label')
    .map(definition => ({
      kind: 'label',
      label: definition.name,
      detail: '',
      sample: text.slice(definition.formula.from, definition.formula.to),
      snippet: `${escapeSnippet(definition.name)}}`,
      rank: 0,
    }));
}

/** Labels after a `\ref{` or `\eqref{` that stands in running text, where the engine reads them too. */
function referenceInProse(text: string, elements: readonly NoteElement[], offset: number): MathCompletions | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const begun = /\\(?:eq)?ref\{([^{}\\]*)$/.exec(line)?.[1];
  if (begun === undefined) return undefined;
  const holds = ({ range }: NoteElement): boolean => range.from < offset && offset < range.to;
  const taken = elements.some(element => /^(?:code|html|link|image|wikilink)$/.test(element.kind) && holds(element));
  if (
    taken ||
    !elements.some(
      element =>
        /^(?:text|heading|aside)$/.test(element.kind) && element.range.from < offset && offset <= element.range.to,
    )
  )
    return undefined;
  const rest = /^[^{}\\\s$]*\}?/.exec(text.slice(offset))![0];
  const replace = { from: offset - begun.length, to: offset + rest.length };
  return { replace, whole: true, items: labelItems(text, readMathNames(text, elements)) };
}

/**
 * What can be completed at `offset`: after `\` every command that KaTeX knows, environments whole, and the macros of
 * the note; after `\begin{` and `\end{` environments; after `\ref{` and `\eqref{`, in running text too, the note's
 * labels. Inside `\text{…}` only what KaTeX allows there. `undefined` where none of these begins, so that prose is never
 * disturbed.
 *
 * @param macros macros from elsewhere (settings, front matter): by their names with backslash
 * @example completeMath('$\\al$', elements, 4, {})?.items.some(item => item.label === '\\alpha') // true
 */
export function completeMath(
  text: string,
  elements: readonly NoteElement[],
  offset: number,
  macros: Readonly<Record<string, MacroParts>>,
): MathCompletions | undefined {
  const formula = mathBeingTyped(text, elements, offset);
  if (formula === undefined) return referenceInProse(text, elements, offset);
  const before = text.slice(formula.texRange.from, offset);
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const fitted = (items: readonly MathCompletion[]): readonly MathCompletion[] =>
    items.map(item => {
      const snippet = continueLines(item.snippet, line, !formula.display && !before.includes('\n'));
      return snippet === item.snippet ? item : { ...item, snippet };
    });
  const group = /\\(begin|end|ref|eqref)\{([^{}\\\r\n]*)$/.exec(before);
  if (group !== null) {
    const rest = /^[^{}\\\s$]*\}?/.exec(text.slice(offset, Math.max(offset, formula.texRange.to)))![0];
    const replace = { from: offset - group[2]!.length, to: offset + rest.length };
    if (group[1] === 'begin') return { replace, whole: true, items: fitted(environmentItems()) };
    if (group[1] === 'end') {
      const open = openEnvironments(before);
      const names = open.length > 0 ? [...new Set(open)] : texEnvironments.map(environment => environment.name);
      const items = names.map(
        (name, index): MathCompletion => ({
          kind: 'environment-end',
          label: name,
          detail: '',
          sample: '',
          snippet: `${escapeSnippet(name)}}`,
          rank: index === 0 ? 0 : 1,
        }),
      );
      return { replace, whole: true, items };
    }
    return { replace, whole: true, items: labelItems(text, readMathNames(text, elements)) };
  }
  const command = /(?<!\\)(?:\\\\)*(\\[A-Za-z]*)$/.exec(before);
  if (command === null) return undefined;
  const rest = /^[A-Za-z]*/.exec(text.slice(offset, Math.max(offset, formula.texRange.to)))![0];
  const replace = { from: offset - command[1]!.length, to: offset + rest.length };
  const names = readMathNames(text, elements);
  const own = macroItems(names);
  const others = Object.entries(macros)
    .filter(([name]) => definitionsOf(names, { kind: 'macro', name }).length === 0)
    .flatMap(([name, parts]) => itemsOfMacro(name, parts));
  if (textOnly(before)) return { replace, whole: false, items: [...own, ...others, ...textItems()] };
  const overridden = new Set([...own, ...others].map(item => item.label));
  const begun: MathCompletion[] = openEnvironments(before)
    .slice(0, 1)
    .map(name => ({
      kind: 'environment-end',
      label: `\\end{${name}}`,
      detail: '',
      sample: '',
      snippet: `\\\\end{${escapeSnippet(name)}}`,
      rank: 0,
    }));
  const known = commandItems().filter(item => !overridden.has(item.label));
  return { replace, whole: false, items: [...own, ...others, ...begun, ...fitted(known)] };
}
