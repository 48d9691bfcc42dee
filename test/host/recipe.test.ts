import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openNote } from '../../src/core/markdown/note.ts';
import { recipesOfNote } from '../../src/core/recipe/note-recipes.ts';
import { solveRecipe } from '../../src/core/recipe/solve-recipe.ts';
import { codeAction } from './editor/code-actions.ts';
import { type Editor, openEditor, project } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

const llemma = readFileSync(path.join(project, 'test/fixtures/recipe/llemma.md'), 'utf8');
const aside = '%%0.84 epoch over the 200B dataset.%%';
const bare = llemma.replace(`\n${aside}`, '');

const fence = '```recipe\nmodel: Fern 13B\n\nsteps: 1000\n# note: kept\n\nbatch_tokens: 2M\n```';

let editor: Editor;
before(async () => {
  editor = await openEditor({
    files: {
      'llemma.md': bare,
      'compare.md': `${bare}\n\n${fence}\n`,
      'other.md': '# Other\n\n> Other 13B is trained for 90,000 steps with a batch size of 2M tokens.\n',
      'asides.md':
        '# Asides\n\n> Fern 7B is trained for 90,000 steps with a batch size of 2M tokens.\n\n%%180B tokens seen.%%\n\n%%= steps × batch_tokens%%\n',
      'snippets.md': '',
      'accuracy.md': '# Fern\n\n> Fern is trained for 9,000 steps.\n\nLater:\n\n> On GSM8K it has 36.4% accuracy.\n',
      'linked.md': 'The released [configuration](7B.yml) tells more than the paper.\n\nText goes on.\n',
      '7B.yml': readFileSync(path.join(project, 'test/fixtures/recipe/neox-7B.yml'), 'utf8'),
      'priced.md': '```recipe\ngpu_type: A100\ngpu_hours: 23,000\n```\n',
      'closed.md':
        '# Closed\n\n> Fern 7B is trained for 90,000 steps with a batch size of 2M tokens.\n\n%%450,000,000 pages were read.%%\n\n%%150B tokens seen.%%\n',
      'pages.recipe.yaml':
        'title: Pages\ninputs: [steps, batch_tokens]\nformulas: { pages: steps × batch_tokens / 400 tokens }\naside: "{pages} pages were read."\n',
      'large.recipe.yaml': `# ${'x'.repeat(70_000)}\n`,
      'broken.recipe.yaml': 'title: Broken\ninputs:\n  steps: 42,000 step\nformulas:\n  tokens: steps ×\n',
    },
  });
});
after(() => editor.close());

/** Puts the cursor behind the first place where the words stand in the active editor. */
const cursorBehind = (words: string) =>
  editor.inHost((api, wanted) => {
    const shown = api.window.activeTextEditor;
    if (shown === undefined) throw new Error('no editor is active');
    const at = shown.document.getText().indexOf(wanted);
    const place = shown.document.positionAt(at + wanted.length);
    shown.selection = new api.Selection(place, place);
  }, words);

const staleProblems = () =>
  editor.inHost(api => {
    const document = api.window.activeTextEditor?.document;
    if (document === undefined) return [];
    return api.languages
      .getDiagnostics(document.uri)
      .filter(diagnostic => diagnostic.code === 'aside-stale')
      .map(diagnostic => diagnostic.message);
  });

/** The signs that are drawn behind asides in the text: "✓", "≠". */
const signs = () =>
  editor.page.evaluate(() =>
    [...document.querySelectorAll('.view-line span[class*="ced-"]')]
      .map(element => getComputedStyle(element, '::after').content.replaceAll('"', ''))
      .filter(content => content !== 'none'),
  );

/** Scrolls to where the words stand in the active editor. */
const show = (words: string) =>
  editor.inHost((api, wanted) => {
    const shown = api.window.activeTextEditor!;
    const place = shown.document.positionAt(shown.document.getText().indexOf(wanted));
    shown.revealRange(new api.Range(place, place), api.TextEditorRevealType.InCenter);
  }, words);

test('the first calculation that is offered inserts what the reader of the paper wrote', async () => {
  await editor.openFile('llemma.md');
  await cursorBehind('over 48, 000 steps.');
  await editor.runCommand('Paper Notes: Insert Recipe Calculation');
  await editor.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await editor.page.keyboard.press('Enter');
  await until('the aside is there', async () => (await editor.text()) === llemma);
  assert.deepEqual(await staleProblems(), []);
  await show(aside);
  await until('the text has its mark', async () => (await signs()).join() === '✓');
});

