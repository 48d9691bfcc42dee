import type * as vscode from 'vscode';
import { nodeZoteroHost } from './node/zotero/host.ts';
import type { start as Start } from './start.ts';

// The browser's bundle holds all but what Node gives. It is packed once, and loaded here too.
const { start } = require('./extension.web.js') as { readonly start: typeof Start };

/** The entry on the desktop and on servers, where Node is. */
export function activate(context: vscode.ExtensionContext) {
  return start(context, nodeZoteroHost);
}
