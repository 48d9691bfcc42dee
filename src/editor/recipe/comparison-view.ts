import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import { type ComparedNote, compareRecipes, comparisonTable } from '../../core/recipe/follow/compare.ts';
import { statedRecipes } from '../../core/recipe/note-recipes.ts';
import { createQuantityReader, type NoteQuantities } from '../../core/recipe/quote/note.ts';
import type { Previews } from '../preview/previews.ts';
import { inStretches } from '../stretches.ts';
import { textOfNote } from '../text-of-note.ts';
import { linkedRecipes } from './linked-recipes.ts';

/** The recipes of notes side by side, in a preview of their own. */
export interface ComparisonView extends vscode.Disposable {
  /** What these notes say, with the configurations that they link to. */
  readonly read: (notes: readonly vscode.Uri[]) => Promise<readonly ComparedNote[]>;
  /** Shows those of these notes. */
  readonly show: (notes: readonly vscode.Uri[]) => Promise<unknown>;
}

const scheme = 'paper-notes-comparison';

/** After a change to one of its notes a comparison rests as long before it follows, in milliseconds. */
const PAUSE = 400;

/**
 * Registers comparisons: documents that nobody writes and nobody has to save. The address of one names its notes, so
 * that it comes back with its window, and it follows them.
 */
export function registerComparisonView(open: (text: string) => LiveNote, preview: Previews): ComparisonView {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** What was asked for in this window, by its address, with the notes and other files that it rests on. */
  const known = new Map<string, { readonly uri: vscode.Uri; readonly notes: ReadonlySet<string> }>();
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();

  const follow = (note: vscode.Uri) => {
    for (const [key, { uri, notes }] of known) {
      if (!notes.has(note.toString())) continue;
      clearTimeout(waiting.get(key));
      const tell = () => {
        changed.fire(uri);
        preview.fileChanged(uri);
      };
      waiting.set(key, setTimeout(tell, PAUSE));
    }
  };
  const files = vscode.workspace.createFileSystemWatcher('**/*.{md,markdown,yaml,yml,json}');
  const registered = vscode.Disposable.from(
    changed,
    files,
    files.onDidChange(follow),
    files.onDidCreate(follow),
    files.onDidDelete(follow),
    vscode.workspace.onDidChangeTextDocument(({ document }) => follow(document.uri)),
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async uri => {
        const named = notesIn(uri);
        const { notes, files } = await read(named, open);
        known.set(uri.toString(), { uri, notes: new Set([...named, ...files].map(String)) });
        return comparisonText(notes);
      },
    }),
  );
  return {
    read: async notes => (await read(notes, open)).notes,
    show: notes => preview.openLocked(addressOf(notes)),
    dispose: () => {
      for (const timer of waiting.values()) clearTimeout(timer);
      registered.dispose();
    },
  };
}

const addressOf = (notes: readonly vscode.Uri[]): vscode.Uri =>
  vscode.Uri.from({ scheme, path: '/Recipes side by side.md', query: JSON.stringify(notes.map(String)) });

function notesIn({ query }: vscode.Uri): readonly vscode.Uri[] {
  try {
    const named: unknown = JSON.parse(query);
    if (!Array.isArray(named)) return [];
    return named.filter(each => typeof each === 'string').map(each => vscode.Uri.parse(each, true));
  } catch {
    // an address that somebody else made
    return [];
  }
}

interface ReadNotes {
  readonly notes: readonly ComparedNote[];
  /** The files that they link to. */
  readonly files: readonly vscode.Uri[];
}

async function read(uris: readonly vscode.Uri[], open: (text: string) => LiveNote): Promise<ReadNotes> {
  const notes: ComparedNote[] = [];
  const files: vscode.Uri[] = [];
  for (const uri of uris) {
    const text = await textOfNote(uri);
    const note = open(text);
    const elements = note.elements();
    const linked = await linkedRecipes(uri, elements);
    files.push(...linked.map(each => each.uri));
    notes.push({
      title: noteName(uri),
      note: await quantitiesOf(note),
      recipes: statedRecipes(text, elements),
      linked,
    });
  }
  return { notes, files };
}

/** In between others: notes may be many and long. Nobody edits these. */
async function quantitiesOf(note: LiveNote): Promise<NoteQuantities> {
  const read = createQuantityReader();
  await inStretches({ version: 0, isClosed: false }, read.ahead(note));
  return read(note);
}

function comparisonText(notes: readonly ComparedNote[]): string {
  const comparison = compareRecipes(notes);
  const silent = notes.filter(note => compareRecipes([note]).rows.length === 0).map(({ title }) => title);
  const parts = [
    '# Recipes side by side\n',
    ...(comparison.rows.length === 0 ? [] : [comparisonTable(comparison)]),
    ...(silent.length === 0 ? [] : [`Nothing of a training recipe was found in ${silent.join(', ')}.\n`]),
  ];
  return parts.join('\n');
}

/** What a note is called by its file. */
export const noteName = (uri: vscode.Uri): string => (uri.path.split('/').pop() ?? uri.path).replace(/\.md$/i, '');