test('beside an accuracy, its standard error is offered; what the quote lacks is asked for', async () => {
  await editor.openFile('accuracy.md');
  await cursorBehind('36.4% accuracy.');
  await editor.runCommand('Paper Notes: Insert Recipe Calculation');
  const row = editor.page.locator('.quick-input-list .monaco-list-row').first();
  await row.getByText('needs number of test examples (GSM8K has 1,319)').waitFor();
  await editor.page.keyboard.press('Enter');
  await editor.page.locator('.quick-input-widget').getByText('The quotes here do not say it.').waitFor();
  await editor.page.keyboard.press('Enter');
  await until('the aside is there', async () =>
    (await editor.text())?.includes('accuracy.\n> %%SE 1.3 pp, 95 % CI 33.8–39.0 % (n = 1,319).%%\n'),
  );
  assert.deepEqual(await staleProblems(), []);
});

test('a number that changes makes the aside stale; the quick fix mends it, and one undo takes that back', async () => {
  await editor.openFile('llemma.md');
  await editor.inHost(async api => {
    const shown = api.window.activeTextEditor!;
    const at = shown.document.getText().indexOf('42, 000');
    const place = new api.Range(shown.document.positionAt(at), shown.document.positionAt(at + 7));
    await shown.edit(edit => edit.replace(place, '30, 000'));
  });
  await until('it is told', async () => (await staleProblems()).length === 1);
  assert.match((await staleProblems())[0] ?? '', /0\.84.*0\.60/);
  await until('the mark in the text tells it too', async () => (await signs()).join() === '≠');
  await codeAction(editor, { place: { words: aside }, title: /0\.60/, kind: 'quickfix' }, { apply: true });
  await until('it is mended', async () => (await editor.text())?.includes('%%0.60 epoch over the 200B dataset.%%'));
  await until('nothing is told', async () => (await staleProblems()).length === 0);
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('it is as before', async () => (await editor.text())?.includes(aside));
});

test('a mark in the text goes with its aside, and can be switched off', async () => {
  await until('the mark is there', async () => (await signs()).join() === '≠');
  await editor.changeSettings({ 'paperNotes.recipes.marks': false });
  await until('there is none', async () => (await signs()).length === 0);
  await editor.changeSettings({ 'paperNotes.recipes.marks': true });
  await until('it is there again', async () => (await signs()).join() === '≠');
  await editor.inHost(async (api, words) => {
    const shown = api.window.activeTextEditor!;
    const at = shown.document.getText().indexOf(words);
    const { positionAt } = shown.document;
    await shown.edit(edit => edit.delete(new api.Range(positionAt(at), positionAt(at + words.length))));
  }, aside);
  await until('it is gone', async () => (await signs()).length === 0);
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('it is back', async () => (await signs()).join() === '≠');
});

test('an aside tells how it follows, with links to what it follows from; an expression too', async () => {
  const hover = (name: string, words: string) =>
    editor.inHost(
      async (api, file, wanted) => {
        const [uri] = await api.workspace.findFiles(file);
        const document = await api.workspace.openTextDocument(uri!);
        const place = document.positionAt(document.getText().indexOf(wanted) + 4);
        const found = await api.commands.executeCommand<import('vscode').Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          place,
        );
        return found
          .flatMap(({ contents }) => contents.map(one => (typeof one === 'string' ? one : one.value)))
          .join('\n');
      },
      name,
      words,
    );
  for (const [name, words] of [
    ['asides.md', '%%180B tokens seen.%%'],
    ['asides.md', '%%= steps × batch_tokens%%'],
  ] as const) {
    const told = await until('it is told', async () => {
      const text = await hover(name, words);
      return text.includes('line 3') && text;
    });
    assert.match(told, /data:image\/svg/, words);
    assert.match(told, /\[line 3\]\(file:.*asides\.md#L3\): 90&#44;000 steps/, words);
    assert.match(told, /\[line 3\]\(file:.*asides\.md#L3\): 2M tokens/, words);
  }
});

test('a number of a quote tells its role and how else it can be read', async () => {
  const hovers = await editor.inHost(async api => {
    const { document } = api.window.activeTextEditor!;
    const place = document.positionAt(document.getText().indexOf('4 million tokens') + 2);
    const found = await api.commands.executeCommand<import('vscode').Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      place,
    );
    return found.flatMap(hover =>
      hover.contents.map(content => (typeof content === 'string' ? content : content.value)),
    );
  });
  assert.ok(
    hovers.some(text => /batch/.test(text) && text.includes('4&#44;194&#44;304') && text.includes('LLEMMA')),
    hovers.join('\n'),
  );
});

/** Chooses in the list that a command has opened what is first in it. */
const chooseFirst = async (label: string) => {
  await editor.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: label }).waitFor();
  await editor.page.keyboard.press('Enter');
};

