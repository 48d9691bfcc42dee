import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type Editor, extensionId, openEditor, project } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

/** The recorded library as a sample library of the workspace, with one annotation changed by `change`. */
function sampleLibrary(change: (json: string) => string = json => json): string {
  const recorded = JSON.parse(
    fs.readFileSync(path.join(project, 'test/fixtures/zotero/responses-10.0.0.json'), 'utf8'),
  ) as readonly { readonly name: string; readonly body: string }[];
  const body = (name: string): unknown => JSON.parse(recorded.find(one => one.name === name)?.body ?? 'null');
  const items = [body('parent'), body('attachment'), ...(body('children-attachment-ann') as unknown[])];
  return change(JSON.stringify({ name: 'test library', items }));
}

const link = (page: number, key: string): string =>
  `[(p. ${page})](zotero://open-pdf/library/items/6PP9LFYN?page=${page}&annotation=${key})`;
const first = `Second, mathematical reasoning is in itself a central AI task ${link(1, 'GXJJ6ZUU')}`;
const last = `We train the 7B model for 200B tokens, and the 34B model for 50B tokens. ${link(3, 'AZJBLEGZ')}`;
const note = `# Mine\n\n${first}\n\nMy own words.\n\n${last}\n`;

let editor: Editor;
before(async () => {
  editor = await openEditor({
    files: {
      '.sample-zotero.json': sampleLibrary(),
      'note.md': note,
      'cite.md': '# Cite\n\n',
      'other.md': `# Other\n\n${last}\n`,
    },
  });
});
after(() => editor.close());

const asksPaper = 'Title, author';
const asksAnnotations = 'Tick what to insert';

/** Types into the quick pick with this placeholder and takes what is first. */
async function pick(placeholder: string, words: string, expected: string): Promise<void> {
  const { page } = editor;
  const input = page.locator(`.quick-input-widget input[placeholder^="${placeholder}"]`).first();
  await input.waitFor();
  await input.fill(words);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: expected }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** Starts a command that asks something; the palette would wait for the question to go away. */
const begin = (command: string) =>
  editor.inHost((api, name) => {
    void api.commands.executeCommand(`paperNotes.${name}`);
  }, command);

const noteNamed = (name: string) =>
  editor.inHost(
    async (api, path) =>
      api.workspace.textDocuments.find(document => document.uri.path.endsWith(`/${path}`))?.getText() ?? '',
    name,
  );
const noteText = () => noteNamed('note.md');

test('add what is new fills in the rest, twice is once, and one undo takes it back', async () => {
  await editor.openFile('note.md');
  await editor.runCommand('Paper Notes: Add What Is New');
  const added = await until('the note has grown', async () => {
    const text = await noteText();
    return text.length > note.length + 100 ? text : undefined;
  });
  assert.ok(added.includes('My own words.'));
  assert.ok(added.indexOf('XSRT3J35') > added.indexOf('GXJJ6ZUU'));
  assert.ok(added.indexOf('XSRT3J35') < added.indexOf('AZJBLEGZ'));
  assert.ok(added.includes('%%0.84 epoch over the 200B dataset.%%'));
  // No cache of pictures here: a link stands in a figure's place.
  assert.ok(added.includes('annotation=IMG3UXB6'));

  await editor.inHost(api => api.commands.executeCommand('paperNotes.addWhatIsNew'));
  assert.equal(await noteText(), added);

  await editor.openFile('note.md');
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('one undo takes it back', async () => ((await noteText()) === note ? true : undefined));
});

