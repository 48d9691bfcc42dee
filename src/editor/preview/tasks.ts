import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';

/** Ticks tasks of a note for its pane. */
export interface Tasks {
  /**
   * Ticks or unticks a task in the note, as one edit that can be undone.
   *
   * @param line the first source line of the block that holds the task
   * @param index which of the block's tasks it is, from 0
   */
  readonly toggle: (document: vscode.TextDocument, note: LiveNote, line: number, index: number) => Promise<void>;
  /** Takes the last toggle back, if nothing else was changed in the note since. */
  readonly undo: (document: vscode.TextDocument, note: LiveNote) => Promise<void>;
}

/** What was ticked, and the note's version when it was. */
interface Ticked {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly line: number;
  readonly index: number;
}

/** The tasks of a pane: it knows what was ticked in it. */
export function tickTasks(): Tasks {
  let ticked: readonly Ticked[] = [];
  return {
    toggle: async (document, note, line, index) => {
      if (!(await toggleTask(document, note, line, index))) return;
      ticked = [...ticked.slice(-99), { document, version: document.version, line, index }];
    },
    undo: async (document, note) => {
      const last = ticked.at(-1);
      if (last?.document !== document || last.version !== document.version) return;
      if (!(await toggleTask(document, note, last.line, last.index))) return;
      const before = ticked.at(-2);
      ticked = ticked.slice(0, -1);
      // The note is as it was after the toggle before, if nothing came between the two.
      if (before?.document === document && before.version === last.version - 1) {
        ticked = [...ticked.slice(0, -1), { ...before, version: document.version }];
      }
    },
  };
}

async function toggleTask(
  document: vscode.TextDocument,
  note: LiveNote,
  line: number,
  index: number,
): Promise<boolean> {
  const tasks = note.elements(note.blockAt(line)).filter(element => element.kind === 'task');
  const task = tasks[index];
  if (task === undefined) return false;
  const range = new vscode.Range(document.positionAt(task.range.from), document.positionAt(task.range.to));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, task.checked ? '[ ]' : '[x]');
  return vscode.workspace.applyEdit(edit);
}
