import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type Editor, openEditor } from './editor/editor.ts';
import { until, webview } from './editor/workbench.ts';

// The house that the other tests live in: a quiet, real VS Code that opens, types, runs commands and shows webviews.
let editor: Editor;
before(async () => {
  editor = await openEditor({ files: { 'note.md': '# Note\n\nfirst line\n' } });
});
after(() => editor.close());

test('it starts quietly: no welcome page, no side panel, no dialog, no notification', async () => {
  assert.equal(await editor.page.locator('.editor-group-container .tab').count(), 0);
  assert.equal(await editor.page.locator('.auxiliarybar:visible').count(), 0);
  assert.equal(await editor.page.locator('.monaco-dialog-box').count(), 0);
  assert.equal(await editor.page.locator('.notification-toast').count(), 0);
});

test('what is typed into a note is in the document, and on disk once saved', async () => {
  await editor.openFile('note.md');
  await editor.typeAt(2, ' and more');
  await until('the document has it', async () => (await editor.text())?.includes('first line and more'));
  await editor.page.keyboard.press('Control+S');
  const file = path.join(editor.workspace, 'note.md');
  await until('the file has it', () => fs.readFileSync(file, 'utf8').includes('first line and more'));
});

test('a command of the palette opens a webview, whose document can be read', async () => {
  await editor.runCommand('Markdown: Open Preview to the Side');
  assert.equal(await webview(editor.page).locator('h1').textContent(), 'Note');
});

test('an error in the extension host reaches the test', async () => {
  await assert.rejects(
    editor.inHost(() => {
      throw new Error('on purpose');
    }),
    /on purpose/,
  );
});

test('what VS Code hands to another program is seen', async () => {
  const uri = 'zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW';
  await editor.inHost((api, target) => api.env.openExternal(api.Uri.parse(target)), uri);
  await until('it is handed over', () => editor.handedOver.length > 0);
  assert.deepEqual(editor.handedOver, [uri]);
});

test('nothing but this machine is asked for anything', () => assert.deepEqual(editor.refused, []));
