import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { checkCommand } from '../../../src/node/cli/check.ts';
import type { CommandIo } from '../../../src/node/cli/command.ts';
import { recordedHoldings, startDouble } from '../zotero/local-api-double.ts';

const fixtures = path.join(__dirname, '../../fixtures/zotero');
const scratch = mkdtemp(path.join(tmpdir(), 'paper-notes-check-'));
after(async () => rm(await scratch, { recursive: true, force: true }));

/** Runs the command on a machine that has no Zotero of its own. */
async function runCheck(...args: readonly string[]) {
  let out = '';
  let error = '';
  const io: CommandIo = {
    stdin: async () => '',
    out: text => {
      out += text;
    },
    error: text => {
      error += text;
    },
    cwd: await scratch,
  };
  const home = path.join(await scratch, 'home');
  const code = await checkCommand({ platform: 'linux', home, environment: {} }).run(args, io);
  return { code, out, error };
}

async function note(name: string, text: string): Promise<string> {
  const file = path.join(await scratch, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return name;
}

async function dataDirectory(): Promise<string> {
  const folder = path.join(await scratch, 'Zotero');
  await mkdir(folder, { recursive: true });
  await copyFile(path.join(fixtures, 'zotero-10.0.0.sqlite'), path.join(folder, 'zotero.sqlite'));
  await copyFile(path.join(fixtures, 'zotero-10.0.0.sqlite-wal'), path.join(folder, 'zotero.sqlite-wal'));
  return folder;
}

const at = 'zotero://open-pdf/library/items/6PP9LFYN';
const good = `LLEMMA 7B is trained for 42, 000 steps. [(p. 3)](${at}?page=3&annotation=BTAGBNRW)\n`;
const bad = `First.\n\nGone [(p. 9)](${at}?page=9&annotation=ZZZZZZZZ), on page [iii](${at}?page=iii&amp;annotation=AZJBLEGZ).\n`;

test('good links from a database: exit code 0 and all that was found', async () => {
  const { code, out, error } = await runCheck(
    await note('good.md', good),
    '--zotero-data',
    await dataDirectory(),
    '--json',
  );
  assert.equal(code, 0);
  assert.match(error, /^1 Zotero link in 1 note\n$/);
  const report = JSON.parse(out);
  assert.deepEqual(report.problems, []);
  const [link] = report.links;
  const { age, ...rest } = link;
  assert.ok(Number.isInteger(age) && age >= 0);
  assert.deepEqual(rest, {
    file: 'good.md',
    from: good.indexOf('zotero:'),
    to: good.indexOf(')\n'),
    uri: `${at}?page=3&annotation=BTAGBNRW`,
    library: 'library',
    attachment: '6PP9LFYN',
    annotation: 'BTAGBNRW',
    page: 3,
    state: 'ok',
    source: 'database',
    reason: null,
    type: 'highlight',
    text: 'LLEMMA 7B is trained for 42, 000 steps with a global batch size of 4 million tokens and a 4096 token context length. This corresponds to roughly 23, 000 A100-hours. The learning rate is warmed up to 1 · 10−4 over 500 steps, then set to cosine decay to 1/30th of the maximum learning rate over 48, 000 steps.',
    comment: '0.84 epoch over the 200B dataset. (edited in the WAL)',
    color: '#ffd400',
    pageLabel: '3',
    pageIndex: 2,
    tags: [],
    foundLibrary: 'library',
    foundAttachment: '6PP9LFYN',
    title: 'Llemma: An Open Language Model For Mathematics',
    citekey: 'azerbayevLlemmaOpenLanguage2023',
  });
  assert.deepEqual(
    report.sources.map((source: { state: string }) => source.state),
    ['answered'],
  );
});

test('problems: exit code 1, with line and column for people, and offsets in JSON', async () => {
  const file = await note('bad.md', bad);
  const people = await runCheck(file, '--zotero-data', await dataDirectory());
  assert.equal(people.code, 1);
  assert.match(people.out, /^bad\.md\n {2}3:74 {2}This annotation is in no library.* \(link-deleted\)\n/);
  assert.match(people.out, /\(link-page\)/);
  assert.match(people.out, /2 links: 1 deleted, 1 page\.\n$/);
  const json = JSON.parse((await runCheck(file, '--zotero-data', await dataDirectory(), '--json')).out);
  assert.deepEqual(
    json.problems.map((problem: { code: string; from: number; to: number }) => [
      problem.code,
      bad.slice(problem.from, problem.to),
    ]),
    [
      ['link-deleted', 'ZZZZZZZZ'],
      ['link-page', 'iii'],
    ],
  );
  assert.equal(json.links[1].page, 'iii');
  assert.equal(json.links[1].uri, `${at}?page=iii&annotation=AZJBLEGZ`);
});

test('an API that dies in the middle: nothing deleted, the reason for each link, and exit code 2', async () => {
  const file = await note('dying.md', bad);
  const check = async (...options: readonly string[]) => {
    const dies = (request: number) => (request < 2 ? 'none' : 'error');
    const double = await startDouble('9.0.6', recordedHoldings('9.0.6'), dies);
    try {
      return await runCheck(file, '--zotero-api', double.url, ...options);
    } finally {
      await double.stop();
    }
  };
  const people = await check();
  assert.equal(people.code, 2);
  assert.match(people.out, /2 unknown\.\n2 links could not be checked: Zotero answered that something went wrong/);
  assert.deepEqual(
    JSON.parse((await check('--json')).out).links.map((link: { state: string; reason: string }) => [
      link.state,
      link.reason,
    ]),
    [
      ['unknown', 'inner-error'],
      ['unknown', 'inner-error'],
    ],
  );
});

test('a definition that two links refer to is told once, and one that none does as well', async () => {
  const text = `A [one][r] and [two][r].\n\n[r]: ${at}?page=3\n[q]: ${at}?page=4\n`;
  const { out } = await runCheck(await note('defined.md', text), '--zotero-data', await dataDirectory(), '--json');
  assert.deepEqual(
    JSON.parse(out).links.map((link: { from: number; to: number }) => text.slice(link.from, link.to)),
    [`${at}?page=3`, `${at}?page=4`],
  );
});

test('the API before the database, and a folder for all its notes', async () => {
  await note('vault/a.md', good);
  await note('vault/deep/b.md', good);
  await note('vault/.hidden/c.md', bad);
  const double = await startDouble('9.0.6', recordedHoldings('9.0.6'));
  try {
    const data = await dataDirectory();
    const { code, out } = await runCheck('vault', '--zotero-api', double.url, '--zotero-data', data, '--json');
    const { links } = JSON.parse(out);
    assert.equal(code, 0);
    assert.deepEqual(
      links.map((link: { file: string; source: string; comment: string }) => [link.file, link.source, link.comment]),
      [
        [path.join('vault', 'a.md'), 'local-api', '0.84 epoch over the 200B dataset.'],
        [path.join('vault', 'deep', 'b.md'), 'local-api', '0.84 epoch over the 200B dataset.'],
      ],
    );
  } finally {
    await double.stop();
  }
});

test('when the API is not there the database answers', async () => {
  const file = await note('good.md', good);
  const args = [file, '--zotero-api', 'http://127.0.0.1:9', '--zotero-data', await dataDirectory(), '--json'];
  const { code, out, error } = await runCheck(...args);
  assert.equal(code, 0);
  assert.equal(JSON.parse(out).links[0].source, 'database');
  assert.match(error, /Zotero is not running/);
});

test('an API that dies in mid-answer: the database answers for the rest', async () => {
  const two = `${good}\n[(p. 2)](${at}?page=2&annotation=ZQG6JEP8)\n`;
  const double = await startDouble('9.0.6', recordedHoldings('9.0.6'), request => (request < 2 ? 'none' : 'half'));
  try {
    const args = [
      await note('two.md', two),
      '--zotero-api',
      double.url,
      '--zotero-data',
      await dataDirectory(),
      '--json',
    ];
    const { code, out } = await runCheck(...args);
    assert.equal(code, 0);
    assert.deepEqual(
      JSON.parse(out).links.map((link: { state: string; source: string }) => [link.state, link.source]),
      [
        ['ok', 'database'],
        ['ok', 'database'],
      ],
    );
  } finally {
    await double.stop();
  }
});

test('a source that was named and cannot be read: exit code 2, links unknown, nothing deleted', async () => {
  const folder = path.join(await scratch, 'broken');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'zotero.sqlite'), 'no database');
  const { code, out, error } = await runCheck(await note('bad.md', bad), '--zotero-data', folder, '--json');
  assert.equal(code, 2);
  const report = JSON.parse(out);
  assert.deepEqual(
    report.links.map((link: { state: string }) => link.state),
    ['unknown', 'unknown'],
  );
  assert.deepEqual(report.problems, []);
  assert.match(error, /damaged or cut short/);
});

