import * as vscode from 'vscode';
import { bestMatch } from '../../core/markdown/best-match.ts';
import { fileUri } from '../../core/markdown/href.ts';
import type { ImageAnswer } from '../../core/markdown/live-note.ts';
import type { Config } from '../config.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

/** Finds what a note's images are loaded from. */
export interface Images {
  readonly resolve: (source: string, note: vscode.Uri) => ImageAnswer;
  /** The file that `resolve` shows an image from; undefined for one on the web of which there is no copy. */
  readonly file: (source: string, note: vscode.Uri) => Promise<vscode.Uri | undefined>;
  /** The user asked for this remote image: it is shown from now on. */
  readonly allow: (source: string) => void;
  /** Whether a remote image may be shown at all by now: its page has to let it through. */
  readonly anyRemote: () => boolean;
}

/**
 * Images stand where the note says, in one of the image folders, or anywhere in the workspace by the same name. For one
 * on the web a local copy is shown where there is one; else it is loaded when the settings and the user let it.
 *
 * @param config the settings as they are now
 * @param address how the page reaches a file
 * @param onAnswer called when something has become known about an image that was asked for before
 */
export function findImages(
  config: () => Config,
  files: WorkspaceFiles,
  address: (uri: vscode.Uri) => string,
  onAnswer: (source: string) => void,
): Images {
  const allowed = new Set<string>();
  /** Whether a file is there, by its address; undefined while the disk is asked. */
  const there = new Map<string, boolean | undefined>();
  files.onDidChange(({ uri }) => {
    if (uri === undefined) there.clear();
    else there.delete(uri.toString());
  });

  const isThere = (uri: vscode.Uri, source: string) => {
    const key = uri.toString();
    if (there.has(key)) return there.get(key);
    there.set(key, undefined);
    vscode.workspace.fs.stat(uri).then(
      () => there.set(key, true),
      () => {
        there.set(key, false);
        onAnswer(source);
      },
    );
    return undefined;
  };

  const elsewhere = (path: string, note: vscode.Uri) => {
    const wanted = path.split(/[\\/]/).filter(part => part !== '' && part !== '.' && part !== '..');
    const name = wanted.at(-1);
    return name === undefined ? undefined : bestMatch(files.named('image', name) ?? [], wanted, note.path);
  };

  const local = (source: string, note: vscode.Uri): ImageAnswer => {
    const path = pathOf(source);
    for (const candidate of candidates(path, note, config())) {
      if (!isInside(candidate, resourceRoots(config(), note))) continue;
      // Until the disk has answered it is taken to be there, as most are.
      if (isThere(candidate, source) !== false) return { kind: 'shown', src: address(candidate) };
    }
    const copy = elsewhere(path, note);
    if (copy !== undefined) return { kind: 'shown', src: address(copy) };
    return {
      kind: 'missing',
      reason: `“${path}” is not beside the note, nor elsewhere in the workspace or in the image folders.`,
    };
  };

  const remote = (source: string, note: vscode.Uri): ImageAnswer => {
    const path = decoded(source.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/, ''));
    const copy = elsewhere(path, note);
    if (copy !== undefined) return { kind: 'shown', src: address(copy) };
    if (!/^https:/i.test(source)) return { kind: 'missing', reason: 'Images are loaded from the web by https only.' };
    if (allowed.has(source)) return { kind: 'shown', src: source };
    const host = /^https:\/\/([^/?#]*)/i.exec(source)?.[1] ?? '';
    if (files.named('image', '') === undefined) return { kind: 'held', reason: 'Looking for a copy in the workspace.' };
    return config().images.remote
      ? { kind: 'shown', src: source }
      : { kind: 'held', reason: `This image lies on ${host}. Click to load it.` };
  };

  return {
    resolve: (source, note) => {
      if (/^data:/i.test(source)) {
        return /^data:image\/(png|jpe?g|gif|webp|avif|bmp|svg\+xml)[;,]/i.test(source)
          ? { kind: 'shown', src: source }
          : { kind: 'missing', reason: 'This is not an image that can be shown.' };
      }
      if (/^(https?:)?\/\//i.test(source)) return remote(source.replace(/^\/\//, 'https://'), note);
      if (/^[a-z][a-z0-9+.-]+:/i.test(source) && !/^file:/i.test(source)) {
        return { kind: 'missing', reason: 'Images are loaded from files and by https only.' };
      }
      return local(source, note);
    },
    file: async (source, note) => {
      const isRemote = /^(https?:)?\/\//i.test(source);
      const path = isRemote
        ? decoded(source.replace(/^(?:https?:)?\/\/[^/]*/i, '').replace(/[?#].*$/, ''))
        : pathOf(source);
      if (!isRemote && /^[a-z][a-z0-9+.-]+:/i.test(source) && !/^file:/i.test(source)) return undefined;
      for (const candidate of isRemote ? [] : candidates(path, note, config())) {
        if (isInside(candidate, resourceRoots(config(), note)) && (await exists(candidate))) return candidate;
      }
      return elsewhere(path, note);
    },
    allow: source => allowed.add(source),
    anyRemote: () => config().images.remote || allowed.size > 0,
  };
}

/** The path of an image that is no address of the web; a file URI in its proper form. */
function pathOf(source: string): string {
  const plain = source.trim().replace(/[?#].*$/, '');
  return decoded(/^file:/i.test(plain) ? fileUri(plain) : plain);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Where a path may lead to, best first. */
function* candidates(path: string, note: vscode.Uri, config: Config): Iterable<vscode.Uri> {
  if (/^file:/i.test(path)) {
    yield vscode.Uri.parse(path);
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(note)?.uri;
  if (path.startsWith('/') || /^[a-z]:[\\/]/i.test(path)) {
    if (folder !== undefined) yield vscode.Uri.joinPath(folder, path);
    yield note.with({ path: path.startsWith('/') ? path : `/${path.replaceAll('\\', '/')}` });
    return;
  }
  yield vscode.Uri.joinPath(note, '..', path);
  if (folder !== undefined) yield vscode.Uri.joinPath(folder, path);
  for (const root of imageFolders(config)) yield vscode.Uri.joinPath(root, path);
}

/** The folders of the settings that images are looked for in. */
export function imageFolders(config: Config): readonly vscode.Uri[] {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  return config.images.roots.flatMap(root => {
    if (/^(\/|[a-z]:[\\/])/i.test(root)) return [vscode.Uri.file(root)];
    return workspace === undefined ? [] : [vscode.Uri.joinPath(workspace, root)];
  });
}

/** The folders whose files a note's page may load: the workspace, the note's own, and those of the settings. */
export function resourceRoots(config: Config, note: vscode.Uri): readonly vscode.Uri[] {
  const folders = vscode.workspace.workspaceFolders?.map(folder => folder.uri) ?? [];
  return [...folders, vscode.Uri.joinPath(note, '..'), ...imageFolders(config)];
}

function isInside(uri: vscode.Uri, roots: readonly vscode.Uri[]): boolean {
  return roots.some(
    root =>
      root.scheme === uri.scheme &&
      root.authority === uri.authority &&
      uri.path.startsWith(root.path.endsWith('/') ? root.path : `${root.path}/`),
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
