import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import { type Annotation, type Item, libraryPath } from '../../core/zotero/annotation.ts';
import type { ZoteroLibraryPort } from '../../core/zotero/library-port.ts';
import { keyOf, papersOfNote } from '../../core/zotero/papers-of-note.ts';
import { valueOrTell } from './answers.ts';
import { choosePapers } from './choose-paper.ts';
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
  for (const key of told.attachments) {
    const answer = await library.attachment(key);
    const attachment = valueOrTell(answer);
    if (answer.kind === 'unreachable') return undefined;
    if (attachment?.parent === undefined) continue;
    const item = await library.item({ library: attachment.library, key: attachment.parent });
    if (item.kind === 'answered') take(item.value);
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

/** All annotations of a paper's files; `undefined` when Zotero could not be asked, which the user was told. */
export async function annotationsOf(
  item: Item,
  library: ZoteroLibraryPort,
): Promise<readonly Annotation[] | undefined> {
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
    const picks = told.map(paper => ({ label: paper.item.title, description: paper.item.citekey, paper }));
    return (await vscode.window.showQuickPick(picks, { title, placeHolder: 'Which of the note’s papers?' }))?.paper;
  }
  const item = (await choosePapers(papers, title, false))?.[0];
  if (item === undefined) return undefined;
  const annotations = await annotationsOf(item, library);
  return annotations === undefined ? undefined : { item, annotations };
}
