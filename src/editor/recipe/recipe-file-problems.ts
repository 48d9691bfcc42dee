import * as vscode from 'vscode';
import { isRecipeFile } from '../../core/recipe/note-recipes.ts';
import { readRecipe } from '../../core/recipe/read-recipe.ts';
import { solveRecipe } from '../../core/recipe/solve-recipe.ts';
import { LineIndex } from '../../core/text.ts';
import type { LiveConfig } from '../config.ts';
import { diagnosticOf } from '../problem-collection.ts';
import type { WorkspaceRecipes } from './workspace-recipes.ts';

/** Of a file that was not read, only its first line is known. */
const top = new LineIndex('');

/** How long after a keystroke a file is looked at, in milliseconds. */
const PAUSE = 400;

/**
 * Shows in open recipe files (`*.recipe.yaml`) what cannot be read or computed, at its place; and of those that lie in the
 * workspace and are too large for recipes that they are not read.
 */
export function registerRecipeFileProblems(workspace: WorkspaceRecipes, config: LiveConfig): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('paperNotes.recipeFiles');
  const waiting = new Map<vscode.TextDocument, ReturnType<typeof setTimeout>>();

  const look = (document: vscode.TextDocument) => {
    const { recipe, problems } = readRecipe(document.getText());
    collection.set(
      document.uri,
      [...problems, ...solveRecipe(recipe, {}, config.current.recipes.prices).problems].map(problem =>
        diagnosticOf(document, problem),
      ),
    );
  };
  let told: readonly vscode.Uri[] = [];
  const tellUnread = () => {
    const open = new Set(vscode.workspace.textDocuments.filter(one => !one.isClosed).map(({ uri }) => uri.toString()));
    const isClosed = (uri: vscode.Uri) => !open.has(uri.toString());
    for (const uri of told.filter(isClosed)) collection.delete(uri);
    const unread = workspace.unread().filter(({ uri }) => isClosed(uri));
    for (const { uri, problem } of unread) {
      collection.set(uri, [diagnosticOf(top, { ...problem, range: { from: 0, to: 0 } })]);
    }
    told = unread.map(({ uri }) => uri);
  };
  const forget = (document: vscode.TextDocument) => {
    clearTimeout(waiting.get(document));
    waiting.delete(document);
  };
  const lookSoon = (document: vscode.TextDocument, after: number) => {
    if (!isRecipeFile(document.uri.path)) return;
    forget(document);
    const timer = setTimeout(() => {
      waiting.delete(document);
      if (!document.isClosed) look(document);
    }, after);
    waiting.set(document, timer);
  };

  const lookAtAll = () => {
    for (const document of vscode.workspace.textDocuments) lookSoon(document, 0);
  };
  lookAtAll();
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(document => lookSoon(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => lookSoon(document, PAUSE)),
    vscode.workspace.onDidCloseTextDocument(document => {
      forget(document);
      if (!isRecipeFile(document.uri.path)) return;
      collection.delete(document.uri);
      tellUnread();
    }),
    workspace.onDidChange(tellUnread),
    config.onDidChange(lookAtAll),
    {
      dispose: () => {
        for (const timer of waiting.values()) clearTimeout(timer);
      },
    },
  );
}
