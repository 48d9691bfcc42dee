import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { openNote } from '../../../src/core/markdown/note.ts';
import { checkRecipes } from '../../../src/core/recipe/follow/check.ts';
import { isRecipeFile, recipesOfNote } from '../../../src/core/recipe/note-recipes.ts';

const elementsOf = (text: string) => openNote(text).elements();

describe('the recipes of a note', () => {
  const text = [
    '---',
    'title: Llemma',
    'recipe:',
    '  steps: 42,000',
    '  batch_tokens: lots',
    '---',
    '',
    '```recipe',
    'steps: many',
    '```',
    '',
    '- a list',
    '',
    '  ```recipe',
    '  steps: 7 apples',
    '  ```',
    '',
  ].join('\n');

  it('stand in its front matter and in fenced blocks', () => {
    const recipes = recipesOfNote(text, elementsOf(text));
    assert.deepEqual(
      recipes.map(({ solved }) => solved.inputs.map(input => input.text)),
      [['42,000', 'lots'], ['many'], ['7 apples']],
    );
  });

  it('tell their problems at their places in the note, the whole block where its lines are indented', () => {
    const places = checkRecipes(text, elementsOf(text)).map(({ code, range }) => [
      code,
      text.slice(range.from, range.to).trim(),
    ]);
    assert.deepEqual(places, [
      ['recipe-value', 'lots'],
      ['recipe-value', 'many'],
      ['recipe-value', 'steps: 7 apples'],
    ]);
  });

  it('are not those of cooks', () => {
    for (const front of ['recipe: pasta', 'recipe:\n  flour: 200 g\n  eggs: 2', 'recipe: [flour, eggs]', 'recipe:']) {
      const note = `---\n${front}\n---\n`;
      assert.deepEqual(recipesOfNote(note, elementsOf(note)), []);
    }
  });
});

describe('the page of a note', () => {
  it('shows the recipe of the front matter below the header', () => {
    const html = openNote('---\ntitle: A\nrecipe:\n  steps: 10\n  batch_tokens: 5\n---\n\nText.\n').html(0);
    assert.match(
      html,
      /<header class="front-matter">[\s\S]*<\/header>\n<div class="recipe-block"><figure class="recipe">/,
    );
    assert.match(html, /<td class="recipe-value">50 tokens<\/td>/);
  });

  const embedding = (file: string, text: string) =>
    openNote(`![[${file}]]\n`, { embed: target => (target === file ? text : undefined) }).html(0);
  const fixture = (name: string) => readFileSync(new URL(`../../fixtures/recipe/${name}`, import.meta.url), 'utf8');

  it('shows a configuration that the note embeds as the recipe that it is', () => {
    const html = embedding('7B.yml', fixture('neox-7B.yml'));
    assert.match(html, /<figcaption class="recipe-title">GPT-NeoX configuration</);
    assert.match(html, /<svg class="recipe-plot"/);
  });

  it('shows a recipe file as a recipe, and other data as code', () => {
    assert.match(
      embedding('a.recipe.yaml', 'steps: 10\nbatch_tokens: 5\n'),
      /<td class="recipe-value">50 tokens<\/td>/,
    );
    assert.match(embedding('a.yaml', 'colour: red\n'), /<pre class="code" data-language="yaml">/);
    assert.match(embedding('a.json', '{ "a": "```" }'), /<pre class="code" data-language="json">/);
  });
});

describe('the name of a recipe file', () => {
  it('says so itself; other files of YAML are not taken for recipes', () => {
    for (const name of ['/notes/llemma.recipe.yaml', 'a.recipe.yml', 'A.Recipe.JSON'])
      assert.ok(isRecipeFile(name), name);
    for (const name of ['docker-compose.yaml', 'recipe.yaml', 'a.recipe.yaml.md', 'a.recipe'])
      assert.ok(!isRecipeFile(name), name);
  });
});
