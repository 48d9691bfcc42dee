import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import type { Problem } from '../../core/problem.ts';
import type { Edit } from '../../core/text.ts';
import type { Annotation } from '../../core/zotero/annotation.ts';
import { hasPicture } from '../../core/zotero/figure.ts';
import { addNew } from '../../core/zotero/insertion/add-new.ts';
import { drawnFigures } from '../../core/zotero/insertion/drawn-figures.ts';
import { heldAnnotations } from '../../core/zotero/insertion/held.ts';
import { activeNote, applyAsItIs } from './apply-edits.ts';
import { paperPick } from './choose-paper.ts';
import { noteTemplate, tellTemplateFault } from './note-template.ts';
import { type AnnotatedPaper, annotatedPapers, choosePaperOfNote } from './paper-of-note.ts';
import type { Parts } from './parts.ts';
import { type MissingPicture, tellMissing } from './pictures.ts';
import { type PaperWriter, paperWriter } from './writer.ts';

const title = 'Add what is new';

/** Add what is new: the annotations made since go into their places in the note, as one step of undo. */
export async function addWhatIsNew(parts: Parts): Promise<void> {
  const editor = activeNote();
  if (editor === undefined) return;
  const { document } = editor;
  const config = parts.config.current;
  const template = await noteTemplate(config, document.uri);
  if (template === undefined) return;
  const papers = await papersToAdd(parts, parts.notes.of(document));
  if (papers === undefined) return;
  const writers: { readonly paper: AnnotatedPaper; readonly writer: PaperWriter }[] = [];
  const missing = new Map<string, MissingPicture>();
  for (const paper of papers) {
    const { item, annotations } = paper;
    const note = parts.notes.of(document);
    const wanted = [...freshOf(note, paper), ...linkedPictures(note, paper)];
    const writer = await paperWriter(parts.library, config, template, document.uri, item, wanted);
    for (const [key, value] of writer.pictures.missing) missing.set(key, value);
    writers.push({ paper: { item, annotations }, writer });
  }
  let added: Annotation[] = [];
  let drawn = 0;
  let fault: Problem | undefined;
  const write = (text: string | Problem): string => {
    if (typeof text === 'string') return text;
    fault ??= text;
    return '';
  };
  // Nothing waits in here: the edits are for the note as it is then.
  const isWritten = await applyAsItIs(document, () => {
    const note = parts.notes.of(document);
    const edits: Edit[] = [];
    added = [];
    drawn = 0;
    for (const { paper, writer } of writers) {
      const addition = addNew(note, paper.annotations, paper.item.citekey, one => write(writer.annotation(one)));
      const figures = linkedPictures(note, paper)
        .filter(one => !writer.pictures.missing.has(one.key))
        .map(one => ({ missing: write(writer.withoutPicture(one)), drawn: write(writer.annotation(one)) }));
      const figureEdits = drawnFigures(note.text, figures);
      drawn += figureEdits.length;
      edits.push(...addition.edits, ...figureEdits);
      added.push(...addition.added);
    }
    return fault === undefined ? edits : [];
  });
  if (fault !== undefined) return tellTemplateFault(config, document.uri, fault);
  if (!isWritten) {
    void vscode.window.showErrorMessage('The annotations could not be added: the note cannot be edited.');
    return;
  }
  await parts.library.accept(added);
  void vscode.window.showInformationMessage(outcome(added.length, drawn, papers.length));
  void tellMissing({ missing });
}

function outcome(added: number, drawn: number, papers: number): string {
  const said = [
    added === 0 ? '' : added === 1 ? 'One annotation was added.' : `${added} annotations were added.`,
    drawn === 0 ? '' : drawn === 1 ? 'One picture took its place.' : `${drawn} pictures took their places.`,
  ].filter(sentence => sentence !== '');
  if (said.length > 0) return said.join(' ');
  return `Nothing is new: the note holds all annotations of its ${papers === 1 ? 'paper' : 'papers'}.`;
}

/** The annotations that the note does not hold. */
function freshOf(note: LiveNote, { item, annotations }: AnnotatedPaper): readonly Annotation[] {
  const held = heldAnnotations(note.text, note.elements(), annotations, item.citekey);
  return annotations.filter(annotation => !held.has(annotation.key));
}

/** Pictures that the note holds by a link only, as it is written while Zotero has not drawn them. */
function linkedPictures(note: LiveNote, { item, annotations }: AnnotatedPaper): readonly Annotation[] {
  const held = heldAnnotations(note.text, note.elements(), annotations, item.citekey);
  return annotations.filter(annotation => {
    const place = held.get(annotation.key)?.place;
    return hasPicture(annotation) && place !== undefined && note.text[place.from] === '[';
  });
}

/**
 * The papers to add from: the note's own; where several have something new, those that the user ticks, since a note may
 * quote a paper once without being about it. `undefined` when there is none, which the user was told, or when they leave.
 */
async function papersToAdd(parts: Parts, note: LiveNote): Promise<readonly AnnotatedPaper[] | undefined> {
  const papers = await annotatedPapers(note, parts.library, parts.papers);
  if (papers === undefined) return undefined;
  if (papers.length === 0) {
    const chosen = await choosePaperOfNote(
      note,
      parts.library,
      parts.papers,
      `${title}: which paper is the note about?`,
    );
    return chosen === undefined ? undefined : [chosen];
  }
  const counts = papers.map(paper => freshOf(note, paper).length);
  if (counts.filter(count => count > 0).length < 2) return papers;
  const picks = papers.flatMap((paper, i) => {
    const count = counts[i]!;
    if (count === 0) return [];
    const { label, description } = paperPick(paper.item);
    // The paper that the note links to most is the one that it is about.
    return [{ label, description: description ?? '', detail: `${count} new`, picked: i === 0, paper }];
  });
  const chosen = await vscode.window.showQuickPick(picks, {
    title,
    placeHolder: 'The note quotes several papers. Tick those whose new annotations it shall take in',
    canPickMany: true,
    ignoreFocusOut: true,
  });
  return chosen === undefined || chosen.length === 0 ? undefined : chosen.map(pick => pick.paper);
}
