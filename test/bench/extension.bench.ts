import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { extensionId, openEditor, project } from '../host/editor/editor.ts';
import { bench } from './bench.ts';
import { generatedNote } from './generated-note.ts';
import { quietMachine } from './machine.ts';
import { openPane, previews } from './pane.ts';
import { median } from './statistics.ts';

bench('activation', async (report, { quick }) => {
  const activations: number[] = [];
  const firstNeeds: number[] = [];
  for (let i = 0; i < (quick ? 1 : 5); i++) {
    const editor = await openEditor({ files: { 'plain.txt': 'no note\n' } });
    try {
      await editor.openFile('plain.txt');
      await quietMachine(0.15, quick ? 5_000 : 30_000);
      activations.push(
        await editor.inHost(async (api, id) => {
          const begun = performance.now();
          await api.extensions.getExtension(id)!.activate();
          return performance.now() - begun;
        }, extensionId),
      );
      await quietMachine(0.15, quick ? 5_000 : 30_000);
      firstNeeds.push(
        await editor.inHost(async api => {
          const begun = performance.now();
          // Of a window without a preview it asks nothing but to be there.
          await api.commands.executeCommand('paperNotes.unlockPreview');
          return performance.now() - begun;
        }),
      );
    } finally {
      await editor.close();
    }
  }
  report({
    metric: 'activation, code loaded and run',
    value: median(activations),
    unit: 'ms',
    against: { name: 'limit', value: 50 },
  });
  report({
    metric: 'first need after it, all other code loaded and started',
    value: median(firstNeeds),
    unit: 'ms',
    against: { name: 'activation', value: median(activations) },
  });
});

bench('package size', async report => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'paper-notes-package-'));
  try {
    const vsix = path.join(folder, 'paper-notes.vsix');
    const vsce = path.join(project, 'node_modules/@vscode/vsce/vsce');
    execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], {
      cwd: project,
      stdio: 'pipe',
    });
    const limit = 2 * 1024 * 1024;
    report({
      metric: 'packed extension',
      value: fs.statSync(vsix).size,
      unit: 'bytes',
      against: { name: 'limit', value: limit },
    });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

bench('memory', async (report, { quick }) => {
  const edits = quick ? 1_000 : 10_000;
  const note = generatedNote(1_000);
  // All over the note: what is kept of each block must not keep the whole text as it was when the block was edited.
  const places = note.text
    .split('\n')
    .flatMap((text, line) => (/^(?:- )?[a-z]/.test(text) ? [{ line, character: text.length }] : []));
  const pane = await openPane(previews.ours, note, false);
  try {
    await pane.open();
    // A first round fills the caches that are meant to be kept.
    await editAndTakeBack(pane, places, 200);
    const before = await memory(pane);
    await editAndTakeBack(pane, places, edits);
    const after = await memory(pane);
    for (const where of ['host', 'page'] as const) {
      report({
        metric: `memory of the ${where === 'host' ? 'extension host' : 'window with the pane'} after ${edits} edits`,
        value: after[where],
        unit: 'bytes',
        against: { name: 'before', value: before[where] },
      });
    }
    report({
      metric: `nodes of the window with the pane after ${edits} edits`,
      value: after.nodes,
      unit: 'nodes',
      against: { name: 'before', value: before.nodes },
    });
  } finally {
    await pane.close();
  }
});

type Pane = Awaited<ReturnType<typeof openPane>>;

/** Half of the edits put text in, formulas among it, the other half take it out again. */
async function editAndTakeBack(
  pane: Pane,
  places: readonly { readonly line: number; readonly character: number }[],
  edits: number,
): Promise<void> {
  for (let done = 0; done < edits; done += 200) {
    await pane.editor.inHost(
      async (api, ends, from, count) => {
        const [shown] = api.window.visibleTextEditors;
        if (shown === undefined) throw new Error('no editor');
        for (let i = 0; i < count; i++) {
          const edit = new api.WorkspaceEdit();
          const { line, character } = ends[((from + i) >> 1) % ends.length]!;
          const place = new api.Position(line, character);
          const text = ` $x_{${i}}$`;
          if (i % 2 === 0) edit.insert(shown.document.uri, place, text);
          else edit.delete(shown.document.uri, new api.Range(place, place.translate(0, ` $x_{${i - 1}}$`.length)));
          await api.workspace.applyEdit(edit);
        }
      },
      places,
      done,
      Math.min(200, edits - done),
    );
  }
}

/** What is used after a collection of what is not. */
async function memory(pane: Pane): Promise<{ host: number; page: number; nodes: number }> {
  await new Promise(resolve => setTimeout(resolve, 3_000));
  const host = await pane.editor.inHost(() => {
    // Types describe an older Node: getBuiltinModule is there since 22.3.
    const { getBuiltinModule } = process as unknown as { getBuiltinModule(name: string): never };
    const v8 = getBuiltinModule('v8') as { setFlagsFromString(flags: string): void };
    const vm = getBuiltinModule('vm') as { runInNewContext(code: string): () => void };
    v8.setFlagsFromString('--expose-gc');
    vm.runInNewContext('gc')();
    return process.memoryUsage().heapUsed;
  });
  const session = await pane.editor.page.context().newCDPSession(pane.editor.page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { host, page: usedSize, nodes };
}
