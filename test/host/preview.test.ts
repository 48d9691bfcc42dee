import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type Editor, openEditor, project } from './editor/editor.ts';
import { pause, until } from './editor/workbench.ts';

// The preview beside a note: what it shows, what a key changes, what a click does.
const note = `# Beside

First paragraph with $a^2$.

Second paragraph, [(p. 3)](zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW).

- [ ] not done
- [x] done

[[Other note]] and [a command](command:workbench.action.quit) and [the end](#the-end).

![](figures/vaswaniAttentionAllYou2017-4-x113-y406.png)

<script>document.body.id = 'ran'</script><img src="https://example.invalid/spy.png" onerror="document.body.id = 'ran'">

${'A paragraph to make the note long.\n\n'.repeat(60)}
# The end
`;

let editor: Editor;
const pane = () => editor.webview();
before(async () => {
  editor = await openEditor({
    files: {
      'note.md': note,
      'Other note.md': '# Another\n',
      'Links.md':
        '# Links\n\n[[Deep#Deep $x^2$ place|by its text]]\n\n[[Deep#^blk|by its name]]\n\n[by its slug](Deep.md#part-1)\n\n[[Deep#Second#Part|by its path]]\n',
      'Deep.md': `# Deep\n\n${'Much.\n\n'.repeat(60)}## Deep $x^2$ place\n\n### Part\n\n${'Much.\n\n'.repeat(60)}Named. ^blk\n\n${'Much.\n\n'.repeat(60)}## Second\n\n### Part\n\n${'Much.\n\n'.repeat(60)}`,
      'Clicks.md': Array.from({ length: 80 }, (_, i) => `## Section ${i}\n\nParagraph ${i}.\n`).join('\n'),
      'Long.md': `# Long\n\n${'A paragraph with a formula, $a^2 + b^2$.\n\n'.repeat(1_500)}A quokka far below.\n\n${'More.\n\n'.repeat(300)}`,
      'Exported.md':
        '# Exported\n\n![](figures/vaswaniAttentionAllYou2017-4-x113-y406.png)\n\n![[Whole#Part]]\n\n> Fern 7B is trained for 90,000 steps with a batch size of 2M tokens.\n\n%%180B tokens seen.%%\n',
      'folder/Whole.md':
        '# Whole\n\nAbove the part.\n\n## Part\n\nThe part that is embedded.\n\n![[vaswaniAttentionAllYou2017-4-x113-y406.png]]\n\n![[Inner]]\n',
      'folder/deep/Inner.md':
        'Innermost. [Up](../Whole.md)\n\n![](../../figures/vaswaniAttentionAllYou2017-4-x113-y406.png)\n',
      figures: { copy: `${project}/test/sample/figures` },
    },
    // What is typed stands as it is typed: VS Code closes dollars only in lines that it has coloured already.
    settings: { 'paperNotes.mathWriting.closeDollars': false },
  });
  await editor.openFile('note.md');
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  await pane().locator('h1', { hasText: 'Beside' }).waitFor();
});
after(() => editor?.close());

test('it shows the note: headings, formulas, figures of the workspace', async () => {
  await pane().locator('.katex', { hasText: 'a2' }).first().waitFor();
  const figure = pane().locator('img[src*="vaswani"]');
  await until('the figure is loaded', () => figure.evaluate(image => (image as HTMLImageElement).naturalWidth > 0));
});

test('a key changes the block it is typed in, and no other node', async () => {
  const second = pane().locator('.block', { hasText: 'Second paragraph' });
  await second.evaluate(element => element.firstElementChild?.setAttribute('data-kept', 'yes'));
  await editor.typeAt(2, ' Typed $b^3$.');
  await pane().locator('.block', { hasText: 'First paragraph' }).locator('.katex', { hasText: 'b3' }).first().waitFor();
  assert.equal(await second.locator('[data-kept]').count(), 1);
});

test('an unclosed formula stays local while one types, and is marked in the editor', async () => {
  await editor.typeAt(2, '\n\n$$\nx^7');
  await pane().locator('.block', { hasText: /^x7/ }).first().waitFor();
  const second = pane().locator('.block', { hasText: 'Second paragraph' });
  assert.equal(await second.locator('a').count(), 1);
  const problems = () =>
    editor.inHost(api =>
      api.languages.getDiagnostics().flatMap(([, found]) => found.map(each => each.range.start.line)),
    );
  assert.deepEqual(
    await until('the editor marks it', async () => ((await problems()).length > 0 ? problems() : undefined)),
    [4],
  );
  for (let presses = 0; (await editor.text())?.includes('$$') && presses < 5; presses++) {
    await editor.page.keyboard.press('Control+Z');
  }
  await until('it is undone', async () => !(await editor.text())?.includes('$$'));
  await until('the mark is gone', async () => (await problems()).length === 0);
});

