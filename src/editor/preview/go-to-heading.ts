import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import { noteHeadings } from '../../core/math-writing/note-headings.ts';
import { isNote } from '../note-document.ts';
import type { OpenNotes } from '../notes.ts';
import { showAtTop, topLine } from './follow-editor.ts';
import type { Pane } from './pane.ts';

/** Something that shows a note and can be sent to a line of it. */
interface NoteView {
  readonly note: LiveNote;
  /** Where it is. */
  readonly line: number;
  /** Shows a line, for the time being. */
  readonly look: (line: number) => void;
  /** Goes to a line for good. */
  readonly go: (line: number) => void;
  /** Goes back to where it was. */
  readonly back: () => void;
}

/**
 * "Go to Heading": the headings of the pane's note, or of the editor's, with their formulas readable, which the editor's
 * own outline leaves out. The note moves along while one looks through them.
 */
export function registerGoToHeading(notes: OpenNotes, activePane: () => Pane | undefined): vscode.Disposable {
  return vscode.commands.registerCommand('paperNotes.goToHeading', () => {
    const pane = activePane();
    const editor = vscode.window.activeTextEditor;
    if (pane !== undefined) choose(viewOfPane(pane));
    else if (editor !== undefined && isNote(editor.document)) choose(viewOfEditor(editor, notes.of(editor.document)));
    else void vscode.window.showInformationMessage('Open a note (a markdown file) or its preview first.');
  });
}

function choose(view: NoteView): void {
  const items = noteHeadings(view.note)
    .filter(({ text }) => text !== '')
    .map(({ level, text, line }) => ({ label: `${'\u2003'.repeat(level - 1)}${text}`, line }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage('This note has no headings yet. A line that begins with “# ” is one.');
    return;
  }
  const list = vscode.window.createQuickPick<(typeof items)[number]>();
  list.title = 'Go to Heading';
  list.placeholder = 'Type to search the headings';
  list.items = items;
  const current = items.findLast(({ line }) => line <= view.line) ?? items[0]!;
  list.activeItems = [current];
  let chosen = false;
  list.onDidChangeActive(([item]) => {
    // The list tells of the heading that it begins with, too.
    if (item !== undefined && item !== current) view.look(item.line);
  });
  list.onDidAccept(() => {
    const [item] = list.selectedItems;
    if (item === undefined) return;
    chosen = true;
    list.hide();
    view.go(item.line);
  });
  list.onDidHide(() => {
    if (!chosen) view.back();
    list.dispose();
  });
  list.show();
}

function viewOfPane({ note, line, goTo }: Pane): NoteView {
  return { note, line, look: goTo, go: goTo, back: () => goTo(line) };
}

function viewOfEditor(editor: vscode.TextEditor, note: LiveNote): NoteView {
  const { selections } = editor;
  const top = topLine(editor, note) ?? 0;
  const look = (line: number) =>
    editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return {
    note,
    line: editor.selection.active.line,
    look,
    go: line => {
      editor.selection = new vscode.Selection(line, 0, line, 0);
      look(line);
    },
    back: () => {
      editor.selections = selections;
      if (topLine(editor, note) !== top) showAtTop(editor, note, Math.floor(top));
    },
  };
}
