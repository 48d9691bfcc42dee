import * as vscode from 'vscode';
import type { LiveNote, NoteSurroundings } from '../core/markdown/live-note.ts';
import type { Edit } from '../core/text.ts';

/** A note is newer than it was. */
export interface NoteChange {
  readonly document: vscode.TextDocument;
  readonly note: LiveNote;
  /**
   * - `edit`: the text changed, block ids are kept where the text is the same
   * - `refresh`: something around the note changed; only revisions moved
   * - `reopen`: the note was read anew and its block ids have nothing to do with those before
   */
  readonly reason: 'edit' | 'refresh' | 'reopen';
}

/** One live note for each markdown document that somebody works with, always as new as the document itself. */
export interface OpenNotes extends vscode.Disposable {
  /** The note of a document that is open; read at the first call, kept up to date until the document is closed. */
  of(document: vscode.TextDocument): LiveNote;
  /** Fires when a note that was asked for has changed. It is up to date by then, for every listener. */
  readonly onDidChange: vscode.Event<NoteChange>;
  /** Tells all notes that an answer of their surroundings may have changed. */
  readonly refresh: LiveNote['refresh'];
}

/**
 * Opens and keeps live notes.
 *
 * @param open reads a text as a note (`openNote` of the core)
 * @param surroundings what a document's note takes from outside its text
 */
export function keepNotes(
  open: (text: string, surroundings: NoteSurroundings) => LiveNote,
  surroundings: (document: vscode.TextDocument) => NoteSurroundings,
): OpenNotes {
  const notes = new Map<vscode.TextDocument, { note: LiveNote; version: number }>();
  const changed = new vscode.EventEmitter<NoteChange>();

  const read = (document: vscode.TextDocument) => {
    const entry = { note: open(document.getText(), surroundings(document)), version: document.version };
    if (!document.isClosed) notes.set(document, entry);
    return entry;
  };

  const subscriptions = [
    changed,
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const entry = notes.get(document);
      // A note that was first asked for by a listener before us has this change already.
      if (entry === undefined || entry.version === document.version || contentChanges.length === 0) return;
      for (const edits of atOnce(contentChanges)) entry.note.edit(edits);
      entry.version = document.version;
      if (entry.note.text.length === lengthOf(document)) {
        changed.fire({ document, note: entry.note, reason: 'edit' });
      } else {
        changed.fire({ document, note: read(document).note, reason: 'reopen' });
      }
    }),
    vscode.workspace.onDidCloseTextDocument(document => notes.delete(document)),
  ];

  return {
    of: document => (notes.get(document) ?? read(document)).note,
    onDidChange: changed.event,
    refresh: (kind, name) => {
      for (const [document, { note }] of notes) {
        note.refresh(kind, name);
        changed.fire({ document, note, reason: 'refresh' });
      }
    },
    dispose: () => {
      notes.clear();
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}

/**
 * The editor's changes as sets of edits, each set in offsets of the text before it. Changes of one event apply one
 * after another; those of one edit come last place first, so that none moves the next and all can be taken at once.
 */
function* atOnce(changes: readonly vscode.TextDocumentContentChangeEvent[]): Iterable<readonly Edit[]> {
  let edits: Edit[] = [];
  let before = Number.POSITIVE_INFINITY;
  for (const { rangeOffset: from, rangeLength, text: insert } of changes) {
    const to = from + rangeLength;
    if (to >= before) {
      yield edits;
      edits = [];
    }
    edits.push({ range: { from, to }, insert });
    before = from;
  }
  yield edits;
}

function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}
