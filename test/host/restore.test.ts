import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Editor, openEditor } from './editor/editor.ts';
import { pause, until } from './editor/workbench.ts';

// What stays when a window is loaded again, and how several panes live together.
const sections = Array.from({ length: 60 }, (_, i) => `## Section ${i + 1}\n\nSome $x_{${i}}$ of it.\n`);

let editor: Editor;
before(async () => {
  editor = await openEditor({
    files: {
      'long.md': `# Long\n\n${sections.join('\n')}`,
      'short.md': '# Short\n\nLittle.\n',
      'run.md': '# Run\n\n> Fern 7B is trained for 90,000 steps with a batch size of 2M tokens.\n',
      'folder/deep/moved.md': '# Moved\n\nBefore.\n',
      'cells.ipynb': JSON.stringify({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: {},
        cells: [
          { cell_type: 'markdown', id: 'one', metadata: {}, source: ['# Cell'] },
          {
            cell_type: 'markdown',
            id: 'two',
            metadata: {},
            source: [
              '%%aside%% ==marked== $y$ \\(z\\) [(p. 3)](zotero://open-pdf/library/items/6PP9LFYN?page=3)\n',
              '\n> [!warning] Care\n>Of this.\n\n- [ ] todo\n',
            ],
          },
        ],
      }),
    },
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

const closeAll = async () => {
  await editor.inHost(async api => void (await api.commands.executeCommand('workbench.action.closeAllEditors')));
  await until('all is closed', async () => (await editor.page.locator('.tab').count()) === 0);
};
const shown = () => editor.webview().locator('h1, h2, p').first();

test('source and preview in one place show the same line however often one changes between them', async () => {
  await closeAll();
  await editor.openFile('long.md');
  for (const line of [101, 0]) {
    await editor.inHost((api, at) => {
      api.window.activeTextEditor?.revealRange(new api.Range(at, 0, at, 0), api.TextEditorRevealType.AtTop);
    }, line);
    await until('the editor is there', async () => (await topOfEditor()) > 50 === line > 50);
    await editor.page.locator('.tab.active', { hasText: 'long.md' }).waitFor();
    const tops: number[] = [];
    for (let time = 0; time < 3; time++) {
      await editor.inHost(async api => void (await api.commands.executeCommand('paperNotes.openPreview')));
      await shown().waitFor();
      await until('the pane is in front', async () => (await topOfEditor()) < 0);
      await editor.inHost(async api => void (await api.commands.executeCommand('paperNotes.showSource')));
      await until('the source is there', async () => (await topOfEditor()) >= 0);
      await pause(300);
      tops.push(await topOfEditor());
    }
    assert.deepEqual(new Set(tops).size, 1, `the first lines were ${tops.join(', ')}`);
  }
});

test('of two editors of a note the pane goes along with the one that was used last', async () => {
  await closeAll();
  await editor.openFile('long.md');
  await editor.runCommand('View: Split Editor Right');
  await until('there are two', async () => (await cursors()).length === 2);
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  const marked = editor.webview().locator('.block', { hasText: 'Section 3' }).first();
  await marked.waitFor();
  for (const column of [1, 2, 1]) {
    await editor.inHost(async (api, at) => {
      const [uri] = await api.workspace.findFiles('long.md');
      await api.window.showTextDocument(uri!, { viewColumn: at, selection: new api.Range(2, 0, 2, 0) });
    }, column);
    await editor.webview().locator('h2', { hasText: 'Section 3' }).first().click();
    await until(`the cursor of editor ${column} is there`, async () => (await cursors())[column - 1] === 10);
  }
});

test('a notebook does not take a pane over, and a locked pane goes along when a folder gets another name', async () => {
  await closeAll();
  await editor.openFile('folder/deep/moved.md');
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  await editor.webview().locator('h1', { hasText: 'Moved' }).waitFor();
  await editor.inHost(async api => {
    const [uri] = await api.workspace.findFiles('cells.ipynb');
    const notebook = await api.workspace.openNotebookDocument(uri!);
    await api.window.showNotebookDocument(notebook, { viewColumn: 1 });
    await api.commands.executeCommand('notebook.cell.edit');
  });
  await until('the cell is edited', () =>
    editor.inHost(({ window: { activeTextEditor: active } }) => active?.document.uri.scheme === 'vscode-notebook-cell'),
  );
  await pause(300);
  assert.equal(await editor.webview().locator('h1', { hasText: 'Moved' }).count(), 1);
  await editor.webview().locator('h1').click();
  await editor.page.getByRole('button', { name: 'Keep the Preview on This Note' }).click();
  await editor.page.locator('.tab', { hasText: '[Preview] moved.md' }).waitFor();
  await editor.inHost(async api => {
    const folder = api.workspace.workspaceFolders![0]!.uri;
    const edit = new api.WorkspaceEdit();
    edit.renameFile(api.Uri.joinPath(folder, 'folder'), api.Uri.joinPath(folder, 'renamed'));
    await api.workspace.applyEdit(edit);
    const moved = await api.workspace.openTextDocument(api.Uri.joinPath(folder, 'renamed/deep/moved.md'));
    const change = new api.WorkspaceEdit();
    change.insert(moved.uri, new api.Position(2, 0), 'After. ');
    await api.workspace.applyEdit(change);
  });
  await editor.webview().locator('p', { hasText: 'After. Before.' }).waitFor();
  await editor.inHost(async api => void (await api.workspace.saveAll()));
});

test('the cells of a notebook show the elements of notes, each formula once', async () => {
  await closeAll();
  await editor.inHost(async api => {
    const [uri] = await api.workspace.findFiles('cells.ipynb');
    await api.window.showNotebookDocument(await api.workspace.openNotebookDocument(uri!), { viewColumn: 1 });
  });
  /** What the second cell holds: each cell is a shadow tree in a frame of the notebook. */
  const inCell = async (selector: string): Promise<readonly string[]> => {
    const found = editor.page.frames().map(frame =>
      frame
        .evaluate(
          wanted =>
            [...document.querySelectorAll('*')].flatMap(({ shadowRoot }) =>
              [...(shadowRoot?.querySelectorAll<HTMLElement>(`#preview ${wanted}`) ?? [])].map(
                each => each.textContent,
              ),
            ),
          selector,
        )
        // a frame that is just being replaced
        .catch(() => []),
    );
    return (await Promise.all(found)).flat();
  };
  await until('the aside is shown', async () => (await inCell('.aside'))[0] === 'aside');
  assert.deepEqual(await inCell('mark'), ['marked']);
  assert.deepEqual(await inCell('a.chip'), ['(p. 3)']);
  assert.deepEqual(await inCell('.callout-warning .callout-title-text'), ['Care']);
  assert.equal((await inCell('.katex')).length, 2);
  assert.equal((await inCell('input.task[disabled]')).length, 1);
});

const cursors = () =>
  editor.inHost(api =>
    api.window.visibleTextEditors
      .filter(({ document }) => document.fileName.endsWith('long.md'))
      .sort((a, b) => (a.viewColumn ?? 0) - (b.viewColumn ?? 0))
      .map(each => each.selection.active.line),
  );
const topOfEditor = () => editor.inHost(api => api.window.visibleTextEditors[0]?.visibleRanges[0]?.start.line ?? -1);

test('a comparison of recipes comes back with its window, and is read anew', async () => {
  await closeAll();
  await editor.openFile('run.md');
  await editor.runCommand('Paper Notes: Compare the Recipes of Several Notes');
  await editor.page.locator('.quick-input-widget').getByText('1 Selected').waitFor();
  await editor.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  await editor.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Show beside' }).waitFor();
  await editor.page.keyboard.press('Enter');
  const steps = editor.webview().locator('tr', { hasText: 'Steps' });
  await steps.getByText('90,000').waitFor();
  await editor.reload();
  await steps.getByText('90,000').waitFor();
});
