import * as vscode from 'vscode';
import { readMacroFile } from '../../core/math/macro-file.ts';
import type { MacroTable } from '../../core/math/macros.ts';
import type { LiveConfig } from '../config.ts';
import { diagnosticOf } from '../problem-collection.ts';

/** The macros of the file that the settings name, always as new as the file. */
export interface WatchedMacroFile extends vscode.Disposable {
  readonly macros: MacroTable;
}

/** Reads the macro file of the first workspace folder that has it, and reads it again when it changes. */
export function watchMacroFile(config: LiveConfig, changed: () => void): WatchedMacroFile {
  const collection = vscode.languages.createDiagnosticCollection('paperNotes.macros');
  let macros: MacroTable = {};
  let name = '';
  let watcher: vscode.Disposable | undefined;
  let reading = 0;

  const read = async () => {
    const turn = ++reading;
    const found = name === '' ? undefined : await firstThatIsThere(name);
    if (turn !== reading) return;
    collection.clear();
    if (found === undefined) macros = {};
    else {
      const { macros: made, problems } = readMacroFile(found.document.getText());
      macros = made;
      collection.set(
        found.uri,
        problems.map(problem => diagnosticOf(found.document, problem)),
      );
    }
    changed();
  };

  const follow = () => {
    if (config.current.math.macrosFile === name) return;
    name = config.current.math.macrosFile;
    watcher?.dispose();
    watcher = undefined;
    if (name !== '') {
      const files = vscode.workspace.createFileSystemWatcher(`**/${name.replace(/^\.?\//, '')}`);
      watcher = vscode.Disposable.from(
        files,
        files.onDidChange(() => void read()),
        files.onDidCreate(() => void read()),
        files.onDidDelete(() => void read()),
      );
    }
    void read();
  };

  follow();
  const subscription = config.onDidChange(follow);
  return {
    get macros() {
      return macros;
    },
    dispose: () => {
      reading += 1;
      watcher?.dispose();
      subscription.dispose();
      collection.dispose();
    },
  };
}

async function firstThatIsThere(name: string): Promise<{ uri: vscode.Uri; document: vscode.TextDocument } | undefined> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const uri = vscode.Uri.joinPath(folder.uri, name);
    try {
      await vscode.workspace.fs.stat(uri);
      return { uri, document: await vscode.workspace.openTextDocument(uri) };
    } catch {
      // not in this folder, or no text: the next one may have it
    }
  }
  return undefined;
}
