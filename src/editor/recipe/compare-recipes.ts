import * as vscode from 'vscode';
import { compareRecipes, comparisonTable } from '../../core/recipe/follow/compare.ts';
import { statedRecipes } from '../../core/recipe/note-recipes.ts';
import { type ComparisonView, noteName } from './comparison-view.ts';
import type { RecipeReader } from './note-recipes.ts';

/** No more notes than this are offered to be compared. */
const mostNotes = 500;

/**
 * `paperNotes.compareRecipes`: the recipes of a note side by side, as a markdown table in it.
 * `paperNotes.compareRecipesOfNotes`: those of several notes, as a view.
 */
export function registerCompareRecipes(read: RecipeReader, view: ComparisonView): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('paperNotes.compareRecipes', async () => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined || editor.document.languageId !== 'markdown') {
        void vscode.window.showInformationMessage('Open the note whose recipes are to be compared first.');
        return;
      }
      const { document } = editor;
      const { text, elements, quantities } = read(document);
      const recipes = statedRecipes(text, elements);
      const comparison = compareRecipes([{ title: noteName(document.uri), note: quantities, recipes }]);
      if (comparison.rows.length === 0) {
        tellNothing();
        return;
      }
      const line = endOfParagraph(document, editor.selection.active.line);
      const before = line.isEmptyOrWhitespace ? '' : '\n\n';
      await editor.edit(edit => edit.insert(line.range.end, `${before}${comparisonTable(comparison)}`));
    }),
    vscode.commands.registerCommand('paperNotes.compareRecipesOfNotes', async () => {
      const files = await vscode.workspace.findFiles('**/*.md', '**/node_modules/**', mostNotes);
      const inView = new Set(vscode.window.visibleTextEditors.map(editor => editor.document.uri.toString()));
      // The notes in view are what one most likely has in mind: they come first, chosen.
      const items = files
        .map(uri => ({
          label: noteName(uri),
          description: vscode.workspace.asRelativePath(uri),
          uri,
          picked: inView.has(uri.toString()),
        }))
        .sort((a, b) => Number(b.picked) - Number(a.picked));
      if (items.length === 0) {
        void vscode.window.showInformationMessage(
          'There are no notes in this workspace to compare. Open a folder with notes first.',
        );
        return;
      }
      const chosen = await vscode.window.showQuickPick(items, {
        title: 'Compare recipes',
        placeHolder: 'Choose the notes to put side by side',
        canPickMany: true,
        matchOnDescription: true,
      });
      if (chosen === undefined || chosen.length === 0) return;
      if (!(await view.show(chosen.map(({ uri }) => uri)))) tellNothing();
    }),
  );
}

/** The last line of what the cursor stands in: a table within a paragraph would be a part of it. */
function endOfParagraph(document: vscode.TextDocument, from: number): vscode.TextLine {
  let line = document.lineAt(from);
  while (!line.isEmptyOrWhitespace && line.lineNumber + 1 < document.lineCount) {
    const next = document.lineAt(line.lineNumber + 1);
    if (next.isEmptyOrWhitespace) break;
    line = next;
  }
  return line;
}

function tellNothing(): void {
  void vscode.window.showInformationMessage(
    'No quotes with numbers of a training recipe were found, and no recipes, so there is nothing to compare yet.',
  );
}
