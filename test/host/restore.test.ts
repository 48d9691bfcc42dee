import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Editor, openEditor } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

// What stays when a window is loaded again, and how several panes live together.
const sections = Array.from({ length: 60 }, (_, i) => `## Section ${i + 1}\n\nSome $x_{${i}}$ of it.\n`);

let editor: Editor;
before(async () => {
  editor = await openEditor({
    files: { 'long.md': `# Long\n\n${sections.join('\n')}`, 'short.md': '# Short\n\nLittle.\n' },
  });
});
after(() => editor?.close());

test('after a reload the pane is back at its place', async () => {
  await editor.openFile('long.md');
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  const heading = editor.webview().locator('h2', { hasText: 'Section 40' });
  await heading.waitFor();
  await heading.evaluate(element => element.scrollIntoView());
  const top = () =>
    editor
      .webview()
      .locator('h2', { hasText: 'Section 40' })
      .evaluate(element => element.getBoundingClientRect().top);
  await until('the editor has followed', async () => (await topOfEditor()) > 100);
  await editor.reload();
  await editor.webview().locator('h2', { hasText: 'Section 40' }).waitFor();
  await until('it is near the top again', async () => Math.abs(await top()) < 60);
});

test('a locked pane keeps its note, and a second one follows', async () => {
  await editor.webview().locator('h1').first().click();
  await editor.page.getByRole('button', { name: 'Keep the Preview on This Note' }).click();
  await editor.page.locator('.tab', { hasText: '[Preview] long.md' }).waitFor();
  await editor.openFile('short.md');
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  const titles = () => editor.page.locator('.tab').allTextContents();
  await until(
    'there are two panes',
    async () => (await titles()).filter(title => title.includes('review')).length === 2,
  );
  assert.ok((await titles()).includes('[Preview] long.md'));
});

const topOfEditor = () => editor.inHost(api => api.window.visibleTextEditors[0]?.visibleRanges[0]?.start.line ?? -1);
