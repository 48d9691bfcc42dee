import fs from 'node:fs';
import path from 'node:path';
import { type Editor, openEditor, project } from '../test/host/editor/editor.ts';
import { pause, settled } from '../test/host/editor/workbench.ts';

// npm run pictures: the README's pictures, taken of the sample vault in the real editor.
const folder = path.join(project, 'media/pictures');

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
  await editor.page.locator('.sidebar .monaco-list-row').nth(3).waitFor();
  const chip = editor.webview().locator('.chip.zotero[data-zotero*="BTAGBNRW"]').first();
  await chip.scrollIntoViewIfNeeded();
  await chip.hover();
  await pause(1_500);
}

/** What follows from the quote at the cursor. */
async function compute(editor: Editor): Promise<void> {
  await beside(editor, 'Llemma.md', 37);
  void editor.inHost(api => void api.commands.executeCommand('paperNotes.insertCalculation'));
  await editor.page.locator('.quick-input-list .monaco-list-row').nth(3).waitFor();
  await pause(700);
}

async function take(editor: Editor, name: string): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  if (name !== 'trust') {
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
    await trust(light);
    await take(light, 'trust');
    await compute(light);
    await take(light, 'compute');
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
