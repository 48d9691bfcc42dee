import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { tidyCommand } from '../../../src/node/cli/tidy.ts';

describe('paper-notes tidy', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'paper-notes-tidy-'));
  });
  after(() => rm(folder, { recursive: true }));

  const run = async (args: readonly string[], stdin = ''): Promise<{ code: number; out: string; error: string }> => {
    let out = '';
    let error = '';
    const code = await tidyCommand.run(args, {
      stdin: async () => stdin,
      out: text => {
        out += text;
      },
      error: text => {
        error += text;
      },
      cwd: folder,
    });
    return { code, out, error };
  };
  const note = async (name: string, text: string): Promise<string> => {
    await writeFile(path.join(folder, name), text);
    return name;
  };

  it('prints a diff and changes nothing without --write', async () => {
    const name = await note('a.md', '# A\n\ntrained for 42, 000 steps\n');
    const { code, out } = await run([name]);
    assert.equal(code, 1);
    assert.match(out, /^--- a\/a\.md/m);
    assert.match(out, /^-trained for 42, 000 steps\n\+trained for 42,000 steps$/m);
    assert.equal(await readFile(path.join(folder, name), 'utf8'), '# A\n\ntrained for 42, 000 steps\n');
  });

  it('writes with --write, and then finds nothing', async () => {
    const name = await note('b.md', 'at 1 · 10−4 over 48, 000 steps\r\n');
    assert.deepEqual(await run([name, '--write']), { code: 0, out: 'b.md: 2 repairs\n', error: '' });
    assert.equal(await readFile(path.join(folder, name), 'utf8'), 'at $1 \\cdot 10^{-4}$ over 48,000 steps\r\n');
    assert.deepEqual(await run([name]), { code: 0, out: '', error: '' });
  });

  it('says line, column, kind and reason with --json', async () => {
    const { code, out } = await run(['-', '--json'], 'one\n\ntwo 42, 000 three\n');
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), {
      file: '-',
      changes: [
        { line: 3, column: 5, kind: 'thousands', reason: 'thousands "42, 000"', before: '42, 000', after: '42,000' },
      ],
    });
  });

  it('works with the kinds asked for', async () => {
    const text = 'a ﬁeld of 42, 000 ϵ steps\n';
    const kindsOf = async (...args: string[]): Promise<string[]> => {
      const { out } = await run(['-', '--json', ...args], text);
      return (JSON.parse(out) as { changes: { kind: string }[] }).changes.map(change => change.kind);
    };
    assert.deepEqual(await kindsOf(), ['ligatures', 'thousands']);
    assert.deepEqual(await kindsOf('--only', 'ligatures'), ['ligatures']);
    assert.deepEqual(await kindsOf('--without=ligatures'), ['thousands']);
    assert.deepEqual(await kindsOf('--with', 'greek'), ['ligatures', 'thousands', 'greek']);
  });

  it('says what is wrong with its use', async () => {
    assert.equal((await run([])).code, 2);
    assert.match((await run(['--only', 'nothing', 'a.md'])).error, /no kind "nothing"/);
    assert.match((await run(['--wirte', 'a.md'])).error, /no option "--wirte"/);
    const missing = await run(['missing.md', 'a.md']);
    assert.equal(missing.code, 2);
    assert.match(missing.error, /missing\.md/);
    assert.match(missing.out, /a\.md/);
  });

  it('leaves a file that is no UTF-8 text, and names what is missing', async () => {
    const bytes = Buffer.from([0xff, 0xfe, ...Buffer.from('trained for 42, 000 steps')]);
    await writeFile(path.join(folder, 'latin.md'), bytes);
    const { code, error } = await run(['--write', 'latin.md', 'nowhere.md', '.']);
    assert.equal(code, 2);
    assert.match(error, /latin\.md: this is no UTF-8 text/);
    assert.match(error, /nowhere\.md: there is no such file/);
    assert.match(error, /\.: this is a folder/);
    assert.deepEqual(await readFile(path.join(folder, 'latin.md')), bytes);
  });
});
