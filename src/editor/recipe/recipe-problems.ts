import * as vscode from 'vscode';
import { checkAsides } from '../../core/recipe/follow/asides.ts';
import { checkRecipes } from '../../core/recipe/follow/check.ts';
import { readExpressionAsides } from '../../core/recipe/follow/expressions.ts';
import type { Edit } from '../../core/text.ts';
import type { OpenNotes } from '../notes.ts';
import { showProblems } from '../problem-collection.ts';
import type { RecipeReader } from './note-recipes.ts';

/** Shows asides that no longer follow from the quotes, values that were lost, and numbers that contradict each other. */
export function registerRecipeProblems(notes: OpenNotes, read: RecipeReader): vscode.Disposable {
  return showProblems(notes, {
    name: 'paperNotes.recipes',
    pause: 400,
    follows: reason => reason !== 'refresh',
    onDidChange: read.onDidChange,
    find: async document => {
      if (!(await read.asidesAhead(document))) return undefined;
      const { text, elements, quantities, own, prices } = read(document);
      return checkRecipes(quantities, text, elements, own, prices, read.judged(document));
    },
  });
}

/** A change that mends an aside, with what to call it. */
export interface AsideFix {
  readonly range: vscode.Range;
  readonly title: string;
  readonly edit: Edit;
  /** True for a result that is stale, false for one that is not written yet. */
  readonly stale: boolean;
}

/** The changes that asides touching a range of a document call for, as the note stands now. */
export function asideFixes(document: vscode.TextDocument, read: RecipeReader, range: vscode.Range): AsideFix[] {
  const { quantities, elements: all, own } = read(document);
  const from = document.offsetAt(range.start);
  const to = document.offsetAt(range.end);
  const elements = all.filter(element => element.range.from <= to && from <= element.range.to);
  const touched = (place: { readonly from: number; readonly to: number }): vscode.Range | undefined => {
    const found = new vscode.Range(document.positionAt(place.from), document.positionAt(place.to));
    return found.intersection(range) === undefined ? undefined : found;
  };
  const fixes: AsideFix[] = [];
  for (const check of checkAsides(quantities, elements, own)) {
    const place = touched(check.range);
    if (place === undefined || check.fix === undefined) continue;
    fixes.push({ range: place, title: `Change to "${check.fix.insert}"`, edit: check.fix, stale: true });
  }
  for (const aside of readExpressionAsides(quantities, elements)) {
    const place = touched(aside.range);
    if (place === undefined || aside.fix === undefined) continue;
    const stale = aside.state === 'stale';
    fixes.push({
      range: place,
      title: stale ? `Change to "${aside.fix.insert}"` : `Write the result ${aside.evaluation.text}`,
      edit: aside.fix,
      stale,
    });
  }
  return fixes;
}
