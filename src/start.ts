import type * as vscode from 'vscode';
import { watchConfig } from './editor/config.ts';

/** Puts the extension together, for the desktop and for the browser alike. */
export function start(context: vscode.ExtensionContext): void {
  const config = watchConfig();
  context.subscriptions.push(config);
}
