import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';

const cli = path.join(import.meta.dirname, '../../../dist/cli.cjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'paper-notes-render-'));
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
writeFileSync(path.join(folder, 'pixel.png'), Buffer.from(pixel, 'base64'));

const quote = '> Fern 7B is trained for 90,000 steps with a batch size of 2M tokens.';
const pages =
  'title: Pages\ninputs: [steps, batch_tokens]\nformulas: { pages: steps × batch_tokens / 400 tokens }\naside: "{pages} pages were read."\n';

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

  it('marks asides as the preview does, also those that read as a recipe beside the note says', () => {
    writeFileSync(path.join(folder, 'pages.recipe.yaml'), pages);
    const { stdout } = render(
      `${quote}\n\n%%180B tokens seen.%%\n\n%%= steps / 3%%\n\n%%450,000,000 pages were read.%%\n`,
    );
    rmSync(path.join(folder, 'pages.recipe.yaml'));
    assert.equal(stdout.match(/<label class="aside-check holds"/g)?.length, 3);
    assert.match(stdout, /<span class="aside-result">= 30,000 steps</);
    const without = render(`${quote}\n\n%%450,000,000 pages were read.%%\n`);
    assert.doesNotMatch(without.stdout, /<label class="aside-check/);
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

  it('takes pictures and notes from the whole vault by their names, and nothing through links of the file system', () => {
    const vault = path.join(folder, 'vault');
    for (const each of ['.obsidian', 'notes', 'figures', 'other'])
      mkdirSync(path.join(vault, each), { recursive: true });
    writeFileSync(path.join(vault, 'figures', 'a b.png'), Buffer.from(pixel, 'base64'));
    writeFileSync(path.join(vault, 'other', 'Other.md'), '# Other\n\nBefore.\n\n## Part\n\nThe part.\n\n![[Inner]]\n');
    writeFileSync(path.join(vault, 'other', 'Inner.md'), 'Within. ![](../figures/a%20b.png) [n](../notes/n.md)\n');
    const secret = path.join(folder, 'secret.md');
    writeFileSync(secret, 'Not to be shown.\n');
    symlinkSync(secret, path.join(vault, 'notes', 'link.md'));
    const pictures = [
      '![[a b.png]]',
      '![](../figures/a%20b.png)',
      '![](https://example.org/figures/a%20b.png)',
      '![](<D:\\Papers\\figures\\a b.png>)',
      '![](file:///elsewhere/a%20b.png)',
    ];
    writeFileSync(
      path.join(vault, 'notes', 'n.md'),
      `---\ntitle: "The <title>"\n---\n\n${pictures.join(' ')}\n\n![[Other#Part]]\n\n![[link]]\n`,
    );
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'render', path.join(vault, 'notes', 'n.md')], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.equal(stdout.split(`<img src="data:image/png;base64,${pixel}"`).length - 1, pictures.length + 1);
    assert.match(stdout, /The part\.[\s\S]*Within\.[\s\S]*href="n\.md"/);
    assert.doesNotMatch(stdout, /Before\.|Not to be shown/);
    assert.match(stdout, /<title>The &lt;title&gt;<\/title>/);
  });

  it('reckons with the prices that it is given', () => {
    const { stdout } = render('```recipe\ngpu_type: A100\ngpu_hours: 23,000\n```\n', '--price', 'A100=1.5');
    assert.match(stdout, /<td class="recipe-value">\$35k<\/td>/);
    assert.equal(render('Text.\n', '--price', 'A100=cheap').status, 2);
  });

  it('does not read a file of data that is too large to be shown', () => {
    writeFileSync(path.join(folder, 'big.recipe.yaml'), '');
    truncateSync(path.join(folder, 'big.recipe.yaml'), 2 ** 32);
    const { status, stdout, stderr } = render('![[big.recipe.yaml]]\n');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /A recipe of more than 20,000 characters is not read\./);
  });

  it('gives the anchors of a note the ids that links name', () => {
    const { stdout } = render('# Part\n\n<a id="here"></a>Here, <a id="part"></a>not there. [go](#here)\n');
    assert.match(stdout, /<a id="here"><\/a>Here, <a id="anchor:part"><\/a>not there\. <a href="#here">go<\/a>/);
  });

  it('reads standard input, UTF-16 and CRLF', () => {
    const piped = spawnSync(process.execPath, [cli, 'render', '-'], {
      input: '# Piped\r\n\r\n$x$\r\n',
      encoding: 'utf8',
    });
    assert.equal(piped.status, 0);
    assert.match(piped.stdout, /<h1 id="piped">Piped<\/h1>/);
    writeFileSync(path.join(folder, 'wide.md'), Buffer.from('\uFEFF# Wide é\n', 'utf16le'));
    const wide = spawnSync(process.execPath, [cli, 'render', 'wide.md'], { cwd: folder, encoding: 'utf8' });
    assert.match(wide.stdout, /Wide é<\/h1>/);
  });

  it('keeps the anchor of a link to a part of another note', () => {
    writeFileSync(path.join(folder, 'Other.md'), '# Other\n\n## Deep $x$ place\n\nNamed. ^blk\n');
    const { stdout } = render(
      '[[Other#Deep $x$ place]] [[Other#^blk]] [[Other#Other#Deep]] ![[Other#Deep $x$ place]]\n',
    );
    for (const anchor of ['deep-x-place', '^blk', 'deep'])
      assert.ok(stdout.includes(` href="Other.md#${anchor}"`), anchor);
    const other = spawnSync(process.execPath, [cli, 'render', 'Other.md'], { cwd: folder, encoding: 'utf8' });
    for (const anchor of ['deep-x-place', '^blk']) assert.ok(other.stdout.includes(` id="${anchor}"`), anchor);
  });

  it('never writes over the note or another note, whatever it is called', () => {
    const text = '# Years of work\n';
    const other = path.join(folder, 'other.markdown');
    writeFileSync(other, text);
    writeFileSync(path.join(folder, 'note.md'), text);
    mkdirSync(path.join(folder, 'sub'), { recursive: true });
    symlinkSync('note.md', path.join(folder, 'link.html'));
    linkSync(path.join(folder, 'note.md'), path.join(folder, 'hard.html'));
    symlinkSync('other.markdown', path.join(folder, 'other.html'));
    for (const name of ['note.md', './sub/../note.md', path.join(folder, 'note.md'), 'link.html', 'hard.html']) {
      const { status, stderr } = render(text, '-o', name);
      assert.equal(status, 2, name);
      assert.match(stderr, /is the note itself, and the page would replace it/, name);
    }
    for (const name of ['other.markdown', 'other.html']) {
      const { status, stderr } = render(text, '-o', name);
      assert.equal(status, 2, name);
      assert.match(stderr, /other\.markdown” is a file of markdown, and the page would replace it/, name);
    }
    assert.equal(readFileSync(path.join(folder, 'note.md'), 'utf8'), text);
    assert.equal(readFileSync(other, 'utf8'), text);
    assert.equal(render(text, '-o', 'over.html').status, 0);
    assert.equal(render(text, '-o', 'over.html').status, 0, 'a page made before is made again');
  });

  it('says which folder is not there', () => {
    const { stderr } = render('# A\n', '-o', 'nowhere/a.html');
    assert.match(stderr, /There is no folder “.*nowhere” to write to\./);
  });

  it('tells the version of its package', () => {
    const { status, stdout } = spawnSync(process.execPath, [cli, '--version'], { encoding: 'utf8' });
    assert.equal(status, 0);
    const manifest = readFileSync(path.join(import.meta.dirname, '../../../package.json'), 'utf8');
    assert.equal(stdout, `${JSON.parse(manifest).version}\n`);
  });

  it('says what is wrong with a call and exits with 2', () => {
    for (const args of [
      ['nowhere.md'],
      ['.'],
      ['note.md', '-o', 'nowhere/a.html'],
      ['note.md', '--root', 'nowhere'],
      [],
      ['note.md', '--what'],
      ['a.md', 'b.md'],
    ]) {
      const { status, stderr } = spawnSync(process.execPath, [cli, 'render', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, /^paper-notes render: /);
      assert.doesNotMatch(stderr, /ENOENT|EISDIR|at .*\.cjs/);
    }
  });
});
