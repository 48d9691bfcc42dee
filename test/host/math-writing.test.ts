import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeAction } from './editor/code-actions.ts';
import { type Editor, openEditor } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

const note = `---
macros:
  \\R: \\mathbb{R}
---

# Formulas

We have $x \\in \\R$ and $\\gmma + v^∗$.

$$
\\begin{aligned} a &= b \\label{eq:a} \\end{aligned}
$$

As $\\eqref{eq:a}$ says, with $\\newcommand{\\loss}{L} \\loss_1$ and $\\loss_2$.

> trained for 42, 000 steps at 1 · 10−4 [(p. 3)](zotero://open-pdf/library/items/6PP9LFYN?page=3)

Prose here.
`;

let editor: Editor;
before(async () => {
  editor = await openEditor({
    files: {
      'note.md': note,
      'typing.md': 'so \n',
      'paste.md': 'x\n',
      'money.md': 'it costs \n\n> $$\n> \n> $$\n',
      'convert.md': 'so $\\alpha + x^2$ is\nso theta x+1\n',
    },
  });
  await editor.openFile('note.md');
});
after(() => editor.close());

/** Asks a provider at the first place of `needle` in the active note, `skip` units behind its beginning. */
function hoverAt(needle: string): Promise<string[]> {
  return editor.inHost(async (api, wanted) => {
    const { document } = api.window.activeTextEditor!;
    const position = document.positionAt(document.getText().indexOf(wanted) + 1);
    const hovers = await api.commands.executeCommand<{ contents: { value: string }[] }[]>(
      'vscode.executeHoverProvider',
      document.uri,
      position,
    );
    return hovers.flatMap(({ contents }) => contents.map(({ value }) => value));
  }, needle);
}

test('a formula is shown rendered on hover, with the macros of the front matter', async () => {
  const shown = await until('the hover', async () =>
    (await hoverAt('x \\in \\R')).find(text => text.includes('data:image/svg+xml')),
  );
  assert.ok(shown!.length < 100_000);
  const svg = decodeURIComponent(/data:image\/svg\+xml,([^|)]*)/.exec(shown!)![1]!);
  assert.match(svg, /foreignObject/);
  assert.match(svg, /mathbb'>R</);
});

test('the hover is a picture on the screen', async () => {
  await editor.inHost(async api => {
    const active = api.window.activeTextEditor!;
    const position = active.document.positionAt(active.document.getText().indexOf('x \\in \\R') + 1);
    await api.window.showTextDocument(active.document, { selection: new api.Range(position, position) });
    await api.commands.executeCommand('editor.action.showHover');
  });
  const picture = editor.page.locator('.monaco-hover img').first();
  await picture.waitFor();
  const width = await until('the picture is loaded', () =>
    picture.evaluate(img => (img as HTMLImageElement).naturalWidth || undefined),
  );
  assert.ok(width > 20);
  await editor.page.keyboard.press('Escape');
});

test('the formula at the cursor is copied as TeX and as a picture, from the palette', async () => {
  await editor.inHost(async api => {
    const active = api.window.activeTextEditor!;
    const position = active.document.positionAt(active.document.getText().indexOf('x \\in \\R') + 1);
    await api.window.showTextDocument(active.document, { selection: new api.Range(position, position) });
  });
  const clipboard = () => editor.inHost(api => api.env.clipboard.readText());
  await editor.runCommand('Paper Notes: Copy Formula as TeX');
  await until('the TeX is copied', async () => (await clipboard()).startsWith('x \\in \\R'));
  await editor.runCommand('Paper Notes: Copy Formula as SVG');
  await until('the picture is copied', async () => /^<svg[\s\S]*<\/svg>\s*$/.test(await clipboard()));
});

test('a hover tells what is wrong with a formula', async () => {
  const texts = await hoverAt('gmma');
  assert.ok(
    texts.some(text => /no command .*gmma.*gamma/s.test(text.replace(/\\/g, ''))),
    texts.join('\n').slice(0, 500),
  );
});

test('errors have quick fixes', async () => {
  await codeAction(editor, { place: { words: '\\gmma' }, title: /^Change to \\gamma$/, kind: 'quickfix' });
  await codeAction(editor, { place: { words: '∗' }, title: /^Change ∗ to \*$/, kind: 'quickfix' });
});

