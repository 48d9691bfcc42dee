import * as vscode from 'vscode';
import type { Problem, Severity } from '../core/problem.ts';
import type { Position } from '../core/text.ts';
import type { NoteChange, OpenNotes } from './notes.ts';

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

/** How the problems of one kind are looked for. */
export interface ProblemSearch {
  /** The name of the collection; no other search has it. */
  readonly name: string;
  /** How long after a keystroke they are looked for, in milliseconds: typing comes first. */
  readonly pause: number;
  /** Which changes call for a new look. */
  readonly follows: (reason: NoteChange['reason']) => boolean;
  /** Finds them; undefined when the document has changed meanwhile, and another look will come. */
  readonly find: (document: vscode.TextDocument) => Promise<readonly Problem[] | undefined> | readonly Problem[];
}

/** Shows the problems of one kind in the notes that are open, and looks for them again after they change. */
export function showProblems(notes: OpenNotes, search: ProblemSearch): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(search.name);
  const waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();

  const look = async (document: vscode.TextDocument) => {
    const problems = await search.find(document);
    if (problems === undefined || document.isClosed) return;
    collection.set(
      document.uri,
      problems.map(problem => diagnosticOf(document, problem)),
    );
  };
  const lookSoon = (document: vscode.TextDocument, after: number) => {
    if (document.languageId !== 'markdown') return;
    clearTimeout(waiting.get(document));
    const timer = setTimeout(() => {
      waiting.delete(document);
      if (!document.isClosed) void look(document);
    }, after);
    waiting.set(document, timer);
  };

  for (const { document } of vscode.window.visibleTextEditors) lookSoon(document, 0);
  return vscode.Disposable.from(
    collection,
    notes.onDidChange(({ document, reason }) => {
      if (search.follows(reason)) lookSoon(document, search.pause);
    }),
    vscode.window.onDidChangeVisibleTextEditors(editors => {
      for (const { document } of editors) if (!collection.has(document.uri)) lookSoon(document, search.pause);
    }),
    vscode.workspace.onDidCloseTextDocument(document => {
      clearTimeout(waiting.get(document));
      waiting.delete(document);
      collection.delete(document.uri);
    }),
    {
      dispose: () => {
        for (const timer of waiting.values()) clearTimeout(timer);
      },
    },
  );
}
