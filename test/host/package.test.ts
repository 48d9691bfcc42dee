import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type Editor, extensionId, openEditor, project } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

// The very file that users get, made from the bundles in dist/ and installed into a fresh profile.
const LARGEST = 2 * 1024 * 1024;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paper-notes-package-'));
const vsix = path.join(folder, 'paper-notes.vsix');
let editor: Editor;

before(async () => {
  const vsce = path.join(project, 'node_modules/@vscode/vsce/vsce');
  execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], {
    cwd: project,
    stdio: 'pipe',
    timeout: 120_000,
  });
  editor = await openEditor({ vsix, files: { 'note.md': '# Packed\n\n$x$\n' } });
});
after(async () => {
  await editor?.close();
  fs.rmSync(folder, { recursive: true });
});

test('it is 2 MB at most', () => {
  const { size } = fs.statSync(vsix);
  assert.ok(size <= LARGEST, `${size} bytes`);
});

test('it holds what runs and what a user reads, and nothing else', () => {
  const [installed] = fs.readdirSync(editor.extensionsFolder).filter(name => name.startsWith(extensionId));
  assert.ok(installed !== undefined, 'the extension is installed');
  const files = fs
    .readdirSync(path.join(editor.extensionsFolder, installed), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry =>
      path.relative(path.join(editor.extensionsFolder, installed), path.join(entry.parentPath, entry.name)),
    );
  const allowed = [
    /^(package\.json|readme\.md|changelog\.md|LICENSE\.txt|\.vsixmanifest)$/,
    /^dist\/(extension|extension\.web)\.js$/,
    /^dist\/[\w-]+\.wasm$/,
    /^dist\/third-party-licences\.txt$/,
    /^dist\/media\/(fonts\/)?[\w.-]+\.(js|css|woff2|json)$/,
    /^media\/(icons|walkthrough)\/[\w-]+\.(svg|png|jpg|md)$/,
    /^(schemas|snippets|syntaxes)\/[\w.-]+$/,
  ];
  assert.deepEqual(
    files.filter(file => !allowed.some(form => form.test(file))),
    [],
  );
  for (const file of ['dist/extension.js', 'dist/extension.web.js', 'LICENSE.txt', 'readme.md']) {
    assert.ok(files.includes(file), file);
  }
});

test('it starts, and shows a note with its formulas in their fonts', async () => {
  await editor.openFile('note.md');
  await until('it is active', () => editor.inHost((api, id) => api.extensions.getExtension(id)?.isActive, extensionId));
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  const formula = editor.webview().locator('.katex-html').first();
  await formula.waitFor();
  await until('the fonts of mathematics are loaded', () =>
    formula.evaluate(element =>
      [...element.ownerDocument.fonts].some(font => /KaTeX/.test(font.family) && font.status === 'loaded'),
    ),
  );
});
