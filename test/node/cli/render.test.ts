import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';

const cli = path.join(import.meta.dirname, '../../../dist/cli.cjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'paper-notes-render-'));
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
writeFileSync(path.join(folder, 'pixel.png'), Buffer.from(pixel, 'base64'));

function render(note: string, ...args: string[]) {
  writeFileSync(path.join(folder, 'note.md'), note);
  return spawnSync(process.execPath, [cli, 'render', 'note.md', ...args], { cwd: folder, encoding: 'utf8' });
}

describe('paper-notes render', () => {
  after(() => rmSync(folder, { recursive: true }));

  it('writes one page with style, the fonts it uses and pictures inside, and no script', () => {
    const { status, stderr, stdout } = render('# Title\n\nSee $\\mathbb{R}$.\n\n![](pixel.png)\n', '-o', 'out.html');
    assert.equal(status, 0, stderr);
    assert.equal(stdout, '');
    const page = readFileSync(path.join(folder, 'out.html'), 'utf8');
    assert.ok(page.includes('<title>Title</title>'));
    assert.ok(page.includes('<mi mathvariant="double-struck">R</mi>'));
    const fonts = [
      ...page.matchAll(/@font-face\{[^}]*?font-family:["']?([^;"']+)["']?;[^}]*url\(data:font\/woff2;base64,/g),
    ];
    const families = new Set(fonts.map(([, family]) => family));
    assert.ok(families.has('KaTeX_AMS'));
    assert.ok(!families.has('KaTeX_Fraktur'));
    assert.ok(page.includes(`data:image/png;base64,${pixel}`));
    assert.ok(!/<script|url\((?!["']?data:)/.test(page), 'no script and no other file');
  });

  it('tells problems with their place on standard error, and still makes the page', () => {
    const { status, stderr, stdout } = render('One.\n\nA $\\gmma$ here.\n');
    assert.equal(status, 0);
    assert.equal(stderr, 'note.md:3:4 error: There is no command \\gmma. Did you mean \\gamma?\n');
    assert.ok(stdout.includes('math-error'));
  });

  it('takes macros from a file', () => {
    writeFileSync(path.join(folder, 'macros.json'), '{"\\\\half": "\\\\frac12"}');
    const { stderr, stdout } = render('$\\half$\n', '--macros', 'macros.json');
    assert.equal(stderr, '');
    assert.ok(stdout.includes('<mfrac>'));
  });

  it('does not reach above its folder, and leaves out remote pictures when told', () => {
    const { stdout } = render('![](../secret.png)\n\n![](https://example.org/a.png)\n', '--no-remote-images');
    assert.ok(!stdout.includes('<img'));
  });

  it('says what is wrong with a call and exits with 2', () => {
    for (const args of [['nowhere.md'], [], ['note.md', '--what'], ['a.md', 'b.md']]) {
      const { status, stderr } = spawnSync(process.execPath, [cli, 'render', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, /^paper-notes render: /);
    }
  });
});
