import path from 'node:path';
import type { Frame } from 'playwright-core';
import { type Editor, extensionId, openEditor, project } from '../host/editor/editor.ts';
import { pause, until } from '../host/editor/workbench.ts';
import type { GeneratedNote } from './generated-note.ts';
import { othersShare, processorTime } from './machine.ts';
import { type KeyWatch, type Sighting, type WebviewWatch, watchKeys, watchWebview } from './watch.ts';

/** A preview that can be measured. */
export interface Preview {
  readonly name: 'ours' | 'built-in' | 'floor';
  readonly command: string;
  readonly extension: string;
}

export const previews: Readonly<Record<Preview['name'], Preview>> = {
  ours: { name: 'ours', command: 'Paper Notes: Open Preview to the Side', extension: extensionId },
  'built-in': {
    name: 'built-in',
    command: 'Markdown: Open Preview to the Side',
    extension: 'vscode.markdown-language-features',
  },
  floor: { name: 'floor', command: 'Floor: Open Preview to the Side', extension: 'paper-notes-bench.floor' },
};

/** What one key led to; times in milliseconds. */
export interface Keystroke {
  readonly toDocument: number;
  readonly toScreen: number;
  /** How far the marked paragraph moved on the screen, in pixels. */
  readonly shift: number;
}

/** A series of keys typed at the marker. */
export interface TypedSeries {
  readonly keystrokes: readonly Keystroke[];
  /** Processor time of the extension host's thread, for each key, in milliseconds. */
  readonly hostWork: number;
  /** Bytes of messages to the webview, for each key. */
  readonly messageBytes: number;
  /** Nodes added to and removed from the document, for each key. */
  readonly changedNodes: number;
  /** The share of the machine that other programs used meanwhile. */
  readonly others: number;
}

/** An editor with one preview in it and a note open at its start. */
export interface Pane {
  readonly editor: Editor;
  /** Opens the preview by its command; the time from Enter to the first text in the document, and on the screen. */
  readonly open: () => Promise<{ readonly toDocument: number; readonly toScreen: number; readonly toEnd: number }>;
  readonly closePreview: () => Promise<void>;
  /** Types keys at the marker: each when the one before is shown and a rest is over, or at `everyMs`. */
  readonly type: (keys: number, everyMs?: number) => Promise<TypedSeries>;
  readonly close: () => Promise<void>;
}

const LONGEST_WAIT_MS = 90_000;

/** Starts an editor for one preview on one note. */
export async function openPane(preview: Preview, note: GeneratedNote, webviewsApart: boolean): Promise<Pane> {
  const editor = await openEditor({
    files: { 'note.md': note.text },
    extensions: [path.join(project, 'test/bench/floor'), ...(preview.name === 'ours' ? ['project'] : [])],
    initScripts: [`(${watchWebview})()`, `(${watchKeys})()`],
    webviewsApart,
  });
  await editor.openFile('note.md');
  await restingHost(editor);
  let typed = '';
  return {
    editor,
    open: async () => {
      const frame = watchedFrame(editor, preview);
      await chooseCommand(editor, preview.command);
      await forgetKeys(editor);
      await editor.page.keyboard.press('Enter');
      const shown = await until(
        `${preview.name} shows the note`,
        async () => {
          const watch = await look(await frame);
          return watch?.opening?.onScreen !== undefined && watch.end?.onScreen !== undefined ? watch : undefined;
        },
        LONGEST_WAIT_MS,
      );
      const enter = (await keysSeen(editor)).find(({ key }) => key === 'Enter')!.at;
      return {
        toDocument: shown.opening!.inDocument - enter,
        toScreen: shown.opening!.onScreen! - enter,
        toEnd: shown.end!.onScreen! - enter,
      };
    },
    closePreview: () =>
      editor.inHost(async api => {
        const tabs = api.window.tabGroups.all.flatMap(group => group.tabs);
        await api.window.tabGroups.close(tabs.filter(tab => !(tab.input instanceof api.TabInputText)));
      }),
    type: async (count, everyMs) => {
      const frame = await watchedFrame(editor, preview);
      await caretAfter(editor, note.markerLine, `MARKER:${typed}`);
      await restingHost(editor);
      await forgetKeys(editor);
      const before = { watch: (await look(frame))!, host: await hostWork(editor), time: processorTime() };
      const from = typed.length;
      const upTo = (text: string) =>
        until(
          `${preview.name} shows what was typed`,
          async () => (await look(frame))?.marker.at(-1)?.text === `MARKER:${text}`,
          LONGEST_WAIT_MS,
        );
      for (let i = 0; i < count; i++) {
        const key = 'abcdefghijklmnopqrstuvwxyz'[(i * 7 + from) % 26]!;
        const pressed = Date.now();
        typed += key;
        await editor.page.keyboard.press(key);
        if (everyMs === undefined) {
          await upTo(typed);
          await pause(350 + ((i * 137) % 250));
        } else {
          await pause(Math.max(0, everyMs - (Date.now() - pressed)));
        }
      }
      await upTo(typed);
      await pause(400);
      const after = { watch: (await look(frame))!, host: await hostWork(editor), time: processorTime() };
      const sightings = after.watch.marker.slice(before.watch.marker.length);
      const messages = after.watch.messages.slice(before.watch.messages.length);
      return {
        keystrokes: keystrokes(await keysSeen(editor), sightings, typed.slice(0, from), before.watch.marker.at(-1)),
        hostWork: (after.host - before.host) / count,
        messageBytes: messages.reduce((sum, each) => sum + each.bytes, 0) / count,
        changedNodes: (after.watch.changedNodes - before.watch.changedNodes) / count,
        others: othersShare(before.time, after.time),
      };
    },
    close: editor.close,
  };
}

