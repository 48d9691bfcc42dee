import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type ApiDouble, recordedHoldings, startDouble } from '../node/zotero/local-api-double.ts';
import { type Editor, openEditor, project } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

// Writing from a Zotero that runs (a double of its local API), with its data directory on the disk.

const llemma = 'azerbayevLlemmaOpenLanguage2023';
const fixtures = path.join(project, 'test/fixtures');
let data: string;
let zotero: ApiDouble;
let editor: Editor;
before(async () => {
  data = fs.mkdtempSync(path.join(os.tmpdir(), 'paper-notes-zotero-'));
  fs.copyFileSync(path.join(fixtures, 'zotero/zotero-9.0.6.sqlite'), path.join(data, 'zotero.sqlite'));
  fs.mkdirSync(path.join(data, 'cache/library'), { recursive: true });
  fs.copyFileSync(
    path.join(project, `test/sample/figures/${llemma}-1-x324-y162.png`),
    path.join(data, 'cache/library/IMG3UXB6.png'),
  );
  const held = recordedHoldings('9.0.6');
  const references = JSON.parse(fs.readFileSync(path.join(fixtures, 'zotero-writing/llemma-references.json'), 'utf8'));
  const items = held.get('users/0')!.items;
  const formatted = { bib: references.apa, citation: references.citation };
  items.set('LLEMMA22', { ...items.get('LLEMMA22')!, ...formatted });
  zotero = await startDouble('9.0.6', held);
  editor = await openEditor({
    files: { 'cite.md': `# Cite\n\nAs in [@${llemma}] and [@nobody2020].\n`, 'empty.md': '# Empty\n' },
    settings: {
      'paperNotes.zotero.localApi': zotero.url,
      'paperNotes.zotero.dataDirectory': data,
      'paperNotes.notes.folder': 'papers/read',
    },
  });
});
after(async () => {
  await editor?.close();
  await zotero?.stop();
  fs.rmSync(data, { recursive: true, force: true });
});

test('the bibliography is what Zotero formats, and refreshing it again changes nothing', async () => {
  await editor.openFile('cite.md');
  await editor.inHost(api => api.commands.executeCommand('paperNotes.refreshBibliography'));
  const text = (await editor.text()) ?? '';
  assert.ok(
    text.endsWith(
      '# References\n\n%% begin bibliography %%\n\n- Azerbayev, Z., Schoelkopf, H., & Paster, K. (2023). *Llemma: An Open Language Model For Mathematics* (arXiv:2310.10631). arXiv. <https://doi.org/10.48550/arXiv.2310.10631>\n\n%% end bibliography %%\n',
    ),
    text,
  );
  await editor.inHost(api => api.commands.executeCommand('paperNotes.refreshBibliography'));
  assert.equal(await editor.text(), text);
});

test('a new note comes with the pictures that Zotero has drawn, under their rule’s names', async () => {
  const before = fs.readdirSync(data, { recursive: true }).sort();
  await editor.openFile('empty.md');
  await editor.inHost(api => {
    void api.commands.executeCommand('paperNotes.newNote');
  });
  const input = editor.page.locator('.quick-input-widget input[type="text"]').first();
  await input.waitFor();
  await input.fill('llemma');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Llemma: An Open' }).first().waitFor();
  await editor.page.keyboard.press('Enter');
  const text = await until('the note is open', async () => {
    const now = await editor.text();
    return now?.includes(`citekey: ${llemma}`) === true ? now : undefined;
  });
  assert.ok(text.includes(`![](figures/${llemma}-1-x324-y162.png)`));
  // One that Zotero has not drawn is a link.
  assert.ok(!text.includes(`${llemma}-2-x106-y248.png`) && text.includes('annotation=IMG49J59'));
  const folder = path.join(editor.workspace, 'papers/read');
  assert.deepEqual(fs.readdirSync(path.join(folder, 'figures')), [`${llemma}-1-x324-y162.png`]);
  assert.ok(fs.existsSync(path.join(folder, `${llemma}.md`)));
  assert.deepEqual(fs.readdirSync(data, { recursive: true }).sort(), before, 'Zotero’s folder is as before');
});

test('a picture drawn since takes the place of its link', async () => {
  const note = path.join(editor.workspace, `papers/read/${llemma}.md`);
  const picture = path.join(project, `test/sample/figures/${llemma}-2-x106-y248.png`);
  fs.copyFileSync(picture, path.join(data, 'cache/library/IMG49J59.png'));
  const before = fs.readFileSync(note, 'utf8');
  await editor.inHost(api => api.commands.executeCommand('paperNotes.addWhatIsNew'));
  const link = '[(p. 2)](zotero://open-pdf/library/items/6PP9LFYN?page=2&annotation=IMG49J59)';
  const after = before.replace(link, `![](figures/${llemma}-2-x106-y248.png)`);
  assert.notEqual(after, before);
  assert.equal(await editor.text(), after);
  assert.ok(fs.existsSync(path.join(editor.workspace, `papers/read/figures/${llemma}-2-x106-y248.png`)));
  await editor.inHost(api => api.commands.executeCommand('paperNotes.addWhatIsNew'));
  assert.equal(await editor.text(), after);
});

test('with Zotero closed, the database alone serves: a group’s paper gets its group’s links', async () => {
  await zotero.stop();
  await editor.openFile('empty.md');
  await editor.inHost(api => {
    void api.commands.executeCommand('paperNotes.newNote');
  });
  const input = editor.page.locator('.quick-input-widget input[type="text"]').first();
  await input.waitFor();
  await input.fill('group art');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Group article' }).first().waitFor();
  await editor.page.keyboard.press('Enter');
  const text = await until('the note is open', async () => {
    const now = await editor.text();
    return now?.includes('Group article') === true ? now : undefined;
  });
  assert.match(text, /\(zotero:\/\/open-pdf\/groups\/4444\/items\/GATT2222\?page=\d+&annotation=GANN2222\)/);
  assert.match(text, /zotero: zotero:\/\/select\/groups\/4444\/items\/GRPA2222/);
  assert.ok(fs.existsSync(path.join(editor.workspace, 'papers/read/Group article.md')));
  const changed = text.replace(/\n\n[^\n]*GANN2222\)/, '');
  await editor.inHost(async (api, now) => {
    const document = api.window.activeTextEditor!.document;
    const edit = new api.WorkspaceEdit();
    edit.replace(document.uri, new api.Range(0, 0, document.lineCount, 0), now);
    await api.workspace.applyEdit(edit);
    await api.commands.executeCommand('paperNotes.addWhatIsNew');
  }, changed);
  assert.match((await editor.text()) ?? '', /groups\/4444\/items\/GATT2222/);

  await editor.openFile('cite.md');
  const cited = await editor.text();
  await editor.inHost(api => api.commands.executeCommand('paperNotes.refreshBibliography'));
  assert.equal(await editor.text(), cited, 'only Zotero formats references: the list stays');
});
