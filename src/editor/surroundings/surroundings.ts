import * as vscode from 'vscode';
import type { NoteSurroundings } from '../../core/markdown/live-note.ts';
import { relativeHref } from '../../core/markdown/relative-href.ts';
import type { LiveConfig } from '../config.ts';
import { findImages, type Images, imageFolders } from './images.ts';
import { findLinkedNote, isKnownMissing, readEmbeddedNotes } from './linked-notes.ts';
import { watchMacroFile } from './macro-file.ts';
import { watchWorkspaceFiles } from './workspace-files.ts';

/** What notes take from outside their text: images, other notes, macros. */
export interface Surroundings extends vscode.Disposable {
  readonly of: (document: vscode.TextDocument) => NoteSurroundings;
  readonly images: Images;
  /** The note of the workspace that a wikilink's target names. */
  readonly linkedNote: (target: string, from: vscode.Uri) => vscode.Uri | undefined;
  /** How a page reaches a file; known with the first page, for an address says which window it belongs to. */
  readonly addressWith: (webview: vscode.Webview) => void;
  /** Waits for what is being looked for and read; false when nothing is, so that every answer is the last one. */
  readonly settled: () => Promise<boolean>;
  /** An answer may have changed: notes take it in by `refresh`. */
  readonly onDidChange: vscode.Event<{
    readonly kind: 'image' | 'wikilink' | 'embed' | 'macros' | 'prices';
    readonly name?: string;
  }>;
}

export function watchSurroundings(config: LiveConfig): Surroundings {
  const changed = new vscode.EventEmitter<{
    kind: 'image' | 'wikilink' | 'embed' | 'macros' | 'prices';
    name?: string;
  }>();
  const files = watchWorkspaceFiles();
  files.searchAlsoIn(imageFolders(config.current));
  let webview: vscode.Webview | undefined;
  const images = findImages(
    () => config.current,
    files,
    uri => (webview === undefined ? uri : webview.asWebviewUri(uri)).toString(),
    source => changed.fire({ kind: 'image', name: source }),
  );
  const macroFile = watchMacroFile(config, () => changed.fire({ kind: 'macros' }));
  const embedded = readEmbeddedNotes(files, () => changed.fire({ kind: 'embed' }));
  const subscriptions = [
    changed,
    files,
    embedded,
    macroFile,
    files.onDidChange(({ kind }) => {
      if (kind === 'image') changed.fire({ kind: 'image' });
      else for (const each of ['wikilink', 'embed'] as const) changed.fire({ kind: each });
    }),
    config.onDidChange(() => {
      files.searchAlsoIn(imageFolders(config.current));
      changed.fire({ kind: 'image' });
      changed.fire({ kind: 'macros' });
      changed.fire({ kind: 'prices' });
    }),
  ];
  const around = (uri: vscode.Uri): NoteSurroundings => ({
    path: uri.path,
    image: source => images.resolve(source, uri),
    wikilink: target => {
      const note = findLinkedNote(files, target, uri);
      return note && relativeHref(uri.path, note.path);
    },
    embed: target => {
      const note = target.startsWith('#') ? uri : findLinkedNote(files, target, uri);
      if (note === undefined) return isKnownMissing(files, target, uri) ? 'missing' : undefined;
      const text = embedded.text(note);
      return typeof text === 'object' ? { ...text, surroundings: around(note) } : text;
    },
    get macros() {
      return { ...macroFile.macros, ...config.current.math.macros };
    },
    get prices() {
      return config.current.recipes.prices;
    },
  });
  return {
    of: ({ uri }) => around(uri),
    images,
    linkedNote: (target, from) => findLinkedNote(files, target, from),
    addressWith: first => {
      if (webview !== undefined) return;
      webview = first;
      changed.fire({ kind: 'image' });
    },
    settled: async () => {
      const some = await Promise.all([files.settled(), embedded.settled()]);
      return some.includes(true);
    },
    onDidChange: changed.event,
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}
