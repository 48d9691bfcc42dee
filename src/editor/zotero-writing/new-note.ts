import * as vscode from 'vscode';
import type { Item } from '../../core/zotero/annotation.ts';
import { choosePapers } from './choose-paper.ts';
import { fileUri, noteTemplate } from './note-template.ts';
import { annotationsOf } from './paper-of-note.ts';
import type { Parts } from './parts.ts';
import { tellMissing } from './pictures.ts';
import { paperWriter } from './writer.ts';

/** A paper's name as a file's name: its citekey, else its title, without what file systems refuse. */
export function noteFileName(item: Item): string {
  const name = (item.citekey !== '' ? item.citekey : item.title)
    .replace(/[\\/:*?"<>|#^[\]\u0000-\u001f\u007f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 100)
    .trim();
  return `${name === '' ? item.key : name}.md`;
}

/**
 * New note from a Zotero item: the user finds the paper, the template writes the note with all annotations, and it opens
 * in an editor. A note of that name that exists already is opened as it is.
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
  const uri = vscode.Uri.joinPath(place, noteFileName(item));
  if (await isThere(uri)) {
    await vscode.window.showTextDocument(uri);
    void vscode.window.showInformationMessage(
      'There is a note on this paper already. “Add What Is New” brings in the annotations made since.',
    );
    return;
  }
  const template = await noteTemplate(config, uri);
  if (template === undefined) return;
  const annotations = await annotationsOf(item, parts.library);
  if (annotations === undefined) return;
  const writer = await paperWriter(parts.library, config, template, uri, item, annotations);
  const { text, problems } = template.renderNote(writer.data);
  if (text === undefined) {
    void vscode.window.showErrorMessage(`The note template could not be used. ${problems.at(-1)?.message ?? ''}`);
    return;
  }
  const workspaceEdit = new vscode.WorkspaceEdit();
  workspaceEdit.createFile(uri, { contents: new TextEncoder().encode(text), ignoreIfExists: true });
  if (!(await vscode.workspace.applyEdit(workspaceEdit))) {
    void vscode.window.showErrorMessage(`The note could not be written to ${vscode.workspace.asRelativePath(uri)}.`);
    return;
  }
  await parts.library.accept(annotations);
  await vscode.window.showTextDocument(uri);
  void tellMissing(writer.pictures);
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
