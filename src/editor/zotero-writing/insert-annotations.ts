import * as vscode from 'vscode';
import type { Annotation } from '../../core/zotero/annotation.ts';
import { insertAtCursor } from '../../core/zotero/insertion/at-cursor.ts';
import { heldAnnotations } from '../../core/zotero/insertion/held.ts';
import { activeNote, applyEdits } from './apply-edits.ts';
import { chooseAnnotations } from './choose-annotations.ts';
import { noteTemplate } from './note-template.ts';
import { choosePaperOfNote } from './paper-of-note.ts';
import type { Parts } from './parts.ts';
import { tellMissing } from './pictures.ts';
import { paperWriter } from './writer.ts';

/** Insert annotations: the user ticks some of the paper's annotations, and they are written where the cursor is. */
export async function insertAnnotations(parts: Parts): Promise<void> {
  const editor = activeNote();
  if (editor === undefined) return;
  const { document } = editor;
  const config = parts.config.current;
  const template = await noteTemplate(config, document.uri);
  if (template === undefined) return;
  const paper = await choosePaperOfNote(parts.notes.of(document), parts.library, parts.papers, 'Insert annotations');
  if (paper === undefined) return;
  const { item, annotations } = paper;
  if (annotations.length === 0) {
    void vscode.window.showInformationMessage(`“${item.title}” has no annotations in Zotero yet.`);
    return;
  }
  const note = parts.notes.of(document);
  const held = heldAnnotations(note.text, note.elements(), annotations, item.citekey);
  const write = async (chosen: readonly Annotation[]) => {
    const writer = await paperWriter(parts.library, config, template, document.uri, item, chosen);
    return { writer, texts: chosen.map(annotation => writer.annotation(annotation)) };
  };
  const chosen = await chooseAnnotations(annotations, new Set(held.keys()), async some => {
    const { texts } = await write(some);
    const uri = parts.shown.show('What will be written.md', texts.join('\n\n'));
    await vscode.window.showTextDocument(uri, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  });
  if (chosen === undefined || chosen.length === 0) return;
  const { writer, texts } = await write(chosen);
  // The note may have changed while the user chose.
  const { edit, cursor } = insertAtCursor(parts.notes.of(document), document.offsetAt(editor.selection.active), texts);
  if (!(await applyEdits(document, [edit]))) {
    void vscode.window.showErrorMessage('The annotations could not be inserted: the note cannot be edited.');
    return;
  }
  const position = document.positionAt(cursor);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(new vscode.Range(position, position));
  await parts.library.accept(chosen);
  void tellMissing(writer.pictures);
}
