import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { mostLinkedRecipes } from '../../../src/core/markdown/facts.ts';
import { openNote } from '../../../src/core/markdown/note.ts';
import { checkRecipes } from '../../../src/core/recipe/follow/check.ts';
import { isRecipeFile, isTooLarge, recipeAsMarkdown, recipesOfNote } from '../../../src/core/recipe/note-recipes.ts';
import { readNoteQuantities } from '../../../src/core/recipe/quote/note.ts';

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

  it('tell their problems at their places in the note, also where its lines are indented or quoted', () => {
    const places = checkRecipes(readNoteQuantities(openNote(text)), text, elementsOf(text)).map(({ code, range }) => [
      code,
      text.slice(range.from, range.to).trim(),
    ]);
    assert.deepEqual(places, [
      ['recipe-value', 'lots'],
      ['recipe-value', 'many'],
      ['recipe-value', '7 apples'],
    ]);
    const quoted =
      '> said\n>\n> ```recipe\n> batch_tokens: 4M\n>\tsteps: many\n>context: [\n> ```\n\n1. one\n\n   > ```recipe\n   > warmup: lots\n   > ```\n';
    const found = recipesOfNote(quoted, elementsOf(quoted)).flatMap(({ problems }) => problems);
    assert.ok(found.some(({ range }) => quoted.slice(range.from, range.to) === 'lots'));
    assert.ok(found.some(({ range }) => quoted.slice(0, range.from).split('\n').length === 6));
  });

  it('stand in fences longer than any row of backticks within them', () => {
    const markdown = recipeAsMarkdown('a.recipe.yaml', `title: a ${'` '.repeat(200_000)}\x60\x60\x60\x60\n`)!;
    assert.match(markdown, /^`{5}recipe\n/);
    assert.match(markdown, /\n`{5}\n$/);
  });

  it('in front matter have no aliases, and are a map', () => {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['s: &s 42\nrecipe:\n  batch_tokens: 4M\n  steps: *s', '*s', /aliases are not followed/],
      ['s: &s 42\nrecipe:\n  steps: *s', '*s', /aliases are not followed/],
      ['r: &r { steps: 4 }\nrecipe: *r', '*r', /aliases are not followed/],
      ['recipe: [steps: 4, batch_tokens: 4M]', '[steps: 4', /^A recipe is a map of names and values/],
      ['recipe:\n  - steps: 4\n', '- steps', /^A recipe is a map of names and values/],
      ['recipe: |\n  steps: 4\n', '|', /^A recipe is a map of names and values/],
    ];
    for (const [front, place, message] of cases) {
      const note = `---\n${front}\n---\n`;
      const [problem] = recipesOfNote(note, elementsOf(note)).flatMap(({ problems }) => problems);
      assert.match(problem?.message ?? '', message, front);
      assert.equal(note.slice(problem!.range.from).startsWith(place), true, front);
    }
    const others = '---\na: &a 1\nb: *a\nrecipe:\n  steps: 4\n---\n';
    assert.deepEqual(recipesOfNote(others, elementsOf(others))[0]?.problems, []);
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
    openNote(`![[${file}]]\n`, { embed: target => (target === file ? { text } : undefined) }).html(0);
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

describe('a link to a configuration', () => {
  const neox = readFileSync(new URL('../../fixtures/recipe/neox-7B.yml', import.meta.url), 'utf8');
  const files: Record<string, string> = {
    '7B.yml': neox,
    './7B.yml': neox,
    '../configs/7 B.yml': neox,
    './a.yaml': 'colour: red\n',
  };
  const page = (text: string) =>
    openNote(text, {
      embed: target => {
        const file = files[target];
        return file === undefined ? undefined : { text: file };
      },
    }).html(0);
  const recipe = /<figcaption class="recipe-title">GPT-NeoX configuration</;

  it('that stands alone in its paragraph has the recipe below it, and stays a link', () => {
    for (const link of ['[config](7B.yml)', '[*the* config](../configs/7%20B.yml)', '[[7B.yml]]', '[[7B.yml|c]]']) {
      const html = page(`${link}\n`);
      assert.match(html, recipe, link);
      assert.match(html, /^<p[^>]*><a [\s\S]*<\/a>[\s\S]*?<\/p>\n/, link);
    }
  });

  it('to other data or to the web is only a link', () => {
    for (const text of ['[a](a.yaml)', '[b](missing.yml)', '[c](https://example.org/7B.yml)', 'See [a](a.yaml).'])
      assert.doesNotMatch(page(`${text}\n`), /<figure|<pre|<details class="linked/, text);
  });

  const folded = /<details class="linked-recipe"><summary[^>]*>What ([^<]*) states<\/summary>/g;
  const unfoldable = (html: string) => Array.from(html.matchAll(folded), ([, name]) => name);

  it('within a sentence has the recipe folded up behind the paragraph, and in a list behind the item', () => {
    const html = page('The released [configuration](7B.yml) says more.\n');
    assert.match(html, /^<p[^>]*>The released <a [\s\S]*<\/p>\n<details class="linked-recipe">/);
    assert.match(html, recipe);
    for (const [text, names] of [
      ['[[7B.yml]] and [[7B.yml]]', ['7B.yml']],
      ['[one](7B.yml), [two](../configs/7%20B.yml), [other](a.yaml)', ['7B.yml', '7 B.yml']],
      ['- [config](7B.yml)\n- see [[7B.yml]]', ['7B.yml', '7B.yml']],
      ['- a\n\n- see [[7B.yml]]', ['7B.yml']],
      ['> as [the file](7B.yml) says', ['7B.yml']],
    ] as const)
      assert.deepEqual(unfoldable(page(`${text}\n`)), names, text);
  });

  it('has it once in a note: behind the paragraph that speaks of the file first', () => {
    const text = 'See [a](7B.yml).\n\nAgain [a](7B.yml), and [[7B.yml]].\n';
    const note = openNote(text, { embed: target => (files[target] === undefined ? undefined : { text: neox }) });
    const shown = () => note.blocks.map((_, index) => unfoldable(note.html(index)));
    assert.deepEqual(shown(), [['7B.yml'], ['7B.yml']], 'the path and the name are two targets');
    note.edit([{ range: { from: 0, to: 17 }, insert: '' }]);
    assert.deepEqual(shown(), [['7B.yml', '7B.yml']]);
    note.edit([{ range: { from: 0, to: 0 }, insert: 'First [a](7B.yml).\n\n' }]);
    assert.deepEqual(shown(), [['7B.yml'], ['7B.yml']]);
  });

  it('is only a link once a note shows very many', () => {
    const many = Array.from({ length: mostLinkedRecipes + 5 }, (_, index) => `See [c](${index}.yml) there.\n\n`);
    const note = openNote(many.join(''), { embed: () => ({ text: neox }) });
    const shown = note.blocks.filter((_, index) => unfoldable(note.html(index)).length > 0);
    assert.equal(shown.length, mostLinkedRecipes);
  });

  it('shows the recipe once the file is read', () => {
    let known: string | undefined;
    const note = openNote('[config](7B.yml)\n', { embed: () => (known === undefined ? undefined : { text: known }) });
    assert.doesNotMatch(note.html(0), recipe);
    const { revision } = note.blocks[0]!;
    known = neox;
    note.refresh('embed');
    assert.notEqual(note.blocks[0]!.revision, revision);
    assert.match(note.html(0), recipe);
  });
});

describe('a file of data that is too long', () => {
  const page = (text: string) => openNote(text, { embed: () => 'too-long' }).html(0);

  it('tells so in the place of a recipe, embedded or linked', () => {
    for (const text of ['![[a.recipe.yaml]]', '[a](a.recipe.yaml)'])
      assert.match(page(text), /recipe-problems"><li>A recipe of more than 20,000 characters is not read\./, text);
  });

  it('says why it is not shown where it is embedded, and is a link where it is linked', () => {
    assert.match(page('![[tokenizer.json]]'), /“tokenizer\.json” is too long to be shown\./);
    assert.doesNotMatch(page('[t](tokenizer.json)'), /too long/);
  });

  it('is told by its size in bytes, a recipe sooner', () => {
    assert.deepEqual(
      [isTooLarge('a.recipe.yaml', 60_003), isTooLarge('a.recipe.yaml', 60_004), isTooLarge('a.json', 60_004)],
      [false, true, false],
    );
    assert.deepEqual([isTooLarge('a.json', 600_001), isTooLarge('a.md', 1e12)], [true, false]);
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
