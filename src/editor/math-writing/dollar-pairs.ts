import * as vscode from 'vscode';
import { isStrayDollar } from '../../core/math-writing/typing/stray-dollar.ts';
import type { LiveConfig } from '../config.ts';

/** The built-in pairs of markdown; a list of our own takes the place of the whole. */
const builtIn: readonly vscode.AutoClosingPair[] = [
  { open: '{', close: '}' },
  { open: '[', close: ']' },
  { open: '(', close: ')' },
  { open: '<', close: '>', notIn: [vscode.SyntaxTokenType.String] },
];

/** Closes a typed `$` by itself while the setting is on, steps over the closing one, and takes back one that closes nothing. */
export function registerDollarPairs(config: LiveConfig): vscode.Disposable {
  let pairs: vscode.Disposable | undefined;
  let strays: vscode.Disposable | undefined;
  const update = (): void => {
    const on = config.current.mathWriting.closeDollars;
    if (on === (pairs !== undefined)) return;
    pairs?.dispose();
    strays?.dispose();
    pairs = on
      ? vscode.languages.setLanguageConfiguration('markdown', {
          autoClosingPairs: [...builtIn, { open: '$', close: '$', notIn: [vscode.SyntaxTokenType.Comment] }],
        })
      : undefined;
    strays = on ? followClosers() : undefined;
  };
  update();
  return vscode.Disposable.from(config.onDidChange(update), {
    dispose: () => {
      pairs?.dispose();
      strays?.dispose();
    },
  });
}

interface Closer {
  readonly document: vscode.TextDocument;
  readonly offset: number;
  /** Known to close nothing; it is taken back as soon as the keys leave time for it. */
  readonly stray: boolean;
}

/** Follows the `$` that the editor put in last, through what is typed around it, and takes it back once it is stray. */
function followClosers(): vscode.Disposable {
  let last: Closer | undefined;
  /** The editor refuses an edit of a text that has changed meanwhile; the next key tries again. */
  const take = async (editor: vscode.TextEditor, closer: Closer): Promise<void> => {
    const at = editor.document.positionAt(closer.offset);
    const range = new vscode.Range(at, at.translate(0, 1));
    const taken = await editor.edit(edit => edit.delete(range), { undoStopBefore: false, undoStopAfter: false });
    if (taken && last === closer) last = undefined;
  };
  return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
    const [change, ...others] = contentChanges;
    if (document.languageId !== 'markdown' || change === undefined) return;
    if (reason !== undefined || others.length > 0) {
      last = undefined;
      return;
    }
    const { rangeOffset, rangeLength, text } = change;
    const end = rangeOffset + rangeLength;
    if (last !== undefined && (last.document !== document || (rangeOffset <= last.offset && last.offset < end)))
      last = undefined;
    if (text === '$$' && last?.stray !== true) last = { document, offset: rangeOffset + 1, stray: false };
    else if (last !== undefined && end <= last.offset)
      last = { ...last, offset: last.offset + text.length - rangeLength };
    const editor = vscode.window.activeTextEditor;
    if (last === undefined || editor?.document !== document || editor.selections.length > 1) return;
    const at = document.positionAt(last.offset);
    const line = document.lineAt(at.line).text;
    if (line.charAt(at.character) !== '$' || line.charAt(at.character + 1) === '$') return;
    if (!last.stray && !isStrayDollar(line.slice(0, at.character))) return;
    last = { ...last, stray: true };
    void take(editor, last);
  });
}
