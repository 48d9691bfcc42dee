import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openEditor, project } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

const uri = 'zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW';

/** Names, times and contents of a folder's files. */
function snapshot(folder: string): unknown {
  return fs.readdirSync(folder).map(name => {
    const file = path.join(folder, name);
    return [name, fs.statSync(file).mtimeMs, createHash('sha256').update(fs.readFileSync(file)).digest('hex')];
  });
}

test('with Zotero’s API out of reach a copy of its database answers, and the database stays as it was', async () => {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'paper-notes-data-'));
  const fixtures = path.join(project, 'test/fixtures/zotero');
  for (const suffix of ['', '-wal']) {
    fs.copyFileSync(path.join(fixtures, `zotero-10.0.0.sqlite${suffix}`), path.join(data, `zotero.sqlite${suffix}`));
  }
  // A picture that Zotero has drawn.
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  fs.mkdirSync(path.join(data, 'cache', 'library'), { recursive: true });
  fs.writeFileSync(path.join(data, 'cache', 'library', 'IMG3UXB6.png'), png);
  const database = path.join(data, 'zotero.sqlite');
  const before = snapshot(path.join(data, 'cache', 'library'));
  const files = fs.readdirSync(data);
  const hash = createHash('sha256').update(fs.readFileSync(database)).digest('hex');
  const editor = await openEditor({
    files: {
      'note.md': `Steps. [(p. 3)](${uri})\n\n![](azerbayevLlemmaOpenLanguage2023-1-x324-y162.png)\n`,
    },
    settings: { 'paperNotes.zotero.localApi': 'http://127.0.0.1:9', 'paperNotes.zotero.dataDirectory': data },
  });
  try {
    await editor.openFile('note.md');
    const hover = (line: number) =>
      editor.inHost(async (api, at) => {
        const { document } = api.window.activeTextEditor!;
        const hovers = await api.commands.executeCommand<{ contents: { value: string }[] }[]>(
          'vscode.executeHoverProvider',
          document.uri,
          new api.Position(at, 10),
        );
        return hovers.flatMap(each => each.contents.map(content => content.value)).join('\n');
      }, line);
    await until('the hover is there', async () => (await hover(0)).includes('highlight'));
    assert.match(await hover(0), /edited in the WAL/);
    assert.match(await hover(0), /From a copy of Zotero’s database/);
    assert.match(await hover(2), /\*\*image\*\*[\s\S]*data:image\/png;base64,/);
    const text = await editor.inHost(api => api.commands.executeCommand<string>('paperNotes.zotero.diagnose'));
    assert.match(text, /journal mode wal/);
    assert.match(text, /Zotero is not running/);
    assert.match(text, /It reads a copy of Zotero’s database/);
  } finally {
    await editor.close();
  }
  assert.deepEqual(fs.readdirSync(data), files);
  assert.deepEqual(snapshot(path.join(data, 'cache', 'library')), before);
  assert.equal(createHash('sha256').update(fs.readFileSync(database)).digest('hex'), hash);
  fs.rmSync(data, { recursive: true });
});
