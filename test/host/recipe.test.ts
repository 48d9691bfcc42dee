import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { codeAction } from './editor/code-actions.ts';
import { type Editor, openEditor, project } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

const llemma = readFileSync(path.join(project, 'test/fixtures/recipe/llemma.md'), 'utf8');
const aside = '%%0.84 epoch over the 200B dataset.%%';
const bare = llemma.replace(`\n${aside}`, '');

let editor: Editor;
before(async () => {
  editor = await openEditor({ files: { 'llemma.md': bare, 'compare.md': `${bare}\n\n` } });
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

test('the first calculation that is offered inserts what the reader of the paper wrote', async () => {
  await editor.openFile('llemma.md');
  await cursorBehind('over 48, 000 steps.');
  await editor.runCommand('Paper Notes: Insert Recipe Calculation');
  await editor.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await editor.page.keyboard.press('Enter');
  await until('the aside is there', async () => (await editor.text()) === llemma);
  assert.deepEqual(await staleProblems(), []);
});

test('a number that changes makes the aside stale; the quick fix mends it, and one undo takes that back', async () => {
  await editor.inHost(async api => {
    const shown = api.window.activeTextEditor!;
    const at = shown.document.getText().indexOf('42, 000');
    const place = new api.Range(shown.document.positionAt(at), shown.document.positionAt(at + 7));
    await shown.edit(edit => edit.replace(place, '30, 000'));
  });
  await until('it is told', async () => (await staleProblems()).length === 1);
  assert.match((await staleProblems())[0] ?? '', /0\.84.*0\.60/);
  await codeAction(editor, { place: { words: aside }, title: /0\.60/, kind: 'quickfix' }, { apply: true });
  await until('it is mended', async () => (await editor.text())?.includes('%%0.60 epoch over the 200B dataset.%%'));
  await until('nothing is told', async () => (await staleProblems()).length === 0);
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('it is as before', async () => (await editor.text())?.includes(aside));
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
    hovers.some(text => /batch/.test(text) && text.includes('4,194,304') && text.includes('LLEMMA')),
    hovers.join('\n'),
  );
});

test('the recipes of a note are put side by side', async () => {
  await editor.openFile('compare.md');
  await editor.inHost(api => {
    const shown = api.window.activeTextEditor!;
    const place = shown.document.lineAt(shown.document.lineCount - 1).range.end;
    shown.selection = new api.Selection(place, place);
  });
  await editor.runCommand('Paper Notes: Compare the Recipes of This Note');
  await until('the table is there', async () =>
    /^\| Steps \| 42,000 steps \| 12,000 steps \|$/m.test((await editor.text()) ?? ''),
  );
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
