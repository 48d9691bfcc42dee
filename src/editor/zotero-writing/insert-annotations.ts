import * as vscode from 'vscode';
import type { Problem } from '../../core/problem.ts';
import type { Annotation, Item } from '../../core/zotero/annotation.ts';
import { insertAtCursor } from '../../core/zotero/insertion/at-cursor.ts';
import { heldAnnotations } from '../../core/zotero/insertion/held.ts';
import type { NoteTemplate } from '../../core/zotero/template/template.ts';
import { isNote } from '../note-document.ts';
import { valueOrTell } from './answers.ts';
import { activeNote, applyAsItIs } from './apply-edits.ts';
import { chooseAnnotations, type WrittenPreview } from './choose-annotations.ts';
import { noteTemplate, tellTemplateFault } from './note-template.ts';
import { type AnnotatedPaper, choosePaperOfNote, itemOf } from './paper-of-note.ts';
import type { Parts } from './parts.ts';
import { tellMissing } from './pictures.ts';
import { type PaperWriter, paperWriter } from './writer.ts';

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
  const config = parts.config.current;
  const { item, annotations } = chosen;
  const writer = await paperWriter(parts.library, config, template, editor.document.uri, item, annotations);
  const texts = textsOf(writer, annotations);
  if ('code' in texts) return tellTemplateFault(config, editor.document.uri, texts);
  // The note may have changed while the user chose.
  const { document } = editor;
  let cursor = 0;
  const isWritten = await applyAsItIs(document, () => {
    const at = document.offsetAt(editor.selection.active);
    const insertion = insertAtCursor(parts.notes.of(document), at, texts);
    cursor = insertion.cursor;
    return [insertion.edit];
  });
  if (!isWritten) {
    void vscode.window.showErrorMessage('The annotations could not be inserted: the note cannot be edited.');
    return;
  }
  const position = document.positionAt(cursor);
  // The editor that the command began in may be gone, for a preview opened beside it.
  const shown = vscode.window.visibleTextEditors.find(other => other.document === document) ?? editor;
  shown.selection = new vscode.Selection(position, position);
  shown.revealRange(new vscode.Range(position, position));
  await parts.library.accept(chosen.annotations);
  void tellMissing(writer.pictures);
}

/** Every annotation as it will be written, or the fault of the template. */
function textsOf(writer: PaperWriter, annotations: readonly Annotation[]): readonly string[] | Problem {
  const texts: string[] = [];
  for (const annotation of annotations) {
    const text = writer.annotation(annotation);
    if (typeof text !== 'string') return text;
    texts.push(text);
  }
  return texts;
}

/** The active note, or the one that is seen beside the view that has the focus. */
function noteInSight(): vscode.TextEditor | undefined {
  const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
  if (active?.document.languageId === 'markdown') return active;
  return visible.find(({ document }) => isNote(document)) ?? activeNote();
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
  const chosen = await chooseAnnotations(
    annotations,
    new Set(held.keys()),
    previewOf(parts, document.uri, template, item),
  );
  return chosen === undefined ? undefined : { item, annotations: chosen };
}

/** What the template writes for annotations, in a text beside. Nothing is written to the disk for it. */
function previewOf(parts: Parts, note: vscode.Uri, template: NoteTemplate, item: Item): WrittenPreview {
  let uri: vscode.Uri | undefined;
  let asked = 0;
  let isClosed = false;
  return {
    show: async chosen => {
      const number = ++asked;
      const writer = await paperWriter(parts.library, parts.config.current, template, note, item, chosen, 'look');
      if (number !== asked) return;
      const texts = textsOf(writer, chosen);
      const none = 'Nothing is ticked yet.\n';
      const text =
        chosen.length === 0
          ? none
          : 'code' in texts
            ? `The template has a fault. ${texts.message}`
            : `${texts.join('\n\n')}\n`;
      const isOpen = uri !== undefined;
      uri = parts.shown.show('What will be written.md', text);
      if (isOpen) return;
      // Below, since the list covers the upper part of all that stands side by side; then back to the list.
      await vscode.commands.executeCommand('workbench.action.newGroupBelow');
      await vscode.window.showTextDocument(uri, {
        viewColumn: vscode.ViewColumn.Active,
        preview: true,
        preserveFocus: true,
      });
      if (isClosed) await parts.shown.close(uri);
      else await vscode.commands.executeCommand('workbench.action.focusQuickOpen');
    },
    close: async () => {
      asked++;
      isClosed = true;
      if (uri !== undefined) await parts.shown.close(uri);
    },
  };
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
  const item = attachment === undefined ? undefined : await itemOf(attachment, parts.library);
  if (item !== undefined) return { item, annotations };
  const chosen = await choosePaperOfNote(
    parts.notes.of(document),
    parts.library,
    parts.papers,
    'Which paper are they of?',
  );
  return chosen === undefined ? undefined : { item: chosen.item, annotations };
}
