import * as vscode from 'vscode';
import type { Edit } from '../../core/text.ts';
import type { Item } from '../../core/zotero/annotation.ts';
import { refreshBibliography as bibliographyEdits } from '../../core/zotero/citation/bibliography.ts';
import { citedKeys } from '../../core/zotero/citation/citekey.ts';
import { referenceEntry } from '../../core/zotero/citation/reference.ts';
import { keyOf } from '../../core/zotero/papers-of-note.ts';
import { valueOrTell } from './answers.ts';
import { activeNote, applyAsItIs } from './apply-edits.ts';
import type { Parts } from './parts.ts';

/** Refresh bibliography: the list of all papers that the note cites, as Zotero formats them in the style of the settings. */
export async function refreshBibliography(parts: Parts): Promise<void> {
  const editor = activeNote();
  if (editor === undefined) return;
  const { document } = editor;
  const asked = parts.notes.of(document);
  const cited = [...new Set(citedKeys(asked.text, asked.elements()).map(key => key.citekey))];
  if (valueOrTell(await parts.papers.search(0)) === undefined) return;
  const items: Item[] = [];
  const unknown: string[] = [];
  for (const citekey of cited) {
    const item = parts.papers.byCitekey(citekey);
    if (item === undefined) unknown.push(citekey);
    else items.push(item);
  }
  const style = parts.config.current.writing.citationStyle;
  const answer =
    items.length === 0 ? undefined : await parts.library.references(items.map(keyOf), style === '' ? undefined : style);
  if (answer?.kind === 'unreachable') {
    const why = `The list of references stays as it is, since only Zotero itself can format it. ${answer.reason}`;
    void vscode.window.showWarningMessage(why);
    return;
  }
  const references = answer?.value ?? [];

  const entries = references.map(reference => referenceEntry(reference.bib));
  let edits: readonly Edit[] = [];
  let { selections } = editor;
  const isWritten = await applyAsItIs(document, () => {
    const note = parts.notes.of(document);
    edits = bibliographyEdits(note.text, note.elements(), entries);
    selections = editor.selections;
    return edits;
  });
  if (!isWritten) {
    void vscode.window.showErrorMessage('The list of references could not be written: the note cannot be edited.');
    return;
  }
  // A list that is put right behind the cursor would push it along, away from where the reader writes.
  const [edit] = edits;
  if (edit !== undefined && selections.every(({ end }) => document.offsetAt(end) <= edit.range.from)) {
    editor.selections = selections;
  }
  if (unknown.length > 0) {
    const some = unknown
      .slice(0, 5)
      .map(citekey => `@${citekey}`)
      .join(', ');
    void vscode.window.showWarningMessage(
      `Not in your Zotero library, and so not in the list: ${some}${unknown.length > 5 ? ' …' : ''}. Correct the key, or add the paper in Zotero.`,
    );
  } else if (cited.length === 0) {
    void vscode.window.showInformationMessage(
      'The note cites nothing yet: write @ and a citekey, or run “Insert Citation”.',
    );
  } else if (edits.length === 0) {
    void vscode.window.showInformationMessage('The list of references is up to date.');
  }
}
