import * as vscode from 'vscode';
import { libraryPath } from '../../core/zotero/annotation.ts';
import { type Answers, askSources, type KeyAnswer, targetId, targetsOf } from '../../core/zotero/asking.ts';
import type { CheckedLink } from '../../core/zotero/link-problems.ts';
import { type JudgedLink, judgeLink } from '../../core/zotero/link-state.ts';
import { createLinkReader, type NoteLink } from '../../core/zotero/note-links.ts';
import { isFailure, referenceId, type SourceFailure } from '../../core/zotero/source.ts';
import type { ParsedUri } from '../../core/zotero/uri.ts';
import { isNote } from '../note-document.ts';
import type { OpenNotes } from '../notes.ts';
import { inStretches } from '../stretches.ts';
import { cancellationOf, type ZoteroSources } from './sources.ts';

/** The links of the notes that are open, judged by what Zotero says. */
export interface JudgedNotes extends vscode.Disposable {
  /** The links as the note stands now, judged by the answers at hand: at once, for every reader of the note. */
  readonly linksOf: (document: vscode.TextDocument) => readonly CheckedLink[];
  /** Asks for what is not known yet, or for all, and resolves when the answers are there. */
  readonly ask: (document: vscode.TextDocument, anew?: boolean) => Promise<void>;
  /** Why the last question was not answered by the first source; empty when it was. */
  readonly failures: () => readonly SourceFailure[];
  readonly answered: () => Answers['answered'];
  readonly libraryName: (path: string) => string | undefined;
  /** Fires when other answers are at hand for a note, or its text changed. */
  readonly onDidChange: vscode.Event<vscode.TextDocument>;
  /** Says that what was kept of an annotation is no longer what notes are measured by. */
  readonly judgeAgain: () => void;
}

/** Questions wait so long after a keystroke, in milliseconds. */
const pause = 400;

/** Judges the links of open notes, asking only for what is not known, and for all again when Zotero changes. */
export function watchJudgedNotes(notes: OpenNotes, sources: ZoteroSources): JudgedNotes {
  const changed = new vscode.EventEmitter<vscode.TextDocument>();
  const names = new Map<string, string>();
  const waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();
  const noteLinksOf = createLinkReader();
  const judgedLinks = new WeakMap<
    vscode.TextDocument,
    { readonly from: readonly NoteLink[]; readonly by: string; readonly links: readonly CheckedLink[] }
  >();
  /** What is said of a link, for as long as its text is the same and `judgedBy` too. */
  let judgements = new WeakMap<ParsedUri, JudgedLink>();
  let judgedBy = '';
  const byId = new Map<string, KeyAnswer>();
  /** Grows with each set of answers. */
  let answersNumber = 0;
  let failures: readonly SourceFailure[] = [];
  let answered: Answers['answered'] = [];
  const stop = new vscode.CancellationTokenSource();

  const linksOf = (document: vscode.TextDocument): readonly CheckedLink[] => {
    const from = noteLinksOf(notes.of(document));
    const by = `${answersNumber} ${sources.memory.revision()}`;
    const kept = judgedLinks.get(document);
    if (kept?.from === from && kept.by === by) return kept.links;
    if (by !== judgedBy) judgements = new WeakMap();
    judgedBy = by;
    const links = from.map(link => {
      let judged = judgements.get(link.parsed);
      if (judged === undefined) {
        judged = judgeLink(link.parsed, { byId, failures, answered }, sources.memory.seen);
        judgements.set(link.parsed, judged);
      }
      return { link, judged };
    });
    judgedLinks.set(document, { from, by, links });
    return links;
  };

  const ask = async (document: vscode.TextDocument, anew = false): Promise<void> => {
    await sources.ready;
    const targets = noteLinksOf(notes.of(document))
      .flatMap(({ parsed }) => (parsed.link === undefined ? [] : targetsOf(parsed.link)))
      .filter(target => anew || !byId.has(targetId(target)));
    if (targets.length > 0) {
      const answers = await askSources(targets, sources.list(), sources.memory.lastKnown, cancellationOf(stop.token));
      for (const [id, answer] of answers.byId) {
        const before = byId.get(id);
        // Two questions may overlap: the later truth stays.
        const isOlder = before?.taken !== undefined && answer.taken !== undefined && before.taken > answer.taken;
        if (!isOlder || answer.source === 'last-known') byId.set(id, answer);
      }
      answersNumber++;
      failures = answers.failures;
      answered = answers.answered;
      for (const { finding, source } of answers.byId.values()) {
        if (finding.kind !== 'found' || finding.thing.kind !== 'annotation' || source === 'last-known') continue;
        // What is seen for the first time is what later changes are measured by.
        const id = referenceId(finding.thing.library, finding.thing.key);
        if (sources.memory.seen.get(id) === undefined) sources.memory.seen.put(id, finding.thing);
      }
      await nameLibraries();
    }
    if (!document.isClosed) changed.fire(document);
  };
  const nameLibraries = async () => {
    const groups = [...byId.values()].some(
      ({ finding }) =>
        finding.kind === 'found' &&
        finding.thing.library.kind === 'group' &&
        !names.has(libraryPath(finding.thing.library)),
    );
    if (!groups) return;
    for (const source of sources.list()) {
      const opened = await source.open(cancellationOf(stop.token));
      if (isFailure(opened)) continue;
      for (const library of opened.libraries) names.set(libraryPath(library.id), library.name);
    }
  };

  const askIn = async (document: vscode.TextDocument, anew: boolean) => {
    while (!(await inStretches(document, noteLinksOf.ahead(notes.of(document))))) if (document.isClosed) return;
    await ask(document, anew);
  };
  const askSoon = (document: vscode.TextDocument, after: number, anew = false) => {
    if (!isNote(document)) return;
    clearTimeout(waiting.get(document));
    waiting.set(
      document,
      setTimeout(() => {
        waiting.delete(document);
        if (!document.isClosed) void askIn(document, anew);
      }, after),
    );
  };
  const visible = () => [...new Set(vscode.window.visibleTextEditors.map(editor => editor.document))];
  let lastFocus = 0;
  const subscriptions = [
    changed,
    stop,
    notes.onDidChange(({ document, reason }) => {
      if (reason !== 'refresh') askSoon(document, pause);
    }),
    sources.onDidChange(() => {
      // Coming back to the window asks again at most every few seconds.
      const now = Date.now();
      if (now - lastFocus < 2_000) {
        for (const document of visible()) askSoon(document, 2_000, true);
        return;
      }
      lastFocus = now;
      for (const document of visible()) askSoon(document, pause, true);
    }),
    vscode.window.onDidChangeVisibleTextEditors(editors => {
      for (const { document } of editors) askSoon(document, 0);
    }),
    vscode.workspace.onDidCloseTextDocument(document => {
      clearTimeout(waiting.get(document));
      waiting.delete(document);
    }),
  ];
  for (const document of visible()) askSoon(document, 0);

  return {
    linksOf,
    ask,
    failures: () => failures,
    answered: () => answered,
    libraryName: path => names.get(path),
    onDidChange: changed.event,
    judgeAgain: () => {
      for (const document of visible()) changed.fire(document);
    },
    dispose: () => {
      stop.cancel();
      for (const timer of waiting.values()) clearTimeout(timer);
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}