test('a click on a Zotero link hands over the very address that the note has', async () => {
  await pane().locator('a', { hasText: 'p. 3' }).click();
  await until('it is handed over', () => editor.handedOver.length > 0);
  assert.deepEqual(editor.handedOver, ['zotero://open-pdf/library/items/6PP9LFYN?page=3&annotation=BTAGBNRW']);
});

test('a click on a task ticks it in the note, and one undo takes it back', async () => {
  const box = pane().locator('input[type=checkbox]').first();
  await box.click();
  await until('the note has it', async () => (await editor.text())?.includes('- [x] not done'));
  await until('the pane shows it', () => box.isChecked());
  await editor.openFile('note.md');
  await editor.page.keyboard.press('Control+Z');
  await until('it is undone', async () => (await editor.text())?.includes('- [ ] not done'));
  await until('the pane shows that', async () => !(await box.isChecked()));
});

test('what was ticked in the pane is taken back in the pane, step by step', async () => {
  const boxes = pane().locator('input[type=checkbox]');
  const before = await editor.text();
  await boxes.first().click();
  await until('the first is ticked', async () => (await editor.text())?.includes('- [x] not done'));
  await boxes.nth(1).press('Space');
  await until('the second is not any more', async () => (await editor.text())?.includes('- [ ] done'));
  await boxes.nth(1).press('Control+Z');
  await until('the second is back', async () => (await editor.text())?.includes('- [x] done'));
  await boxes.nth(1).press('Control+Z');
  await until('all is as it was', async () => (await editor.text()) === before);
});

test('a wikilink opens its note, and the preview follows the active editor there and back', async () => {
  await pane().locator('a', { hasText: 'Other note' }).click();
  await until('it is open', async () => (await editor.text()) === '# Another\n');
  await pane().locator('h1', { hasText: 'Another' }).waitFor();
  await editor.openFile('note.md');
  await pane().locator('h1', { hasText: 'Beside' }).waitFor();
});

test('a link to a part of another note opens it there, and the pane goes there too', async () => {
  const deep = (
    await editor.inHost(async api => {
      const [uri] = await api.workspace.findFiles('Deep.md');
      return new TextDecoder().decode(await api.workspace.fs.readFile(uri!));
    })
  ).split('\n');
  const second = deep.lastIndexOf('### Part');
  for (const [link, line] of [
    ['by its text', deep.indexOf('## Deep $x^2$ place')],
    ['by its name', deep.indexOf('Named. ^blk')],
    ['by its slug', second],
    ['by its path', second],
  ] as const) {
    await editor.openFile('Links.md');
    await pane().locator('a', { hasText: link }).click();
    const at = () =>
      editor.inHost(({ window: { activeTextEditor: active } }) => [
        active?.document.fileName.split('/').at(-1) ?? '',
        active?.selection.active.line ?? -1,
      ]);
    await until(`the link ${link} is followed`, async () => (await at())[0] === 'Deep.md' && (await at())[1] === line);
    const shown = pane()
      .locator('.block')
      .filter({ hasText: /^Deep x2|^Named|^Part/ });
    await until('the pane is there', () =>
      shown.evaluateAll(blocks =>
        blocks.some(block => {
          const { top, bottom } = block.getBoundingClientRect();
          return bottom > 0 && top < innerHeight;
        }),
      ),
    );
  }
  await editor.openFile('note.md');
  await pane().locator('h1', { hasText: 'Beside' }).waitFor();
});

test('a link to a heading goes there', async () => {
  await pane().locator('a', { hasText: 'the end' }).click();
  const heading = pane().locator('h1', { hasText: 'The end' });
  await until('the heading is in view', () => isInView(heading));
  await until('the editor has followed', async () => (await topOfEditor()) > 60);
});

test('the pane follows the editor, and the editor the pane', async () => {
  const first = pane().locator('h1', { hasText: 'Beside' });
  // For a quarter of a second after the editor followed the pane its own scrolling is taken for an echo.
  await pause(400);
  await scrollEditor(0);
  await until('the pane is at the top', () => isInView(first));
  await scrollEditor(100);
  await until('the pane has left the top', async () => !(await isInView(first)));
  await pane().locator('body').hover();
  await editor.page.mouse.wheel(0, -100_000);
  await until('the editor is at the top', async () => (await topOfEditor()) < 5);
});

