import type * as vscode from 'vscode';
import { browserZoteroHost } from './editor/zotero/browser-host.ts';
import { start } from './start.ts';

/** For the desktop's entry. */
export { start };

/** The entry in the browser, where there is no Node. */
export function activate(context: vscode.ExtensionContext) {
  return start(context, browserZoteroHost);
}
