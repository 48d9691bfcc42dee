import * as vscode from 'vscode';
import { applyEdits as applyToText, type Edit } from '../../core/text.ts';
import { type Annotation, isKey, libraryPath } from '../../core/zotero/annotation.ts';
import { drift } from '../../core/zotero/drift.ts';
import type { LibraryAnswer, LibraryKey } from '../../core/zotero/library-port.ts';
import { baseVersion } from '../../core/zotero/merge/base-version.ts';
import { quotePlaces } from '../../core/zotero/merge/quote-place.ts';
import { type QuoteConflict, type QuoteUpdate, updateQuote } from '../../core/zotero/merge/update-quote.ts';
import { isZoteroUri, parseZoteroUri } from '../../core/zotero/uri.ts';
import { pickText, valueOrTell } from './answers.ts';
import { activeNote, applyEdits } from './apply-edits.ts';
import type { Parts } from './parts.ts';

interface KeptAnnotation {
  /** What was kept of it, the latest first. */
  readonly versions: readonly Annotation[];
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
  const asked = await changedAnnotations(parts, links);
  if (asked === undefined) return;
  const { kept, firstSeen, notFound } = asked;

  const version = document.version;
  const note = parts.notes.of(document);
  const elements = note.elements();
  const places = quotePlaces(elements);
  const changed = kept.flatMap(({ versions, now }) => {
    const seen = baseVersion(note.text, places, versions, now);
    return seen === undefined ? [] : [{ seen, now }];
  });
  const updates = changed.map(({ seen, now }) => updateQuote(note.text, elements, seen, now, places));
  const sure = updates.flatMap(update => update.edits);
  const decided = await decide(editor, updates);
  if (decided === undefined) return;
  const edits = [...sure, ...decided].sort((a, b) => a.range.from - b.range.from || a.range.to - b.range.to);
  if (edits.length > 0) {
    if (document.version !== version) return tellChanged();
    const name = document.uri.path.split('/').at(-1) ?? 'note.md';
    const result = parts.shown.show(`Updated ${name}`, applyToText(note.text, edits));
    const title = `${name}: as it is ↔ with Zotero’s changes`;
    await vscode.commands.executeCommand('vscode.diff', document.uri, result, title, { preview: true });
    const isWanted = await askToUpdate(edits.length);
    await parts.shown.close(result);
    if (!isWanted) return;
    if (document.version !== version) return tellChanged();
    if (!(await applyEdits(document, edits))) {
      void vscode.window.showErrorMessage('The quotes could not be updated: the note cannot be edited.');
      return;
    }
  }
  // What is seen for the first time is what later changes are measured by.
  await parts.library.accept([...changed.map(({ now }) => now), ...firstSeen]);
  const unplaced = updates.flatMap(update => update.unplaced);
  const said = [
    edits.length === 0 && unplaced.length === 0 ? 'Nothing in the note’s quotes has changed in Zotero.' : '',
    unplaced.length === 0
      ? ''
      : `What Zotero says now has no clear place in the note and was left out: ${unplaced.map(text => `“${pickText(text, 80)}”`).join(', ')}.`,
    notFound === 0
      ? ''
      : `${notFound === 1 ? 'One link leads' : `${notFound} links lead`} to no annotation that Zotero has: see the problems of the note.`,
  ].filter(sentence => sentence !== '');
  if (said.length > 0) void vscode.window.showInformationMessage(said.join(' '));
}

/** Asks while the comparison is in sight; a notification would be gone before it is read. */
async function askToUpdate(count: number): Promise<boolean> {
  const update = { label: '$(check) Update the note', detail: 'One step of undo takes it back' };
  const leave = { label: '$(close) Leave it as it is' };
  const chosen = await vscode.window.showQuickPick([update, leave], {
    title: count === 1 ? 'One change from Zotero' : `${count} changes from Zotero`,
    placeHolder: 'On the right is the note as it would be. Your own words stay',
    ignoreFocusOut: true,
  });
  return chosen === update;
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
      if (!isKey(attachment) || !isKey(annotation)) return [];
      return [{ annotation: { library, key: annotation }, attachment: { library, key: attachment } }];
    });
}

function idOf({ library, key }: LibraryKey): string {
  return `${libraryPath(library)}/${key}`;
}

interface Asked {
  /** Not as they were, or not as they always were: the note may have taken over an earlier version. */
  readonly kept: readonly KeptAnnotation[];
  /** What Zotero said when the note took them over was never kept: no difference can be told from the reader's own. */
  readonly firstSeen: readonly Annotation[];
  /** How many Zotero does not have. */
  readonly notFound: number;
}

/**
 * What Zotero says now of the annotations that the note links to; `undefined` when Zotero cannot be asked, which the user
 * was told. Asks file by file, and singly only for what is not in the file that its link names.
 */
async function changedAnnotations(parts: Parts, links: readonly LinkedAnnotation[]): Promise<Asked | undefined> {
  const known = new Map<string, Annotation>();
  let answered = 0;
  let failed: LibraryAnswer<unknown> | undefined;
  for (const attachment of new Map(links.map(link => [idOf(link.attachment), link.attachment])).values()) {
    const answer = await parts.library.annotations(attachment);
    // One file that nobody can tell anything of does not keep the others from being asked.
    if (answer.kind === 'unreachable') {
      failed ??= answer;
      continue;
    }
    answered++;
    for (const annotation of answer.value) known.set(idOf(annotation), annotation);
  }
  if (answered === 0 && failed !== undefined) {
    valueOrTell(failed);
    return undefined;
  }
  const kept: KeptAnnotation[] = [];
  const firstSeen: Annotation[] = [];
  let notFound = 0;
  for (const key of new Map(links.map(link => [idOf(link.annotation), link.annotation])).values()) {
    let now = known.get(idOf(key));
    if (now === undefined) {
      const answer = await parts.library.annotation(key);
      now = answer.kind === 'answered' ? answer.value : undefined;
      if (answer.kind === 'answered' && now === undefined) notFound++;
    }
    if (now === undefined) continue;
    const id = { library: now.library, key: now.key };
    const seen = await parts.library.accepted(id);
    if (seen === undefined) {
      firstSeen.push(now);
      continue;
    }
    const earlier = await parts.library.acceptedBefore(id);
    if (earlier.length > 0 || drift(seen, now).length > 0) kept.push({ versions: [seen, ...earlier], now });
  }
  return { kept, firstSeen, notFound };
}

/** Asks about each conflict; the edits of those where Zotero's words are taken, or `undefined` when the user leaves. */
async function decide(
  editor: vscode.TextEditor,
  updates: readonly QuoteUpdate[],
): Promise<readonly Edit[] | undefined> {
  const { document } = editor;
  const conflicts: readonly QuoteConflict[] = updates.flatMap(update => update.conflicts);
  const taken: Edit[] = [];
  for (const [i, conflict] of conflicts.entries()) {
    const { from, to } = conflict.range;
    const place = new vscode.Range(document.positionAt(from), document.positionAt(to));
    editor.selection = new vscode.Selection(place.start, place.end);
    editor.revealRange(place, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
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
      placeHolder: pickText(
        conflict.seen === undefined || conflict.seen === '' ? 'Zotero has added words' : `Zotero had: ${conflict.seen}`,
      ),
      ignoreFocusOut: true,
    });
    if (chosen === undefined) return undefined;
    if (chosen === theirs) taken.push(conflict.edit);
  }
  return taken;
}