test('a click and a double click leave the pane where it is', async () => {
  await editor.openFile('Clicks.md');
  await pane().locator('h2', { hasText: 'Section 0' }).hover();
  await editor.page.mouse.wheel(0, 500);
  await until('the editor has followed', async () => (await topOfEditor()) > 0);
  const lowest = await pane()
    .locator('p[data-line], .block p')
    .evaluateAll(all => all.filter(each => each.getBoundingClientRect().bottom < innerHeight - 4).at(-1)?.textContent);
  const target = pane().locator('p', { hasText: new RegExp(`^${lowest}$`) });
  const top = () => target.evaluate(element => element.getBoundingClientRect().top);
  const line = Number(/\d+/.exec(lowest ?? '')?.[0]) * 4 + 2;
  const cursor = () => editor.inHost(api => api.window.visibleTextEditors[0]?.selection.active.line);
  // Until then what the editor tells is taken for an echo of the wheel.
  await pause(400);
  const before = await top();
  assert.ok(before > 300, `${before} px: the block lies low`);
  await target.click();
  await until('the cursor is there', async () => (await cursor()) === line);
  await pause(500);
  assert.ok(Math.abs((await top()) - before) < 2, `the block was at ${before} px and is at ${await top()} px`);
  await scrollEditor(0);
  await pause(400);
  await scrollEditor(100);
  await until('the pane is elsewhere', async () => !(await isInView(target)));
  await target.scrollIntoViewIfNeeded();
  await pause(500);
  const again = await top();
  await target.dblclick();
  await until('the editor has the focus there', () =>
    editor
      .inHost(({ window: { activeTextEditor: active } }) => active?.selection.active.line ?? -1)
      .then(at => at === line),
  );
  await pause(500);
  assert.ok(Math.abs((await top()) - again) < 2, `the block was at ${again} px and is at ${await top()} px`);
  await editor.openFile('note.md');
  await pane().locator('h1', { hasText: 'Beside' }).waitFor();
});

test('one goes to a heading by its text with formulas, and is back where one was after Escape', async () => {
  await editor.openFile('Deep.md');
  const clickTop = async () => {
    // Not by the click itself: that would be no scroll of a reader.
    await scrollEditor(0);
    await until('the pane is at the top', () => isInView(pane().locator('h1', { hasText: 'Deep' })));
    await pause(400);
    await pane().locator('h1', { hasText: 'Deep' }).click();
    await until('the pane has the focus', () =>
      editor.inHost(api => {
        const active = api.window.tabGroups.activeTabGroup.activeTab;
        return active?.input instanceof api.TabInputWebview;
      }),
    );
    // Until then what the editor tells is taken for an echo of the click.
    await pause(400);
  };
  await clickTop();
  const place = pane().locator('h2', { hasText: 'place' });
  const list = editor.page.locator('.quick-input-widget:visible');
  const rows = list.locator('.monaco-list-row');
  await editor.page.keyboard.press('Control+Shift+O');
  await rows.filter({ hasText: 'Second' }).waitFor();
  assert.deepEqual(
    (await rows.allInnerTexts()).map(text => text.trim()),
    ['Deep', 'Deep x² place', 'Part', 'Second', 'Part'],
  );
  await editor.page.keyboard.type('x²');
  await until('the pane looks there', () => isInView(place));
  await editor.page.keyboard.press('Escape');
  await until('the pane is back', () => isInView(pane().locator('h1')));
  await clickTop();
  await editor.page.keyboard.press('Control+Shift+O');
  await rows.filter({ hasText: 'Second' }).waitFor();
  await editor.page.keyboard.type('x²');
  await rows.filter({ hasText: 'Part' }).first().waitFor({ state: 'hidden' });
  await editor.page.keyboard.press('Enter');
  await list.waitFor({ state: 'hidden' });
  await until('the pane is there', () => isInView(place));
  await until('the editor has come along', async () => (await topOfEditor()) > 100);
  await editor.openFile('note.md');
  await pane().locator('h1', { hasText: 'Beside' }).waitFor();
});

test('a word far below is found, and the pane stays where it was found', async () => {
  await editor.openFile('Long.md');
  await pane().locator('h1', { hasText: 'Long' }).click();
  const far = pane().locator('.block', { hasText: 'quokka' });
  await far.waitFor({ state: 'attached' });
  assert.equal(await isInView(far), false);
  await editor.page.keyboard.press('Control+f');
  const box = editor.page.locator('.simple-find-part.visible input').first();
  await box.waitFor();
  await box.pressSequentially('quokka');
  await editor.page.keyboard.press('Enter');
  await until('the word is in view', () => isInView(far));
  assert.equal(await far.evaluate(() => String(getSelection())), 'quokka');
  await until('the editor has followed', async () => (await topOfEditor()) > 2_900);
  // What the editor does of its own after that must not take the pane along.
  await pause(1_000);
  assert.equal(await isInView(far), true);
  await editor.page.keyboard.press('Escape');
  await box.waitFor({ state: 'hidden' });
  await editor.openFile('note.md');
  await pane().locator('h1', { hasText: 'Beside' }).waitFor();
});

