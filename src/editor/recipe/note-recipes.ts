import type * as vscode from 'vscode';
import { readByBlock } from '../../core/markdown/by-block.ts';
import type { NoteElement } from '../../core/markdown/elements.ts';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import { createQuantityReader, type NoteQuantities } from '../../core/recipe/quote/note.ts';
import type { OpenNotes } from '../notes.ts';
import { inStretches } from '../stretches.ts';

/** What an open note says in numbers, and what it says of them. */
export interface NoteRecipe {
  readonly text: string;
  /** The asides and the code of the note. */
  readonly elements: readonly NoteElement[];
  readonly quantities: NoteQuantities;
}

/** Reads the recipes of open notes; a note is read once for each version, and of it only touched blocks. */
export interface RecipeReader {
  (document: vscode.TextDocument): NoteRecipe;
  /** Reads a note that was not read before, giving way to others; false when it has changed meanwhile. */
  readonly ahead: (document: vscode.TextDocument) => Promise<boolean>;
}

/** Makes a reader for the notes that are open; one for all who ask. */
export function createRecipeReader(notes: OpenNotes): RecipeReader {
  const kept = new WeakMap<vscode.TextDocument, { readonly version: number; readonly recipe: NoteRecipe }>();
  const quantitiesOf = createQuantityReader();
  const elementsOf = createElementReader();
  const read = (document: vscode.TextDocument): NoteRecipe => {
    const before = kept.get(document);
    if (before !== undefined && before.version === document.version) return before.recipe;
    const note = notes.of(document);
    const recipe = { text: note.text, elements: elementsOf(note), quantities: quantitiesOf(note) };
    kept.set(document, { version: document.version, recipe });
    return recipe;
  };
  return Object.assign(read, {
    ahead: (document: vscode.TextDocument) => inStretches(document, quantitiesOf.ahead(notes.of(document))),
  });
}

/** Only blocks that hold such elements are looked at again. */
function createElementReader(): (note: LiveNote) => readonly NoteElement[] {
  const wanted = ({ kind }: NoteElement) => kind === 'aside' || kind === 'code';
  const hasSome = readByBlock(({ elements }) => elements.some(wanted));
  return note => hasSome(note).flatMap((some, index) => (some ? note.elements(index).filter(wanted) : []));
}
