import type * as vscode from 'vscode';
import { nodeZoteroHost } from './node/zotero/host.ts';
import { start } from './start.ts';

/** The entry on the desktop and on servers, where Node is. */
export function activate(context: vscode.ExtensionContext) {
  return start(context, nodeZoteroHost);
}