/** For each key the first sighting that has it, which in a burst may be that of a later key. */
function keystrokes(
  keys: KeyWatch['keys'],
  sightings: readonly Sighting[],
  typedBefore: string,
  lastBefore: Sighting | undefined,
): Keystroke[] {
  let wanted = `MARKER:${typedBefore}`;
  return keys
    .filter(({ key }) => key.length === 1)
    .map(({ key, at }) => {
      wanted += key;
      const index = sightings.findIndex(({ inDocument, text }) => inDocument >= at && text.startsWith(wanted));
      const seen = sightings[index];
      if (seen === undefined) throw new Error(`the key ${key} was never shown`);
      const before = sightings[index - 1] ?? lastBefore;
      return {
        toDocument: seen.inDocument - at,
        toScreen: (seen.onScreen ?? Number.NaN) - at,
        shift: Math.abs(seen.top - (before?.top ?? seen.top)),
      };
    });
}

/** Leaves the command chosen in the palette, so that Enter alone runs it. */
async function chooseCommand({ page }: Editor, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget:visible input').fill(`>${title}`);
  const rows = page.locator('.quick-input-widget .monaco-list-row');
  await rows.filter({ hasText: title }).first().waitFor();
  await pause(500);
  const labels = await rows.allTextContents();
  for (let row = labels.findIndex(label => label.startsWith(title)); row > 0; row--) {
    await page.keyboard.press('ArrowDown');
  }
  await rows.and(page.locator('.focused')).filter({ hasText: title }).waitFor();
}

/** The inner frame of the preview's webview, once the watch in it has seen the note. */
function watchedFrame(editor: Editor, preview: Preview): Promise<Frame> {
  return until(
    `the webview of ${preview.name} is there`,
    async () => {
      for (const frame of editor.page.frames()) {
        if (!frame.parentFrame()?.url().includes(`extensionId=${preview.extension}`)) continue;
        if ((await look(frame))?.opening !== undefined) return frame;
      }
      return undefined;
    },
    LONGEST_WAIT_MS,
  );
}

/** Undefined while the frame is being put in or taken away. */
async function look(frame: Frame): Promise<WebviewWatch | undefined> {
  try {
    return (await frame.evaluate('globalThis.benchWatch')) as WebviewWatch | undefined;
  } catch {
    return undefined;
  }
}

const forgetKeys = (editor: Editor) => editor.page.evaluate('void (globalThis.benchKeys.keys.length = 0)');

const keysSeen = (editor: Editor) => editor.page.evaluate('globalThis.benchKeys.keys') as Promise<KeyWatch['keys']>;

async function caretAfter(editor: Editor, line: number, text: string): Promise<void> {
  await editor.typeAt(line, '');
  const there = await editor.inHost((api, at) => api.window.activeTextEditor?.document.lineAt(at).text, line);
  if (there?.replace(/^- /, '') !== text) throw new Error(`line ${line} holds "${there}" instead of "${text}"`);
  await editor.inHost((api, at) => {
    const range = new api.Range(at, 0, at, 0);
    api.window.activeTextEditor?.revealRange(range, api.TextEditorRevealType.InCenter);
  }, line);
  await pause(2_500);
}

/** Waits until the extension host has done less than 20 ms of work in a second, at most a minute. */
async function restingHost(editor: Editor): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const before = await hostWork(editor);
    await pause(1_000);
    if ((await hostWork(editor)) - before < 20) return;
  }
}

/** Milliseconds of processor time that the extension host's thread has used. */
function hostWork(editor: Editor): Promise<number> {
  return editor.inHost(() => {
    // Newer in Node than what this project's types describe.
    const { threadCpuUsage } = process as unknown as { threadCpuUsage(): { user: number; system: number } };
    const { user, system } = threadCpuUsage();
    return (user + system) / 1000;
  });
}
