import * as vscode from 'vscode';
import { checkAsides } from '../../core/recipe/follow/asides.ts';
import { checkRecipes } from '../../core/recipe/follow/check.ts';
import { readExpressionAsides } from '../../core/recipe/follow/expressions.ts';
import type { Edit } from '../../core/text.ts';
import type { OpenNotes } from '../notes.ts';
import { diagnosticOf } from '../problems.ts';
import type { RecipeReader } from './note-recipes.ts';

/** How long after a keystroke asides are derived again: typing comes first. */
const pause = 400;

/** Shows asides that no longer follow from the quotes, values that were lost, and numbers that contradict each other. */
export function registerRecipeProblems(notes: OpenNotes, read: RecipeReader): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('paperNotesRecipes');
  const waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();
  const checkSoon = (document: vscode.TextDocument, after: number): void => {
    if (document.languageId !== 'markdown') return;
    clearTimeout(waiting.get(document));
    waiting.set(
      document,
      setTimeout(() => {
        waiting.delete(document);
        if (document.isClosed) return;
        const { text, elements } = read(document);
        collection.set(
          document.uri,
          checkRecipes(text, elements).map(problem => diagnosticOf(document, problem)),
        );
      }, after),
    );
  };
  for (const editor of vscode.window.visibleTextEditors) checkSoon(editor.document, 0);
  return vscode.Disposable.from(
    collection,
    notes.onDidChange(({ document, reason }) => {
      if (reason !== 'refresh') checkSoon(document, pause);
    }),
    vscode.window.onDidChangeVisibleTextEditors(editors => {
      for (const { document } of editors) if (!collection.has(document.uri)) checkSoon(document, pause);
    }),
    vscode.workspace.onDidCloseTextDocument(document => {
      clearTimeout(waiting.get(document));
      waiting.delete(document);
      collection.delete(document.uri);
    }),
    {
      dispose: () => {
        for (const timer of waiting.values()) clearTimeout(timer);
      },
    },
  );
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
  const { quantities, elements } = read(document);
  const touched = (place: { readonly from: number; readonly to: number }): vscode.Range | undefined => {
    const found = new vscode.Range(document.positionAt(place.from), document.positionAt(place.to));
    return found.intersection(range) === undefined ? undefined : found;
  };
  const fixes: AsideFix[] = [];
  for (const check of checkAsides(quantities, elements)) {
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
      title: stale ? `Change to "${aside.evaluation.text}"` : `Write the result ${aside.evaluation.text}`,
      edit: aside.fix,
      stale,
    });
  }
  return fixes;
}
