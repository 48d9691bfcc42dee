import * as vscode from 'vscode';
import { bestMatch } from '../../core/markdown/best-match.ts';
import type { NoteElement } from '../../core/markdown/elements.ts';
import { dataFilesOf } from '../../core/recipe/linked-files.ts';
import { isRecipeFile, isTooLarge } from '../../core/recipe/note-recipes.ts';
import { readRecipe } from '../../core/recipe/read-recipe.ts';
import type { Recipe } from '../../core/recipe/recipe.ts';
import { sizeOfNote, textOfNote } from '../text-of-note.ts';

/** The recipe of a file that a note links to. */
export interface LinkedRecipe {
  readonly uri: vscode.Uri;
  /** The name of the file. */
  readonly file: string;
  readonly recipe: Recipe;
}

/** No more files than this are read for one note. */
const most = 30;

/** The recipes and the known configurations among the files of data that a note links to or embeds, in order. */
export async function linkedRecipes(
  note: vscode.Uri,
  elements: readonly NoteElement[],
): Promise<readonly LinkedRecipe[]> {
  const read = dataFilesOf(elements)
    .slice(0, most)
    .map(async (target): Promise<readonly LinkedRecipe[]> => {
      const uri = await fileOf(note, target);
      if (uri === undefined || isTooLarge(uri.path, await sizeOfNote(uri))) return [];
      const { recipe } = readRecipe(await textOfNote(uri));
      const known = isRecipeFile(uri.path) || recipe.configuration !== undefined;
      return known ? [{ uri, file: uri.path.slice(uri.path.lastIndexOf('/') + 1), recipe }] : [];
    });
  return (await Promise.all(read)).flat();
}

/** A path is that of the file; a name that of the file that fits best. */
async function fileOf(note: vscode.Uri, target: string): Promise<vscode.Uri | undefined> {
  if (/^\.{1,2}\//.test(target)) return vscode.Uri.joinPath(note, '..', target);
  const wanted = target.split('/').filter(part => part !== '' && part !== '.');
  const name = (wanted.at(-1) ?? '').replace(/[[\]{}*?]/g, '?');
  const found = name === '' ? [] : await vscode.workspace.findFiles(`**/${name}`, '**/node_modules/**', 50);
  return bestMatch(found, wanted, note.path);
}
