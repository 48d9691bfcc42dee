import type { AsideElement, NoteElement } from '../../markdown/elements.ts';
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
  const asides = new Map(
    elements.flatMap(element => (element.kind === 'aside' ? [[element.range.from, element] as const] : [])),
  );
  const claims = checkAsides(note, elements, own).flatMap(({ range, state, calculation, brief }): JudgedAside[] => {
    const aside = asides.get(range.from)!;
    if (state === 'unjudged' || calculation === undefined || isExpression(aside.content)) return [];
    const { computation, sources, remarks } = calculation;
    const readings = computation.readings.map(({ text, because }) => `${text} if ${because}.`);
    return [
      {
        aside,
        state,
        result: undefined,
        told: state === 'holds' ? 'This follows from the quotes.' : brief,
        // It is written when somebody asks.
        get derivation() {
          return computation.derivation;
        },
        sources: sources.map(({ quantity }) => quantity),
        remarks: [...readings, ...remarks, `${computation.title}: ${computation.source}.`],
      },
    ];
  });
  const expressions = readExpressionAsides(note, elements).map((read): JudgedAside => {
    const { state, evaluation, message, expression, sources, range } = read;
    const fails = state === 'fails';
    return {
      aside: asides.get(range.from)!,
      state: state === 'stale' || fails ? 'stale' : 'holds',
      result: state === 'open' ? withSign(evaluation) : undefined,
      told: state === 'holds' ? 'This follows from its expression.' : message,
      derivation: fails
        ? { tex: '', text: '' }
        : { tex: derivationTex(read), text: `${expression} ${withSign(evaluation)}` },
      sources: fails ? [] : sources,
      remarks: evaluation.hints.map(hint => `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`),
    };
  });
  return [...claims, ...expressions].sort((a, b) => a.aside.range.from - b.aside.range.from);
}
