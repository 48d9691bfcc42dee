import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { type ApiDouble, type Holdings, recordedHoldings, startDouble } from '../node/zotero/local-api-double.ts';
import { codeAction } from './editor/code-actions.ts';
import { type Editor, openEditor } from './editor/editor.ts';
import { settled, until } from './editor/workbench.ts';

// Links into Zotero in the real editor, with a double of Zotero's local API that answers as recorded.

const at = 'zotero://open-pdf/library/items/6PP9LFYN';
const llemma = `# Llemma

LLEMMA 7B is trained for 42,000 steps. [(p. 3)](${at}?page=3&annotation=BTAGBNRW)
%%0.84 epoch over the 200B dataset.%%

On another page. [(p. 309)](${at}?page=309&annotation=AZJBLEGZ)

Gone. [(p. 3)](${at}?page=3&annotation=ZZZZZZZZ)

In the trash. [(p. 8)](${at}?page=8&annotation=TRAN2222)

Of a group. [(p. 1)](zotero://open-pdf/library/items/GATT2222?page=1&annotation=GANN2222)

![](azerbayevLlemmaOpenLanguage2023-1-x324-y162.png)
`;

let held: Holdings;
let zotero: ApiDouble;
let editor: Editor;
before(async () => {
  held = recordedHoldings('9.0.6');
  zotero = await startDouble('9.0.6', held);
  editor = await openEditor({
    files: {
      'Llemma.md': llemma,
      'Other.md': `Gone. [(p. 1)](${at}?page=1&annotation=YYYYYYYY)\n`,
      'Empty.md': '# Nothing\n',
    },
    settings: { 'paperNotes.zotero.localApi': zotero.url },
  });
  await editor.openFile('Llemma.md');
});
after(async () => {
  await editor?.close();
  await zotero?.stop();
});

/** Codes of the problems of a note, in the order of their places. */
const problemsOf = (name: string) =>
  editor.inHost(
    (api, file) =>
      api.languages
        .getDiagnostics()
        .filter(([uri]) => uri.path.endsWith(`/${file}`))
        .flatMap(([, found]) => found)
        .filter(diagnostic => String(diagnostic.code).startsWith('link-'))
        .sort((a, b) => a.range.start.compareTo(b.range.start))
        .map(diagnostic => `${diagnostic.range.start.line} ${diagnostic.code} ${diagnostic.severity}`),
    name,
  );

const hoverAt = (line: number, character: number) =>
  editor.inHost(
    async (api, l, c) => {
      const { document } = api.window.activeTextEditor!;
      const hovers = await api.commands.executeCommand<{ contents: { value: string }[] }[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new api.Position(l, c),
      );
      return hovers.flatMap(hover => hover.contents.map(content => content.value)).join('\n');
    },
    line,
    character,
  );

test('links that no longer hold are told, quietly', async () => {
  await until('problems are shown', async () => (await problemsOf('Llemma.md')).length >= 4);
  // 2 is DiagnosticSeverity.Information.
  assert.deepEqual(await problemsOf('Llemma.md'), [
    '5 link-page 2',
    '7 link-deleted 2',
    '9 link-trashed 2',
    '11 link-wrong-library 2',
  ]);
});

