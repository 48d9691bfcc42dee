import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Editor, extensionId, openEditor } from './editor/editor.ts';
import { until } from './editor/workbench.ts';

for (const host of ['desktop', 'web'] as const) {
  test(`in the ${host} extension host it starts with the first markdown file and not before, and previews it`, async () => {
    const files = {
      'note.md': '# Note\n',
      'plain.txt': 'no note\n',
      'a.recipe.yaml': 'inputs:\n  steps: 42,000 step\nformulas:\n  tokens: steps ×\n',
    };
    const editor = await openEditor({ host, files });
    try {
      assert.equal(
        await editor.inHost(() => 'process' in globalThis && !('importScripts' in globalThis)),
        host === 'desktop',
      );
      await editor.openFile('plain.txt');
      await editor.openFile('a.recipe.yaml');
      assert.equal(await isActive(editor), false, 'nor by recipe files');
      await editor.openFile('note.md');
      await until('it is active', () => isActive(editor));
      await until('what is wrong in a recipe file that was open before is marked', () => recipeProblems(editor));
      await editor.runCommand('Paper Notes: Open Preview to the Side');
      await editor.webview().locator('h1', { hasText: 'Note' }).waitFor();
      await editor.typeAt(0, ' typed');
      await editor.webview().locator('h1', { hasText: 'Note typed' }).waitFor();
      assert.deepEqual(editor.refused, []);
    } finally {
      await editor.close();
    }
  });
}

test('what VS Code may ask for at any time is there at once, the rest is loaded when it is needed first', async () => {
  const editor = await openEditor({ files: { 'plain.txt': 'no note\n', 'note.md': '# Note\n' } });
  try {
    await editor.openFile('plain.txt');
    await editor.inHost(async (api, id) => {
      await api.extensions.getExtension(id)!.activate();
    }, extensionId);
    assert.deepEqual(await missingCommands(editor), []);
    assert.equal(await isLoaded(editor), false);
    await editor.inHost(async api => {
      await api.commands.executeCommand(
        'paperNotes.openPreview',
        api.workspace.workspaceFolders![0]!.uri.with({
          path: `${api.workspace.workspaceFolders![0]!.uri.path}/note.md`,
        }),
      );
    });
    await editor.webview().locator('h1', { hasText: 'Note' }).waitFor();
    assert.equal(await isLoaded(editor), true);
    assert.deepEqual(await missingCommands(editor), [], 'each is handed over');
  } finally {
    await editor.close();
  }
});

/** Commands of the manifest that nobody registered. */
const missingCommands = (editor: Editor) =>
  editor.inHost(async (api, id) => {
    const registered = new Set(await api.commands.getCommands());
    const named: readonly { readonly command: string }[] =
      api.extensions.getExtension(id)!.packageJSON.contributes.commands;
    return named.map(({ command }) => command).filter(command => !registered.has(command));
  }, extensionId);

const isLoaded = (editor: Editor) =>
  editor.inHost(() => {
    // Types describe an older Node: getBuiltinModule is there since 22.3.
    const { getBuiltinModule } = process as unknown as { getBuiltinModule(name: string): never };
    const { _cache } = getBuiltinModule('module') as { _cache: Readonly<Record<string, unknown>> };
    return Object.keys(_cache).some(file => file.endsWith('extension.web.js'));
  });

/** Undefined: VS Code does not know the extension in this host. */
const isActive = (editor: Editor) => editor.inHost((api, id) => api.extensions.getExtension(id)?.isActive, extensionId);

const recipeProblems = (editor: Editor) =>
  editor.inHost(api =>
    api.languages
      .getDiagnostics()
      .some(
        ([uri, found]) => uri.path.endsWith('.recipe.yaml') && found.some(({ source }) => source === 'Paper Notes'),
      ),
  );
