import * as vscode from 'vscode';
import type { Problem, Severity } from '../core/problem.ts';
import type { Position } from '../core/text.ts';
import { type Looks, lookAfterChanges } from './after-changes.ts';
import type { OpenNotes } from './notes.ts';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** What knows the lines of a text: a document, or a `LineIndex`. */
export interface Places {
  readonly positionAt: (offset: number) => Position;
}

/** A problem of the core as the editor shows it. */
export function diagnosticOf(places: Places, problem: Problem): vscode.Diagnostic {
  const from = places.positionAt(problem.range.from);
  const to = places.positionAt(problem.range.to);
  const range = new vscode.Range(from.line, from.character, to.line, to.character);
  const diagnostic = new vscode.Diagnostic(range, problem.message, severities[problem.severity]);
  diagnostic.source = 'Paper Notes';
  diagnostic.code = problem.code;
  return diagnostic;
}

/** The problems of one kind that the editor shows. */
export interface ProblemCollection extends vscode.Disposable {
  /** Shows these in the place of those before. Equal ones are not shown again: others listen to every change. */
  readonly show: (document: vscode.TextDocument, problems: readonly Problem[]) => void;
  /** True when problems were shown, be it none. */
  readonly has: (document: vscode.TextDocument) => boolean;
  readonly clear: (document: vscode.TextDocument) => void;
}

/** Makes the collection of one kind; its name is no other's. Those of a document that is closed are cleared. */
export function collectProblems(notes: OpenNotes, name: string): ProblemCollection {
  const collection = vscode.languages.createDiagnosticCollection(name);
  const shown = new WeakMap<vscode.TextDocument, string>();
  const clear = (document: vscode.TextDocument) => {
    shown.delete(document);
    collection.delete(document.uri);
  };
  const subscriptions = [
    collection,
    notes.onDidChange(({ document, reason }) => {
      if (reason === 'reopen') shown.delete(document);
    }),
    vscode.workspace.onDidCloseTextDocument(clear),
  ];
  return {
    show: (document, problems) => {
      const note = notes.of(document);
      const diagnostics = problems.map(problem => diagnosticOf(document, problem));
      // The editor moves what it shows along with the text, and loses what was deleted. A block that keeps its id was
      // not edited meanwhile, so what stands at its place in it is shown there still.
      const told = diagnostics
        .map(({ range: { start, end }, message, severity, code }) => {
          const block = note.blocks[note.blockAt(start.line)]?.id;
          return [block, start.line, start.character, end.line, end.character, severity, code, message].join(' ');
        })
        .join('\n');
      if (told === shown.get(document)) return;
      shown.set(document, told);
      collection.set(document.uri, diagnostics);
    },
    has: document => shown.has(document),
    clear,
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

/** How the problems of one kind are looked for. */
export interface ProblemSearch extends Pick<Looks, 'pause' | 'follows' | 'onDidChange'> {
  /** The name of the collection; no other search has it. */
  readonly name: string;
  /** Finds them; undefined when the document has changed meanwhile, and another look will come. */
  readonly find: (document: vscode.TextDocument) => Promise<readonly Problem[] | undefined> | readonly Problem[];
}

/** Shows the problems of one kind in the notes that are open, and looks for them again after they change. */
export function showProblems(notes: OpenNotes, search: ProblemSearch): vscode.Disposable {
  const collection = collectProblems(notes, search.name);
  const look = async (document: vscode.TextDocument) => {
    const problems = await search.find(document);
    if (problems === undefined || document.isClosed) return;
    collection.show(document, problems);
  };
  const { pause, follows, onDidChange } = search;
  return vscode.Disposable.from(
    collection,
    lookAfterChanges(notes, { pause, follows, onDidChange, has: collection.has, look }),
  );
}
