import type { AsideElement, NoteElement } from '../../markdown/elements.ts';
import type { Edit, Range } from '../../text.ts';
import { type Evaluation, evaluateExpression, type NamedQuantity, type Scope } from '../expression/evaluate.ts';
import type { QuantityRole } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { isExpression } from './remark.ts';
import { type Run, runAt } from './run.ts';

/** An aside `%%= EXPRESSION%%`, which may keep its result: `%%= EXPRESSION = RESULT%%`. */
export interface ExpressionAside {
  /** The aside with its `%%`. */
  readonly range: Range;
  readonly expression: string;
  readonly evaluation: Evaluation;
  /** The result that stands in the aside; undefined when it keeps none. */
  readonly kept: string | undefined;
  /** `fails`: the expression has no value; `open`: no result is kept yet. */
  readonly state: 'holds' | 'stale' | 'open' | 'fails';
  readonly message: string;
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
    });
  }
  return scope;
}

/**
 * Evaluates the asides that are expressions. What stands after the last ` = ` of an aside is its kept result.
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

function readOne(note: NoteQuantities, aside: AsideElement): ExpressionAside {
  const sign = aside.content.indexOf('=') + 1;
  const body = aside.content.slice(sign);
  const equals = body.lastIndexOf(' = ');
  const expression = (equals < 0 ? body : body.slice(0, equals)).trim();
  const kept = equals < 0 ? undefined : body.slice(equals + 3).trim();
  const run = runAt(note, aside.range.from);
  const evaluation = evaluateExpression(expression, scopeOf(run));
  const base = { range: aside.range, expression, evaluation, kept, fix: undefined };
  if (evaluation.value === undefined) {
    return { ...base, state: 'fails', message: evaluation.problems.map(problem => problem.message).join(' ') };
  }
  const end = aside.contentRange.from + sign;
  if (kept === undefined) {
    const to = end + body.trimEnd().length;
    return {
      ...base,
      state: 'open',
      message: `This is ${evaluation.text}.`,
      fix: { range: { from: to, to }, insert: ` = ${evaluation.text}` },
    };
  }
  if (sameResult(kept, evaluation)) return { ...base, state: 'holds', message: '' };
  const from = end + equals + 3;
  const lead = body.slice(equals + 3).length - body.slice(equals + 3).trimStart().length;
  return {
    ...base,
    state: 'stale',
    message: `This says ${kept}; the expression gives ${evaluation.text}.`,
    fix: { range: { from: from + lead, to: from + lead + kept.length }, insert: evaluation.text },
  };
}

/** Equal as written, or equal as a value of an expression of its own within the digits that it shows. */
function sameResult(kept: string, evaluation: Evaluation): boolean {
  const plain = (text: string): string => text.replace(/[≈~\s]/g, '').replace(/\.$/, '');
  if (plain(kept) === plain(evaluation.text)) return true;
  const written = evaluateExpression(kept.replace(/^[≈~]\s*/, '').replace(/\.$/, ''));
  const shown = evaluateExpression(evaluation.text.replace(/^[≈~]\s*/, ''));
  if (written.value === undefined || shown.value === undefined) return false;
  const digits = Math.max(1, written.significant);
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(written.value) || 1)) - digits + 1);
  return Math.abs(written.value - evaluation.value!) <= unit * 0.5001;
}
