import type { MarkdownIt, Token } from 'markdown-it';
import { prepareEquation, withNumbers } from '../../math/equation.ts';
import { explainMathError } from '../../math-writing/explain.ts';
import type { Range } from '../../text.ts';
import { type NoteEnv, noteEnv } from '../env.ts';
import { mathMeta } from './math-token.ts';

type Escape = (text: string) => string;

const opening = {
  $: '$',
  $$: '$$',
  '\\(': '\\(',
  '\\[': '\\[',
  fence: '```math\n',
  '$`': '$`',
  environment: '',
} as const;
const closing = { $: '$', $$: '$$', '\\(': '\\)', '\\[': '\\]', fence: '```', '$`': '`$', environment: '' } as const;

/** The id of the place that references to a label jump to. */
export function labelAnchor(name: string): string {
  return `equation:${encodeURIComponent(name)}`;
}

/** Why a reference has no number to show. */
function noNumber(name: string, isThere: boolean): string {
  return isThere
    ? `The formula with the label "${name}" has no number: only displayed formulas without \\notag do.`
    : `There is no equation with the label "${name}" in this note.`;
}

function referenceLink(
  name: string,
  parentheses: boolean,
  token: Token,
  note: NoteEnv['note'],
  escapeHtml: Escape,
  within?: Range,
): string {
  const [number = '', block] = note.read(`label:${name}`)?.split('\t') ?? [];
  const told = number === '' ? '??' : number;
  const shown = parentheses ? `(${told})` : told;
  if (number === '') {
    const message = noNumber(name, block !== undefined);
    note.report(token, {
      code: 'reference-undefined',
      message,
      severity: 'warning',
      ...(within === undefined ? {} : { within }),
    });
    return `<span class="equation-reference undefined" title="${escapeHtml(message)}">${shown}</span>`;
  }
  return `<a class="equation-reference" href="#${escapeHtml(labelAnchor(name))}" data-block="${block}">${escapeHtml(shown)}</a>`;
}

/** KaTeX's own copy of the TeX, replaced by what stands in the note when that is something else. */
function withSource(html: string, tex: string, rendered: string, escapeHtml: Escape): string {
  if (tex === rendered) return html;
  return html.replace(
    /(<annotation encoding="application\/x-tex">)[\s\S]*?(<\/annotation>)/,
    (_, open: string, close: string) => `${open}${escapeHtml(tex)}${close}`,
  );
}

function failed(token: Token, message: string, display: boolean, escapeHtml: Escape): string {
  const { delimiter } = mathMeta(token);
  const source = `${opening[delimiter]}${token.content}${closing[delimiter]}`;
  const tag = token.type === 'math_block' ? 'div' : 'span';
  const kind = display ? 'math-display' : 'math-inline';
  // Within a sentence it is no sentence of its own.
  const shown = tag === 'span' ? message.replace(/\.$/, '') : message;
  return `<${tag} class="math ${kind} math-error" title="${escapeHtml(message)}"><code>${escapeHtml(source)}</code><span class="math-error-message">${escapeHtml(shown)}</span></${tag}>`;
}

function renderMath(token: Token, note: NoteEnv['note'], escapeHtml: Escape): string {
  const { equation, rowsBefore, closed, delimiter } = mathMeta(token);
  const display = token.type !== 'math_inline';
  const [only] = equation.references;
  if (!display && only !== undefined && /^\\(?:eq)?ref\{[^{}]*\}$/.test(token.content.trim())) {
    return referenceLink(only.name, only.parentheses, token, note, escapeHtml, only.range);
  }
  if (!closed) {
    const closer =
      delimiter === 'environment' ? `\\end{${/\{([^}]*)\}/.exec(token.content)?.[1]}}` : closing[delimiter];
    const message = `This formula is not closed: "${closer}" is missing.`;
    note.report(token, { code: 'math-unclosed', message, severity: 'error' });
  }
  for (const { name, range } of equation.references) {
    const label = note.read(`label:${name}`);
    if (label !== undefined && !label.startsWith('\t')) continue;
    const message = noNumber(name, label !== undefined);
    note.report(token, { code: 'reference-undefined', message, severity: 'warning', within: range });
  }
  const prepared = prepareEquation(equation, name => note.read(`label:${name}`)?.split('\t')[0] || undefined);
  const formula = note.formula(prepared.tex, display);
  const tag = token.type === 'math_block' ? 'div' : 'span';
  if (formula.kind === 'failed') {
    if (!closed) {
      const source = escapeHtml(`${opening[delimiter]}${token.content}`);
      return `<${tag} class="math math-display math-unclosed"><code>${source}</code></${tag}>`;
    }
    const within = { from: prepared.original(formula.range.from), to: prepared.original(formula.range.to) };
    const { message, range } =
      formula.code === 'math-error'
        ? explainMathError(token.content, formula.message, within)
        : { message: formula.message, range: within };
    note.report(token, { code: formula.code, message, severity: 'error', within: range });
    return failed(token, message, display, escapeHtml);
  }
  if (mathMeta(token).definitions === true) return '';
  const first = equation.numbered === 0 ? 0 : Number(note.read('equation-start') ?? 0) + rowsBefore + 1;
  const html = withSource(
    equation.numbered === 0 ? formula.html : withNumbers(formula.html, first),
    token.content,
    prepared.tex,
    escapeHtml,
  );
  const anchors = equation.labels.map(({ name }) => `<span id="${escapeHtml(labelAnchor(name))}"></span>`).join('');
  const kind = display ? 'math-display' : 'math-inline';
  return `<${tag} class="math ${kind}${closed ? '' : ' math-unclosed'}" dir="ltr">${anchors}${html}</${tag}>`;
}

/** How formulas and references to equations become HTML. */
export function mathOutput(md: MarkdownIt): void {
  const { escapeHtml } = md.utils;
  for (const type of ['math_inline', 'math_display', 'math_block']) {
    md.renderer.rules[type] = (tokens, index, _options, env) => {
      const html = renderMath(tokens[index]!, noteEnv(env), escapeHtml);
      return type === 'math_block' ? `${html}\n` : html;
    };
  }
  md.renderer.rules.equation_reference = (tokens, index, _options, env) => {
    const token = tokens[index]!;
    const { parentheses } = token.meta as { parentheses: boolean };
    return referenceLink(token.content, parentheses, token, noteEnv(env), escapeHtml);
  };
}
