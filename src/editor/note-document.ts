import * as vscode from 'vscode';

/**
 * Whether a document is a note: markdown in a file, or one that is not saved yet. The cell of a notebook, the left side of
 * a comparison with an earlier version, an output, and the box of a comment are markdown too, but nobody reads a paper there.
 *
 * What is a file is asked of the editor and not of a list of schemes: notes may lie on another machine or in a repository
 * that is not cloned.
 */
export function isNote({ languageId, uri }: vscode.TextDocument): boolean {
  if (languageId !== 'markdown') return false;
  return (
    uri.scheme === 'untitled' ||
    vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true ||
    vscode.workspace.getWorkspaceFolder(uri) !== undefined
  );
}