test('with a memory: changes since are told, and what was known is kept for when nothing answers', async () => {
  const file = await note('good.md', good);
  const memory = ['--last-known', 'memory.json'];
  const double = await startDouble('9.0.6', recordedHoldings('9.0.6'));
  await runCheck(file, '--zotero-api', double.url, ...memory);
  await double.stop();
  const offline = await runCheck(file, '--zotero-api', double.url, ...memory, '--json');
  const [link] = JSON.parse(offline.out).links;
  assert.equal(link.state, 'unknown');
  assert.equal(link.source, 'last-known');
  assert.equal(link.pageIndex, 2);
  const changed = await runCheck(file, '--zotero-data', await dataDirectory(), ...memory, '--json');
  assert.equal(changed.code, 1);
  assert.equal(JSON.parse(changed.out).links[0].state, 'changed');
  assert.match(JSON.parse(changed.out).problems[0].message, /comment/);
});

test('a calculation that no longer follows is a problem among the others', async () => {
  const stale = `We train on 200B tokens for 42,000 steps with a global batch size of 4 million tokens. [(p. 3)](${at}?page=3&annotation=BTAGBNRW)\n%%0.94 epoch over the 200B dataset.%%\n`;
  const { code, out } = await runCheck(await note('stale.md', stale), '--zotero-data', await dataDirectory(), '--json');
  assert.deepEqual(
    JSON.parse(out).problems.map((problem: { code: string }) => problem.code),
    ['aside-stale'],
  );
  assert.equal(code, 1);
});

