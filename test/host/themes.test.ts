import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type Editor, openEditor, project } from './editor/editor.ts';
import { settled, until } from './editor/workbench.ts';

const axe = fs.readFileSync(path.join(project, 'node_modules/axe-core/axe.min.js'), 'utf8');

// The sample vault in all four kinds of theme, looked at by axe; the pictures go to screenshots/, which git ignores, for a person to see.
const themes = [
  ['light', 'Light Modern', 'vscode-light'],
  ['dark', 'Dark Modern', 'vscode-dark'],
  ['high-contrast-dark', 'Default High Contrast', 'vscode-high-contrast'],
  ['high-contrast-light', 'Default High Contrast Light', 'vscode-high-contrast-light'],
] as const;
const folder = path.join(project, 'screenshots');

let editor: Editor;
before(async () => {
  fs.mkdirSync(folder, { recursive: true });
  editor = await openEditor({
    files: { '.': { copy: path.join(project, 'test/sample') } },
    viewport: { width: 1600, height: 1000 },
  });
  await editor.openFile('Llemma.md');
  await editor.runCommand('Paper Notes: Open Preview to the Side');
  await editor.webview().locator('main p').first().waitFor();
});
after(() => editor?.close());

for (const [name, theme, bodyClass] of themes) {
  test(`the notes can be read by everyone in the ${name} theme`, async () => {
    await editor.changeSettings({ 'workbench.colorTheme': theme });
    const body = editor.webview().locator('body');
    for (const note of ['Llemma.md', 'Everything a note can hold.md']) {
      await editor.openFile(note);
      await until('the pane has the theme and the note', async () => {
        const classes = (await body.getAttribute('class'))?.split(' ') ?? [];
        const [title] = await editor.webview().locator('.front-matter-title').allTextContents();
        return classes.includes(bodyClass) && title?.startsWith(note.split(/[ .]/)[0]!);
      });
      await settled(body, 300);
      await editor.page.screenshot({ path: path.join(folder, `${name}-${note.split(/[ .]/)[0]}.png`) });
      assert.deepEqual(await violations(), [], note);
    }
  });
}

/** What axe finds against WCAG 2 in the pane, with all of the note laid out and unfolded. */
async function violations(): Promise<readonly string[]> {
  for (const frame of editor.page.frames()) {
    if ((await frame.locator('main[data-uri]').count()) === 0) continue;
    await frame.evaluate(axe);
    return frame.evaluate(async () => {
      for (const group of document.querySelectorAll<HTMLElement>('.group')) group.style.contentVisibility = 'visible';
      for (const details of document.querySelectorAll('details')) details.open = true;
      const { run } = (globalThis as unknown as { axe: { run: Axe } }).axe;
      const { violations } = await run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
        // The browser itself lets the keyboard into what scrolls, which axe does not know of.
        rules: { 'scrollable-region-focusable': { enabled: false } },
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, any }) => `${id}: ${target.join(' ')} ${any[0]?.message ?? ''}`),
      );
    });
  }
  throw new Error('no preview is open');
}

type Axe = (
  context: Document,
  options: object,
) => Promise<{
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly any: readonly { message: string }[] }[];
  }[];
}>;
