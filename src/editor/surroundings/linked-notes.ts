import * as vscode from 'vscode';
import { bestMatch } from '../../core/markdown/best-match.ts';
import { isDataFile, isTooLarge } from '../../core/recipe/note-recipes.ts';
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
    const known = files.named('recipe', name, from) ?? [];
    if (!/^\.{1,2}\//.test(path)) return bestMatch(known, [...wanted, name], from.path);
    const exact = vscode.Uri.joinPath(from, '..', path).path;
    return known.find(uri => uri.path === exact);
  }
  const names = /\.(md|markdown)$/i.test(name) ? [name] : [`${name}.md`, `${name}.markdown`];
  for (const each of names) {
    const found = bestMatch(files.named('note', each, from) ?? [], [...wanted, each], from.path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** True when a target certainly names no note: all files there are have been found, and it is not one of them. */
export function isKnownMissing(files: WorkspaceFiles, target: string, from: vscode.Uri): boolean {
  const path = target.replace(/[#^|].*$/s, '').trim();
  const isFound = findLinkedNote(files, target, from) !== undefined;
  return !isFound && files.named(isDataFile(path) ? 'recipe' : 'note', path, from) !== undefined;
}

/** What is known of the text of a note or a file of data. */
export type EmbeddedText = { readonly text: string } | 'too-long';

/** The texts of notes that other notes embed, as their editors have them, or their files. Read when first asked for. */
export interface EmbeddedNotes extends vscode.Disposable {
  /** The text of a note, or that it is too long to be read; undefined while it is being read, or when it cannot be. */
  text(note: vscode.Uri): EmbeddedText | undefined;
  /** Waits for the notes that are being read; false when none are. */
  settled(): Promise<boolean>;
}

/** Who types in a note that another one shows sees the other follow after a short rest, in milliseconds. */
const restAfterTyping = 250;

/** @param onAnswer called when the text of an embedded note is there or has changed */
export function readEmbeddedNotes(files: WorkspaceFiles, onAnswer: () => void): EmbeddedNotes {
  /** What the files of the notes that were asked for say. */
  const texts = new Map<string, EmbeddedText | undefined>();
  const reading = new Map<string, Promise<void>>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const read = (uri: vscode.Uri) => {
    const key = uri.toString();
    if (!texts.has(key)) texts.set(key, undefined);
    const answer = textOfFile(uri).then(text => {
      if (reading.get(key) !== answer) return;
      reading.delete(key);
      const before = texts.get(key);
      texts.set(key, text);
      if (!isSame(before, text)) onAnswer();
    });
    reading.set(key, answer);
  };
  const openDocument = (key: string) => vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === key);
  const answerSoon = (document: vscode.TextDocument) => {
    if (!texts.has(document.uri.toString())) return;
    clearTimeout(timer);
    timer = setTimeout(onAnswer, restAfterTyping);
  };
  const subscriptions = [
    files.onDidChange(({ kind, uri }) => {
      // What was read before is shown until the file has been read again.
      if (kind !== 'image' && uri !== undefined && texts.has(uri.toString())) read(uri);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => answerSoon(document)),
    vscode.workspace.onDidCloseTextDocument(answerSoon),
  ];
  return {
    text: uri => {
      const key = uri.toString();
      if (!texts.has(key)) read(uri);
      const document = openDocument(key);
      return document === undefined ? texts.get(key) : { text: document.getText().slice(0, embedLimit) };
    },
    settled: async () => {
      const some = reading.size > 0;
      await Promise.allSettled([...reading.values()]);
      return some;
    },
    dispose: () => {
      clearTimeout(timer);
      vscode.Disposable.from(...subscriptions).dispose();
    },
  };
}

function isSame(a: EmbeddedText | undefined, b: EmbeddedText | undefined): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && a.text === b.text);
}

/** A file that went away between finding and reading it is like one that was never there. */
async function textOfFile(uri: vscode.Uri): Promise<EmbeddedText | undefined> {
  try {
    if (isTooLarge(uri.path, (await vscode.workspace.fs.stat(uri)).size)) return 'too-long';
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)).slice(0, embedLimit);
    return { text };
  } catch {
    return undefined;
  }
}
