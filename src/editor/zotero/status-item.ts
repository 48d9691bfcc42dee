import * as vscode from 'vscode';
import { sourceNames } from '../../core/zotero/library.ts';
import { failureText } from '../../core/zotero/source.ts';
import { isNote } from '../note-document.ts';
import type { JudgedNotes } from './judged-notes.ts';

/** Says in the status bar, for notes with links into Zotero, who answers and whether something is wrong. */
export function registerStatusItem(judged: JudgedNotes): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('paperNotes.zotero', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Zotero links';
  item.command = 'paperNotes.zotero.diagnose';
  const show = () => {
    const document = vscode.window.activeTextEditor?.document;
    const links = document !== undefined && isNote(document) ? judged.linksOf(document) : [];
    if (links.length === 0) {
      item.hide();
      return;
    }
    const wrong = links.filter(({ judged: { state } }) => state !== 'ok' && state !== 'unknown').length;
    const unknown = links.filter(({ judged: { state } }) => state === 'unknown').length;
    const [source] = judged.answered();
    const [failure] = judged.failures();
    const icon = unknown === links.length ? '$(debug-disconnect)' : wrong > 0 ? '$(warning)' : '$(check)';
    item.text = `${icon} Zotero`;
    const origin =
      source === undefined
        ? failure === undefined
          ? 'Nobody was asked yet.'
          : failureText(failure.reason)
        : `Answers come from ${sourceNames[source.source]}.`;
    const count = `${links.length} ${links.length === 1 ? 'link' : 'links'}: ${wrong} to look at, ${unknown} not known.`;
    item.tooltip = `${count}\n${origin}\nClick to see what was tried.`;
    item.accessibilityInformation = { label: `Zotero links. ${count} ${origin}` };
    item.show();
  };
  return vscode.Disposable.from(item, judged.onDidChange(show), vscode.window.onDidChangeActiveTextEditor(show));
}