test('the recipes of a note are put side by side, as a table behind what the cursor stands in', async () => {
  await editor.openFile('compare.md');
  await cursorBehind('note: kept');
  await editor.runCommand('Paper Notes: Compare the Recipes of This Note');
  await chooseFirst('Insert a table');
  const text = await until('the table is there', async () => {
    const now = (await editor.text()) ?? '';
    return /^\| Steps \| 42,000 \| 12,000 \| 1000 \|$/m.test(now) && now;
  });
  assert.ok(text.endsWith(`${fence}\n\n${text.slice(text.indexOf('| | LLEMMA'))}`), 'the fence is whole');
  assert.match(text, /^\| Schedule \| cosine \| not stated \| not stated \|$/m);
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('one undo takes it back', async () => !(await editor.text())?.includes('| Steps |'));
});

test('the recipes of one note are shown as a view too, with the configuration that it links to', async () => {
  await editor.openFile('linked.md');
  await editor.runCommand('Paper Notes: Compare the Recipes of This Note');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Show beside' }).click();
  const cell = editor.webview().locator('td', { hasText: '48,000' }).first();
  await cell.waitFor();
  assert.match((await editor.webview().locator('th').allTextContents()).join(), /7B\.yml/);
  await editor.inHost(async api => {
    const tabs = api.window.tabGroups.all.flatMap(group => group.tabs);
    await api.window.tabGroups.close(tabs.filter(({ label }) => label.includes('Recipes side by side')));
  });
});

test('an expression that keeps no result has it as a hint, and a double click would write it', async () => {
  await editor.openFile('asides.md');
  const hint = await until('the hint is there', () =>
    editor.inHost(async api => {
      const { document } = api.window.activeTextEditor!;
      const [found] = await api.commands.executeCommand<import('vscode').InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        new api.Range(0, 0, document.lineCount, 0),
      );
      return found && { label: String(found.label), written: found.textEdits?.[0]?.newText ?? '' };
    }),
  );
  assert.deepEqual(hint, { label: '= 180B tokens', written: ' = 180B tokens' });
});

test('hints behind quotes tell what follows from them, once they are switched on', async () => {
  await editor.openFile('other.md');
  const hints = () =>
    editor.inHost(async api => {
      const { document } = api.window.activeTextEditor!;
      const whole = new api.Range(0, 0, document.lineCount, 0);
      const found = await api.commands.executeCommand<import('vscode').InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        whole,
      );
      return found.map(({ label, position }) => ({ line: position.line, label: String(label) }));
    });
  assert.deepEqual(await hints(), []);
  await editor.changeSettings({ 'paperNotes.recipes.inlayHints': true });
  const [hint] = await until('a hint is there', async () => {
    const found = await hints();
    return found.length > 0 && found;
  });
  assert.equal(hint?.line, 2);
  assert.match(hint?.label ?? '', /180B tokens/);
});

test('a recipe file that is too large is told without being opened, until it is one', async () => {
  await editor.openFile('other.md');
  const told = () =>
    editor.inHost(async api => {
      const [uri] = await api.workspace.findFiles('large.recipe.yaml');
      return api.languages.getDiagnostics(uri!).map(({ message }) => message);
    });
  await until('it is told', async () => (await told()).length === 1);
  assert.deepEqual(await told(), ['A recipe of more than 20,000 characters is not read.']);
  await editor.inHost(async api => {
    const [uri] = await api.workspace.findFiles('large.recipe.yaml');
    await api.workspace.fs.writeFile(uri!, new TextEncoder().encode('steps: 1\n'));
  });
  await until('nothing is told', async () => (await told()).length === 0);
});

test('a recipe of one’s own that is wrong tells where', async () => {
  const found = await until('it is told', async () =>
    editor.inHost(async api => {
      const [uri] = await api.workspace.findFiles('broken.recipe.yaml');
      await api.window.showTextDocument(uri!);
      const told = api.languages
        .getDiagnostics(uri!)
        .map(({ message, range }) => ({ message, line: range.start.line }));
      return told.length > 0 && told;
    }),
  );
  assert.ok(
    found.some(({ line }) => line === 4),
    JSON.stringify(found),
  );
});

