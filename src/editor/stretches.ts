import type * as vscode from 'vscode';

/** How long work goes on before others get their turn, in milliseconds. */
const stretch = 8;

/**
 * Takes steps of long work on a document in short stretches, and lets others work in between.
 *
 * @returns false when the document has changed or was closed meanwhile; the steps that were left are not taken
 */
export async function inStretches(
  document: Pick<vscode.TextDocument, 'version' | 'isClosed'>,
  steps: Iterable<unknown>,
): Promise<boolean> {
  const { version } = document;
  let since = performance.now();
  for (const _ of steps) {
    if (performance.now() - since < stretch) continue;
    await new Promise(resolve => setTimeout(resolve));
    if (document.version !== version || document.isClosed) return false;
    since = performance.now();
  }
  return true;
}
