import type * as vscode from 'vscode';
import { type PaperNotes, startAtFirstNeed } from './first-need.ts';
import { nodeZoteroHost } from './node/zotero/host.ts';
import type * as Start from './start.ts';

/** The entry on the desktop and on servers, where Node is. */
export function activate(context: vscode.ExtensionContext): PaperNotes {
  return startAtFirstNeed(context, () => {
    // The browser's bundle holds all but what Node gives. It is packed once, and loaded here too.
    const { start, extendMarkdownIt } = require('./extension.web.js') as typeof Start;
    return { start: tree => start(context, nodeZoteroHost, tree), extendMarkdownIt };
  });
}
