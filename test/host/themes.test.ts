import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type Editor, openEditor, project } from './editor/editor.ts';
import { settled, until } from './editor/workbench.ts';

// The sample vault in all four kinds of theme; the pictures go to screenshots/, which git ignores, for a person to see.
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
  test(`text can be read in the ${name} theme`, async () => {
    await editor.changeSettings({ 'workbench.colorTheme': theme });
    const body = editor.webview().locator('body');
    await until('the pane has the theme', async () =>
      (await body.getAttribute('class'))?.split(' ').includes(bodyClass),
    );
    await settled(body, 300);
    await editor.page.screenshot({ path: path.join(folder, `${name}.png`) });
    const contrast = await editor.webview().locator('p').first().evaluate(contrastOf);
    assert.ok(contrast >= 4.5, `the contrast of the text is ${contrast.toFixed(1)}`);
  });
}

/** The contrast of an element's text with what is behind it, as WCAG 2 reckons it: 1 to 21. */
function contrastOf(element: Element): number {
  const numbers = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = numbers(color)
      .slice(0, 3)
      .map(channel => channel / 255)
      .map(channel => (channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  let behind: Element | null = element;
  while (behind?.parentElement && numbers(getComputedStyle(behind).backgroundColor)[3] === 0)
    behind = behind.parentElement;
  const text = luminance(getComputedStyle(element).color);
  const ground = luminance(getComputedStyle(behind ?? element).backgroundColor);
  return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
}