test('a hover shows the annotation, its paper, its state and where the answer came from', async () => {
  const text = await hoverAt(2, 45);
  assert.match(text, /highlight/);
  assert.match(text, /trained/);
  assert.match(text, /0&#46;84/);
  assert.match(text, /Llemma/);
  assert.match(text, /Azerbayev/);
  assert.match(text, /as in Zotero/);
  assert.match(text, /From Zotero, just now/);
  assert.match(text, /command:paperNotes\.zotero\.openLink/);
});

test('a text made to attack shows as text in the hover', async () => {
  const own = held.get('users/0')!.items;
  const good = own.get('BTAGBNRW')!;
  own.set('BTAGBNRW', {
    ...good,
    data: {
      ...good.data,
      annotationComment: '<img src=x onerror=alert(1)> [run](command:workbench.action.quit) <b>bold</b>',
      annotationText: '<script>alert(1)</script> ![x](https://example.org/x.png)',
    },
  });
  await editor.inHost(api => api.commands.executeCommand('paperNotes.annotations.refresh'));
  await until('the change is there', async () => (await hoverAt(2, 45)).includes('bold'));
  const text = await hoverAt(2, 45);
  assert.doesNotMatch(text, /<img|<script/);
  assert.doesNotMatch(text, /\]\((?:command:workbench|https:)/);
  assert.match(text, /<b>bold<\/b>/);
  assert.match(text, /changed in Zotero/);
  own.set('BTAGBNRW', good);
  await editor.inHost(api => api.commands.executeCommand('paperNotes.annotations.refresh'));
  await until(
    'it is as before',
    async () => !(await problemsOf('Llemma.md')).some(problem => problem.includes('link-changed')),
  );
});

test('each problem has its fix, and one undo takes it back', async () => {
  await codeAction(editor, { place: { line: 7 }, title: /^Remove the link and keep its text$/ });
  await codeAction(editor, { place: { line: 11 }, title: /^Point the link to the library that it lies in$/ });
  const page = { place: { line: 5 }, title: /^Set the link’s page to the physical page$/ };
  await codeAction(editor, page, { apply: true });
  assert.equal(await editor.text(), llemma.replace('page=309', 'page=3'));
  await editor.inHost(api => api.commands.executeCommand('undo'));
  assert.equal(await editor.text(), llemma);
});

test('all that can be mended is mended at once, and undone at once', async () => {
  await editor.runCommand('Paper Notes: Mend the Zotero Links of This Note');
  const mended = llemma.replace('page=309', 'page=3').replace('library/items/GATT2222', 'groups/4444/items/GATT2222');
  await until('it is mended', async () => (await editor.text()) === mended);
  await until('only what cannot be mended is told', async () => (await problemsOf('Llemma.md')).length === 2);
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('it is undone', async () => (await editor.text()) === llemma);
});

test('the link at the cursor opens in Zotero, at the annotation and its physical page', async () => {
  await editor.inHost(api => {
    const active = api.window.activeTextEditor!;
    active.selection = new api.Selection(5, 20, 5, 20);
  });
  await editor.runCommand('Paper Notes: Open the Link in Zotero');
  await until('it is handed over', () => editor.handedOver.length > 0);
  assert.deepEqual(editor.handedOver, [`${at}?page=3&annotation=AZJBLEGZ`]);
});

test('the annotations view lists what is in the note and what is not, and inserts', async () => {
  await editor.inHost(api => api.commands.executeCommand('paperNotes.annotations.focus'));
  const rows = editor.page.locator('.pane-body .monaco-list-row');
  await rows.filter({ hasText: 'Llemma: An Open Language Model' }).first().waitFor();
  await rows.filter({ hasText: 'not in the note' }).nth(1).waitFor();
  await rows.filter({ hasText: 'in the note' }).first().waitFor();
  await editor.inHost(api => {
    const active = api.window.visibleTextEditors[0]!;
    active.selection = new api.Selection(14, 0, 14, 0);
  });
  const row = rows.filter({ hasText: 'We present a recipe' }).first();
  // A list that is written anew under the pointer would take the click away.
  await settled(editor.page.locator('.pane-body .monaco-list').first(), 500);
  await row.hover();
  await row.locator('[aria-label^="Insert into the Note"]').click();
  await until('it is inserted', async () =>
    editor.inHost((api, uri) => {
      const text =
        api.workspace.textDocuments.find(document => document.fileName.endsWith('Llemma.md'))?.getText() ?? '';
      return text.includes(`[(p. 2)](${uri}?page=2&annotation=ZQG6JEP8)`);
    }, at),
  );
  await editor.openFile('Llemma.md');
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('it is undone', async () => (await editor.text()) === llemma);
});

test('a figure without a link is known by its file’s name', async () => {
  assert.match(await hoverAt(13, 10), /\*\*image\*\*[\s\S]*p&#46; 1[\s\S]*Llemma/);
});

test('what changed in Zotero is told, taken over on demand, and one undo takes that back', async () => {
  const own = held.get('users/0')!.items;
  const good = own.get('BTAGBNRW')!;
  own.set('BTAGBNRW', {
    ...good,
    data: { ...good.data, annotationComment: '0.84 epoch over the 200B token dataset.' },
  });
  await editor.openFile('Llemma.md');
  await editor.inHost(api => api.commands.executeCommand('paperNotes.annotations.refresh'));
  await until('it is told', async () => (await problemsOf('Llemma.md')).includes('2 link-changed 2'));
  await editor.inHost(api => {
    const active = api.window.activeTextEditor!;
    active.selection = new api.Selection(2, 45, 2, 45);
  });
  await editor.runCommand('Paper Notes: Update the Quote from Zotero');
  const updated = llemma.replace(
    '%%0.84 epoch over the 200B dataset.%%',
    '%%0.84 epoch over the 200B token dataset.%%',
  );
  await until('it is taken over', async () => (await editor.text()) === updated);
  await until(
    'it is told no more',
    async () => !(await problemsOf('Llemma.md')).some(problem => problem.includes('link-changed')),
  );
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('it is undone', async () => (await editor.text()) === llemma);
});

async function drag(page: Page, row: Locator, line: Locator): Promise<void> {
  const [from, to] = [await row.boundingBox(), await line.boundingBox()];
  assert.ok(from !== null && to !== null);
  await page.mouse.move(from.x + 60, from.y + from.height / 2);
  await page.mouse.down();
  // Without Shift the editor would take what is dropped for a file to open.
  await page.keyboard.down('Shift');
  await page.mouse.move(to.x + 30, to.y + to.height / 2, { steps: 12 });
  await page.mouse.move(to.x + 120, to.y + to.height / 2, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
}

test('an annotation is dragged from the view into the note', async () => {
  const { page } = editor;
  await editor.openFile('Llemma.md');
  const row = page.locator('.pane-body .monaco-list-row').filter({ hasText: 'We present a recipe' }).first();
  await row.waitFor();
  const line = page.locator('.monaco-editor .view-line').filter({ hasText: '# Llemma' }).first();
  await settled(row);
  // The window may lay itself out anew in the middle of a drag, which ends it: a person would drag again.
  await until('it is in the note', async () => {
    await drag(page, row, line);
    return until('the drop', async () => (await editor.text())?.includes('annotation=ZQG6JEP8'), 3_000).catch(
      () => false,
    );
  });
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('it is undone', async () => (await editor.text()) === llemma);
});

test('of an annotation that is gone the hover tells what it said', async () => {
  const own = held.get('users/0')!.items;
  const good = own.get('AZJBLEGZ')!;
  own.delete('AZJBLEGZ');
  await editor.openFile('Llemma.md');
  await editor.inHost(api => api.commands.executeCommand('paperNotes.annotations.refresh'));
  await until('it is told', async () => (await problemsOf('Llemma.md')).includes('5 link-deleted 2'));
  const text = await hoverAt(5, 18);
  assert.match(text, /no longer in Zotero[\s\S]*When it was last seen, it said:\n\n> \S/);
  own.set('AZJBLEGZ', good);
  await editor.inHost(api => api.commands.executeCommand('paperNotes.annotations.refresh'));
  await until('it is back', async () => !(await problemsOf('Llemma.md')).includes('5 link-deleted 2'));
});

test('the check of all notes finds problems in notes that are not open', async () => {
  await editor.runCommand('Paper Notes: Check All Notes');
  await until('the closed note has its problem', async () => (await problemsOf('Other.md')).length === 1);
  assert.deepEqual(await problemsOf('Other.md'), ['0 link-deleted 2']);
});

test('when Zotero stops, nothing is called deleted, and the diagnosis tells what to do', async () => {
  await zotero.stop();
  await editor.openFile('Llemma.md');
  await editor.inHost(api => api.commands.executeCommand('paperNotes.annotations.refresh'));
  await until('no link is told', async () => (await problemsOf('Llemma.md')).length === 0);
  assert.match(await hoverAt(2, 45), /not known/);
  const text = await editor.inHost(api => api.commands.executeCommand<string>('paperNotes.zotero.diagnose'));
  assert.match(text, /Zotero is not running/);
  assert.match(text, /Start Zotero/);
});

test('nothing but this machine is asked for anything', () => assert.deepEqual(editor.refused, []));
