import * as vscode from 'vscode';
import { readNote } from '../../core/markdown/note.ts';
import type { Item } from '../../core/zotero/annotation.ts';
import { noteFileName } from '../../core/zotero/note-file-name.ts';
import { isNoteOn, keyOf, mayBeNoteOn } from '../../core/zotero/papers-of-note.ts';
import { textOfNote } from '../text-of-note.ts';
import { valueOrTell } from './answers.ts';
import { choosePapers } from './choose-paper.ts';
import { fileUri, noteTemplate, tellTemplateFault } from './note-template.ts';
import { annotationsOf } from './paper-of-note.ts';
import type { Parts } from './parts.ts';
import { tellMissing } from './pictures.ts';
import { paperWriter } from './writer.ts';

/**
 * New note from a Zotero item: the user finds the paper, the template writes the note with all annotations, and it opens
 * in an editor. When there is a note on the paper already, wherever it lies, that one is offered first. No file is ever
 * written over.
 */
export async function newNote(parts: Parts): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) {
    const open = 'Open folder';
    const chosen = await vscode.window.showInformationMessage('Open the folder that holds your notes first.', open);
    if (chosen === open) await vscode.commands.executeCommand('vscode.openFolder');
    return;
  }
  const item = (await choosePapers(parts.papers, 'New note from a Zotero item', false))?.[0];
  if (item === undefined) return;
  const config = parts.config.current;
  const near = vscode.window.activeTextEditor?.document.uri ?? folder.uri;
  const place = fileUri(config.writing.noteFolder === '' ? '.' : config.writing.noteFolder, near) ?? folder.uri;

  const attachments = valueOrTell(await parts.library.attachments(keyOf(item)));
  if (attachments === undefined) return;
  const keys = attachments.map(attachment => attachment.key);
  const existing = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Looking for a note on this paper' },
    () => notesOn(item, keys),
  );
  const uri = await freeFile(place, item);
  if (existing.length > 0) {
    const choice = await openOrMake(existing, uri);
    if (choice === undefined) return;
    if (choice !== uri) {
      await vscode.window.showTextDocument(choice);
      return;
    }
  }

  const template = await noteTemplate(config, uri);
  if (template === undefined) return;
  const annotations = await annotationsOf(item, parts.library);
  if (annotations === undefined) return;
  const writer = await paperWriter(parts.library, config, template, uri, item, annotations);
  const { text, problems } = template.renderNote(writer.data);
  if (text === undefined) {
    const fault = problems.findLast(problem => problem.severity === 'error');
    if (fault !== undefined) void tellTemplateFault(config, uri, fault);
    return;
  }
  const workspaceEdit = new vscode.WorkspaceEdit();
  workspaceEdit.createFile(uri, { contents: new TextEncoder().encode(text), ignoreIfExists: true });
  if (!(await vscode.workspace.applyEdit(workspaceEdit))) {
    void vscode.window.showErrorMessage(`The note could not be written to ${vscode.workspace.asRelativePath(uri)}.`);
    return;
  }
  await parts.library.accept(annotations);
  await vscode.window.showTextDocument(uri, { preview: false });
  void tellMissing(writer.pictures);
}

/** A file of the paper's name that is not there yet. */
async function freeFile(folder: vscode.Uri, item: Item): Promise<vscode.Uri> {
  for (let nth = 1; ; nth++) {
    const uri = vscode.Uri.joinPath(folder, noteFileName(item, nth));
    if (!(await isThere(uri))) return uri;
  }
}

/** So many files are read at a time. */
const readAtOnce = 32;

/** The notes of the workspace that are on this paper. */
async function notesOn(item: Item, attachments: readonly string[]): Promise<readonly vscode.Uri[]> {
  const files = await vscode.workspace.findFiles('**/*.{md,markdown}', '**/{node_modules,.git}/**');
  const found: vscode.Uri[] = [];
  for (let at = 0; at < files.length; at += readAtOnce) {
    const texts = await Promise.all(
      files.slice(at, at + readAtOnce).map(async uri => ({ uri, text: await textOfNote(uri) })),
    );
    for (const { uri, text } of texts) {
      if (!mayBeNoteOn(text, item, attachments)) continue;
      if (isNoteOn(text, readNote(text).elements, item, attachments)) found.push(uri);
    }
  }
  return found;
}

/** Lets the user choose between the notes that are there and a new one. */
async function openOrMake(existing: readonly vscode.Uri[], fresh: vscode.Uri): Promise<vscode.Uri | undefined> {
  const pathOf = (uri: vscode.Uri): string => vscode.workspace.asRelativePath(uri);
  const picks = [
    ...existing.map(uri => ({
      label: `$(go-to-file) Open ${pathOf(uri).replace(/\$\(/g, '$ (')}`,
      detail: 'A note on this paper. “Add What Is New” brings in the annotations made since.',
      uri,
    })),
    { label: `$(new-file) Make ${pathOf(fresh).replace(/\$\(/g, '$ (')}`, detail: 'Another note on it', uri: fresh },
  ];
  const chosen = await vscode.window.showQuickPick(picks, {
    title: 'New note from a Zotero item',
    placeHolder: 'There is a note on this paper already',
    ignoreFocusOut: true,
  });
  return chosen?.uri;
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
