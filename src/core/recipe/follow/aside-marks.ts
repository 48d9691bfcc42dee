import type { AsideElement, NoteElement } from '../../markdown/elements.ts';
import type { FormulaCache } from '../../math/formula-cache.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { checkAsides } from './asides.ts';
import type { Calculation } from './calculations.ts';
import { derivationTex, readExpressionAsides, withSign } from './expressions.ts';
import { isExpression } from './is-expression.ts';
import type { OwnRecipe } from './own-recipes.ts';

/** What a preview shows at an aside: whether it follows from the quotes, and how. */
export interface AsideMark {
  /** The aside's content as plain text, by which the page finds it. */
  readonly text: string;
  readonly state: 'holds' | 'stale';
  /** What an expression comes to, "= 0.84", where the aside does not keep it; shown behind the aside. */
  readonly result: string | undefined;
  /** A sentence: that it follows, or both numbers. */
  readonly told: string;
  /** The derivation, rendered; safe to insert. Empty where there is none. */
  readonly derivation: string;
  /** The formula's source, other readings and what was assumed. */
  readonly remarks: readonly string[];
}

/**
 * The marks of a note's asides. Asides of the same words that are judged differently get none: the page could not
 * tell them apart.
 *
 * @param formulas renders the derivations, and keeps them: they are asked for again after each edit
 */
export function asideMarks(
  note: NoteQuantities,
  elements: readonly NoteElement[],
  formulas: FormulaCache,
  own: readonly OwnRecipe[] = [],
): readonly AsideMark[] {
  const contents = new Map(
    elements
      .filter((element): element is AsideElement => element.kind === 'aside')
      .map(aside => [aside.range.from, aside.content.trim()]),
  );
  const marks = new Map<string, AsideMark | undefined>();
  const add = (from: number, mark: Omit<AsideMark, 'text'> | undefined): void => {
    const text = contents.get(from) ?? '';
    const before = marks.get(text);
    if (marks.has(text) && before?.told !== mark?.told) marks.set(text, undefined);
    else marks.set(text, mark === undefined ? undefined : { text, ...mark });
  };
  for (const check of checkAsides(note, elements, own)) {
    const { state, calculation, brief, range } = check;
    if (isExpression(contents.get(range.from) ?? '')) continue;
    if (state === 'unjudged' || calculation === undefined) {
      add(range.from, undefined);
      continue;
    }
    add(range.from, {
      state,
      result: undefined,
      told: state === 'holds' ? 'This follows from the quotes.' : brief,
      derivation: derivationOf(calculation, formulas),
      remarks: remarksOf(calculation),
    });
  }
  for (const aside of readExpressionAsides(note, elements)) {
    const { state, evaluation, message } = aside;
    add(aside.range.from, {
      state: state === 'stale' || state === 'fails' ? 'stale' : 'holds',
      result: state === 'open' ? withSign(evaluation) : undefined,
      told: state === 'holds' ? 'This follows from its expression.' : message,
      derivation: state === 'fails' ? '' : rendered(derivationTex(aside), formulas),
      remarks: evaluation.hints.map(hint => `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`),
    });
  }
  return [...marks.values()].filter(mark => mark !== undefined);
}

/** Renders aside by aside what the marks show, for whoever gives way to others in between; `formulas` keeps it. */
export function* asideMarksAhead(
  note: NoteQuantities,
  elements: readonly NoteElement[],
  formulas: FormulaCache,
  own: readonly OwnRecipe[] = [],
): Iterable<unknown> {
  for (const element of elements) {
    if (element.kind !== 'aside') continue;
    for (const { calculation } of checkAsides(note, [element], own)) {
      if (calculation !== undefined) derivationOf(calculation, formulas);
    }
    yield;
  }
}

function derivationOf({ computation }: Calculation, formulas: FormulaCache): string {
  return rendered(computation.derivation.tex, formulas);
}

function rendered(tex: string, formulas: FormulaCache): string {
  const found = formulas.render(tex, true, {});
  return found.kind === 'rendered' ? found.html : '';
}

function remarksOf({ computation, remarks }: Calculation): string[] {
  const readings = computation.readings.map(reading => `${reading.text} if ${reading.because}.`);
  return [...readings, ...remarks, `${computation.title}: ${computation.source}.`];
}