test('the recipes of several notes are put side by side in a view of their own', async () => {
  await editor.openFile('other.md');
  await editor.runCommand('Paper Notes: Compare the Recipes of Several Notes');
  await editor.page.getByRole('checkbox', { name: 'compare, compare.md' }).locator('.label-name').first().click();
  await editor.page.locator('.quick-input-widget').getByText('2 Selected').waitFor();
  await editor.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  await chooseFirst('Show beside');
  const table = editor.webview().locator('table');
  await table.waitFor();
  const row = async (title: string) =>
    (await table.locator('tr').allInnerTexts()).map(text => text.split(/\s*\t\s*/)).find(([first]) => first === title);
  assert.deepEqual(await row('Steps'), ['Steps', '90,000', '42,000', '12,000', '1000']);
  const rates = ['not stated', '1 · 10⁻⁴', '5 · 10⁻⁵', 'not stated'];
  assert.deepEqual(await row('Peak learning rate'), ['Peak learning rate', ...rates]);
  // It goes along with the notes that it compares, and with no other.
  await editor.inHost(async api => {
    const shown = api.window.visibleTextEditors.find(one => one.document.uri.path.endsWith('/other.md'))!;
    const at = shown.document.getText().indexOf('90,000');
    const place = new api.Range(shown.document.positionAt(at), shown.document.positionAt(at + 6));
    await shown.edit(edit => edit.replace(place, '80,000'));
  });
  await table.getByText('80,000').waitFor();
  await editor.inHost(async api => {
    const [uri] = await api.workspace.findFiles('linked.md');
    await api.window.showTextDocument(uri!, { viewColumn: 1 });
    await api.commands.executeCommand('workbench.action.files.revert');
  });
  assert.deepEqual(await row('Steps'), ['Steps', '80,000', '42,000', '12,000', '1000']);
  const unsaved = await editor.inHost(api =>
    api.workspace.textDocuments.filter(({ isDirty, isUntitled }) => isDirty || isUntitled).map(({ uri }) => uri.scheme),
  );
  assert.deepEqual(
    unsaved.filter(each => each !== 'file'),
    [],
    'it leaves nothing behind to be saved',
  );
  await editor.inHost(async api => {
    const tabs = api.window.tabGroups.all.flatMap(group => group.tabs);
    await api.window.tabGroups.close(tabs.filter(({ label }) => label.includes('Recipes side by side')));
    const shown = api.workspace.textDocuments.find(({ uri }) => uri.path.endsWith('/other.md'))!;
    await api.window.showTextDocument(shown, api.ViewColumn.One);
    await api.commands.executeCommand('workbench.action.files.revert');
  });
  assert.equal(await editor.page.getByRole('dialog').count(), 0, 'closing it asks nothing');
});

test('the preview marks an aside that is stale, and marks it anew when the quote is mended', async () => {
  await editor.openFile('llemma.md');
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  const aside = editor.webview().locator('.aside[data-check]');
  await until('it is marked stale', async () => (await aside.getAttribute('data-check')) === 'stale');
  await editor.inHost(async api => {
    const shown = api.window.visibleTextEditors.find(one => one.document.uri.path.endsWith('/llemma.md'))!;
    const at = shown.document.getText().indexOf('30, 000');
    const place = new api.Range(shown.document.positionAt(at), shown.document.positionAt(at + 7));
    await shown.edit(edit => edit.replace(place, '42, 000'));
  });
  await until('it holds', async () => (await aside.getAttribute('data-check')) === 'holds');
  await aside.locator('summary').click();
  await aside.locator('.aside-derivation .katex').first().waitFor();
});

test('the reader’s own prices go into the recipes of the preview, and change with the setting', async () => {
  await editor.openFile('priced.md');
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  const cost = editor.webview().locator('.recipe-results tr', { hasText: 'Cost' }).locator('.recipe-value');
  for (const [price, wanted] of [
    [1.5, '$35k'],
    [2.5, '$58k'],
  ] as const) {
    await editor.changeSettings({ 'paperNotes.recipes.prices': { A100: price } });
    await cost.getByText(wanted, { exact: true }).waitFor();
  }
});

