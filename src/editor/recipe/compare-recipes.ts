import * as vscode from 'vscode';
import type { openNote } from '../../core/markdown/note.ts';
import { type ComparedNote, compareRecipes, comparisonTable } from '../../core/recipe/follow/compare.ts';
import { statedRecipes } from '../../core/recipe/note-recipes.ts';
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
      const { document } = editor;
      const { text, elements, quantities } = read(document);
      const table = tableOf([
        { title: nameOf(document.uri), note: quantities, recipes: statedRecipes(text, elements) },
      ]);
      if (table === undefined) return;
      const line = endOfParagraph(document, editor.selection.active.line);
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
        const note = open(text);
        const recipes = statedRecipes(text, note.elements());
        notes.push({ title: nameOf(uri), note: readNoteQuantities(note), recipes });
      }
      const table = tableOf(notes);
      if (table === undefined) return;
      const silent = notes.filter(note => compareRecipes([note]).rows.length === 0).map(({ title }) => title);
      const left = silent.length === 0 ? '' : `\nNothing of a training recipe was found in ${silent.join(', ')}.\n`;
      const document = await vscode.workspace.openTextDocument({
        language: 'markdown',
        content: `# Recipes side by side\n\n${table}${left}`,
      });
      await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
      // What is asked for is the comparison, not its markdown: that stays behind it, to be kept or copied from.
      await vscode.commands.executeCommand('paperNotes.openPreview', document.uri);
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

async function textOf(uri: vscode.Uri): Promise<{ readonly text: string }> {
  const document = await vscode.workspace.openTextDocument(uri);
  return { text: document.getText() };
}

function tableOf(notes: readonly ComparedNote[]): string | undefined {
  const comparison = compareRecipes(notes);
  if (comparison.rows.length > 0) return comparisonTable(comparison);
  void vscode.window.showInformationMessage(
    'No quotes with numbers of a training recipe were found, and no recipes, so there is nothing to compare yet.',
  );
  return undefined;
}

const nameOf = (uri: vscode.Uri): string => (uri.path.split('/').pop() ?? uri.path).replace(/\.md$/i, '');
