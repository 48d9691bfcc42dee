import * as vscode from 'vscode';
import type { LiveConfig } from '../config.ts';

/** The editor's part of scrolling together. */
export interface EditorScroll extends vscode.Disposable {
  /** The user scrolled the pane to this source line (fractional): the editor goes there too. */
  readonly follow: (line: number) => void;
}

/** For so long after we scrolled an editor its own word of having scrolled is taken for an echo, in milliseconds. */
const echo = 250;

/**
 * Tells when the user scrolls an editor of a note, and scrolls it for the pane. What we scrolled ourselves is not told,
 * so the two never chase each other.
 */
export function followEditorScroll(
  uri: () => vscode.Uri,
  config: LiveConfig,
  onScroll: (line: number) => void,
): EditorScroll {
  let scrolledByUs = Number.NEGATIVE_INFINITY;
  const isNote = (editor: vscode.TextEditor) => editor.document.uri.toString() === uri().toString();
  const subscription = vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
    if (!config.current.scrollSync.previewFollowsEditor || !isNote(textEditor)) return;
    if (Date.now() - scrolledByUs < echo) return;
    const line = topLine(textEditor);
    if (line !== undefined) onScroll(line);
  });
  return {
    follow: line => {
      if (!config.current.scrollSync.editorFollowsPreview) return;
      for (const editor of vscode.window.visibleTextEditors) {
        if (!isNote(editor)) continue;
        const whole = Math.min(Math.floor(line), editor.document.lineCount - 1);
        if (topLine(editor) === whole) continue;
        scrolledByUs = Date.now();
        editor.revealRange(new vscode.Range(whole, 0, whole, 0), vscode.TextEditorRevealType.AtTop);
      }
    },
    dispose: () => subscription.dispose(),
  };
}

/** The line at the top of an editor; the part of a wrapped line above the view as its fraction. */
export function topLine(editor: vscode.TextEditor): number | undefined {
  const start = editor.visibleRanges[0]?.start;
  if (start === undefined) return undefined;
  const length = editor.document.lineAt(start.line).text.length;
  return start.line + (length === 0 ? 0 : Math.min(0.999, start.character / length));
}