test('labels and macros have definitions, references and a rename that one undo takes back', async () => {
  const { defined, references, renamed, undone } = await editor.inHost(async api => {
    const { document } = api.window.activeTextEditor!;
    const text = document.getText();
    const at = (needle: string) => document.positionAt(text.indexOf(needle) + 2);
    const definitions = await api.commands.executeCommand<import('vscode').Location[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      document.positionAt(text.indexOf('\\eqref{eq') + 8),
    );
    const found = await api.commands.executeCommand<import('vscode').Location[]>(
      'vscode.executeReferenceProvider',
      document.uri,
      at('\\loss_2'),
    );
    const edit = await api.commands.executeCommand<import('vscode').WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      at('\\loss_2'),
      '\\cost',
    );
    await api.workspace.applyEdit(edit);
    const after = document.getText();
    await api.commands.executeCommand('undo');
    return {
      defined: definitions.map(({ range }) => document.getText(range)),
      references: found.length,
      renamed: after,
      undone: document.getText() === text,
    };
  });
  assert.deepEqual(defined, ['eq:a']);
  assert.equal(references, 3);
  assert.match(renamed, /\\newcommand\{\\cost\}\{L\} \\cost_1\$ and \$\\cost_2/);
  assert.equal(undone, true);
});

test('a quote is tidied in one step that one undo takes back', async () => {
  const before = await editor.text();
  const tidied = await codeAction(
    editor,
    { place: { words: '42, 000' }, title: /^Tidy quote \(2 repairs/, kind: 'refactor.rewrite' },
    { apply: true },
  );
  assert.match(tidied.text, /> trained for 42,000 steps at \$1 \\cdot 10\^\{-4\}\$ \[\(p\. 3\)\]/);
  await editor.inHost(api => api.commands.executeCommand('undo'));
  await until('it is undone', async () => (await editor.text()) === before);
});

test('completion, short forms and Tab work while typing, and prose stays quiet', async () => {
  await editor.openFile('typing.md');
  // VS Code closes nothing in a line that it has not coloured yet: a person would type it again.
  await until('the dollar is closed', async () => {
    await editor.typeAt(0, '$');
    const closed = await until('it is closed', async () => (await editor.text()) === 'so $$\n', 2_000).catch(
      () => false,
    );
    if (!closed) await editor.inHost(api => api.commands.executeCommand('undo'));
    return closed;
  });
  await editor.page.keyboard.type('\\fra');
  const list = editor.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '\\frac' });
  await list.first().waitFor();
  await editor.page.keyboard.press('Enter');
  await until('the snippet is in', async () => /\$\\frac\{\}\{\}\$/.test((await editor.text()) ?? ''));
  await editor.page.keyboard.type('a');
  await editor.page.keyboard.press('Tab');
  await editor.page.keyboard.type('b');
  await editor.page.keyboard.press('Tab');
  await until('the arguments are filled', async () => (await editor.text()) === 'so $\\frac{a}{b}$\n');
  await editor.page.keyboard.type(' + bbR');
  await editor.page.keyboard.press('Escape');
  await editor.page.keyboard.press('Tab');
  await until('the short form is expanded, with the cursor behind it', () =>
    editor.inHost(api => {
      const { document, selection } = api.window.activeTextEditor!;
      return document.getText(new api.Range(0, 0, 0, selection.active.character)).endsWith('+ \\mathbb{R}');
    }),
  );
  await editor.page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
  await editor.page.keyboard.press('Tab');
  await until('the cursor is behind the formula', () =>
    editor.inHost(api => {
      const { document, selection } = api.window.activeTextEditor!;
      return selection.active.character === document.lineAt(0).text.length;
    }),
  );
  await editor.page.keyboard.type(' is \\al');
  await until(
    'the cursor left the formula',
    async () => (await editor.text()) === 'so $\\frac{a}{b} + \\mathbb{R}$ is \\al\n',
  );
  assert.equal(
    await editor.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: '\\alpha' }).count(),
    0,
  );
});

