import type { AsideElement, NoteElement } from '../../markdown/elements.ts';
import type { Problem } from '../../problem.ts';
import type { Quantity } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { checkAsides } from './asides.ts';
import { derivationTex, readExpressionAsides, withSign } from './expressions.ts';
import { isExpression } from './is-expression.ts';
import type { OwnRecipe } from './own-recipes.ts';

/** What is to be told at an aside, in a text as in a preview: whether it follows, from what, and how. */
export interface JudgedAside {
  readonly aside: AsideElement;
  /** `holds` also for an expression that keeps no result: nothing is wrong with it. */
  readonly state: 'holds' | 'stale';
  /** What an expression comes to, "= 0.84", where the aside does not keep it. */
  readonly result: string | undefined;
  /** A sentence: that it follows, or both numbers. */
  readonly told: string;
  /** For one that does not follow: the problem that it is, with how the right value follows. */
  readonly problem: (Pick<Problem, 'code' | 'message'> & Partial<Pick<Problem, 'range'>>) | undefined;
  /** How the value follows, as TeX and as plain text; both empty where there is no value. */
  readonly derivation: { readonly tex: string; readonly text: string };
  /** The quantities of the note that it rests on. */
  readonly sources: readonly Quantity[];
  /** Other readings, what was taken that the note does not say, and the formula's source: a sentence each. */
  readonly remarks: readonly string[];
}

/**
 * The asides of a note of which something can be told, in the order of their places; those that cannot be judged are
 * left out.
 *
 * @param elements at least the asides that are asked about
 * @param own recipes by which asides may have been written; see `ownRecipesOf`
 * @example judgedAsides(readNoteQuantities(note), note.elements())[0]?.state // 'holds'
 */
export function judgedAsides(
  note: NoteQuantities,
  elements: readonly NoteElement[],
  own: readonly OwnRecipe[] = [],
): readonly JudgedAside[] {
  return elements.flatMap(element => (element.kind === 'aside' ? (judgedAside(note, element, own) ?? []) : []));
}

/** The same for one aside, for whoever gives way to others in between; undefined for one that cannot be judged. */
export function judgedAside(
  note: NoteQuantities,
  aside: AsideElement,
  own: readonly OwnRecipe[] = [],
): JudgedAside | undefined {
  return isExpression(aside.content) ? judgedExpression(note, aside) : judgedClaim(note, aside, own);
}

function judgedClaim(note: NoteQuantities, aside: AsideElement, own: readonly OwnRecipe[]): JudgedAside | undefined {
  const [check] = checkAsides(note, [aside], own);
  if (check === undefined || check.state === 'unjudged') return undefined;
  const { state, calculation, brief, message } = check;
  const readings = calculation?.computation.readings.map(({ text, because }) => `${text} if ${because}.`) ?? [];
  return {
    aside,
    state,
    result: undefined,
    told: state === 'holds' ? 'This follows from the quotes.' : brief,
    problem: state === 'stale' ? { code: 'aside-stale', message } : undefined,
    // It is written when somebody asks.
    get derivation() {
      return calculation?.computation.derivation ?? { tex: '', text: '' };
    },
    sources: calculation?.sources.map(({ quantity }) => quantity) ?? [],
    remarks:
      calculation === undefined
        ? []
        : [...readings, ...calculation.remarks, `${calculation.computation.title}: ${calculation.computation.source}.`],
  };
}

function judgedExpression(note: NoteQuantities, aside: AsideElement): JudgedAside | undefined {
  const [read] = readExpressionAsides(note, [aside]);
  if (read === undefined) return undefined;
  const { state, evaluation, message, expression, sources, place } = read;
  const wrong = { stale: 'aside-stale', fails: 'aside-expression', holds: undefined, open: undefined } as const;
  const code = wrong[state];
  return {
    aside,
    state: code === undefined ? 'holds' : 'stale',
    result: state === 'open' ? withSign(evaluation) : undefined,
    told: state === 'holds' ? 'This follows from its expression.' : message,
    problem: code === undefined ? undefined : { code, message, ...(place === undefined ? {} : { range: place }) },
    get derivation() {
      if (state === 'fails') return { tex: '', text: '' };
      return { tex: derivationTex(read), text: `${expression} ${withSign(evaluation)}` };
    },
    sources: state === 'fails' ? [] : sources,
    remarks: evaluation.hints.map(hint => `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`),
  };
}
