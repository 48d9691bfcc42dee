import * as vscode from 'vscode';
import type { Annotation } from '../../core/zotero/annotation.ts';
import { insertAtCursor } from '../../core/zotero/insertion/at-cursor.ts';
import { heldAnnotations } from '../../core/zotero/insertion/held.ts';
import type { NoteTemplate } from '../../core/zotero/template/template.ts';
import { valueOrTell } from './answers.ts';
import { activeNote, applyEdits } from './apply-edits.ts';
import { chooseAnnotations } from './choose-annotations.ts';
import { noteTemplate } from './note-template.ts';
import { type AnnotatedPaper, choosePaperOfNote } from './paper-of-note.ts';
import type { Parts } from './parts.ts';
import { tellMissing } from './pictures.ts';
import { paperWriter } from './writer.ts';

/**
 * Insert annotations: the user ticks some of the paper's annotations, and they are written where the cursor is. Those
 * `given` (by the annotations view) are written without asking.
 */
export async function insertAnnotations(parts: Parts, given?: readonly Annotation[]): Promise<void> {
  const editor = given === undefined ? activeNote() : noteInSight();
  if (editor === undefined) return;
  const template = await noteTemplate(parts.config.current, editor.document.uri);
  if (template === undefined) return;
  const chosen =
    given === undefined
      ? await choose(parts, editor.document, template)
      : await withItem(parts, editor.document, given);
  if (chosen === undefined || chosen.annotations.length === 0) return;
  const { writer, texts } = await written(parts, editor.document, template, chosen);
  // The note may have changed while the user chose.
  const { document } = editor;
  const at = document.offsetAt(editor.selection.active);
  const { edit, cursor } = insertAtCursor(parts.notes.of(document), at, texts);
  if (!(await applyEdits(document, [edit]))) {
    void vscode.window.showErrorMessage('The annotations could not be inserted: the note cannot be edited.');
    return;
  }
  const position = document.positionAt(cursor);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(new vscode.Range(position, position));
  await parts.library.accept(chosen.annotations);
  void tellMissing(writer.pictures);
}

/** The active note, or the one that is seen beside the view that has the focus. */
function noteInSight(): vscode.TextEditor | undefined {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  const found = editors.find(editor => editor?.document.languageId === 'markdown');
  return found ?? activeNote();
}

async function written(parts: Parts, note: vscode.TextDocument, template: NoteTemplate, paper: AnnotatedPaper) {
  const { item, annotations } = paper;
  const writer = await paperWriter(parts.library, parts.config.current, template, note.uri, item, annotations);
  return { writer, texts: annotations.map(annotation => writer.annotation(annotation)) };
}

/** Lets the user tick annotations of the note's paper. */
async function choose(
  parts: Parts,
  document: vscode.TextDocument,
  template: NoteTemplate,
): Promise<AnnotatedPaper | undefined> {
  const paper = await choosePaperOfNote(parts.notes.of(document), parts.library, parts.papers, 'Insert annotations');
  if (paper === undefined) return undefined;
  const { item, annotations } = paper;
  if (annotations.length === 0) {
    void vscode.window.showInformationMessage(`“${item.title}” has no annotations in Zotero yet.`);
    return undefined;
  }
  const note = parts.notes.of(document);
  const held = heldAnnotations(note.text, note.elements(), annotations, item.citekey);
  const chosen = await chooseAnnotations(annotations, new Set(held.keys()), async some => {
    const { texts } = await written(parts, document, template, { item, annotations: some });
    const uri = parts.shown.show('What will be written.md', texts.join('\n\n'));
    const beside = vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(uri, { viewColumn: beside, preserveFocus: true, preview: true });
  });
  return chosen === undefined ? undefined : { item, annotations: chosen };
}

/** Annotations with the paper that their file belongs to. */
async function withItem(
  parts: Parts,
  document: vscode.TextDocument,
  annotations: readonly Annotation[],
): Promise<AnnotatedPaper | undefined> {
  const [first] = annotations;
  if (first === undefined) return undefined;
  const { library } = first;
  const attachment = valueOrTell(await parts.library.attachment({ library, key: first.attachment }));
  const key = attachment?.parent;
  const item = key === undefined ? undefined : valueOrTell(await parts.library.item({ library, key }));
  if (item !== undefined) return { item, annotations };
  const chosen = await choosePaperOfNote(
    parts.notes.of(document),
    parts.library,
    parts.papers,
    'Which paper are they of?',
  );
  return chosen === undefined ? undefined : { item: chosen.item, annotations };
}
