import * as vscode from 'vscode';
import type { LibraryAnswer } from '../../core/zotero/library-port.ts';

/** The value of an answer; without one, the user is told why and what to do. */
export function valueOrTell<T>(answer: LibraryAnswer<T>): T | undefined {
  if (answer.kind === 'answered') return answer.value;
  void vscode.window.showWarningMessage(answer.reason);
  return undefined;
}

/** Text from a library as a quick pick shows it: on one line, with nothing that it would read as an icon. */
export function pickText(text: string, length = 300): string {
  const line = text.replace(/\s+/g, ' ').trim().replace(/\$\(/g, '$ (');
  return line.length <= length ? line : `${line.slice(0, length).trimEnd()}…`;
}
