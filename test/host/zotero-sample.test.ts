import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openEditor, project } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

// The sample vault works with no Zotero: its own library answers, in the editor, in the preview and at the side.

test('the sample library answers for the sample notes, and says that it is the sample', async () => {
  const sample = path.join(project, 'test/sample');
  const names = ['Start here.md', 'Llemma.md', '.sample-zotero.json'];
  const files = Object.fromEntries(names.map(name => [name, { copy: path.join(sample, name) }]));
  assert.ok(names.every(name => fs.existsSync(path.join(sample, name))));
  const editor = await openEditor({ files, settings: { 'paperNotes.zotero.localApi': 'http://127.0.0.1:9' } });
  try {
    await editor.openFile('Start here.md');
    const codes = () =>
      editor.inHost(api =>
        api.languages
          .getDiagnostics(api.window.activeTextEditor!.document.uri)
          .map(diagnostic => String(diagnostic.code))
          .filter(code => code.startsWith('link-')),
      );
    await until('all five are told', async () => (await codes()).length === 5);
    assert.deepEqual((await codes()).sort(), [
      'link-changed',
      'link-deleted',
      'link-malformed',
      'link-page',
      'link-trashed',
    ]);

    await editor.openFile('Llemma.md');
    await editor.runCommand('Paper Notes: Open Preview to the Side');
    const chip = editor.webview().locator('.chip[data-zotero*="GXJJ6ZUU"]');
    await editor.webview().locator('.chip[data-zotero*="GXJJ6ZUU"][data-state="ok"]').waitFor();
    assert.equal(await chip.evaluate(each => (each as HTMLElement).style.getPropertyValue('--chip')), '#5fb236');
    await chip.scrollIntoViewIfNeeded();
    await chip.hover();
    const card = editor.webview().locator('.zotero-card');
    await card.waitFor({ state: 'visible' });
    assert.match((await card.textContent()) ?? '', /mathematical reasoning[\s\S]*From the sample library/);

    await editor.inHost(api => api.commands.executeCommand('paperNotes.annotations.focus'));
    await editor.page.locator('.pane-body .message', { hasText: 'made-up sample library' }).waitFor();
    // It is opened for the first time, with the note there already.
    await editor.page.locator('.pane-body .monaco-list-row', { hasText: 'not in the note' }).first().waitFor();
    const text = await editor.inHost(api => api.commands.executeCommand<string>('paperNotes.zotero.diagnose'));
    assert.match(text, /made-up sample library/);
    assert.deepEqual(
      editor.refused.filter(url => !url.endsWith('.png')),
      [],
    );
  } finally {
    await editor.close();
  }
});
