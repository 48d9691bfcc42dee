import fs from 'node:fs';
import path from 'node:path';
import { type Editor, openEditor, project } from '../test/host/editor/editor.ts';
import { pause, settled } from '../test/host/editor/workbench.ts';

// npm run pictures: the pictures of the README and the walkthrough, taken of the sample vault in the real editor.
const folder = path.join(project, 'media/pictures');
const walkthrough = path.join(project, 'media/walkthrough');

const open = (theme: string) =>
  openEditor({
    files: { '.': { copy: path.join(project, 'test/sample') } },
    viewport: { width: 1400, height: 860 },
    settings: {
      'workbench.colorTheme': theme,
      'workbench.activityBar.location': 'hidden',
      'editor.minimap.enabled': false,
      'editor.fontSize': 13,
      'breadcrumbs.enabled': false,
    },
  });

/** A note and its preview side by side, the side bar away, both at a line (from 0). */
async function beside(editor: Editor, note: string, line: number): Promise<void> {
  await editor.inHost(api => api.commands.executeCommand('workbench.action.closeAllEditors'));
  await editor.openFile(note);
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  await editor.webview().locator('.block').first().waitFor();
  await editor.inHost(async (api, at) => {
    await api.commands.executeCommand('workbench.action.closeSidebar');
    const range = new api.Range(at, 0, at, 0);
    const [shown] = api.window.visibleTextEditors;
    if (shown === undefined) return;
    await api.window.showTextDocument(shown.document, { viewColumn: api.ViewColumn.One, selection: range });
    shown.revealRange(range, api.TextEditorRevealType.AtTop);
  }, line);
  // What scrolls and what is still on its way: pictures are for people, who look at a page at rest.
  await pause(1_500);
  await settled(editor.webview().locator('body'), 500);
}

/** A preview alone, wide enough for margin notes, at an element. */
async function alone(editor: Editor, note: string, heading: string): Promise<void> {
  await editor.inHost(api => api.commands.executeCommand('workbench.action.closeAllEditors'));
  await editor.openFile(note);
  await editor.runCommand('Paper Notes: Open Preview');
  const place = editor.webview().locator('h2', { hasText: heading });
  await place.waitFor();
  await place.evaluate(element => element.scrollIntoView());
  await pause(1_500);
  await settled(editor.webview().locator('body'), 500);
}

/** The annotations of a paper beside a note, and the card of a link. */
async function trust(editor: Editor): Promise<void> {
  await beside(editor, 'Llemma.md', 37);
  await editor.inHost(api => api.commands.executeCommand('paperNotes.annotations.focus'));
  await editor.page.locator('.sidebar .monaco-list-row', { hasText: 'not in the note' }).nth(3).waitFor();
  const chip = editor.webview().locator('.chip.zotero[data-zotero*="BTAGBNRW"]').first();
  await chip.scrollIntoViewIfNeeded();
  await chip.hover();
  await editor.webview().locator('.zotero-card .zotero-text').waitFor();
  await pause(700);
}

/** A formula of the source, rendered where the pointer rests. */
async function write(editor: Editor): Promise<void> {
  await editor.inHost(api => api.commands.executeCommand('workbench.action.closeAllEditors'));
  await editor.openFile('Attention is all you need.md');
  await editor.inHost(async api => {
    await api.commands.executeCommand('workbench.action.closeSidebar');
    const { document } = api.window.activeTextEditor!;
    const at = document.positionAt(document.getText().indexOf('softmax\\!') + 3);
    const selection = new api.Range(at, at);
    const shown = await api.window.showTextDocument(document, { selection });
    shown.revealRange(selection, api.TextEditorRevealType.InCenter);
  });
  await editor.inHost(api => api.commands.executeCommand('editor.action.showHover'));
  await editor.page.locator('.monaco-hover img').first().waitFor();
  await pause(700);
}

/** What follows from the quote at the cursor. */
async function compute(editor: Editor): Promise<void> {
  await beside(editor, 'Llemma.md', 37);
  void editor.inHost(api => void api.commands.executeCommand('paperNotes.insertCalculation'));
  await editor.page.locator('.quick-input-list .monaco-list-row').nth(3).waitFor();
  await pause(700);
}

/** A part of what is on the screen, small enough to come along with the extension. */
async function takePart(
  editor: Editor,
  name: string,
  clip: { x: number; y: number; width: number; height: number },
): Promise<void> {
  const file = path.join(walkthrough, `${name}.jpg`);
  await editor.page.screenshot({ path: file, type: 'jpeg', quality: 80, clip });
  console.log(`${path.relative(project, file)}: ${Math.round(fs.statSync(file).size / 1024)} kB`);
}

async function take(editor: Editor, name: string): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  if (name !== 'trust' && name !== 'write') {
    // On the title bar the pointer lights nothing up.
    await editor.page.mouse.move(200, 14);
    await pause(700);
  }
  await editor.page.screenshot({ path: file });
  console.log(`${path.relative(project, file)}: ${Math.round(fs.statSync(file).size / 1024)} kB`);
}

async function main(): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const light = await open('Light Modern');
  try {
    await beside(light, 'Llemma.md', 0);
    await take(light, 'note');
    await beside(light, 'Attention is all you need.md', 15);
    await take(light, 'formulas');
    await alone(light, 'Attention is all you need.md', 'Attention');
    await take(light, 'margin');
    await takePart(light, 'see', { x: 400, y: 64, width: 830, height: 540 });
    await trust(light);
    await take(light, 'trust');
    await takePart(light, 'trust', { x: 852, y: 64, width: 540, height: 540 });
    await compute(light);
    await take(light, 'compute');
    await takePart(light, 'compute', { x: 398, y: 32, width: 606, height: 384 });
    await light.page.keyboard.press('Escape');
    await write(light);
    await take(light, 'write');
  } finally {
    await light.close();
  }
  const dark = await open('Dark Modern');
  try {
    await beside(dark, 'Scaling laws.md', 22);
    await take(dark, 'dark');
  } finally {
    await dark.close();
  }
}

main().catch((error: Error) => {
  console.error(error.stack);
  process.exitCode = 1;
});