test('wrong use is told', async () => {
  assert.equal((await runCheck()).code, 2);
  assert.equal((await runCheck('x.md', '--no-such-option')).code, 2);
  assert.equal((await runCheck('x.md', '--zotero-api', 'localhost')).code, 2);
  const { code, error } = await runCheck('nowhere.md');
  assert.equal(code, 2);
  assert.match(error, /nowhere\.md could not be read/);
});

test('a remark written by a recipe file is checked by it: one beside the note, one below a folder', async () => {
  const quote =
    '> Mistletoe 7B was trained for 42,000 steps with a batch size of 4M tokens.\n%%420M pages were read.%%\n';
  const named = await note('pages/deep/note.md', quote);
  const recipe = 'inputs: [steps, batch_tokens]\nformulas: { pages: steps × batch_tokens / 400 tokens }\n';
  const aside = 'aside: "{pages} pages were read."\n';
  assert.equal((await runCheck(named)).code, 0, 'nothing is known of pages');

  await note('pages/deep/pages.recipe.yaml', recipe + aside);
  assert.equal((await runCheck(named)).code, 0, 'it follows');

  await note('pages/deep/pages.recipe.yaml', recipe.replace('400', '800') + aside);
  const beside = await runCheck(named);
  assert.equal(beside.code, 1);
  assert.match(beside.out, /says 420M; pages\.recipe\.yaml gives 210,000,000/);
  const below = await runCheck('pages');
  assert.deepEqual([below.code, below.out], [1, beside.out]);
});

test('a recipe file that is too large is told and not read', async () => {
  const named = await note(
    'large/note.md',
    '> Mistletoe 7B was trained for 42,000 steps.\n%%420M pages were read.%%\n',
  );
  const file = await note('large/pages.recipe.yaml', '');
  await truncate(path.join(await scratch, file), 2 ** 32);
  const { code, error } = await runCheck(named);
  assert.equal(code, 2);
  assert.match(error, /large\/pages\.recipe\.yaml: A recipe of more than 20,000 characters is not read\.\n/);
});
