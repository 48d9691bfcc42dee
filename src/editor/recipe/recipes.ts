import * as vscode from 'vscode';
import type { openNote } from '../../core/markdown/note.ts';
import type { LiveConfig } from '../config.ts';
import type { Pictures } from '../math-writing/pictures.ts';
import type { OpenNotes } from '../notes.ts';
import type { Previews } from '../preview/previews.ts';
import { registerAsideDecorations } from './aside-decorations.ts';
import { registerCompareRecipes } from './compare-recipes.ts';
import { registerComparisonView } from './comparison-view.ts';
import { registerInsertCalculation } from './insert-calculation.ts';
import type { RecipeReader } from './note-recipes.ts';
import { registerRecipeActions } from './recipe-actions.ts';
import { registerRecipeFileProblems } from './recipe-file-problems.ts';
import { registerRecipeHover } from './recipe-hover.ts';
import { registerRecipeInlayHints } from './recipe-inlay-hints.ts';
import { registerRecipeProblems } from './recipe-problems.ts';
import type { WorkspaceRecipes } from './workspace-recipes.ts';

/** Everything that the editor does with the numbers of notes: calculations, checked asides, hovers, comparisons, recipe files. */
export function registerRecipes(
  notes: OpenNotes,
  read: RecipeReader,
  workspace: WorkspaceRecipes,
  config: LiveConfig,
  open: typeof openNote,
  preview: Previews,
  pictures: Pictures,
): vscode.Disposable {
  const comparisons = registerComparisonView(text => open(text, {}), preview);
  return vscode.Disposable.from(
    comparisons,
    registerInsertCalculation(read, config),
    registerAsideDecorations(notes, read, config),
    registerRecipeProblems(notes, read),
    registerRecipeFileProblems(workspace, config),
    registerRecipeActions(read, config),
    registerRecipeHover(read, pictures),
    registerRecipeInlayHints(read, config),
    registerCompareRecipes(notes, comparisons),
  );
}
