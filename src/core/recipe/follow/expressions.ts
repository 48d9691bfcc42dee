import type { AsideElement, NoteElement } from '../../markdown/elements.ts';
import type { Edit, Range } from '../../text.ts';
import { type Evaluation, evaluateExpression, type NamedQuantity, type Scope } from '../expression/evaluate.ts';
import { expressionTex } from '../expression/print.ts';
import { isWrittenOut, unitLabel } from '../format.ts';
import { numberTex } from '../formulas/derivation.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { isExpression } from './is-expression.ts';
import { agrees, readKeptResult, rewritten } from './kept-result.ts';
import { type Run, runAt } from './run.ts';

/** An aside `%%= EXPRESSION%%`, which may keep its result: `%%= EXPRESSION = RESULT%%`, or with "≈". */
export interface ExpressionAside {
  /** The aside with its `%%`. */
  readonly range: Range;
  readonly expression: string;
  readonly evaluation: Evaluation;
  /** The quantities that it may name. */
  readonly scope: Scope;
  /** The quantities of the note that it does name. */
  readonly sources: readonly Quantity[];
  /** The result that stands in the aside; undefined when it keeps none. */
  readonly kept: string | undefined;
  /** `fails`: the expression has no value; `open`: no result is kept yet. */
  readonly state: 'holds' | 'stale' | 'open' | 'fails';
  readonly message: string;
  /** Where it goes wrong, in offsets of the note; undefined where it has a value. */
  readonly place?: Range;
  /** Writes the result into the aside, or the right one in place of the stale one. In offsets of the note. */
  readonly fix: Edit | undefined;
}

/** Units of roles as expressions reckon with them. */
const UNITS: Readonly<Partial<Record<QuantityRole, string>>> = {
  steps: 'step',
  steps_planned: 'step',
  warmup_steps: 'step',
  decay_steps: 'step',
  constant_steps: 'step',
  batch_tokens: 'token/step',
  batch_seqs: 'sequence/step',
  context: 'token/sequence',
  tokens: 'token',
  tokens_planned: 'token',
  dataset_tokens: 'token',
  warmup_tokens: 'token',
  decay_tokens: 'token',
  params: 'parameter',
  params_active: 'parameter',
  gpus: 'GPU',
  gpu_hours: 'GPU-hour',
  throughput_tok_s: 'token/s',
  throughput_tok_s_gpu: 'token/s/GPU',
  flops: 'FLOP',
  epochs: 'epoch',
};

/** The names that an expression in a run's reach may use: the roles of its quantities. */
export function scopeOf(run: Run | undefined): Scope {
  const scope = new Map<string, NamedQuantity>();
  for (const [role, quantity] of run?.byRole ?? []) {
    const unit = UNITS[role] ?? (role === 'wall_clock' ? quantity.unit : '1');
    scope.set(role, {
      value: quantity.value,
      unit,
      significant: quantity.significant,
      approximate: quantity.approximate,
      exact: isWrittenOut(quantity.text, quantity.value),
    });
  }
  return scope;
}

/**
 * Evaluates the asides that are expressions. The number behind the last "=" or "≈" of an aside is its kept result; words
 * behind that are the reader's, and stay.
 *
 * @example '%%= 42,000 steps × 4M tokens/step / 200B tokens = 0.84%%' // holds
 */
export function readExpressionAsides(note: NoteQuantities, elements: readonly NoteElement[]): ExpressionAside[] {
  return elements
    .filter(
      (element): element is AsideElement =>
        element.kind === 'aside' && !element.mark && element.closed && isExpression(element.content),
    )
    .map(aside => readOne(note, aside));
}

/** An expression's value as it stands behind it: "= 0.84", "≈ 3.7 days". */
export function withSign({ text }: Evaluation): string {
  return text.startsWith('≈') ? text : `= ${text}`;
}