test('insert annotations puts what is ticked where the cursor is', async () => {
  await editor.openFile('cite.md');
  await editor.inHost(async api => {
    const open = api.window.activeTextEditor;
    if (open === undefined) throw new Error('no editor');
    const end = open.document.lineAt(open.document.lineCount - 1).range.end;
    open.selection = new api.Selection(end, end);
  });
  await begin('insertAnnotations');
  await pick(asksPaper, 'llemma azer 2023', 'Llemma: An Open Language Model');
  await pick(asksAnnotations, 'LLEMMA 7B is trained', 'LLEMMA 7B is trained for 42, 000 steps');
  const text = await until('it is inserted', async () => {
    const now = await editor.text();
    return now?.includes('BTAGBNRW') === true ? now : undefined;
  });
  assert.ok(text.startsWith('# Cite\n\nLLEMMA 7B is trained for 42, 000 steps'));
  assert.ok(text.includes('%%0.84 epoch over the 200B dataset.%%'));
});

test('several annotations that are ticked come in reading order, shown before they are written', async () => {
  await editor.openFile('cite.md');
  await begin('insertAnnotations');
  const rows = editor.page.locator('.quick-input-list .monaco-list-row');
  const input = editor.page.locator(`.quick-input-widget input[placeholder^="${asksAnnotations}"]`).first();
  await input.waitFor();
  await editor.page.locator('.quick-input-widget .action-label[aria-label="Show what will be written"]').click();
  const shown = () =>
    editor.inHost(
      api =>
        api.window.visibleTextEditors
          .find(one => one.document.uri.scheme === 'paper-notes-result')
          ?.document.getText() ?? '',
    );
  for (const words of ['LLEMMA 34B is trained', 'We present LLEMMA']) {
    await input.fill(words);
    // The first line is the one that fits once the list has taken up what was typed; a tick counts when it is shown.
    await rows.first().filter({ hasText: words }).click();
    await rows.first().filter({ hasText: words }).and(editor.page.locator('[aria-checked="true"]')).waitFor();
  }
  await until('both are shown', async () => /68YL7JFB[\s\S]*GQHJSHFG/.test(await shown()));
  assert.equal((await noteNamed('cite.md')).includes('GQHJSHFG'), false);
  await input.press('Enter');
  await until('what was shown is closed', async () => (await shown()) === '');
  const text = await until('they are inserted', async () => {
    const now = await editor.text();
    return now?.includes('GQHJSHFG') === true ? now : undefined;
  });
  assert.ok(text.indexOf('68YL7JFB') < text.indexOf('GQHJSHFG'));
});

test('insert citation writes the citekey, and completion offers it after @', async () => {
  await editor.openFile('cite.md');
  await editor.inHost(async api => {
    const open = api.window.activeTextEditor;
    if (open === undefined) throw new Error('no editor');
    await open.edit(edit => edit.insert(new api.Position(1, 0), 'As in '));
    open.selection = new api.Selection(1, 6, 1, 6);
  });
  await begin('insertCitation');
  await pick(asksPaper, 'math llemma', 'Llemma: An Open Language Model');
  await until('it is inserted', async () =>
    (await editor.text())?.includes('As in [@azerbayevLlemmaOpenLanguage2023]') === true ? true : undefined,
  );
  const offered = await editor.inHost(async api => {
    const { document } = api.window.activeTextEditor ?? {};
    if (document === undefined) throw new Error('no editor');
    const edit = new api.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.insert(document.uri, end, '\n\nsee [@llem');
    await api.workspace.applyEdit(edit);
    const at = document.lineAt(document.lineCount - 1).range.end;
    const list = await api.commands.executeCommand<{ items: { label: string | { label: string } }[] }>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      at,
    );
    return list.items.map(item => (typeof item.label === 'string' ? item.label : item.label.label));
  });
  assert.ok(offered.includes('azerbayevLlemmaOpenLanguage2023'), offered.join(', '));
});

test('new note from a Zotero item is written by the template and opens', async () => {
  await begin('newNote');
  await pick(asksPaper, 'open language model', 'Llemma: An Open Language Model');
  // The notes of the tests before are on this paper too.
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Open note.md' }).waitFor();
  await pick('There is a note on this paper', 'Make', 'azerbayevLlemmaOpenLanguage2023.md');
  const text = await until('the note is open', async () => {
    const now = await editor.text();
    return now?.includes('citekey: azerbayevLlemmaOpenLanguage2023') === true ? now : undefined;
  });
  assert.ok(text.startsWith('---\ntitle: "Llemma: An Open Language Model For Mathematics"'));
  assert.ok(text.includes(link(3, 'BTAGBNRW')));
  assert.ok(fs.existsSync(path.join(editor.workspace, 'azerbayevLlemmaOpenLanguage2023.md')));
});

