import * as vscode from 'vscode';
import { partOfNote } from '../../core/markdown/embedded-note.ts';
import { outsideSchemes } from '../../core/markdown/href.ts';
import type { OpenNotes } from '../notes.ts';

/** What a link in a note leads to. */
export type LinkTarget =
  /** Another program: the browser, the mail program, Zotero. */
  | { readonly kind: 'outside'; readonly uri: string }
  /** A place in the note itself. */
  | { readonly kind: 'anchor'; readonly anchor: string }
  | { readonly kind: 'file'; readonly uri: vscode.Uri; readonly fragment: string }
  /** A scheme that a note has no business with, such as `command:`. */
  | { readonly kind: 'refused'; readonly scheme: string };

/** Decides what a link may open. Notes come from strangers: what is not known to be harmless is refused. */
export function linkTarget(href: string, note: vscode.Uri): LinkTarget {
  if (href.startsWith('#')) return { kind: 'anchor', anchor: decoded(href.slice(1)) };
  if (href.startsWith('//')) return { kind: 'outside', uri: `https:${href}` };
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(href)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'file') {
    return outsideSchemes.has(scheme) ? { kind: 'outside', uri: href } : { kind: 'refused', scheme };
  }
  const [path = '', fragment = ''] = href.split(/#(.*)/s);
  if (scheme === 'file') return { kind: 'file', uri: vscode.Uri.parse(path), fragment: decoded(fragment) };
  const plain = decoded(path.replace(/\?.*$/, ''));
  const folder = vscode.workspace.getWorkspaceFolder(note)?.uri;
  const uri =
    plain.startsWith('/') && folder !== undefined
      ? vscode.Uri.joinPath(folder, plain)
      : vscode.Uri.joinPath(note, '..', plain);
  return { kind: 'file', uri, fragment: decoded(fragment) };
}

/** Hands an address to the system, every character of it as the note has it. */
export function openOutside(uri: string): Thenable<boolean> {
  // A vscode.Uri decodes the address and encodes it again in its own way, and "%26" or "=" would not survive that. The
  // editor takes a string as well, and passes it on untouched; only the declaration does not say so.
  return vscode.env.openExternal(uri as unknown as vscode.Uri);
}

/**
 * Opens a file of the workspace in the editor; a link without an ending may mean a note.
 *
 * @param fragment of a note a heading, by its text or slug, or the `^name` of a block; of any file `L12` for its line
 */
export async function openFile(
  uri: vscode.Uri,
  fragment: string,
  column: vscode.ViewColumn | undefined,
  notes: OpenNotes,
): Promise<void> {
  const found = await firstThere([
    uri,
    uri.with({ path: `${uri.path}.md` }),
    uri.with({ path: `${uri.path}.markdown` }),
  ]);
  if (found === undefined) {
    void vscode.window.showWarningMessage(
      `The link leads to “${vscode.workspace.asRelativePath(uri)}”, which does not exist.`,
    );
    return;
  }
  const line = await lineIn(found, fragment, notes);
  const options: vscode.TextDocumentShowOptions = {
    ...(column !== undefined && { viewColumn: column }),
    ...(line !== undefined && { selection: new vscode.Range(line, 0, line, 0) }),
  };
  await vscode.commands.executeCommand('vscode.open', found, options);
}

async function lineIn(file: vscode.Uri, fragment: string, notes: OpenNotes): Promise<number | undefined> {
  const line = /^L(\d+)/.exec(fragment)?.[1];
  if (line !== undefined) return Number(line) - 1;
  if (fragment === '' || !/\.(?:md|markdown)$/i.test(file.path)) return undefined;
  try {
    const document = await vscode.workspace.openTextDocument(file);
    return lineOfPart(document, fragment, notes);
  } catch {
    // What cannot be opened as a text is told by opening it.
    return undefined;
  }
}

/** The line of the heading or named block that stands behind the `#` of a link; undefined when the note has none such. */
export function lineOfPart(document: vscode.TextDocument, part: string, notes: OpenNotes): number | undefined {
  const found = partOfNote(notes.of(document), part);
  return found && document.positionAt(found.at).line;
}

async function firstThere(uris: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const uri of uris) {
    try {
      await vscode.workspace.fs.stat(uri);
      return uri;
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
