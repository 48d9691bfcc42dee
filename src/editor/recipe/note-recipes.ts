import type * as vscode from 'vscode';
import type { NoteElement } from '../../core/markdown/elements.ts';
import { type NoteQuantities, type ParagraphCache, readNoteQuantities } from '../../core/recipe/quote/note.ts';
import type { OpenNotes } from '../notes.ts';

/** What an open note says in numbers, with the elements that it was read from. */
export interface NoteRecipe {
  readonly text: string;
  readonly elements: readonly NoteElement[];
  readonly quantities: NoteQuantities;
  /** What was read of each paragraph, for whoever reads the note again. */
  readonly paragraphs: ParagraphCache;
}

/** Reads the recipes of open notes; a note is read once for each version, and of it only touched paragraphs. */
export type RecipeReader = (document: vscode.TextDocument) => NoteRecipe;

/** Makes a reader for the notes that are open. */
export function createRecipeReader(notes: OpenNotes): RecipeReader {
  const kept = new WeakMap<vscode.TextDocument, { version: number; cache: ParagraphCache; recipe: NoteRecipe }>();
  return document => {
    const before = kept.get(document);
    if (before !== undefined && before.version === document.version) return before.recipe;
    const cache: ParagraphCache = before?.cache ?? new Map();
    const note = notes.of(document);
    const elements = note.elements();
    const quantities = readNoteQuantities(note.text, elements, cache);
    const recipe = { text: note.text, elements, quantities, paragraphs: cache };
    kept.set(document, { version: document.version, cache, recipe });
    return recipe;
  };
}