test('quotes follow what changed in Zotero: shown first, and the reader’s words are kept', async () => {
  await editor.openFile('note.md');
  // What the note quotes now is what later changes are measured by.
  await editor.inHost(api => api.commands.executeCommand('paperNotes.updateQuotes'));
  const memory = path.join(
    path.dirname(editor.extensionsFolder),
    'data/User/globalStorage',
    extensionId,
    'zotero.json',
  );
  await until('it is remembered', () =>
    fs.existsSync(memory) && fs.readFileSync(memory, 'utf8').includes('AZJBLEGZ') ? true : undefined,
  );
  await editor.inHost(async api => {
    const document = api.window.activeTextEditor?.document;
    if (document === undefined) throw new Error('no editor');
    const edit = new api.WorkspaceEdit();
    const at = document.getText().indexOf('200B tokens');
    edit.replace(document.uri, new api.Range(document.positionAt(at), document.positionAt(at + 4)), '$200$B');
    await api.workspace.applyEdit(edit);
    await document.save();
  });
  const changed = sampleLibrary(json => json.replaceAll('model for 50B tokens', 'model for 55B tokens'));
  fs.writeFileSync(path.join(editor.workspace, '.sample-zotero.json'), changed);
  await editor.reload();
  await editor.openFile('note.md');
  await editor.runCommand('Paper Notes: Update All Quotes of This Note from Zotero');
  await editor.page.locator('.tab', { hasText: 'with Zotero’s changes' }).waitFor();
  await pick('On the right', '', 'Update the note');
  await until('the quote is updated', async () =>
    (await noteText()).includes('We train the 7B model for $200$B tokens, and the 34B model for 55B tokens.')
      ? true
      : undefined,
  );

  // Another note still quotes it as it was, though Zotero has changed nothing since.
  await editor.openFile('other.md');
  await editor.runCommand('Paper Notes: Update All Quotes of This Note from Zotero');
  await pick('On the right', '', 'Update the note');
  await until('the other note’s quote is updated too', async () =>
    (await noteNamed('other.md')).includes('for 200B tokens, and the 34B model for 55B tokens.') ? true : undefined,
  );
});

test('a template’s result is shown beside it and follows it, with its faults as problems', async () => {
  fs.writeFileSync(path.join(editor.workspace, 'mine.liquid'), '# {{ item.title }}\n');
  await editor.inHost(async api => {
    const [folder] = api.workspace.workspaceFolders ?? [];
    if (folder === undefined) throw new Error('no folder');
    await api.window.showTextDocument(api.Uri.joinPath(folder.uri, 'mine.liquid'));
    await api.commands.executeCommand('paperNotes.previewTemplate');
  });
  const result = () =>
    editor.inHost(
      api =>
        api.workspace.textDocuments.find(document => document.uri.scheme === 'paper-notes-result')?.getText() ?? '',
    );
  await until('the result is shown', async () =>
    (await result()) === '# Llemma: An Open Language Model For Mathematics\n' ? true : undefined,
  );
  const problems = await editor.inHost(async api => {
    const document = api.workspace.textDocuments.find(one => one.uri.path.endsWith('/mine.liquid'));
    if (document === undefined) throw new Error('no template');
    const edit = new api.WorkspaceEdit();
    edit.insert(document.uri, new api.Position(1, 0), 'By {{ item.autors }}');
    await api.workspace.applyEdit(edit);
    return api.languages.getDiagnostics(document.uri).map(problem => problem.message);
  });
  assert.deepEqual(problems, ['There is no "autors" here. Did you mean "authors"?']);
  await until('the result follows', async () => ((await result()).endsWith('By ') ? true : undefined));
});
