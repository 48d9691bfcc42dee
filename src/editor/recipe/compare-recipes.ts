import * as vscode from 'vscode';
import { type Comparison, compareRecipes, comparisonTable } from '../../core/recipe/follow/compare.ts';
import type { OpenNotes } from '../notes.ts';
import { type ComparisonView, noteName } from './comparison-view.ts';

/** No more notes than this are offered to be compared. */
const mostNotes = 5000;

/**
 * `paperNotes.compareRecipes`: the recipes of a note side by side. `paperNotes.compareRecipesOfNotes`: those of several
 * notes. Both as a markdown table in the note that is open, or as a view beside it.
 */
export function registerCompareRecipes(notes: OpenNotes, view: ComparisonView): vscode.Disposable {
  const compare = async (uris: readonly vscode.Uri[], first: Place) => {
    const comparison = compareRecipes(await view.read(uris));
    if (comparison.rows.length === 0) {
      void vscode.window.showInformationMessage(
        'No quotes with numbers of a training recipe were found, and no recipes, so there is nothing to compare yet.',
      );
      return;
    }
    const editor = noteEditor();
    const place = editor === undefined ? 'view' : await choosePlace(editor.document.uri, first);
    if (place === 'view') await view.show(uris);
    else if (place === 'note' && editor !== undefined) await insertTable(notes, editor, comparison);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('paperNotes.compareRecipes', async () => {
      const editor = noteEditor();
      if (editor !== undefined) return compare([editor.document.uri], 'note');
      void vscode.window.showInformationMessage('Open the note whose recipes are to be compared first.');
    }),
    vscode.commands.registerCommand('paperNotes.compareRecipesOfNotes', async () => {
      const chosen = await chooseNotes();
      if (chosen.length > 0) await compare(chosen, 'view');
    }),
  );
}

/** Where a comparison goes. */
type Place = 'note' | 'view';

const noteEditor = (): vscode.TextEditor | undefined => {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.languageId === 'markdown' ? editor : undefined;
};

async function choosePlace(note: vscode.Uri, first: Place): Promise<Place | undefined> {
  const places: readonly (vscode.QuickPickItem & { readonly place: Place })[] = [
    {
      place: 'note',
      label: '$(table) Insert a table',
      description: `into ${vscode.workspace.asRelativePath(note)}, behind what the cursor stands in`,
    },
    { place: 'view', label: '$(open-preview) Show beside', description: 'follows the notes; nothing is written' },
  ];
  const chosen = await vscode.window.showQuickPick(
    [...places].sort((a, b) => Number(b.place === first) - Number(a.place === first)),
    { title: 'Compare recipes', placeHolder: 'Where to put the recipes side by side' },
  );
  return chosen?.place;
}

async function chooseNotes(): Promise<readonly vscode.Uri[]> {
  const files = await vscode.workspace.findFiles('**/*.{md,markdown}', '**/node_modules/**', mostNotes);
  const inView = new Set(vscode.window.visibleTextEditors.map(editor => editor.document.uri.toString()));
  // The notes in view are what one most likely has in mind: they come first, chosen.
  const items = files
    .map(uri => ({
      label: noteName(uri),
      description: vscode.workspace.asRelativePath(uri),
      uri,
      picked: inView.has(uri.toString()),
    }))
    .sort((a, b) => Number(b.picked) - Number(a.picked) || a.description.localeCompare(b.description));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(
      'There are no notes in this workspace to compare. Open a folder with notes first.',
    );
    return [];
  }
  const most = mostNotes.toLocaleString('en-US');
  const chosen = await vscode.window.showQuickPick(items, {
    title: files.length < mostNotes ? 'Compare recipes' : `Compare recipes: ${most} notes; this folder has more`,
    placeHolder: 'Choose the notes to put side by side',
    canPickMany: true,
    matchOnDescription: true,
  });
  return chosen?.map(({ uri }) => uri) ?? [];
}

/** Where the cursor is, or behind the block that it stands in: a table within a list or a fence would be a part of it. */
async function insertTable(notes: OpenNotes, editor: vscode.TextEditor, comparison: Comparison): Promise<void> {
  const { document, selection } = editor;
  const note = notes.of(document);
  const block = note.blockAt(selection.active.line);
  const written = note.text.slice(note.offsetOf(block), note.offsetOf(block + 1)).trimEnd();
  const end = document.positionAt(note.offsetOf(block) + written.length);
  const here = document.lineAt(selection.active.line);
  const place = here.isEmptyOrWhitespace && here.lineNumber > end.line ? here : document.lineAt(end.line);
  const isBlank = (line: number) => line < 0 || line >= document.lineCount || document.lineAt(line).isEmptyOrWhitespace;
  const { lineNumber } = place;
  const before = !place.isEmptyOrWhitespace ? '\n\n' : isBlank(lineNumber - 1) ? '' : '\n';
  // The next line would be a row of it.
  const after = isBlank(lineNumber + 1) ? '' : '\n';
  await editor.edit(edit => edit.insert(place.range.end, `${before}${comparisonTable(comparison)}${after}`));
}
