import * as vscode from 'vscode';

/** Texts shown in read-only editors of ours: results of templates, notes as they would become. */
export interface ShownTexts extends vscode.Disposable {
  /** Puts a text under a name; an editor that shows that name shows the new text. */
  show(name: string, text: string): vscode.Uri;
  /** Closes the editors that show this text. */
  close(uri: vscode.Uri): Promise<void>;
}

const scheme = 'paper-notes-result';

/** Registers the read-only documents. */
export function keepShownTexts(): ShownTexts {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    provideTextDocumentContent: uri => texts.get(uri.path) ?? '',
  });
  const closing = vscode.workspace.onDidCloseTextDocument(document => {
    if (document.uri.scheme === scheme) texts.delete(document.uri.path);
  });
  // VS Code passes over changes to a document that it is still opening.
  const opening = vscode.workspace.onDidOpenTextDocument(document => {
    if (document.uri.scheme !== scheme) return;
    const text = texts.get(document.uri.path);
    if (text !== undefined && text !== document.getText()) changed.fire(document.uri);
  });
  return {
    show: (name, text) => {
      const uri = vscode.Uri.from({ scheme, path: `/${name}` });
      texts.set(uri.path, text);
      changed.fire(uri);
      return uri;
    },
    close: async uri => {
      const shown = vscode.window.tabGroups.all
        .flatMap(group => group.tabs)
        .filter(({ input }) => uriOf(input)?.toString() === uri.toString());
      if (shown.length > 0) await vscode.window.tabGroups.close(shown, true);
    },
    dispose: () => vscode.Disposable.from(registration, opening, closing, changed).dispose(),
  };
}

/** The text that a tab shows; the right one of a comparison. */
function uriOf(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText) return input.uri;
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}