test('a symbol is found by words and inserted', async () => {
  const start = await editor.text();
  await editor.runCommand('Paper Notes: Insert Symbol');
  await editor.page.locator('.quick-input-widget input[placeholder*="left arrow"]').waitFor();
  await editor.page.keyboard.type('left arrow double');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: '\\Leftarrow' }).first().waitFor();
  await editor.page.keyboard.press('Enter');
  await until('it is inserted', async () => (await editor.text()) !== start);
  assert.match((await editor.text())!, /\\al\$\\Leftarrow\$/);
});

test('the whole note is tidied after a diff was shown', async () => {
  await editor.openFile('note.md');
  await editor.runCommand('Paper Notes: Tidy Note: Repair PDF Text');
  await editor.page.locator('.tab', { hasText: 'Tidy note.md' }).first().waitFor();
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Thousands' }).first().waitFor();
  await editor.page.keyboard.press('Enter');
  await until('it is tidied', async () => /42,000 steps/.test((await editor.text()) ?? ''));
});

test('formulas are converted and switched where the cursor stands, each in one step', async () => {
  await editor.openFile('convert.md');
  const lines = await editor.inHost(async api => {
    const active = api.window.activeTextEditor!;
    const { document } = active;
    const after: string[] = [];
    const run = async (command: string, line: number, from: number, to: number) => {
      const text = document.getText();
      await api.window.showTextDocument(document, { selection: new api.Range(line, from, line, to) });
      await api.commands.executeCommand(`paperNotes.${command}`);
      after.push(document.lineAt(line).text);
      await api.commands.executeCommand('undo');
      if (document.getText() !== text) throw new Error(`one undo does not take ${command} back`);
    };
    await run('convertToUnicode', 0, 5, 5);
    await run('convertToMathml', 0, 5, 5);
    await run('toggleDisplayMath', 0, 5, 5);
    await run('convertToTex', 1, 3, 8);
    await run('wrapInMath', 1, 9, 12);
    return after;
  });
  assert.deepEqual(lines, [
    'so α + x² is',
    'so <math xmlns="http://www.w3.org/1998/Math/MathML"><mi>α</mi><mo>+</mo><msup><mi>x</mi><mn>2</mn></msup></math> is',
    'so $$\\alpha + x^2$$ is',
    'so $\\theta$ x+1',
    'so theta $x+1$',
  ]);
});

test('text is pasted as it is, also where tidying is offered beside it', async () => {
  const copied = 'trained for 42, 000 steps';
  await editor.changeSettings({ 'paperNotes.tidy.onPaste': true });
  await editor.openFile('paste.md');
  await editor.inHost(async (api, text) => {
    await api.env.clipboard.writeText(text);
    await api.commands.executeCommand('editor.action.selectAll');
  }, copied);
  await editor.page.keyboard.press('Control+V');
  await until('it is pasted', async () => (await editor.text()) === copied);
  // The choice shows when the paste is through.
  await editor.page.locator('.post-edit-widget').waitFor();
  assert.equal(await editor.text(), copied);
});

test('money keeps one dollar, and a quote its marks', async () => {
  await editor.openFile('money.md');
  await editor.typeAt(0, '$5 per hour');
  // The closed dollar goes as soon as the keys leave time for it.
  await until('the stray dollar is taken back', async () => {
    if (/hour *$/m.test((await editor.text()) ?? '')) return true;
    await editor.page.keyboard.type(' ');
    return undefined;
  });
  await editor.typeAt(3, '\\begin{');
  const rows = editor.page.locator('.suggest-widget.visible .monaco-list-row');
  await rows
    .filter({ hasText: /^CD/ })
    .or(rows.filter({ hasText: /^align/ }))
    .first()
    .waitFor();
  await editor.page.keyboard.type('cas');
  await rows
    .first()
    .filter({ hasText: /^cases/ })
    .waitFor();
  await editor.page.keyboard.press('Enter');
  await until('the environment stands in the quote', async () =>
    /> \\begin\{cases\}\n> [ \t]*\n> \\end\{cases\}\n> \$\$/.test((await editor.text()) ?? ''),
  );
});

test('nothing was asked of other machines', () => {
  assert.deepEqual(editor.refused, []);
});
