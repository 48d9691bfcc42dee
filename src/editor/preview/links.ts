import * as vscode from 'vscode';
import type { HeadingElement } from '../../core/markdown/elements.ts';
import { outsideSchemes } from '../../core/markdown/href.ts';
import type { LiveNote } from '../../core/markdown/live-note.ts';

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

/** Opens a file of the workspace in the editor; a link without an ending may mean a note. */
export async function openFile(
  uri: vscode.Uri,
  fragment: string,
  column: vscode.ViewColumn | undefined,
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
  const line = /^L(\d+)/.exec(fragment)?.[1];
  const options: vscode.TextDocumentShowOptions = {
    ...(column !== undefined && { viewColumn: column }),
    ...(line !== undefined && { selection: new vscode.Range(Number(line) - 1, 0, Number(line) - 1, 0) }),
  };
  await vscode.commands.executeCommand('vscode.open', found, options);
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

/** The heading that an anchor names: by its slug, or by its text as wikilinks do. */
export function headingOf(note: LiveNote, anchor: string): HeadingElement | undefined {
  const wanted = anchor.toLowerCase();
  for (const element of note.elements()) {
    if (element.kind !== 'heading') continue;
    if (element.slug === anchor || element.text.toLowerCase() === wanted) return element;
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
