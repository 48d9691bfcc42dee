// Writes the schema of recipe files from the catalogue of formulas: npm run schema
import { writeFileSync } from 'node:fs';
import { recipeSchema } from '../src/core/recipe/recipe-schema.ts';

writeFileSync(new URL('recipe.schema.json', import.meta.url), `${JSON.stringify(recipeSchema(), null, 2)}\n`);
