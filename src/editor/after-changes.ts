import * as vscode from 'vscode';
import { isNote } from './note-document.ts';
import type { NoteChange, OpenNotes } from './notes.ts';

/** When something is looked for in notes. */
export interface Looks {
  /** How long after a keystroke, in milliseconds: typing comes first. */
  readonly pause: number;
  /** Which changes call for a new look. */
  readonly follows: (reason: NoteChange['reason']) => boolean;
  /** Something else that it rests on has changed. */
  readonly onDidChange?: vscode.Event<unknown> | undefined;
  /** True when a note was looked at before: it is looked at again only after a change. */
  readonly has: (document: vscode.TextDocument) => boolean;
  /** Looks; when the document changes meanwhile, another look will come. */
  readonly look: (document: vscode.TextDocument) => unknown;
}

/** Has every note that comes into view looked at, and again when typing rests after a change. */
export function lookAfterChanges(notes: OpenNotes, looks: Looks): vscode.Disposable {
  const waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();
  const lookSoon = (document: vscode.TextDocument, after: number) => {
    if (!isNote(document)) return;
    clearTimeout(waiting.get(document));
    const timer = setTimeout(() => {
      waiting.delete(document);
      if (!document.isClosed) void looks.look(document);
    }, after);
    waiting.set(document, timer);
  };

  for (const { document } of vscode.window.visibleTextEditors) lookSoon(document, 0);
  return vscode.Disposable.from(
    notes.onDidChange(({ document, reason }) => {
      if (looks.follows(reason)) lookSoon(document, looks.pause);
    }),
    vscode.window.onDidChangeVisibleTextEditors(editors => {
      for (const { document } of editors) if (!looks.has(document)) lookSoon(document, looks.pause);
    }),
    ...(looks.onDidChange === undefined
      ? []
      : [
          looks.onDidChange(() => {
            for (const document of vscode.workspace.textDocuments)
              if (looks.has(document)) lookSoon(document, looks.pause);
          }),
        ]),
    vscode.workspace.onDidCloseTextDocument(document => {
      clearTimeout(waiting.get(document));
      waiting.delete(document);
    }),
    {
      dispose: () => {
        for (const timer of waiting.values()) clearTimeout(timer);
      },
    },
  );
}
