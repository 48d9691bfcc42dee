import * as vscode from 'vscode';
import type { Edit, Range } from '../../core/text.ts';

/** A range of the core as the editor's. */
export function rangeIn(document: vscode.TextDocument, { from, to }: Range): vscode.Range {
  return new vscode.Range(document.positionAt(from), document.positionAt(to));
}

/** A range of the editor as the core's. */
export function offsetsIn(document: vscode.TextDocument, range: vscode.Range): Range {
  return { from: document.offsetAt(range.start), to: document.offsetAt(range.end) };
}

/** Edits of the core as one edit of the workspace. */
export function workspaceEdit(document: vscode.TextDocument, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, insert } of edits) edit.replace(document.uri, rangeIn(document, range), insert);
  return edit;
}

/** The active editor when it shows markdown. */
export function activeNote(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.languageId === 'markdown' ? editor : undefined;
}
