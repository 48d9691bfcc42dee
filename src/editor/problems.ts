import * as vscode from 'vscode';
import type { Problem, Severity } from '../core/problem.ts';
import type { OpenNotes } from './notes.ts';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** A problem of the core as the editor shows it. */
export function diagnosticOf(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(problem.range.from), document.positionAt(problem.range.to));
  const diagnostic = new vscode.Diagnostic(range, problem.message, severities[problem.severity]);
  diagnostic.source = 'Paper Notes';
  diagnostic.code = problem.code;
  return diagnostic;
}

/** How long a stretch of rendering may take before others get their turn, in milliseconds. */
const stretch = 8;

/** How long after a keystroke problems are looked for: typing comes first. */
const pause = 250;

/** Shows what is wrong with the notes that are open: mathematics, front matter, what is not closed. */
export function registerProblems(notes: OpenNotes): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('paperNotes');
  const waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();

  const check = async (document: vscode.TextDocument) => {
    const version = document.version;
    const note = notes.of(document);
    const found: Problem[] = [];
    let since = Date.now();
    for (let index = 0; index < note.blocks.length; index++) {
      found.push(...note.problems(index));
      if (Date.now() - since < stretch) continue;
      await new Promise(resolve => setTimeout(resolve));
      if (document.version !== version || document.isClosed) return;
      since = Date.now();
    }
    collection.set(
      document.uri,
      found.map(problem => diagnosticOf(document, problem)),
    );
  };

  const checkSoon = (document: vscode.TextDocument, after: number) => {
    if (document.languageId !== 'markdown') return;
    clearTimeout(waiting.get(document));
    waiting.set(
      document,
      setTimeout(() => {
        waiting.delete(document);
        if (!document.isClosed) void check(document);
      }, after),
    );
  };

  for (const editor of vscode.window.visibleTextEditors) checkSoon(editor.document, 0);
  return vscode.Disposable.from(
    collection,
    notes.onDidChange(({ document }) => checkSoon(document, pause)),
    vscode.window.onDidChangeVisibleTextEditors(editors => {
      for (const { document } of editors) if (!collection.has(document.uri)) checkSoon(document, pause);
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
