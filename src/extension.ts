import type * as vscode from 'vscode';
import { start } from './start.ts';

/** The entry on the desktop and on servers, where Node is. */
export function activate(context: vscode.ExtensionContext) {
  return start(context);
}
