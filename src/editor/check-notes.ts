import * as vscode from 'vscode';
import type { LiveNote } from '../core/markdown/live-note.ts';
import type { Problem } from '../core/problem.ts';
import type { OwnPrices } from '../core/recipe/data/prices.ts';
import { checkRecipes } from '../core/recipe/follow/check.ts';
import { type OwnRecipe, ownRecipesOf } from '../core/recipe/follow/own-recipes.ts';
import { readNoteQuantities } from '../core/recipe/quote/note.ts';
import { LineIndex } from '../core/text.ts';
import { askSources, targetsOf } from '../core/zotero/asking.ts';
import { linkProblems } from '../core/zotero/link-problems.ts';
import { judgeLink, type LinkState } from '../core/zotero/link-state.ts';
import { zoteroLinks } from '../core/zotero/note-links.ts';
import { failureCure, failureText } from '../core/zotero/source.ts';
import type { LiveConfig } from './config.ts';
import { diagnosticOf } from './problem-collection.ts';
import type { WorkspaceRecipes } from './recipe/workspace-recipes.ts';
import { textOfNote } from './text-of-note.ts';
import { cancellationOf, type ZoteroSources } from './zotero/sources.ts';

/** Notes are read and judged in runs of this many, so that results show early and a cancel takes hold. */
const notesAtOnce = 50;

/** What the check asks and reads with. */
export interface CheckParts {
  readonly sources: ZoteroSources;
  readonly recipes: WorkspaceRecipes;
  readonly config: LiveConfig;
  readonly open: (text: string) => LiveNote;
}

/**
 * Registers the check of all notes of the workspace, their links into Zotero and their calculations, which shows what it
 * finds in the problems panel.
 */
export function registerCheck(parts: CheckParts): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('paperNotes.check');
  const check = async () => {
    const outcome = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Checking notes', cancellable: true },
      (progress, token) => checkAll(collection, parts, progress, token),
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
  { sources, recipes, config, open }: CheckParts,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<{ readonly message: string; readonly problems: number } | undefined> {
  await sources.ready;
  const own = await recipes.all();
  const { prices } = config.current.recipes;
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
      const hasLinks = /zotero:\/\//i.test(text);
      if (!hasLinks && !computes.test(text)) continue;
      const note = open(text);
      const elements = note.elements();
      notes.push({
        uri,
        text,
        links: hasLinks ? zoteroLinks(text, elements) : [],
        calculations: computes.test(text) ? calculationProblems(note, own, prices) : [],
      });
      // Each note may take its time: others get theirs in between.
      await new Promise(resolve => setTimeout(resolve));
    }
    const targets = notes.flatMap(({ links }) =>
      links.flatMap(({ parsed }) => (parsed.link === undefined ? [] : targetsOf(parsed.link))),
    );
    const answers = await askSources(targets, sources.list(), sources.memory.lastKnown, cancellationOf(token));
    const [failure] = answers.failures;
    if (failure !== undefined && answers.answered.length === 0) {
      why = ` ${failureText(failure.reason)} ${failureCure(failure.reason)}`;
    }
    for (const { uri, text, links, calculations } of notes) {
      const checked = links.map(link => ({ link, judged: judgeLink(link.parsed, answers, sources.memory.seen) }));
      for (const { judged } of checked) counts.set(judged.state, (counts.get(judged.state) ?? 0) + 1);
      const found = [...linkProblems(checked), ...calculations];
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
    `${files.length} ${files.length === 1 ? 'note' : 'notes'} with ${total} ${total === 1 ? 'link' : 'links'} into Zotero checked`,
    problems === 0 ? 'nothing wrong' : `${problems} ${problems === 1 ? 'problem' : 'problems'}`,
    ...(unknown === 0 ? [] : [`${unknown} could not be judged`]),
  ];
  return { message: `${parts.join(', ')}.${unknown > 0 ? why : ''}`, problems };
}

/** Notes without these compute nothing. */
const computes = /%%|recipe/;

/** What no longer follows; what is only worth a thought is told where the note is open. */
function calculationProblems(note: LiveNote, recipes: readonly OwnRecipe[], prices: OwnPrices): readonly Problem[] {
  const elements = note.elements();
  const own = [...ownRecipesOf(note.text, elements, prices), ...recipes];
  return checkRecipes(readNoteQuantities(note), note.text, elements, own, prices).filter(
    ({ severity }) => severity === 'warning' || severity === 'error',
  );
}
