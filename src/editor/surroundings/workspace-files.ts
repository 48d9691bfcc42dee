import * as vscode from 'vscode';

/** What notes link to and show; `recipe` is any file that may hold one, configurations too. */
export type FileKind = 'note' | 'image' | 'recipe';

const patterns: Record<FileKind, string> = {
  note: '**/*.{md,markdown,MD}',
  recipe: '**/*.{yaml,yml,json}',
  image: '**/*.{png,jpg,jpeg,gif,webp,svg,avif,bmp,PNG,JPG,JPEG,GIF,WEBP,SVG}',
};
const passedOver = '**/{node_modules,.git}/**';

/** The notes and images of the workspace by their names, so that a link can be followed without asking the disk. */
export interface WorkspaceFiles extends vscode.Disposable {
  /**
   * Files with this name, whatever the case; undefined while they are still being looked for.
   *
   * @param note a note that asks: where it lies in no folder of the workspace, the files beside it count as well
   */
  named(kind: FileKind, name: string, note?: vscode.Uri): readonly vscode.Uri[] | undefined;
  /** A file came, went, or (but for images) has other content; without a file when all may have changed. */
  readonly onDidChange: vscode.Event<{ readonly kind: FileKind; readonly uri?: vscode.Uri }>;
  /** Looks for images in these folders too, in place of those given before. */
  searchAlsoIn(folders: readonly vscode.Uri[]): void;
  /** Waits for the files that are being looked for; false when none are. */
  settled(): Promise<boolean>;
}

/** Looks for files when first asked, and from then on watches them. */
export function watchWorkspaceFiles(): WorkspaceFiles {
  const changed = new vscode.EventEmitter<{ kind: FileKind; uri?: vscode.Uri }>();
  const found: Record<FileKind, Map<string, Map<string, vscode.Uri>> | undefined> = {
    note: undefined,
    image: undefined,
    recipe: undefined,
  };
  const asked = new Set<FileKind>();
  const watchers: vscode.Disposable[] = [];
  let moreFolders: readonly vscode.Uri[] = [];

  const nameOf = (uri: vscode.Uri) => uri.path.slice(uri.path.lastIndexOf('/') + 1).toLowerCase();
  const add = (kind: FileKind, uri: vscode.Uri) => {
    const name = nameOf(uri);
    const same = found[kind]?.get(name);
    if (same === undefined) found[kind]?.set(name, new Map([[uri.toString(), uri]]));
    else same.set(uri.toString(), uri);
  };

  const looking = new Set<Promise<void>>();
  const lookFor = (kind: FileKind) => {
    const search = look(kind).finally(() => looking.delete(search));
    looking.add(search);
  };
  const look = async (kind: FileKind) => {
    const files = [vscode.workspace.findFiles(patterns[kind], passedOver)];
    if (kind === 'image') {
      for (const folder of moreFolders) {
        files.push(vscode.workspace.findFiles(new vscode.RelativePattern(folder, patterns[kind]), passedOver));
      }
    }
    const results = await Promise.allSettled(files);
    found[kind] = new Map();
    for (const result of results) if (result.status === 'fulfilled') for (const uri of result.value) add(kind, uri);
    changed.fire({ kind });
  };

  const watch = (kind: FileKind) => {
    const watcher = vscode.workspace.createFileSystemWatcher(patterns[kind]);
    watchers.push(
      watcher,
      watcher.onDidCreate(uri => {
        if (uri.path.includes('/node_modules/')) return;
        add(kind, uri);
        changed.fire({ kind, uri });
      }),
      watcher.onDidDelete(uri => {
        found[kind]?.get(nameOf(uri))?.delete(uri.toString());
        changed.fire({ kind, uri });
      }),
      watcher.onDidChange(uri => {
        if (kind !== 'image') changed.fire({ kind, uri });
      }),
    );
  };

  // ---- beside notes that lie in no folder of the workspace ----

  /** The files of such a folder by its address; undefined while it is being read. */
  const folders = new Map<string, ReadonlyMap<string, vscode.Uri> | undefined>();
  const readFolder = (folder: vscode.Uri) => {
    const key = folder.toString();
    const reading = filesIn(folder)
      .then(files => {
        folders.set(key, files);
        for (const kind of ['note', 'recipe', 'image'] as const) changed.fire({ kind });
      })
      .finally(() => looking.delete(reading));
    looking.add(reading);
  };
  const beside = (note: vscode.Uri): ReadonlyMap<string, vscode.Uri> | undefined => {
    if (note.scheme === 'untitled' || vscode.workspace.getWorkspaceFolder(note) !== undefined) return noFiles;
    const folder = vscode.Uri.joinPath(note, '..');
    const key = folder.toString();
    if (!folders.has(key)) {
      folders.set(key, undefined);
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*'));
      watchers.push(
        watcher,
        watcher.onDidCreate(() => readFolder(folder)),
        watcher.onDidDelete(() => readFolder(folder)),
        watcher.onDidChange(uri => {
          for (const kind of ['note', 'recipe'] as const) changed.fire({ kind, uri });
        }),
      );
      readFolder(folder);
    }
    return folders.get(key);
  };

  const begin = (kind: FileKind) => {
    if (asked.has(kind)) return;
    asked.add(kind);
    watch(kind);
    lookFor(kind);
  };
  watchers.push(
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      for (const kind of asked) lookFor(kind);
    }),
  );

  return {
    named: (kind, name, note) => {
      begin(kind);
      const near = note === undefined ? noFiles : beside(note);
      const files = found[kind];
      if (files === undefined || near === undefined) return undefined;
      const here = near.get(name.toLowerCase());
      return [...(here === undefined ? [] : [here]), ...(files.get(name.toLowerCase())?.values() ?? [])];
    },
    onDidChange: changed.event,
    settled: async () => {
      const some = looking.size > 0;
      await Promise.allSettled(looking);
      return some;
    },
    searchAlsoIn: folders => {
      moreFolders = folders;
      if (asked.has('image')) lookFor('image');
    },
    dispose: () => vscode.Disposable.from(changed, ...watchers).dispose(),
  };
}

const noFiles: ReadonlyMap<string, vscode.Uri> = new Map();

/** The files of a folder, and none of those below it, by their names in small letters. */
async function filesIn(folder: vscode.Uri): Promise<ReadonlyMap<string, vscode.Uri>> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return new Map(
      entries
        .filter(([, type]) => (type & vscode.FileType.File) !== 0)
        .map(([name]) => [name.toLowerCase(), vscode.Uri.joinPath(folder, name)]),
    );
  } catch {
    // a folder that cannot be read has no files for us
    return noFiles;
  }
}
