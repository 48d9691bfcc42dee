import * as vscode from 'vscode';

/**
 * A note as its editor has it, or else as the disk has it; empty for what cannot be read. Offsets are those of the
 * editor's document: a byte order mark is no character of it.
 */
export async function textOfNote(uri: vscode.Uri): Promise<string> {
  const open = openDocument(uri);
  if (open !== undefined) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return '';
  }
}

/** How many bytes `textOfNote` would read: none of what is open, or of what cannot be read. */
export async function sizeOfNote(uri: vscode.Uri): Promise<number> {
  if (openDocument(uri) !== undefined) return 0;
  try {
    return (await vscode.workspace.fs.stat(uri)).size;
  } catch {
    return 0;
  }
}

const openDocument = (uri: vscode.Uri) =>
  vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString());
