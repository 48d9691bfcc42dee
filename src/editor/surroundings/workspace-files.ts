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
  /** Files with this name, whatever the case; undefined while they are still being looked for. */
  named(kind: FileKind, name: string): readonly vscode.Uri[] | undefined;
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
    named: (kind, name) => {
      begin(kind);
      const files = found[kind];
      return files && [...(files.get(name.toLowerCase())?.values() ?? [])];
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
