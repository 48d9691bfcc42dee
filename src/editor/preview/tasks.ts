import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';

/**
 * Ticks or unticks a task in the note, as one edit that can be undone.
 *
 * @param line the first source line of the block that holds the task
 * @param index which of the block's tasks it is, from 0
 */
export async function toggleTask(
  document: vscode.TextDocument,
  note: LiveNote,
  line: number,
  index: number,
): Promise<void> {
  const tasks = note.elements(note.blockAt(line)).filter(element => element.kind === 'task');
  const task = tasks[index];
  if (task === undefined) return;
  const range = new vscode.Range(document.positionAt(task.range.from), document.positionAt(task.range.to));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, task.checked ? '[ ]' : '[x]');
  await vscode.workspace.applyEdit(edit);
}
