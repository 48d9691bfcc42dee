import type * as vscode from 'vscode';
import { browserZoteroHost } from './editor/zotero/browser-host.ts';
import { type PaperNotes, startAtFirstNeed } from './first-need.ts';
import { extendMarkdownIt, start } from './start.ts';

/** For the desktop's entry. */
export { extendMarkdownIt, start };

/** The entry in the browser, where there is no Node. All code is in one file there: only its work waits. */
export function activate(context: vscode.ExtensionContext): PaperNotes {
  return startAtFirstNeed(context, () => ({
    start: tree => start(context, browserZoteroHost, tree),
    extendMarkdownIt,
  }));
}
