import * as vscode from 'vscode';
import type { Edit } from '../../core/text.ts';
import { fixAll, linkFixes } from '../../core/zotero/link-fixes.ts';
import { linkProblems } from '../../core/zotero/link-problems.ts';
import type { LiveConfig } from '../config.ts';
import { isNote } from '../note-document.ts';
import type { OpenNotes } from '../notes.ts';
import { collectProblems } from '../problem-collection.ts';
import type { JudgedNotes } from './judged-notes.ts';

/** Shows what is wrong with links into Zotero, and offers to mend each, or all of a note. */
export function registerLinkProblems(notes: OpenNotes, judged: JudgedNotes, config: LiveConfig): vscode.Disposable {
  const collection = collectProblems(notes, 'paperNotes.links');

  const show = (document: vscode.TextDocument) => {
    const severity = config.current.zotero.problems;
    if (document.isClosed || !isNote(document)) return;
    if (severity === 'off') {
      collection.clear(document);
      return;
    }
    const problems = linkProblems(judged.linksOf(document), judged.libraryName);
    collection.show(
      document,
      problems.map(problem => ({ ...problem, severity })),
    );
  };

  const actions = vscode.languages.registerCodeActionsProvider(
    { language: 'markdown' },
    {
      provideCodeActions(document, range, context) {
        const touched = context.diagnostics.filter(diagnostic => String(diagnostic.code).startsWith('link-'));
        if (touched.length === 0) return [];
        const links = judged.linksOf(document);
        const from = document.offsetAt(range.start);
        const to = document.offsetAt(range.end);
        const near = links.filter(({ link: { range: whole, uriRange } }, index) => {
          const touches = [whole, uriRange].some(place => place.from <= to && from <= place.to);
          // Several may refer to one definition.
          return touches && links.findIndex(({ link }) => link.uriRange.from === uriRange.from) === index;
        });
        const found: vscode.CodeAction[] = [];
        for (const entry of near) {
          for (const fix of linkFixes(document.getText(), entry)) {
            const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
            action.edit = workspaceEdit(document, fix.edits);
            const mended: readonly unknown[] = [fix.code, ...(fix.also ?? [])];
            action.diagnostics = touched.filter(diagnostic => mended.includes(diagnostic.code));
            action.isPreferred = fix.safe;
            found.push(action);
          }
          if (entry.judged.changes.length > 0) {
            const action = new vscode.CodeAction('Update the quote from Zotero', vscode.CodeActionKind.QuickFix);
            action.command = {
              title: action.title,
              command: 'paperNotes.updateQuote',
              arguments: [entry.link.range.from],
            };
            action.diagnostics = touched.filter(diagnostic => diagnostic.code === 'link-changed');
            found.push(action);
          }
          const open = new vscode.CodeAction('Open in Zotero', vscode.CodeActionKind.QuickFix);
          open.command = {
            title: open.title,
            command: 'paperNotes.zotero.openLink',
            arguments: [entry.link.range.from],
          };
          found.push(open);
        }
        const all = fixAll(document.getText(), links);
        if (all.length > 1) {
          const action = new vscode.CodeAction('Mend all Zotero links of this note', vscode.CodeActionKind.QuickFix);
          action.edit = workspaceEdit(document, all);
          found.push(action);
        }
        return found;
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );

  return vscode.Disposable.from(
    collection,
    actions,
    judged.onDidChange(show),
    config.onDidChange(() => {
      for (const { document } of vscode.window.visibleTextEditors) show(document);
    }),
    vscode.commands.registerCommand('paperNotes.fixLinks', async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document === undefined) return;
      await judged.ask(document);
      const edits = fixAll(document.getText(), judged.linksOf(document));
      if (edits.length > 0) await vscode.workspace.applyEdit(workspaceEdit(document, edits));
      else void vscode.window.showInformationMessage('No Zotero link of this note can be mended by itself.');
    }),
  );
}

/** Edits of the core as one step that can be undone. */
export function workspaceEdit(document: vscode.TextDocument, edits: readonly Edit[]): vscode.WorkspaceEdit {
  const all = new vscode.WorkspaceEdit();
  for (const { range, insert } of edits) {
    all.replace(document.uri, new vscode.Range(document.positionAt(range.from), document.positionAt(range.to)), insert);
  }
  return all;
}
