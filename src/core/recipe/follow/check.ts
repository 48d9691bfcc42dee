import type { NoteElement } from '../../markdown/elements.ts';
import type { Problem } from '../../problem.ts';
import type { OwnPrices } from '../data/prices.ts';
import { recipesOfNote } from '../note-recipes.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { checkConsistency } from './consistency.ts';
import { type JudgedAside, judgedAsides } from './judged-asides.ts';
import { checkMixtures } from './mixtures.ts';
import type { OwnRecipe } from './own-recipes.ts';

/**
 * All that can be said of the recipes of a note: values lost or implausible in its quotes, numbers that contradict
 * each other, asides that no longer follow, recipe blocks that cannot be computed. In the order of their places.
 *
 * @param elements at least the asides and the code of the note
 * @param own recipes by which asides may have been written; see `ownRecipesOf`
 * @param prices the reader's own prices, for the recipe blocks
 * @param judged what is told at its asides, where that is known already
 * @example checkRecipes(readNoteQuantities(note), note.text, note.elements())
 */
export function checkRecipes(
  note: NoteQuantities,
  text: string,
  elements: readonly NoteElement[],
  own: readonly OwnRecipe[] = [],
  prices: OwnPrices = {},
  judged: readonly JudgedAside[] = judgedAsides(note, elements, own),
): Problem[] {
  const asides = judged.flatMap(({ aside, problem }): readonly Problem[] =>
    problem === undefined ? [] : [{ range: aside.range, ...problem, severity: 'warning' }],
  );
  const recipes = recipesOfNote(text, elements, prices).flatMap(recipe => recipe.problems);
  return [...note.problems, ...checkConsistency(note), ...checkMixtures(note, text), ...asides, ...recipes].sort(
    (a, b) => a.range.from - b.range.from,
  );
}
