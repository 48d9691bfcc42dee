import * as vscode from 'vscode';

/** Of the editors that show a note the one that its reader works in. */
export interface NoteEditors extends vscode.Disposable {
  /** The active one; else the one that was active last and is still to be seen; else any that is. */
  of(document: vscode.TextDocument): vscode.TextEditor | undefined;
}

/** Remembers which editor of a note was active last, for while a pane has the focus none is. */
export function rememberNoteEditors(): NoteEditors {
  const last = new WeakMap<vscode.TextDocument, vscode.TextEditor>();
  const remember = (editor: vscode.TextEditor | undefined) => {
    if (editor !== undefined) last.set(editor.document, editor);
  };
  remember(vscode.window.activeTextEditor);
  const subscription = vscode.window.onDidChangeActiveTextEditor(remember);
  return {
    of: document => {
      const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
      if (active?.document === document) return active;
      const remembered = last.get(document);
      if (remembered !== undefined && visible.includes(remembered)) return remembered;
      return visible.find(editor => editor.document === document);
    },
    dispose: () => subscription.dispose(),
  };
}