test('nothing of the note runs, opens a command or reaches another machine', async () => {
  assert.notEqual(await pane().locator('body').getAttribute('id'), 'ran');
  await pane().locator('h1', { hasText: 'Beside' }).scrollIntoViewIfNeeded();
  const command = pane().getByText('a command', { exact: true });
  await command.click();
  assert.match((await command.getAttribute('title')) ?? '', /“command:” are not opened/);
  assert.equal((await editor.inHost(api => api.workspace.workspaceFolders?.length)) ?? 0, 1);
  assert.deepEqual(
    editor.refused.filter(url => url !== 'https://example.invalid/spy.png'),
    [],
  );
});

const topOfEditor = () => editor.inHost(api => api.window.visibleTextEditors[0]?.visibleRanges[0]?.start.line ?? -1);

const scrollEditor = (line: number) =>
  editor.inHost((api, at) => {
    const range = new api.Range(at, 0, at, 0);
    api.window.visibleTextEditors[0]?.revealRange(range, api.TextEditorRevealType.AtTop);
  }, line);

const isInView = (locator: ReturnType<ReturnType<typeof pane>['locator']>) =>
  locator.evaluate(element => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });

test('the note is exported as one page, with the pictures and notes that it takes from the workspace', async () => {
  await editor.openFile('Exported.md');
  // nobody waits for the dialog: its command ends with it
  void editor.inHost(vscode => void vscode.commands.executeCommand('paperNotes.exportHtml'));
  const name = editor.page.locator('.quick-input-widget:visible input.input');
  await name.waitFor();
  await until('the dialog proposes a name', async () => (await name.inputValue()).endsWith('Exported.html'));
  await name.press('Enter');
  const file = path.join(editor.workspace, 'Exported.html');
  await until('the page is written', async () => existsSync(file) && readFileSync(file, 'utf8').endsWith('</html>\n'));
  const page = readFileSync(file, 'utf8');
  assert.match(page, /The part that is embedded\./);
  assert.doesNotMatch(page, /Above the part\./);
  assert.equal(
    page.match(/<img src="data:image\/png;base64,/g)?.length,
    3,
    'its own picture and those of the other notes, each found from its own folder',
  );
  assert.match(page, /180B tokens seen\.<label class="aside-check holds"/);
  assert.doesNotMatch(page, /<script|class="[^"]*(?:embed|wikilink)[^"]*missing/);
});

test('a note within an embedded note follows its editor, and its links lead where they lead at home', async () => {
  await editor.openFile('Exported.md');
  const inner = pane().locator('.embed .embed');
  await inner.locator('p', { hasText: 'Innermost.' }).waitFor();
  const picture = inner.locator('img');
  await until('its picture is loaded', () => picture.evaluate(image => (image as HTMLImageElement).naturalWidth > 0));
  await editor.inHost(async vscode => {
    const edit = new vscode.WorkspaceEdit();
    const [uri] = await vscode.workspace.findFiles('**/Inner.md');
    edit.insert(uri!, new vscode.Position(0, 0), 'Changed. ');
    await vscode.workspace.applyEdit(edit);
  });
  await inner.locator('p', { hasText: 'Changed. Innermost.' }).waitFor();
  await inner.locator('a', { hasText: 'Up' }).click();
  await editor.page.locator('.tab.active', { hasText: 'Whole.md' }).waitFor();
});

test('a note outside the workspace shows and links to the notes beside it, and says what is not there', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'paper-notes-'));
  writeFileSync(
    path.join(folder, 'alone.md'),
    '# Alone\n\n![[sister]]\n\n![[nobody]]\n\n![[sister#nope]]\n\n[[missing one]] and [[sister]].\n',
  );
  writeFileSync(path.join(folder, 'sister.md'), 'The sister speaks.\n');
  try {
    await editor.inHost(
      async (vscode, file) => void (await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false })),
      path.join(folder, 'alone.md'),
    );
    await pane().locator('.embed', { hasText: 'The sister speaks.' }).waitFor();
    await pane().locator('.embed', { hasText: 'There is no note “nobody”.' }).waitFor();
    await pane().locator('.embed', { hasText: '“sister” has no heading “nope”.' }).waitFor();
    const told = () =>
      editor.inHost(
        (vscode, file) => {
          const problems = vscode.languages.getDiagnostics(vscode.Uri.file(file));
          return problems.map(({ message, severity }) => [severity, message]);
        },
        path.join(folder, 'alone.md'),
      );
    await until('the problems are told', async () => (await told()).length === 2);
    assert.deepEqual(await told(), [
      [2, 'There is no note “nobody”.'],
      [2, '“sister” has no heading “nope”.'],
    ]);
    writeFileSync(path.join(folder, 'nobody.md'), 'Here now.\n');
    await pane().locator('.embed', { hasText: 'Here now.' }).waitFor();
    await pane().locator('p > a.wikilink', { hasText: 'sister' }).click();
    await editor.page.locator('.tab.active[data-resource-name="sister.md"]').waitFor();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
