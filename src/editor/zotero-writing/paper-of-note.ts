import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import { type Annotation, type Attachment, type Item, isKey, libraryPath } from '../../core/zotero/annotation.ts';
import type { LibraryAnswer, ZoteroLibraryPort } from '../../core/zotero/library-port.ts';
import { isLoneFile, loneFile } from '../../core/zotero/lone-file.ts';
import { keyOf, papersOfNote } from '../../core/zotero/papers-of-note.ts';
import { valueOrTell } from './answers.ts';
import { choosePapers, paperPick } from './choose-paper.ts';
import type { Papers } from './papers.ts';

/** A paper that a note is about, with all annotations of its files in reading order. */
export interface AnnotatedPaper {
  readonly item: Item;
  readonly annotations: readonly Annotation[];
}

/**
 * The papers that a note is about: those it links into or selects, or that its front matter or its figures name. What
 * Zotero does not know (any more) is left out; `undefined` when Zotero could not be asked, which the user was told.
 */
export async function annotatedPapers(
  note: LiveNote,
  library: ZoteroLibraryPort,
  papers: Papers,
): Promise<readonly AnnotatedPaper[] | undefined> {
  const told = papersOfNote(note.text, note.elements());
  const items = new Map<string, Item>();
  const take = (item: Item | undefined): void => {
    if (item !== undefined) items.set(`${libraryPath(item.library)}/${item.key}`, item);
  };
  let failed: LibraryAnswer<unknown> | undefined;
  for (const key of told.attachments.filter(({ key }) => isKey(key))) {
    const answer = await library.attachment(key);
    // One link that nobody can tell anything of does not keep the others from being asked.
    if (answer.kind === 'unreachable') failed ??= answer;
    else if (answer.value !== undefined) take(await itemOf(answer.value, library));
  }
  if (items.size === 0 && failed !== undefined) {
    valueOrTell(failed);
    return undefined;
  }
  // What a note merely mentions with a select link counts only when nothing tells more.
  if (items.size === 0 && told.citekeys.length > 0) {
    const search = await papers.search();
    if (valueOrTell(search) === undefined) return undefined;
    for (const citekey of told.citekeys) take(papers.byCitekey(citekey));
  }
  if (items.size === 0) {
    for (const key of told.items.slice(0, 1)) {
      const item = await library.item(key);
      if (item.kind === 'unreachable') {
        valueOrTell(item);
        return undefined;
      }
      take(item.value);
    }
  }
  const found: AnnotatedPaper[] = [];
  for (const item of items.values()) {
    const annotations = await annotationsOf(item, library);
    if (annotations === undefined) return undefined;
    found.push({ item, annotations });
  }
  return found;
}

/** The paper that a file belongs to; a file that stands alone is its own paper. `undefined` when Zotero does not tell. */
export async function itemOf(attachment: Attachment, library: ZoteroLibraryPort): Promise<Item | undefined> {
  if (attachment.parent === undefined) return loneFile(attachment);
  const item = await library.item({ library: attachment.library, key: attachment.parent });
  return item.kind === 'answered' ? item.value : undefined;
}

/** All annotations of a paper's files; `undefined` when Zotero could not be asked, which the user was told. */
export async function annotationsOf(
  item: Item,
  library: ZoteroLibraryPort,
): Promise<readonly Annotation[] | undefined> {
  if (isLoneFile(item)) return valueOrTell(await library.annotations(keyOf(item)));
  const attachments = valueOrTell(await library.attachments(keyOf(item)));
  if (attachments === undefined) return undefined;
  const found: Annotation[] = [];
  for (const attachment of attachments) {
    const annotations = valueOrTell(await library.annotations({ library: attachment.library, key: attachment.key }));
    if (annotations === undefined) return undefined;
    found.push(...annotations);
  }
  return found;
}

/** The note's paper; when the note tells none, or several, the user chooses. */
export async function choosePaperOfNote(
  note: LiveNote,
  library: ZoteroLibraryPort,
  papers: Papers,
  title: string,
): Promise<AnnotatedPaper | undefined> {
  const told = await annotatedPapers(note, library, papers);
  if (told === undefined) return undefined;
  if (told.length === 1) return told[0];
  if (told.length > 1) {
    const picks = told.map(paper => ({ ...paperPick(paper.item), annotated: paper }));
    return (await vscode.window.showQuickPick(picks, { title, placeHolder: 'Which of the note’s papers?' }))?.annotated;
  }
  const item = (await choosePapers(papers, title, false))?.[0];
  if (item === undefined) return undefined;
  const annotations = await annotationsOf(item, library);
  return annotations === undefined ? undefined : { item, annotations };
}
