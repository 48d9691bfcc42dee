import * as vscode from 'vscode';
import type { Edit } from '../../core/text.ts';

/**
 * Applies edits that were computed on the document as it is now, as one step of undo. False when the editor refused
 * them, as for a file that is read-only.
 */
export async function applyEdits(document: vscode.TextDocument, edits: readonly Edit[]): Promise<boolean> {
  if (edits.length === 0) return true;
  const workspaceEdit = new vscode.WorkspaceEdit();
  workspaceEdit.set(
    document.uri,
    edits.map(({ range, insert }) => {
      const place = new vscode.Range(document.positionAt(range.from), document.positionAt(range.to));
      return vscode.TextEdit.replace(place, insert);
    }),
  );
  return vscode.workspace.applyEdit(workspaceEdit);
}

/** A key that is on its way to the editor makes it refuse what was computed on the text before. */
const tries = 4;
const pause = 60;

/**
 * Computes edits on the document as it is and applies them as one step of undo; anew when the user typed meanwhile. False
 * when the editor refuses them however often, as for a file that is read-only.
 */
export async function applyAsItIs(document: vscode.TextDocument, compute: () => readonly Edit[]): Promise<boolean> {
  for (let left = tries; left > 0; left--) {
    if (await applyEdits(document, compute())) return true;
    await new Promise<void>(resolve => setTimeout(resolve, pause));
  }
  return false;
}

/** The markdown editor that a command is for, or a word to the user that there is none. */
export function activeNote(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === 'markdown') return editor;
  void vscode.window.showInformationMessage('Open a note (a markdown file) first, then run the command again.');
  return undefined;
}
