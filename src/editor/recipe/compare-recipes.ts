import * as vscode from 'vscode';
import type { openNote } from '../../core/markdown/note.ts';
import { type ComparedNote, compareRecipes, comparisonTable } from '../../core/recipe/follow/compare.ts';
import { readNoteQuantities } from '../../core/recipe/quote/note.ts';
import type { RecipeReader } from './note-recipes.ts';

/** No more notes than this are offered to be compared. */
const mostNotes = 500;

/** `paperNotes.compareRecipes` and `paperNotes.compareRecipesOfNotes`: recipes side by side, as a markdown table. */
export function registerCompareRecipes(read: RecipeReader, open: typeof openNote): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand('paperNotes.compareRecipes', async () => {
      const editor = vscode.window.activeTextEditor;
      if (editor === undefined || editor.document.languageId !== 'markdown') {
        void vscode.window.showInformationMessage('Open the note whose recipes are to be compared first.');
        return;
      }
      const table = tableOf([{ title: nameOf(editor.document.uri), note: read(editor.document).quantities }]);
      if (table === undefined) return;
      const line = editor.document.lineAt(editor.selection.active.line);
      const before = line.isEmptyOrWhitespace ? '' : '\n\n';
      await editor.edit(edit => edit.insert(line.range.end, `${before}${table}`));
    }),
    vscode.commands.registerCommand('paperNotes.compareRecipesOfNotes', async () => {
      const files = await vscode.workspace.findFiles('**/*.md', '**/node_modules/**', mostNotes);
      const inView = new Set(vscode.window.visibleTextEditors.map(editor => editor.document.uri.toString()));
      // The notes in view are what one most likely has in mind: they come first, chosen.
      const items = files
        .map(uri => ({
          label: nameOf(uri),
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
      const notes: ComparedNote[] = [];
      for (const { uri } of chosen) {
        const { text } = await textOf(uri);
        notes.push({ title: nameOf(uri), note: readNoteQuantities(open(text)) });
      }
      const table = tableOf(notes);
      if (table === undefined) return;
      const document = await vscode.workspace.openTextDocument({
        language: 'markdown',
        content: `# Recipes side by side\n\n${table}`,
      });
      await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
      // What is asked for is the comparison, not its markdown: that stays behind it, to be kept or copied from.
      await vscode.commands.executeCommand('paperNotes.openPreview', document.uri);
    }),
  );
}

async function textOf(uri: vscode.Uri): Promise<{ readonly text: string }> {
  const document = await vscode.workspace.openTextDocument(uri);
  return { text: document.getText() };
}

function tableOf(notes: readonly ComparedNote[]): string | undefined {
  const comparison = compareRecipes(notes);
  if (comparison.rows.length > 0) return comparisonTable(comparison);
  void vscode.window.showInformationMessage(
    'No quotes with numbers of a training recipe were found, so there is nothing to compare yet.',
  );
  return undefined;
}

const nameOf = (uri: vscode.Uri): string => (uri.path.split('/').pop() ?? uri.path).replace(/\.md$/i, '');
