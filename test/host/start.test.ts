import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { launchBrowser } from './editor/browser.ts';
import { extensionId, project } from './editor/editor.ts';
import { openWorkbench, until, webview } from './editor/workbench.ts';

test('npm start prints an address where a sample note is open with its preview, and ends with all it started on Ctrl-C', async () => {
  // The script alone: "npm start" builds first, and its tests run on what was built.
  const start = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts', '--no-code'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(start, 'exit');
  let printed = '';
  start.stdout.on('data', data => {
    printed += data;
  });
  const browser = await launchBrowser();
  try {
    const address = await until('it prints the address', () => /http:\/\/127\.0\.0\.1\S+/.exec(printed)?.[0], 60_000);
    const { page, refused } = await openWorkbench(browser, address);
    await page.locator('.tab', { hasText: 'Llemma.md' }).first().waitFor();
    await webview(page, extensionId).locator('.katex').filter({ visible: true }).first().waitFor();
    assert.deepEqual(
      refused.filter(url => !url.endsWith('.png')),
      [],
    );
    start.kill('SIGINT');
    assert.deepEqual(await ended, [0, null]);
    await assert.rejects(fetch(address));
  } finally {
    start.kill('SIGKILL');
    await browser.close();
  }
});
