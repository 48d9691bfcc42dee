import * as vscode from 'vscode';
import type { Edit } from '../../core/text.ts';
import type { Annotation } from '../../core/zotero/annotation.ts';
import { addNew } from '../../core/zotero/insertion/add-new.ts';
import { heldAnnotations } from '../../core/zotero/insertion/held.ts';
import { activeNote, applyEdits } from './apply-edits.ts';
import { noteTemplate } from './note-template.ts';
import { annotatedPapers, choosePaperOfNote } from './paper-of-note.ts';
import type { Parts } from './parts.ts';
import { type CopiedPictures, tellMissing } from './pictures.ts';
import { paperWriter } from './writer.ts';

/** Add what is new: the annotations made since go into their places in the note, as one step of undo. */
export async function addWhatIsNew(parts: Parts): Promise<void> {
  const editor = activeNote();
  if (editor === undefined) return;
  const { document } = editor;
  const config = parts.config.current;
  const template = await noteTemplate(config, document.uri);
  if (template === undefined) return;
  const asked = parts.notes.of(document);
  let papers = await annotatedPapers(asked, parts.library, parts.papers);
  if (papers === undefined) return;
  if (papers.length === 0) {
    const chosen = await choosePaperOfNote(
      asked,
      parts.library,
      parts.papers,
      'Add what is new: which paper is the note about?',
    );
    if (chosen === undefined) return;
    papers = [chosen];
  }
  const writers = [];
  const missing: Map<string, { readonly annotation: Annotation; readonly reason: string }> = new Map();
  for (const { item, annotations } of papers) {
    const note = parts.notes.of(document);
    const held = heldAnnotations(note.text, note.elements(), annotations, item.citekey);
    const fresh = annotations.filter(annotation => !held.has(annotation.key));
    const writer = await paperWriter(parts.library, config, template, document.uri, item, fresh);
    for (const [key, value] of writer.pictures.missing) missing.set(key, value);
    writers.push({ item, annotations, writer });
  }
  // From here on nothing waits: the edits are for the note as it is now.
  const note = parts.notes.of(document);
  const edits: Edit[] = [];
  const added: Annotation[] = [];
  for (const { item, annotations, writer } of writers) {
    const addition = addNew(note, annotations, item.citekey, annotation => writer.annotation(annotation));
    edits.push(...addition.edits);
    added.push(...addition.added);
  }
  if (added.length === 0) {
    void vscode.window.showInformationMessage('Nothing is new: the note holds all annotations of its paper.');
    return;
  }
  if (!(await applyEdits(document, edits))) {
    void vscode.window.showErrorMessage('The annotations could not be added: the note cannot be edited.');
    return;
  }
  await parts.library.accept(added);
  const what = added.length === 1 ? 'One annotation was added.' : `${added.length} annotations were added.`;
  void vscode.window.showInformationMessage(what);
  const pictures: CopiedPictures = { missing };
  void tellMissing(pictures);
}