test('a configuration that a sentence links to unfolds behind it, and stays so while one types there', async () => {
  await editor.openFile('linked.md');
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  const folded = editor.webview().locator('details.linked-recipe');
  const table = folded.locator('table.recipe-inputs');
  await folded.waitFor();
  assert.equal(await table.isVisible(), false);
  await folded.locator('summary').first().click();
  await table.waitFor();
  await editor.inHost(async api => {
    const shown = api.window.visibleTextEditors.find(one => one.document.uri.path.endsWith('/linked.md'))!;
    await shown.edit(edit => edit.insert(new api.Position(0, 3), ' all of'));
  });
  await editor.webview().getByText('The all of released').waitFor();
  assert.equal(await table.isVisible(), true);
});

test('a recipe of the workspace is offered beside a quote, and its aside grows stale with the file', async () => {
  await editor.openFile('other.md');
  await cursorBehind('2M tokens.');
  await editor.runCommand('Paper Notes: Insert Recipe Calculation');
  const row = editor.page.locator('.quick-input-list .monaco-list-row', { hasText: '(pages.recipe.yaml)' });
  await row.waitFor();
  assert.match((await row.textContent()) ?? '', /450,000,000 pages were read\./);
  await row.click();
  await until('the aside is there', async () =>
    (await editor.text())?.includes('\n> %%450,000,000 pages were read.%%'),
  );
  assert.deepEqual(await staleProblems(), []);
  await editor.inHost(async api => {
    const uri = api.Uri.joinPath(api.workspace.workspaceFolders![0]!.uri, 'pages.recipe.yaml');
    const text = new TextDecoder().decode(await api.workspace.fs.readFile(uri));
    await api.workspace.fs.writeFile(uri, new TextEncoder().encode(text.replace('400', '800')));
  });
  await until('it is told', async () => (await staleProblems()).length === 1);
  assert.match((await staleProblems())[0] ?? '', /says 450,000,000; pages\.recipe\.yaml gives 230,000,000/);
  await codeAction(
    editor,
    { place: { words: '450,000,000' }, title: /230,000,000/, kind: 'quickfix' },
    { apply: true },
  );
  await until('it is mended', async () => (await editor.text())?.includes('%%230,000,000 pages were read.%%'));
  await until('nothing is told', async () => (await staleProblems()).length === 0);
});

test('the check of all notes tells calculations that no longer follow, in notes that are not open too', async () => {
  const found = () =>
    editor.inHost(api =>
      api.languages
        .getDiagnostics()
        .filter(([uri]) => uri.path.endsWith('closed.md'))
        .flatMap(([, problems]) => problems.map(({ range, message }) => `${range.start.line}: ${message}`)),
    );
  await editor.runCommand('Paper Notes: Check All Notes');
  await until('they are told', async () => (await found()).length === 2);
  assert.match((await found())[0] ?? '', /^4: This says 450,000,000; pages\.recipe\.yaml gives 230,000,000/);
  assert.match((await found())[1] ?? '', /^6: This says 150B; the quotes give 180B/);
});

test('each snippet, as it is inserted, is free of mistakes', async () => {
  const file = JSON.parse(readFileSync(path.join(project, 'snippets/notes.code-snippets'), 'utf8')) as Readonly<
    Record<string, { readonly prefix: string; readonly body: readonly string[] }>
  >;
  await editor.openFile('snippets.md');
  for (const [name, { body }] of Object.entries(file)) {
    const text = await editor.inHost(async (api, snippet) => {
      const shown = api.window.activeTextEditor!;
      const all = new api.Range(0, 0, shown.document.lineCount, 0);
      await shown.edit(edit => edit.delete(all));
      await shown.insertSnippet(new api.SnippetString(snippet), new api.Position(0, 0));
      return shown.document.getText();
    }, body.join('\n'));
    const note = openNote(text);
    const elements = note.elements();
    const recipes = recipesOfNote(text, elements);
    const problems = note.blocks.flatMap((_, index) => note.problems(index));
    assert.deepEqual([...problems, ...recipes.flatMap(recipe => recipe.problems)], [], `${name}:\n${text}`);
    if (name === 'Recipe')
      assert.equal(recipes[0]?.solved.results.find(each => each.name === 'tokens-seen')?.text, '168B tokens');
    if (name === 'Recipe that takes its numbers from quotes') {
      const aside = solveRecipe(recipes[0]!.solved.recipe, { gpu_hours: 23_000 }).aside;
      assert.equal(aside, '13 MWh of electricity.');
    }
  }
});
