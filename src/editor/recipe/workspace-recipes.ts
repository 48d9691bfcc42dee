import * as vscode from 'vscode';
import type { Problem } from '../../core/problem.ts';
import type { OwnRecipe } from '../../core/recipe/follow/own-recipes.ts';
import { readRecipeFile } from '../../core/recipe/read-recipe.ts';
import type { LiveConfig } from '../config.ts';
import { sizeOfNote, textOfNote } from '../text-of-note.ts';

/** The recipes of the workspace's own files, `*.recipe.yaml`, as they are offered in every note. */
export interface WorkspaceRecipes extends vscode.Disposable {
  /** Those that are known by now; the same array while nothing has changed. */
  readonly current: () => readonly OwnRecipe[];
  /** Waits for those that are still being read. */
  readonly all: () => Promise<readonly OwnRecipe[]>;
  /** The files that are no recipes for their size, each with what is said of it. */
  readonly unread: () => readonly { readonly uri: vscode.Uri; readonly problem: Problem }[];
  readonly onDidChange: vscode.Event<void>;
}

const pattern = '**/*.recipe.{yaml,yml,json}';
const passedOver = '**/{node_modules,.git}/**';

/** More files than these are not read. */
const most = 100;

/** Looks for recipe files when first asked, and from then on watches them. */
export function watchWorkspaceRecipes(config: LiveConfig): WorkspaceRecipes {
  const changed = new vscode.EventEmitter<void>();
  const found = new Map<string, OwnRecipe>();
  const unread = new Map<string, { readonly uri: vscode.Uri; readonly problem: Problem }>();
  let all: readonly OwnRecipe[] = [];
  let watcher: vscode.FileSystemWatcher | undefined;
  let reading = Promise.resolve();

  const tell = () => {
    const { prices } = config.current.recipes;
    all = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => ({ ...own, prices }));
    changed.fire();
  };
  /** Each reading of a file has a number: one that comes late does not undo a newer one. */
  let asked = 0;
  const newest = new Map<string, number>();
  const read = async (uri: vscode.Uri) => {
    const key = uri.toString();
    if (!found.has(key) && found.size >= most) return;
    const mine = ++asked;
    newest.set(key, mine);
    const { recipe, problems } = await readRecipeFile({ size: () => sizeOfNote(uri), text: () => textOfNote(uri) });
    if (newest.get(key) !== mine) return;
    found.set(key, { place: nameOf(uri), recipe, ofNote: false });
    const problem = problems.find(({ code }) => code === 'recipe-limit');
    if (problem === undefined) unread.delete(key);
    else unread.set(key, { uri, problem });
  };
  const readAnew = async (uri: vscode.Uri) => {
    if (uri.path.includes('/node_modules/')) return;
    await read(uri);
    tell();
  };
  const forget = (uri: vscode.Uri) => {
    newest.delete(uri.toString());
    unread.delete(uri.toString());
    if (found.delete(uri.toString())) tell();
  };
  const begin = async () => {
    const files = await vscode.workspace.findFiles(pattern, passedOver, most);
    await Promise.all(files.map(read));
    if (found.size > 0 || all.length > 0) tell();
  };

  const folders = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    if (watcher === undefined) return;
    found.clear();
    newest.clear();
    unread.clear();
    reading = begin();
  });
  let told = JSON.stringify(config.current.recipes.prices);
  const settings = config.onDidChange(({ recipes: { prices } }) => {
    const now = JSON.stringify(prices);
    if (now !== told) tell();
    told = now;
  });
  const current = () => {
    if (watcher === undefined) {
      watcher = vscode.workspace.createFileSystemWatcher(pattern);
      watcher.onDidCreate(readAnew);
      watcher.onDidChange(readAnew);
      watcher.onDidDelete(forget);
      reading = begin();
    }
    return all;
  };
  return {
    current,
    all: async () => {
      current();
      await reading;
      return all;
    },
    unread: () => [...unread.values()],
    onDidChange: changed.event,
    dispose: () =>
      vscode.Disposable.from(changed, folders, settings, ...(watcher === undefined ? [] : [watcher])).dispose(),
  };
}

const nameOf = (uri: vscode.Uri) => uri.path.slice(uri.path.lastIndexOf('/') + 1);
