import * as vscode from 'vscode';
import type { Problem } from '../../core/problem.ts';
import { defaultTemplate } from '../../core/zotero/template/default-template.ts';
import { type NoteTemplate, readTemplate } from '../../core/zotero/template/template.ts';
import type { Config } from '../config.ts';

/** The template's file as the settings name it: relative to the note's workspace folder, or absolute. */
export function templateUri(config: Config, near: vscode.Uri | undefined): vscode.Uri | undefined {
  const { template } = config.writing;
  if (template === '') return undefined;
  return fileUri(template, near);
}

/** A path of the settings as a place; `undefined` when it is relative and no folder is open. */
export function fileUri(path: string, near: vscode.Uri | undefined): vscode.Uri | undefined {
  const folder =
    (near === undefined ? undefined : vscode.workspace.getWorkspaceFolder(near)) ??
    vscode.workspace.workspaceFolders?.[0];
  if (/^(?:[\\/]|[A-Za-z]:[\\/])/.test(path)) {
    // On another machine than the editor's, an absolute path is that machine's.
    const file = vscode.Uri.file(path);
    return folder === undefined || folder.uri.scheme === 'file' ? file : folder.uri.with({ path: file.path });
  }
  return folder === undefined ? undefined : vscode.Uri.joinPath(folder.uri, ...path.split(/[\\/]/));
}

/**
 * The template that notes are written by: the file of the settings as it stands in the editor, or the default. A file
 * that cannot be read or used is told with what to do, and nothing is written by another template instead.
 */
export async function noteTemplate(config: Config, near: vscode.Uri | undefined): Promise<NoteTemplate | undefined> {
  const uri = templateUri(config, near);
  if (uri === undefined) return readTemplate(defaultTemplate);
  let source: string;
  try {
    source = (await vscode.workspace.openTextDocument(uri)).getText();
  } catch {
    const open = 'Open settings';
    const message = `The note template ${config.writing.template} could not be read. Correct the setting, or empty it for the default template.`;
    void vscode.window.showErrorMessage(message, open).then(chosen => {
      if (chosen === open) {
        void vscode.commands.executeCommand('workbench.action.openSettings', 'paperNotes.notes.template');
      }
    });
    return undefined;
  }
  const template = readTemplate(source);
  const fault = template.problems.find(problem => problem.severity === 'error');
  if (fault === undefined) return template;
  void tellTemplateFault(config, near, fault);
  return undefined;
}

/** Says what is wrong with the template of the settings, and shows the place when asked to. */
export async function tellTemplateFault(config: Config, near: vscode.Uri | undefined, fault: Problem): Promise<void> {
  const uri = templateUri(config, near);
  const message = `The note template has a fault, so nothing was written. ${fault.message}`;
  const show = 'Show the place';
  const chosen = await vscode.window.showErrorMessage(message, ...(uri === undefined ? [] : [show]));
  if (chosen !== show || uri === undefined) return;
  const document = await vscode.workspace.openTextDocument(uri);
  const selection = new vscode.Range(document.positionAt(fault.range.from), document.positionAt(fault.range.to));
  await vscode.window.showTextDocument(document, { selection });
}
