import * as vscode from 'vscode';
import type { OwnPrices } from '../../core/recipe/data/prices.ts';
import { accuracyCalculations, isOfTest } from '../../core/recipe/follow/accuracy-error.ts';
import { calculationsOf, firstCalculation } from '../../core/recipe/follow/calculations.ts';
import { ownCalculations } from '../../core/recipe/follow/own-recipes.ts';
import { runAt } from '../../core/recipe/follow/run.ts';
import { contains } from '../../core/text.ts';
import type { LiveConfig } from '../config.ts';
import { asidePlace } from './aside-place.ts';
import { insertCalculationCommand } from './insert-calculation.ts';
import type { RecipeReader } from './note-recipes.ts';
import { asideFixes } from './recipe-problems.ts';

/** Offers on a quote what follows from it, and on a stale aside the change that makes it true again. */
export function registerRecipeActions(read: RecipeReader, config: LiveConfig): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { language: 'markdown' },
    {
      provideCodeActions: async (document, range, context) => {
        // After a change it is asked for again.
        if (!(await read.ahead(document))) return [];
        return [
          ...fixesOf(document, read, range, context.diagnostics),
          ...(context.only === undefined || context.only.intersects(vscode.CodeActionKind.Refactor)
            ? insertions(document, read, range, config.current.recipes.prices)
            : []),
        ];
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite] },
  );
}

function fixesOf(
  document: vscode.TextDocument,
  read: RecipeReader,
  range: vscode.Range,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  return asideFixes(document, read, range).map(fix => {
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
    action.edit = new vscode.WorkspaceEdit();
    const place = new vscode.Range(document.positionAt(fix.edit.range.from), document.positionAt(fix.edit.range.to));
    action.edit.replace(document.uri, place, fix.edit.insert);
    action.diagnostics = diagnostics.filter(
      diagnostic => diagnostic.code === 'aside-stale' && diagnostic.range.isEqual(fix.range),
    );
    action.isPreferred = true;
    return action;
  });
}

function insertions(
  document: vscode.TextDocument,
  read: RecipeReader,
  range: vscode.Range,
  prices: OwnPrices,
): vscode.CodeAction[] {
  const recipe = read(document);
  const offset = document.offsetAt(range.start);
  const run = runAt(recipe.quantities, offset);
  const [error] = accuracyCalculations(recipe.quantities, offset);
  const quote = [run?.anchor, error?.quote].find(one => one !== undefined && contains(one.range, offset));
  const place = quote === undefined ? undefined : asidePlace(document, recipe, offset, quote);
  if (place === undefined) return [];
  // Actions are asked for at every move of the cursor: only the best is computed where there is one.
  const first = run === undefined || isOfTest(run, error) ? error : firstCalculation(recipe.quantities, run, prices);
  if (
    first === undefined &&
    error === undefined &&
    run !== undefined &&
    calculationsOf(run, {}, prices).length === 0 &&
    ownCalculations(run, recipe.own).length === 0
  )
    return [];
  const actions: vscode.CodeAction[] = [];
  const here = recipe.text.slice(place.paragraph.range.from, place.paragraph.range.to);
  if (first !== undefined && first.aside !== '' && !here.includes(first.aside)) {
    const action = new vscode.CodeAction(`Insert aside: ${first.aside}`, vscode.CodeActionKind.RefactorRewrite);
    action.edit = new vscode.WorkspaceEdit();
    action.edit.insert(document.uri, place.position, `${place.prefix}%%${first.aside}%%`);
    actions.push(action);
  }
  const more = new vscode.CodeAction('Insert recipe calculation…', vscode.CodeActionKind.RefactorRewrite);
  more.command = { command: insertCalculationCommand, title: 'Insert recipe calculation' };
  actions.push(more);
  return actions;
}
