import * as vscode from 'vscode';
import type { ReadNote } from '../../core/markdown/note.ts';
import { LineIndex } from '../../core/text.ts';
import { askSources, targetsOf } from '../../core/zotero/asking.ts';
import { linkProblems } from '../../core/zotero/link-problems.ts';
import { judgeLink, type LinkState } from '../../core/zotero/link-state.ts';
import { zoteroLinks } from '../../core/zotero/note-links.ts';
import { failureCure, failureText } from '../../core/zotero/source.ts';
import { diagnosticOf } from '../problem-collection.ts';
import { textOfNote } from '../text-of-note.ts';
import { cancellationOf, type ZoteroSources } from './sources.ts';

/** Notes are read and judged in runs of this many, so that results show early and a cancel takes hold. */
const notesAtOnce = 50;

/** Registers the check of all notes of the workspace, which shows what it finds in the problems panel. */
export function registerCheck(sources: ZoteroSources, read: (text: string) => ReadNote): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('paperNotes.check');
  const check = async () => {
    const outcome = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Checking Zotero links', cancellable: true },
      (progress, token) => checkAll(collection, sources, read, progress, token),
    );
    if (outcome === undefined) return;
    const choice = await vscode.window.showInformationMessage(
      outcome.message,
      ...(outcome.problems > 0 ? ['Show problems'] : []),
    );
    if (choice !== undefined) await vscode.commands.executeCommand('workbench.actions.view.problems');
  };
  return vscode.Disposable.from(
    collection,
    vscode.commands.registerCommand('paperNotes.check', check),
    // An open note is judged as one types: what the check said of it would only repeat that, and grow stale.
    vscode.workspace.onDidOpenTextDocument(document => collection.delete(document.uri)),
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const uri of files) collection.delete(uri);
    }),
  );
}

async function checkAll(
  collection: vscode.DiagnosticCollection,
  sources: ZoteroSources,
  read: (text: string) => ReadNote,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<{ readonly message: string; readonly problems: number } | undefined> {
  await sources.ready;
  const files = await vscode.workspace.findFiles('**/*.{md,markdown}', '**/node_modules/**', undefined, token);
  collection.clear();
  const counts = new Map<LinkState, number>();
  let problems = 0;
  let why = '';
  for (let at = 0; at < files.length && !token.isCancellationRequested; at += notesAtOnce) {
    const batch = files.slice(at, at + notesAtOnce);
    progress.report({
      message: `${at} of ${files.length} notes`,
      increment: (100 * batch.length) / files.length,
    });
    const notes = [];
    for (const uri of batch) {
      if (token.isCancellationRequested) return undefined;
      const text = await textOfNote(uri);
      if (/zotero:\/\//i.test(text)) notes.push({ uri, text, links: zoteroLinks(text, read(text).elements) });
    }
    const targets = notes.flatMap(({ links }) =>
      links.flatMap(({ parsed }) => (parsed.link === undefined ? [] : targetsOf(parsed.link))),
    );
    const answers = await askSources(targets, sources.list(), sources.memory.lastKnown, cancellationOf(token));
    const [failure] = answers.failures;
    if (failure !== undefined && answers.answered.length === 0) {
      why = ` ${failureText(failure.reason)} ${failureCure(failure.reason)}`;
    }
    for (const { uri, text, links } of notes) {
      const checked = links.map(link => ({ link, judged: judgeLink(link.parsed, answers, sources.memory.seen) }));
      for (const { judged } of checked) counts.set(judged.state, (counts.get(judged.state) ?? 0) + 1);
      const found = linkProblems(checked);
      problems += found.length;
      const isShown = vscode.window.visibleTextEditors.some(
        editor => editor.document.uri.toString() === uri.toString(),
      );
      if (found.length === 0 || isShown) continue;
      const lines = new LineIndex(text);
      collection.set(
        uri,
        found.map(problem => diagnosticOf(lines, problem)),
      );
    }
  }
  if (token.isCancellationRequested) return undefined;
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const unknown = counts.get('unknown') ?? 0;
  const parts = [
    `${total} ${total === 1 ? 'link' : 'links'} in ${files.length} notes checked`,
    problems === 0 ? 'nothing wrong' : `${problems} ${problems === 1 ? 'problem' : 'problems'}`,
    ...(unknown === 0 ? [] : [`${unknown} could not be judged`]),
  ];
  return { message: `${parts.join(', ')}.${unknown > 0 ? why : ''}`, problems };
}
