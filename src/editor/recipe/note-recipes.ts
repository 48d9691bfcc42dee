import type * as vscode from 'vscode';
import { readByBlock } from '../../core/markdown/by-block.ts';
import type { NoteElement } from '../../core/markdown/elements.ts';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import type { OwnPrices } from '../../core/recipe/data/prices.ts';
import { type JudgedAside, judgedAside, judgedAsides } from '../../core/recipe/follow/judged-asides.ts';
import { type OwnRecipe, ownRecipesOf } from '../../core/recipe/follow/own-recipes.ts';
import { createQuantityReader, type NoteQuantities } from '../../core/recipe/quote/note.ts';
import type { LiveConfig } from '../config.ts';
import type { OpenNotes } from '../notes.ts';
import { inStretches } from '../stretches.ts';
import type { WorkspaceRecipes } from './workspace-recipes.ts';

/** What an open note says in numbers, and what it says of them. */
export interface NoteRecipe {
  readonly text: string;
  /** The asides and the code of the note. */
  readonly elements: readonly NoteElement[];
  readonly quantities: NoteQuantities;
  /** The recipes that may be used in it: its own, then those of the workspace's files. */
  readonly own: readonly OwnRecipe[];
  /** The reader's own prices. */
  readonly prices: OwnPrices;
}

/** Reads the recipes of open notes; a note is read once for each version, and of it only touched blocks. */
export interface RecipeReader {
  (document: vscode.TextDocument): NoteRecipe;
  /** Reads a note that was not read before, giving way to others; false when it has changed meanwhile. */
  readonly ahead: (document: vscode.TextDocument) => Promise<boolean>;
  /** The same, and checks its asides: whoever asks what became of them gets it at once. */
  readonly asidesAhead: (document: vscode.TextDocument) => Promise<boolean>;
  /** What is to be told at the asides of a note: the same array as long as nothing has been read anew. */
  readonly judged: (document: vscode.TextDocument) => readonly JudgedAside[];
  /** Fires when recipes of the workspace or the reader's prices have changed: what is read of any note may differ. */
  readonly onDidChange: vscode.Event<void>;
}

/** Makes a reader for the notes that are open; one for all who ask. */
export function createRecipeReader(notes: OpenNotes, workspace: WorkspaceRecipes, config: LiveConfig): RecipeReader {
  const kept = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly ofWorkspace: readonly OwnRecipe[]; readonly recipe: NoteRecipe }
  >();
  const quantitiesOf = createQuantityReader();
  const elementsOf = createElementReader();
  const read = (document: vscode.TextDocument): NoteRecipe => {
    const before = kept.get(document);
    const ofWorkspace = workspace.current();
    const { prices } = config.current.recipes;
    const isSame = before?.version === document.version && before.ofWorkspace === ofWorkspace;
    if (isSame && before.recipe.prices === prices) return before.recipe;
    const note = notes.of(document);
    const elements = elementsOf(note);
    const own = [...ownRecipesOf(note.text, elements, prices), ...ofWorkspace];
    const recipe = { text: note.text, elements, quantities: quantitiesOf(note), own, prices };
    kept.set(document, { version: document.version, ofWorkspace, recipe });
    return recipe;
  };
  const ahead = (document: vscode.TextDocument) => inStretches(document, quantitiesOf.ahead(notes.of(document)));
  const judgedOf = new WeakMap<NoteRecipe, readonly JudgedAside[]>();
  const asidesAhead = async (document: vscode.TextDocument) => {
    if (!(await ahead(document))) return false;
    const recipe = read(document);
    if (judgedOf.has(recipe)) return true;
    const judged: JudgedAside[] = [];
    function* judgeAll(): Iterable<unknown> {
      for (const element of recipe.elements) {
        const one = element.kind === 'aside' ? judgedAside(recipe.quantities, element, recipe.own) : undefined;
        if (one !== undefined) judged.push(one);
        yield;
      }
    }
    if (!(await inStretches(document, judgeAll()))) return false;
    judgedOf.set(recipe, judged);
    return true;
  };
  const judged = (document: vscode.TextDocument) => {
    const recipe = read(document);
    const found = judgedOf.get(recipe) ?? judgedAsides(recipe.quantities, recipe.elements, recipe.own);
    judgedOf.set(recipe, found);
    return found;
  };
  return Object.assign(read, {
    ahead,
    asidesAhead,
    judged,
    onDidChange: workspace.onDidChange,
  });
}

/** Only blocks that hold such elements are looked at again. */
function createElementReader(): (note: LiveNote) => readonly NoteElement[] {
  const wanted = ({ kind }: NoteElement) => kind === 'aside' || kind === 'code';
  const hasSome = readByBlock(({ elements }) => elements.some(wanted));
  return note => hasSome(note).flatMap((some, index) => (some ? note.elements(index).filter(wanted) : []));
}
