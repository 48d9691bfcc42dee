import * as vscode from 'vscode';
import { bestMatch } from '../../core/markdown/best-match.ts';
import { isDataFile } from '../../core/recipe/note-recipes.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

/** More than this of another note is not embedded, in characters. */
const embedLimit = 200_000;

/**
 * The note of the workspace that a wikilink's target names, as `Note`, `folder/Note` or `Note.md`; or a file of data.
 * A file of data named from `./` or `../` on is the one at that path and no other.
 */
export function findLinkedNote(files: WorkspaceFiles, target: string, from: vscode.Uri): vscode.Uri | undefined {
  const path = target.replace(/[#^|].*$/s, '').trim();
  if (path === '') return undefined;
  const wanted = path.split('/').filter(part => part !== '' && part !== '.');
  const name = wanted.pop();
  if (name === undefined) return undefined;
  if (isDataFile(name)) {
    const known = files.named('recipe', name) ?? [];
    if (!/^\.{1,2}\//.test(path)) return bestMatch(known, [...wanted, name], from.path);
    const exact = vscode.Uri.joinPath(from, '..', path).path;
    return known.find(uri => uri.path === exact);
  }
  const names = /\.(md|markdown)$/i.test(name) ? [name] : [`${name}.md`, `${name}.markdown`];
  for (const each of names) {
    const found = bestMatch(files.named('note', each) ?? [], [...wanted, each], from.path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A path from one file to another, as the href of a link: `../notes/Other%20note.md`. */
export function relativeHref(from: vscode.Uri, to: vscode.Uri): string {
  const base = from.path.split('/').slice(0, -1);
  const parts = to.path.split('/');
  let same = 0;
  while (same < base.length && same < parts.length - 1 && base[same] === parts[same]) same++;
  const path = [...base.slice(same).map(() => '..'), ...parts.slice(same)];
  return path.map(encodeURIComponent).join('/');
}

/** The texts of notes that other notes embed, read when first asked for. */
export interface EmbeddedNotes extends vscode.Disposable {
  /** The text of the target's note; undefined when there is none or it is being read. */
  text(target: string, from: vscode.Uri): string | undefined;
  /** Waits for the notes that are being read; false when none are. */
  settled(): Promise<boolean>;
}

/** @param onAnswer called when the text of an embedded note is there or has changed */
export function readEmbeddedNotes(files: WorkspaceFiles, onAnswer: () => void): EmbeddedNotes {
  const texts = new Map<string, string | undefined>();
  const reading = new Set<Promise<void>>();
  const read = async (uri: vscode.Uri) => {
    const key = uri.toString();
    texts.set(key, undefined);
    try {
      const bytes = await vscode.workspace.fs.readFile(uri);
      texts.set(key, new TextDecoder().decode(bytes).slice(0, embedLimit));
      onAnswer();
    } catch {
      // A file that went away between finding and reading it is like one that was never there.
    }
  };
  const subscription = files.onDidChange(({ kind, uri }) => {
    if (kind === 'image') return;
    if (uri === undefined) return;
    if (texts.delete(uri.toString())) onAnswer();
  });
  return {
    text: (target, from) => {
      const uri = findLinkedNote(files, target, from);
      if (uri === undefined || uri.toString() === from.toString()) return undefined;
      if (!texts.has(uri.toString())) {
        const answer = read(uri).finally(() => reading.delete(answer));
        reading.add(answer);
      }
      return texts.get(uri.toString());
    },
    settled: async () => {
      const some = reading.size > 0;
      await Promise.allSettled(reading);
      return some;
    },
    dispose: () => subscription.dispose(),
  };
}
