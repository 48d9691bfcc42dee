import * as vscode from 'vscode';
import type { JudgedAside } from '../../core/recipe/follow/judged-asides.ts';
import { lookAfterChanges } from '../after-changes.ts';
import type { LiveConfig } from '../config.ts';
import type { OpenNotes } from '../notes.ts';
import type { RecipeReader } from './note-recipes.ts';

/** A sign behind an aside. It is drawn, never a part of the text. */
interface Sign {
  readonly range: vscode.Range;
  readonly state: JudgedAside['state'];
}

/**
 * Shows in the text what the preview shows: a quiet ✓ behind asides that follow from the quotes, ≠ behind those that no
 * longer do. The hover tells the rest. What an expression comes to is an inlay hint: the editor breaks lines by those,
 * and not by decorations.
 */
export function registerAsideDecorations(notes: OpenNotes, read: RecipeReader, config: LiveConfig): vscode.Disposable {
  const margin = '0 0 0 0.5ch';
  const holds = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { contentText: '✓', color: new vscode.ThemeColor('editorCodeLens.foreground'), margin },
  });
  const stale = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { contentText: '≠', color: new vscode.ThemeColor('editorWarning.foreground'), margin },
  });
  const shown = new WeakMap<vscode.TextDocument, readonly Sign[]>();

  const paint = (editor: vscode.TextEditor) => {
    const signs = config.current.recipes.marks ? (shown.get(editor.document) ?? []) : [];
    for (const [type, state] of [
      [holds, 'holds'],
      [stale, 'stale'],
    ] as const) {
      const these = signs.filter(sign => sign.state === state);
      editor.setDecorations(
        type,
        these.map(({ range }) => range),
      );
    }
  };
  const show = (document: vscode.TextDocument, signs: readonly Sign[]) => {
    shown.set(document, signs);
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) paint(editor);
  };
  const look = async (document: vscode.TextDocument) => {
    if (!(await read.asidesAhead(document)) || document.isClosed) return;
    const signs = read.judged(document).flatMap(({ aside, state, result }): readonly Sign[] => {
      if (result !== undefined) return [];
      const { from, to } = aside.range;
      return [{ range: new vscode.Range(document.positionAt(from), document.positionAt(to)), state }];
    });
    show(document, signs);
  };

  return vscode.Disposable.from(
    holds,
    stale,
    lookAfterChanges(notes, {
      pause: 400,
      follows: reason => reason !== 'refresh',
      onDidChange: read.onDidChange,
      has: document => shown.has(document),
      look,
    }),
    // The editor moves a sign along with its aside, and keeps one whose aside is gone.
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const before = shown.get(document);
      if (before === undefined || before.length === 0) return;
      const now = contentChanges.reduce(moved, before);
      if (now.length < before.length) show(document, now);
      else shown.set(document, now);
    }),
    vscode.window.onDidChangeVisibleTextEditors(editors => {
      for (const editor of editors) if (shown.has(editor.document)) paint(editor);
    }),
    config.onDidChange(() => vscode.window.visibleTextEditors.forEach(paint)),
  );
}

/** The signs after a change, where the editor shows them; without those whose aside it took away. */
function moved(signs: readonly Sign[], { range, text }: vscode.TextDocumentContentChangeEvent): readonly Sign[] {
  const added = text.split(/\r\n?|\n/);
  const lines = added.length - 1 - (range.end.line - range.start.line);
  const last = added.at(-1)!.length + (added.length === 1 ? range.start.character : 0);
  const after = (place: vscode.Position): vscode.Position => {
    if (place.isBefore(range.end)) return place.isAfter(range.start) ? range.start : place;
    const sameLine = place.line === range.end.line;
    return new vscode.Position(
      place.line + lines,
      sameLine ? place.character - range.end.character + last : place.character,
    );
  };
  return signs.flatMap(sign => {
    if (!range.isEmpty && range.contains(sign.range)) return [];
    const { start, end } = sign.range;
    return [{ ...sign, range: new vscode.Range(after(start), end.isEqual(range.start) ? end : after(end)) }];
  });
}