/** How an expression comes to its value, as TeX: in its own words, with the quotes' numbers put in, and the value. */
export function derivationTex({ evaluation, scope }: ExpressionAside): string {
  const { expression, text, names } = evaluation;
  if (expression === undefined) return '';
  const value = text.replace(/^≈\s*/, '').replace(/[\\{}$&#^~_%]/g, '\\$&');
  const lines = [
    `&\\phantom{=}\\ ${expressionTex(expression)}`,
    ...(names.length === 0 ? [] : [`&= ${expressionTex(expression, name => quantityTex(scope.get(name)))}`]),
    `&${text.startsWith('≈') ? '\\approx' : '='} \\text{${value}}`,
  ];
  return `\\begin{aligned}\n${lines.join(' \\\\[0.5em]\n')}\n\\end{aligned}`;
}

function quantityTex(quantity: NamedQuantity | undefined): string | undefined {
  if (quantity === undefined) return undefined;
  const unit = quantity.unit === '1' ? '' : `\\ \\text{${unitLabel(quantity.unit, quantity.value)}}`;
  return `${numberTex(quantity.value)}${unit}`;
}

/** A part of an aside between two signs of equality. */
interface Part {
  readonly text: string;
  /** Where it begins in the aside's content, right behind its sign. */
  readonly from: number;
}

/** The parts that "=" and "≈" make of an aside; an "≈" before a number that is reckoned with is none. */
function partsOf(content: string): readonly Part[] {
  const parts: Part[] = [];
  let from = content.indexOf('=') + 1;
  for (const { index } of content.matchAll(/=|(?<=[\p{L}\d)%]\s*)[≈≃]/gu)) {
    if (index < from) continue;
    parts.push({ text: content.slice(from, index), from });
    from = index + 1;
  }
  return [...parts, { text: content.slice(from), from }];
}

function readOne(note: NoteQuantities, aside: AsideElement): ExpressionAside {
  const { content } = aside;
  const [first, ...others] = partsOf(content);
  const expression = first!.text.trim().replace(/\s*[.;:,]$/, '');
  const run = runAt(note, aside.range.from);
  const scope = scopeOf(run);
  const evaluation = evaluateExpression(expression, scope);
  const sources = evaluation.names.flatMap(name => run?.byRole.get(name as QuantityRole) ?? []);
  const kept = others.at(-1)?.text.trim();
  const base = { range: aside.range, expression, evaluation, scope, sources, kept, fix: undefined };
  if (evaluation.value === undefined) {
    const message = evaluation.problems.map(problem => problem.message).join(' ');
    const range = evaluation.problems[0]?.range;
    const from = aside.contentRange.from + first!.from + first!.text.indexOf(expression);
    // What is missing at the end has no letters of its own: it is the end of what stands there.
    const at = range === undefined ? {} : { place: { from: from + range.from, to: from + range.to } };
    return { ...base, state: 'fails', message, ...at };
  }
  const start = aside.contentRange.from;
  const hint = evaluation.hints.length === 0 ? '' : `, ${evaluation.hints.join(', ')}`;
  const { approximate } = evaluation;
  if (others.length === 0) {
    const to = start + first!.from + first!.text.indexOf(expression) + expression.length;
    const insert = ` ${withSign(evaluation)}`;
    return {
      ...base,
      state: 'open',
      message: `This is ${evaluation.text}${hint}.`,
      fix: { range: { from: to, to }, insert },
    };
  }
  const results = others.flatMap(part => {
    const read = readKeptResult(part.text);
    return read === undefined ? [] : [{ part, read }];
  });
  // "= a = 42,000/48,000 = 0.875" has one result; "= 42,000 × 4M = 168B = 84 % of the plan" goes on from it.
  if (results.length === 0) return { ...base, state: 'open', message: `This is ${evaluation.text}${hint}.` };
  if (results.some(({ read }) => agrees(read, evaluation))) {
    return { ...base, state: 'holds', message: '' };
  }
  const { part, read } = results[0]!;
  const change = rewritten(read, evaluation);
  const written = part.text.slice(read.from, read.to);
  const at = start + part.from;
  // The sign before the result is changed with it where a result that is exact became one that is not.
  const sign = approximate && content[part.from - 1] === '=' && !/^\s*[≈~]/.test(part.text);
  const lead = sign ? { from: at - 1, text: `≈${part.text.slice(0, change.from)}` } : undefined;
  return {
    ...base,
    state: 'stale',
    message: `This says ${written}; the expression gives ${evaluation.text}${hint}.`,
    fix: {
      range: { from: lead?.from ?? at + change.from, to: at + change.to },
      insert: (lead?.text ?? '') + change.insert,
    },
  };
}
