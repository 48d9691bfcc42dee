import * as vscode from 'vscode';
import type { LiveConfig } from '../config.ts';

/** The built-in pairs of markdown; a list of our own takes the place of the whole. */
const builtIn: readonly vscode.AutoClosingPair[] = [
  { open: '{', close: '}' },
  { open: '[', close: ']' },
  { open: '(', close: ')' },
  { open: '<', close: '>', notIn: [vscode.SyntaxTokenType.String] },
];

/** Closes a typed `$` by itself while the setting is on, and steps over the closing one. */
export function registerDollarPairs(config: LiveConfig): vscode.Disposable {
  let pairs: vscode.Disposable | undefined;
  const update = (): void => {
    const on = config.current.mathWriting.closeDollars;
    if (on === (pairs !== undefined)) return;
    pairs?.dispose();
    pairs = on
      ? vscode.languages.setLanguageConfiguration('markdown', {
          autoClosingPairs: [...builtIn, { open: '$', close: '$', notIn: [vscode.SyntaxTokenType.Comment] }],
        })
      : undefined;
  };
  update();
  return vscode.Disposable.from(config.onDidChange(update), { dispose: () => pairs?.dispose() });
}
