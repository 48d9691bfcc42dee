import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { OwnRecipe } from '../../core/recipe/follow/own-recipes.ts';
import { isRecipeFile } from '../../core/recipe/note-recipes.ts';
import { readRecipeFile } from '../../core/recipe/read-recipe.ts';

/** The names of the recipe files in the folder of a note, each with its folder as the note was named. */
export async function recipesBeside(note: string, cwd: string): Promise<readonly string[]> {
  const folder = path.dirname(note);
  const beside = await readdir(path.resolve(cwd, folder)).catch(() => []);
  return beside.filter(isRecipeFile).map(file => path.join(folder, file));
}

/** Recipe files as recipes that notes may be written by; those that are too large, with a message each. */
export async function readOwnRecipes(
  files: Iterable<string>,
  cwd: string,
): Promise<{ readonly recipes: readonly OwnRecipe[]; readonly unreadable: readonly string[] }> {
  const unreadable: string[] = [];
  const read = Array.from(files, async (file): Promise<OwnRecipe> => {
    const absolute = path.resolve(cwd, file);
    const { recipe, problems } = await readRecipeFile({
      size: async () => (await stat(absolute).catch(() => ({ size: 0 }))).size,
      text: () => readFile(absolute, 'utf8').catch(() => ''),
    });
    const limit = problems.find(({ code }) => code === 'recipe-limit');
    if (limit !== undefined) unreadable.push(`${file}: ${limit.message}`);
    return { place: path.basename(file), recipe, ofNote: false };
  });
  return { recipes: await Promise.all(read), unreadable };
}
