import type { MarkdownIt } from 'markdown-it';
import * as vscode from 'vscode';
import { type AnnotationsTree, createAnnotationsTree } from './editor/zotero/annotations-tree.ts';

/** What other extensions get; the built-in markdown preview asks for `extendMarkdownIt`. */
export interface PaperNotes {
  readonly extendMarkdownIt: (md: MarkdownIt) => MarkdownIt;
}

/** The extension put together: all but what VS Code must find at once. */
export interface Started {
  /** Brings a preview back that was open when the window was closed. */
  readonly restorePreview: (panel: vscode.WebviewPanel, state: unknown) => Promise<void>;
}

/** The code that the extension's weight is in, loaded. */
export interface Whole extends PaperNotes {
  readonly start: (tree: AnnotationsTree) => Started;
}

/**
 * Registers what VS Code may ask for at any time (the commands, the annotations view, previews to restore) and nothing
 * else. The rest is loaded and started at the first need of it: a note is open, a command is called, the
 * view is looked at, a preview comes back. So the start of a window does not wait for code of which it may show nothing.
 *
 * @param load gives the rest, the same each time
 */
export function startAtFirstNeed(context: vscode.ExtensionContext, load: () => Whole): PaperNotes {
  let started: Started | undefined;
  const need = (): Started => {
    if (started !== undefined) return started;
    const whole = load();
    // They are handed over at once: no call comes between.
    doors.dispose();
    started = whole.start(tree);
    return started;
  };
  const tree = createAnnotationsTree(need);
  const needIfNote = (document: vscode.TextDocument) => {
    if (document.languageId === 'markdown') need();
  };
  const doors = vscode.Disposable.from(
    ...commandsOf(context.extension).map(id =>
      vscode.commands.registerCommand(id, (...given: readonly unknown[]) => {
        need();
        return vscode.commands.executeCommand(id, ...given);
      }),
    ),
    vscode.workspace.onDidOpenTextDocument(needIfNote),
  );
  context.subscriptions.push(
    tree,
    { dispose: () => doors.dispose() },
    vscode.window.registerWebviewPanelSerializer('paperNotes.preview', {
      deserializeWebviewPanel: (panel, state) => need().restorePreview(panel, state),
    }),
  );
  // A note that is open already: its window is drawn first.
  setTimeout(() => vscode.workspace.textDocuments.forEach(needIfNote));
  return { extendMarkdownIt: md => load().extendMarkdownIt(md) };
}

function commandsOf({ packageJSON }: vscode.Extension<unknown>): readonly string[] {
  return (packageJSON.contributes.commands as readonly { readonly command: string }[]).map(({ command }) => command);
}
