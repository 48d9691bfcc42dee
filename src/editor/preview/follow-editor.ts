import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import type { LiveConfig } from '../config.ts';
import { coveredLines, viewFor } from './covered-lines.ts';

/** The editor's part of scrolling together. */
export interface EditorScroll extends vscode.Disposable {
  /** The user scrolled the pane to this source line (fractional): the editor goes there too. */
  readonly follow: (line: number) => void;
  /** What follows moves an editor on the pane's behalf: the pane stays where it is. */
  readonly ours: () => void;
}

/** For so long after we scrolled an editor its own word of having scrolled is taken for an echo, in milliseconds. */
const echo = 250;

/**
 * Tells when the user scrolls an editor of a note, and scrolls it for the pane. What we scrolled ourselves is not told,
 * so the two never chase each other.
 *
 * @param editor of those that show the note, the one that its reader works in
 */
export function followEditorScroll(
  note: () => { readonly uri: vscode.Uri; readonly live: LiveNote },
  editor: () => vscode.TextEditor | undefined,
  config: LiveConfig,
  onScroll: (line: number) => void,
): EditorScroll {
  let scrolledByUs = Number.NEGATIVE_INFINITY;
  const subscription = vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
    if (!config.current.scrollSync.previewFollowsEditor) return;
    const { uri, live } = note();
    if (textEditor.document.uri.toString() !== uri.toString()) return;
    if (Date.now() - scrolledByUs < echo) return;
    const line = topLine(textEditor, live);
    if (line !== undefined) onScroll(line);
  });
  const ours = () => {
    scrolledByUs = Date.now();
  };
  return {
    follow: line => {
      if (!config.current.scrollSync.editorFollowsPreview) return;
      const shown = editor();
      if (shown === undefined) return;
      const { live } = note();
      const whole = Math.min(Math.floor(line), shown.document.lineCount - 1);
      if (topLine(shown, live) === whole) return;
      ours();
      showAtTop(shown, live, whole);
    },
    ours,
    dispose: () => subscription.dispose(),
  };
}

/**
 * The first line of an editor that its reader sees; the part of a wrapped line above the view as its fraction.
 */
export function topLine(editor: vscode.TextEditor, note: LiveNote): number | undefined {
  const start = editor.visibleRanges[0]?.start;
  if (start === undefined) return undefined;
  const covered = coveredLines(note, start.line, stickyLines(editor));
  if (covered > 0) return start.line + covered;
  const length = editor.document.lineAt(start.line).text.length;
  return start.line + (length === 0 ? 0 : Math.min(0.999, start.character / length));
}

/** Scrolls an editor for a line to be the first that its reader sees. */
export function showAtTop(editor: vscode.TextEditor, note: LiveNote, line: number): void {
  const sticky = stickyLines(editor);
  const first = viewFor(note, line, sticky);
  // The editor itself leaves room for as many headings as there could be, or as the cursor shall have around it.
  const around = vscode.workspace.getConfiguration('editor', editor.document).get('cursorSurroundingLines', 0);
  const seen = editor.visibleRanges.reduce((count, { start, end }) => count + end.line - start.line, 0);
  const room = first === 0 ? 0 : Math.min(Math.max(sticky, around), Math.floor(seen / 2));
  const at = Math.min(first + room, editor.document.lineCount - 1);
  editor.revealRange(new vscode.Range(at, 0, at, 0), vscode.TextEditorRevealType.AtTop);
}

/** How many lines sticky scroll may take, by the editor's own settings. */
function stickyLines({ document }: vscode.TextEditor): number {
  const settings = vscode.workspace.getConfiguration('editor.stickyScroll', document);
  return settings.get('enabled', true) ? settings.get('maxLineCount', 5) : 0;
}
