import * as vscode from 'vscode';

/**
 * A note as its editor has it, or else as the disk has it; empty for what cannot be read. Offsets are those of the
 * editor's document: a byte order mark is no character of it.
 */
export async function textOfNote(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return '';
  }
}
