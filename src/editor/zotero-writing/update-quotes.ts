import * as vscode from 'vscode';
import { applyEdits as applyToText, type Edit } from '../../core/text.ts';
import { type Annotation, libraryPath } from '../../core/zotero/annotation.ts';
import { drift } from '../../core/zotero/drift.ts';
import type { LibraryKey } from '../../core/zotero/library-port.ts';
import { quotePlaces } from '../../core/zotero/merge/quote-place.ts';
import { type QuoteConflict, type QuoteUpdate, updateQuote } from '../../core/zotero/merge/update-quote.ts';
import { isZoteroUri, parseZoteroUri } from '../../core/zotero/uri.ts';
import { pickText, valueOrTell } from './answers.ts';
import { activeNote, applyEdits } from './apply-edits.ts';
import type { Parts } from './parts.ts';

interface ChangedAnnotation {
  readonly seen: Annotation | undefined;
  readonly now: Annotation;
}

/**
 * Update all quotes: takes over what changed in Zotero since the note quoted it. Shows the note as it would become beside
 * the note as it is; what both the reader and Zotero have changed is asked first. One step of undo.
 */
export async function updateQuotes(parts: Parts): Promise<void> {
  const editor = activeNote();
  if (editor === undefined) return;
  const { document } = editor;
  const links = linkedAnnotations(parts, document);
  if (links.length === 0) {
    void vscode.window.showInformationMessage('The note has no links to annotations whose quotes could be updated.');
    return;
  }
  const changed = await changedAnnotations(parts, links);
  if (changed === undefined) return;

  const version = document.version;
  const note = parts.notes.of(document);
  const elements = note.elements();
  const places = quotePlaces(elements);
  const updates = changed.map(({ seen, now }) => updateQuote(note.text, elements, seen, now, places));
  const sure = updates.flatMap(update => update.edits);
  const conflicts = updates.flatMap(update => update.conflicts);
  if (sure.length === 0 && conflicts.length === 0) {
    await parts.library.accept(changed.map(({ now }) => now));
    void vscode.window.showInformationMessage('All quotes are as Zotero has them.');
    return;
  }
  const decided = await decide(updates);
  if (decided === undefined) return;
  const edits = [...sure, ...decided].sort((a, b) => a.range.from - b.range.from || a.range.to - b.range.to);
  if (edits.length > 0) {
    if (document.version !== version) return tellChanged();
    const name = document.uri.path.split('/').at(-1) ?? 'note.md';
    const result = parts.shown.show(`Updated ${name}`, applyToText(note.text, edits));
    await vscode.commands.executeCommand(
      'vscode.diff',
      document.uri,
      result,
      `${name}: as it is ↔ with Zotero’s changes`,
    );
    const update = 'Update the note';
    const what = edits.length === 1 ? 'One change from Zotero.' : `${edits.length} changes from Zotero.`;
    const answer = await vscode.window.showInformationMessage(`${what} Your own words stay.`, update, 'Leave it');
    await closeDiff(result);
    if (answer !== update) return;
    if (document.version !== version) return tellChanged();
    if (!(await applyEdits(document, edits))) {
      void vscode.window.showErrorMessage('The quotes could not be updated: the note cannot be edited.');
      return;
    }
  }
  await parts.library.accept(changed.map(({ now }) => now));
}

async function closeDiff(result: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const shown = tabs.filter(
    ({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === result.toString(),
  );
  await vscode.window.tabGroups.close(shown);
}

function tellChanged(): void {
  void vscode.window.showInformationMessage(
    'The note was edited meanwhile, so nothing was changed. Run the command again.',
  );
}

interface LinkedAnnotation {
  readonly annotation: LibraryKey;
  readonly attachment: LibraryKey;
}

/** The annotations that the note links to, each as often as it does. */
function linkedAnnotations(parts: Parts, document: vscode.TextDocument): readonly LinkedAnnotation[] {
  return parts.notes
    .of(document)
    .elements()
    .flatMap(element => {
      if (element.kind !== 'link' || !isZoteroUri(element.href)) return [];
      const { link } = parseZoteroUri(element.href);
      if (link?.kind !== 'open' || link.annotation === undefined || link.library.kind === 'local') return [];
      const { library, attachment, annotation } = link;
      return [{ annotation: { library, key: annotation }, attachment: { library, key: attachment } }];
    });
}

function idOf({ library, key }: LibraryKey): string {
  return `${libraryPath(library)}/${key}`;
}

/**
 * The annotations that are not as they were when the note took them over; `undefined` when Zotero cannot be asked, which
 * the user was told. Asks file by file, and singly only for what is not in the file that its link names.
 */
async function changedAnnotations(
  parts: Parts,
  links: readonly LinkedAnnotation[],
): Promise<readonly ChangedAnnotation[] | undefined> {
  const known = new Map<string, Annotation>();
  for (const attachment of new Map(links.map(link => [idOf(link.attachment), link.attachment])).values()) {
    const annotations = valueOrTell(await parts.library.annotations(attachment));
    if (annotations === undefined) return undefined;
    for (const annotation of annotations) known.set(idOf(annotation), annotation);
  }
  const changed: ChangedAnnotation[] = [];
  for (const key of new Map(links.map(link => [idOf(link.annotation), link.annotation])).values()) {
    let now = known.get(idOf(key));
    if (now === undefined) {
      const answer = await parts.library.annotation(key);
      now = answer.kind === 'answered' ? answer.value : undefined;
    }
    if (now === undefined) continue;
    const seen = await parts.library.accepted(key);
    if (seen === undefined || drift(seen, now).length > 0) changed.push({ seen, now });
  }
  return changed;
}

/** Asks about each conflict; the edits of those where Zotero's words are taken, or `undefined` when the user leaves. */
async function decide(updates: readonly QuoteUpdate[]): Promise<readonly Edit[] | undefined> {
  const conflicts: readonly QuoteConflict[] = updates.flatMap(update => update.conflicts);
  const taken: Edit[] = [];
  for (const [i, conflict] of conflicts.entries()) {
    const mine = {
      label: 'Keep what the note has',
      detail: pickText(conflict.note === '' ? '(nothing)' : conflict.note),
    };
    const theirs = {
      label: 'Take what Zotero has',
      detail: pickText(conflict.now === '' ? '(nothing)' : conflict.now),
    };
    const chosen = await vscode.window.showQuickPick([mine, theirs], {
      title: `Both changed (${i + 1} of ${conflicts.length}): ${conflict.field === 'quote' ? 'the quote' : 'the comment'}`,
      placeHolder:
        conflict.seen === undefined ? 'The note differs from Zotero here' : pickText(`Was: ${conflict.seen}`),
      ignoreFocusOut: true,
    });
    if (chosen === undefined) return undefined;
    if (chosen === theirs) taken.push(conflict.edit);
  }
  return taken;
}
