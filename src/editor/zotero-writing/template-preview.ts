import * as vscode from 'vscode';
import { defaultTemplate } from '../../core/zotero/template/default-template.ts';
import { exampleData } from '../../core/zotero/template/example.ts';
import { readTemplate, templateLimits } from '../../core/zotero/template/template.ts';
import { fileUri, templateUri } from './note-template.ts';
import type { Parts } from './parts.ts';

/** A preview is made at each key, so a template that takes long is told sooner than when a note is written. */
const previewLimits = { ...templateLimits, time: 1_000 };

/** Where a template is made that the user asks for. */
const usualPlace = 'note-template.liquid';

/** True for a file that is taken for a note template: the one of the settings, and any `.liquid` file. */
export function isTemplate(document: vscode.TextDocument, parts: Parts): boolean {
  if (/\.liquid$/i.test(document.uri.path)) return true;
  return templateUri(parts.config.current, document.uri)?.toString() === document.uri.toString();
}

/**
 * Preview template: the template's result on an example paper beside it, made anew at each key. Without a template in the
 * settings, the default one is shown, and a copy to change is offered.
 */
export async function previewTemplate(parts: Parts): Promise<void> {
  const active = vscode.window.activeTextEditor?.document;
  let document = active !== undefined && isTemplate(active, parts) ? active : undefined;
  if (document === undefined) {
    const uri = templateUri(parts.config.current, active?.uri);
    document = uri === undefined ? await makeTemplate(active?.uri) : await opened(uri);
    if (document === undefined) return;
  }
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
  const uri = parts.shown.show(resultName(document), resultOf(document, parts));
  await vscode.window.showTextDocument(uri, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  });
}

async function opened(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    void vscode.window.showErrorMessage(
      'The note template of the settings could not be opened. Correct the setting “Paper Notes: Notes: Template”.',
    );
    return undefined;
  }
}

/** A copy of the default template in the workspace, set as the template of its notes. */
async function makeTemplate(near: vscode.Uri | undefined): Promise<vscode.TextDocument | undefined> {
  const uri = fileUri(usualPlace, near);
  const make = 'Make a copy to change';
  const look = 'Just look';
  const choices = uri === undefined ? [look] : [make, look];
  const chosen = await vscode.window.showInformationMessage(
    `Your notes are written by the default template. A copy, ${usualPlace}, can be made your own.`,
    ...choices,
  );
  if (chosen === look) return vscode.workspace.openTextDocument({ content: defaultTemplate, language: 'liquid' });
  if (chosen !== make || uri === undefined) return undefined;
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(defaultTemplate), ignoreIfExists: true });
  await vscode.workspace.applyEdit(edit);
  await vscode.workspace
    .getConfiguration('paperNotes')
    .update('notes.template', usualPlace, vscode.ConfigurationTarget.Workspace);
  return opened(uri);
}

function resultName(document: vscode.TextDocument): string {
  return `Result of ${document.uri.path.split('/').at(-1) ?? 'template'}.md`;
}

function resultOf(document: vscode.TextDocument, parts: Parts): string {
  const template = readTemplate(document.getText(), previewLimits);
  const { text, problems } = template.renderNote(exampleData(parts.config.current.writing.imageFolder));
  if (text !== undefined) return text;
  return problems.map(problem => `The template cannot be used: ${problem.message}\n`).join('');
}

/** Keeps results that are shown up to date while their template is edited. */
export function followTemplates(parts: Parts): vscode.Disposable {
  return vscode.workspace.onDidChangeTextDocument(({ document }) => {
    const path = `/${resultName(document)}`;
    const shown = vscode.workspace.textDocuments.some(
      other => other.uri.scheme === 'paper-notes-result' && other.uri.path === path,
    );
    if (shown && document.uri.scheme !== 'paper-notes-result')
      parts.shown.show(resultName(document), resultOf(document, parts));
  });
}
