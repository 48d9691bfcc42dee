import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Database } from 'node-sqlite3-wasm';
import { neverCancelled } from '../../../src/core/cancellation.ts';
import type { Annotation, Creator, Item } from '../../../src/core/zotero/annotation.ts';
import { askSources, targetsOf } from '../../../src/core/zotero/asking.ts';
import { judgeLink } from '../../../src/core/zotero/link-state.ts';
import { isFailure, type OpenSource, referenceId } from '../../../src/core/zotero/source.ts';
import { parseZoteroUri } from '../../../src/core/zotero/uri.ts';
import type { CopySettings } from '../../../src/node/zotero/database-copy.ts';
import { type DatabaseSource, databaseSource } from '../../../src/node/zotero/database-source.ts';
import { keyOf, type Schema, writeDatabase } from './generated-database.ts';

const fixtures = path.join(__dirname, '../../fixtures/zotero');
const scratch = mkdtemp(path.join(tmpdir(), 'paper-notes-test-'));
after(async () => rm(await scratch, { recursive: true, force: true }));

let folders = 0;
async function folder(): Promise<string> {
  const made = path.join(await scratch, `data ${++folders}`);
  await mkdir(made);
  return made;
}

/** A data directory with a recorded database in it. */
async function recorded(version: '9.0.6' | '10.0.0', withWal = true): Promise<string> {
  const made = await folder();
  await copyFile(path.join(fixtures, `zotero-${version}.sqlite`), path.join(made, 'zotero.sqlite'));
  if (version === '10.0.0' && withWal) {
    await copyFile(path.join(fixtures, `zotero-${version}.sqlite-wal`), path.join(made, 'zotero.sqlite-wal'));
  }
  return made;
}

function sourceAt(data: string, settings: CopySettings = {}): DatabaseSource {
  const database = path.join(data, 'zotero.sqlite');
  return databaseSource(() => ({ folder: data, database, foundBy: 'setting', profile: undefined }), settings);
}

/** Names, sizes, times and contents of all files of a folder. */
async function snapshot(data: string): Promise<unknown> {
  const names = (await readdir(data)).sort();
  return Promise.all(
    names.map(async name => {
      const file = path.join(data, name);
      const { size, mtimeMs, mode } = await stat(file);
      return [
        name,
        size,
        mtimeMs,
        mode,
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ];
    }),
  );
}

async function withSource<T>(source: DatabaseSource, work: (opened: OpenSource) => Promise<T>): Promise<T> {
  try {
    const opened = await source.open(neverCancelled);
    if (isFailure(opened)) assert.fail(`${opened.reason}: ${opened.detail}`);
    return await work(opened);
  } finally {
    await source.dispose();
  }
}

async function reasonOf(source: DatabaseSource): Promise<string> {
  const opened = await source.open(neverCancelled);
  await source.dispose();
  return isFailure(opened) ? opened.reason : 'open';
}

async function annotationAt(opened: OpenSource, key: string): Promise<Annotation | undefined> {
  const library = { kind: 'user' } as const;
  const findings = await opened.lookup([{ library, key, expect: 'annotation' }], neverCancelled);
  const finding = findings.get(referenceId(library, key));
  return finding?.kind === 'found' && finding.thing.kind === 'annotation' ? finding.thing : undefined;
}

async function countAnnotations(opened: OpenSource): Promise<number> {
  const keys =
    (await readFile(path.join(fixtures, 'responses-10.0.0.json'), 'utf8')).match(/\b[2-9A-NP-Z]{8}\b/g) ?? [];
  const references = [...new Set(keys)].flatMap(key => [
    { library: { kind: 'user' }, key, expect: 'annotation' } as const,
    { library: { kind: 'group', groupId: 4444 }, key, expect: 'annotation' } as const,
  ]);
  const findings = await opened.lookup(references, neverCancelled);
  return [...findings.values()].filter(found => found.kind === 'found' && found.thing.kind === 'annotation').length;
}

test('the write-ahead log counts: 27 annotations and the edited comment', async () => {
  const data = await recorded('10.0.0');
  const before = await snapshot(data);
  const source = sourceAt(data);
  await withSource(source, async opened => {
    assert.equal(await countAnnotations(opened), 27);
    assert.match((await annotationAt(opened, 'BTAGBNRW'))?.comment ?? '', /edited in the WAL/);
    assert.equal(source.status()?.journalMode, 'wal');
    assert.match(opened.description, /schema 129/);
  });
  assert.deepEqual(await snapshot(data), before);
});

test('without its log the same database has 26, so the log was really read', async () => {
  const data = await recorded('10.0.0', false);
  await withSource(sourceAt(data), async opened => {
    assert.equal(await countAnnotations(opened), 26);
    assert.equal((await annotationAt(opened, 'BTAGBNRW'))?.comment, '0.84 epoch over the 200B dataset.');
  });
});

test('a database of Zotero 9', async () => {
  const data = await recorded('9.0.6');
  const before = await snapshot(data);
  const source = sourceAt(data);
  await withSource(source, async opened => {
    assert.equal(await countAnnotations(opened), 27);
    assert.equal(source.status()?.journalMode, 'rollback');
    const ink = await annotationAt(opened, 'INKA2222');
    assert.deepEqual(ink?.position.paths, [[10, 10, 20, 20, 30, 10]]);
    assert.equal(ink?.type, 'ink');
    assert.equal(ink?.dateModified, '2026-11-23T16:47:13Z');
    const items = await opened.items(neverCancelled);
    assert.ok(Array.isArray(items));
    const llemma = items.find((item: Item) => item.key === 'LLEMMA22');
    assert.equal(llemma?.citekey, 'azerbayevLlemmaOpenLanguage2023');
    assert.equal(llemma?.parsedDate, '2023-10-16');
    assert.deepEqual(
      llemma?.creators.map((creator: Creator) => creator.lastName),
      ['Azerbayev', 'Schoelkopf', 'Paster', 'EleutherAI'],
    );
    assert.ok(!items.some((item: Item) => item.key === 'TRSH2222'));
  });
  assert.deepEqual(await snapshot(data), before);
});

test('the journal that lies beside a running Zotero 9, with zeros at its beginning, is not taken in', async () => {
  const data = await recorded('9.0.6');
  await writeFile(path.join(data, 'zotero.sqlite-journal'), Buffer.concat([Buffer.alloc(28), Buffer.alloc(5000, 7)]));
  const before = await snapshot(data);
  await withSource(sourceAt(data), async opened => assert.equal(await countAnnotations(opened), 27));
  assert.deepEqual(await snapshot(data), before);
});

test('a change that broke off is rolled back in the copy, never in the original', async () => {
  const data = await folder();
  const file = path.join(data, 'zotero.sqlite');
  writeDatabase(file, { schema: 125, journal: 'rollback', papers: 40, annotationsPerPaper: 20 });
  // A transaction larger than the cache has written pages of the file before it ends; a copy now is a crash's remains.
  const db = new Database(file);
  db.exec('PRAGMA cache_size = 2');
  db.exec('PRAGMA journal_mode = DELETE');
  db.exec('BEGIN');
  db.exec("UPDATE itemAnnotations SET comment = 'never committed'");
  const crashed = await folder();
  await copyFile(file, path.join(crashed, 'zotero.sqlite'));
  await copyFile(`${file}-journal`, path.join(crashed, 'zotero.sqlite-journal'));
  db.exec('ROLLBACK');
  db.close();
  assert.ok((await readFile(path.join(crashed, 'zotero.sqlite'))).includes('never committed'));
  const before = await snapshot(crashed);
  await withSource(sourceAt(crashed), async opened => {
    for (let index = 0; index < 800; index += 57) {
      assert.equal((await annotationAt(opened, keyOf('A', index)))?.comment, `comment ${index}`);
    }
  });
  assert.deepEqual(await snapshot(crashed), before);
});

const at = 'zotero://open-pdf/library/items';
for (const schema of [121, 123, 125, 129] as const satisfies readonly Schema[]) {
  for (const journal of ['rollback', 'wal'] as const) {
    test(`schema ${schema}, ${journal}: states of links`, async () => {
      const data = await folder();
      const file = path.join(data, 'zotero.sqlite');
      writeDatabase(file, { schema, journal, papers: 30, annotationsPerPaper: 30 });
      const source = sourceAt(data);
      const uris: readonly (readonly [string, string])[] = [
        [`${at}/${keyOf('F', 0)}?page=1&annotation=${keyOf('A', 0)}`, 'ok'],
        [`${at}/${keyOf('F', 29)}?page=10&annotation=${keyOf('A', 899)}`, 'ok'],
        [`${at}/${keyOf('F', 29)}?page=1&annotation=${keyOf('A', 899)}`, 'page'],
        [`${at}/${keyOf('F', 1)}?page=1&annotation=${keyOf('A', 0)}`, 'moved'],
        [`${at}/${keyOf('F', 0)}?page=1&annotation=${keyOf('A', 900)}`, 'deleted'],
        [`zotero://open-pdf/groups/4444/items/${keyOf('F', 0)}?page=1&annotation=${keyOf('A', 0)}`, 'wrong-library'],
        [`zotero://open-pdf/1_${keyOf('F', 0)}/3`, 'ok'],
        [`zotero://open-pdf/9_${keyOf('F', 0)}/3`, 'ok'],
        ['zotero://select/items/@reader7', 'ok'],
        [`zotero://select/library/items/${keyOf('P', 3)}`, 'ok'],
      ];
      try {
        const parsed = uris.map(([uri]) => parseZoteroUri(uri));
        const targets = parsed.flatMap(({ link }) => (link === undefined ? [] : targetsOf(link)));
        const answers = await askSources(targets, [source], undefined, neverCancelled);
        assert.deepEqual(
          parsed.map((link, index) => [uris[index]![0], judgeLink(link, answers, undefined).state]),
          uris.map(([uri, state]) => [uri, state]),
        );
        const [first] = parsed;
        const judged = judgeLink(first!, answers, undefined);
        assert.deepEqual(judged.annotation?.tags, ['read']);
        assert.equal(judged.item?.title, 'Paper 0');
        assert.equal(judged.source, 'database');
      } finally {
        await source.dispose();
      }
    });
  }
}

test('a database that lies apart from its storage says nothing about files; one beside it does', async () => {
  const data = await folder();
  writeDatabase(path.join(data, 'zotero.sqlite'), { schema: 129, journal: 'wal', papers: 2, annotationsPerPaper: 1 });
  const stateOf = async (): Promise<string> => {
    const parsed = parseZoteroUri(`${at}/${keyOf('F', 0)}?page=1&annotation=${keyOf('A', 0)}`);
    const source = sourceAt(data);
    const answers = await askSources(targetsOf(parsed.link!), [source], undefined, neverCancelled);
    await source.dispose();
    return judgeLink(parsed, answers, undefined).state;
  };
  assert.equal(await stateOf(), 'ok');
  await mkdir(path.join(data, 'storage', keyOf('F', 0)), { recursive: true });
  assert.equal(await stateOf(), 'file-missing');
  await writeFile(path.join(data, 'storage', keyOf('F', 0), 'paper 0.pdf'), '%PDF-');
  assert.equal(await stateOf(), 'ok');
});

async function startWriter(file: string, journal: string, pause: number): Promise<ChildProcess> {
  const script = path.join(__dirname, 'database-writer.ts');
  const writer = spawn(process.execPath, ['--import', 'tsx', script, file, journal, String(pause)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    writer.stdout!.once('data', () => resolve());
    writer.once('exit', code => reject(new Error(`the writer ended with ${code}`)));
  });
  return writer;
}

for (const journal of ['DELETE', 'PERSIST', 'WAL']) {
  test(`copied while another process writes it (${journal}): a copy is whole or is not given`, async () => {
    const data = await folder();
    const file = path.join(data, 'zotero.sqlite');
    writeDatabase(file, { schema: 129, journal: 'rollback', papers: 50, annotationsPerPaper: 40, textLength: 400 });
    const writer = await startWriter(file, journal, 40);
    let whole = 0;
    try {
      for (let round = 0; round < 8; round++) {
        const source = sourceAt(data);
        const opened = await source.open(neverCancelled);
        if (isFailure(opened)) assert.equal(opened.reason, 'busy');
        else {
          whole++;
          const first = await annotationAt(opened, keyOf('A', 0));
          const last = await annotationAt(opened, keyOf('A', 1999));
          assert.ok(first !== undefined && last !== undefined);
          assert.equal(first.comment, last.comment);
          assert.match(first.comment, /^\d+$/);
        }
        await source.dispose();
      }
    } finally {
      writer.kill('SIGKILL');
    }
    // A log only grows, so a writer never keeps a copy from being made; a rewritten file may.
    if (journal === 'WAL') assert.equal(whole, 8);
    assert.deepEqual(
      (await readdir(data)).filter(name => !/^zotero\.sqlite(?:-wal|-journal|\.lock)?$/.test(name)),
      [],
    );
  });
}

test('a copy is made anew only when the file has changed', async () => {
  const data = await recorded('9.0.6');
  let copies = 0;
  const source = sourceAt(data, {
    copy: async (from, to) => {
      copies++;
      await copyFile(from, to);
    },
  });
  await source.open(neverCancelled);
  await source.open(neverCancelled);
  assert.equal(copies, 1);
  const db = new Database(path.join(data, 'zotero.sqlite'));
  db.exec("UPDATE itemAnnotations SET comment = 'new' WHERE comment IS NOT NULL");
  db.close();
  await withSource(source, async opened => assert.equal((await annotationAt(opened, 'BTAGBNRW'))?.comment, 'new'));
  assert.equal(copies, 2);
});

test('two questions at once make one copy', async () => {
  const data = await recorded('9.0.6');
  let copies = 0;
  const source = sourceAt(data, {
    copy: async (from, to) => {
      copies++;
      await copyFile(from, to);
    },
  });
  await Promise.all([source.open(neverCancelled), source.open(neverCancelled), source.open(neverCancelled)]);
  assert.equal(copies, 1);
  await source.dispose();
});

test('damaged, cut short, empty, foreign and missing databases give their reason, and make nothing deleted', async () => {
  const cases: readonly (readonly [string, (file: string) => Promise<void>])[] = [
    ['corrupt', file => truncate(file, 400_000)],
    ['corrupt', file => truncate(file, 50)],
    ['corrupt', file => writeFile(file, 'this is no database')],
    ['corrupt', file => truncate(file, 0)],
    ['no-database', file => rm(file)],
    [
      'corrupt',
      async file => {
        await rm(file);
        const db = new Database(file);
        db.exec('CREATE TABLE other (a)');
        db.close();
      },
    ],
  ];
  for (const [reason, damage] of cases) {
    const data = await recorded('9.0.6');
    await damage(path.join(data, 'zotero.sqlite'));
    const before = await snapshot(data);
    assert.equal(await reasonOf(sourceAt(data)), reason, String(damage));
    const source = sourceAt(data);
    const parsed = parseZoteroUri(`${at}/6PP9LFYN?page=3&annotation=BTAGBNRW`);
    const answers = await askSources(targetsOf(parsed.link!), [source], undefined, neverCancelled);
    assert.equal(judgeLink(parsed, answers, undefined).state, 'unknown');
    await source.dispose();
    assert.deepEqual(await snapshot(data), before);
  }
});

test('pages overwritten with rubbish make links unknown or leave them right, never deleted', async () => {
  const pristine = await readFile(path.join(fixtures, 'zotero-9.0.6.sqlite'));
  const pageSize = pristine.readUInt16BE(16);
  const parsed = parseZoteroUri(`${at}/6PP9LFYN?page=3&annotation=BTAGBNRW`);
  const states = new Map<string, number>();
  const data = await folder();
  for (let page = 2; page < pristine.length / pageSize; page += 3) {
    const bytes = Buffer.from(pristine);
    bytes.fill(0xa5, page * pageSize, (page + 1) * pageSize);
    await writeFile(path.join(data, 'zotero.sqlite'), bytes);
    const source = sourceAt(data);
    const answers = await askSources(targetsOf(parsed.link!), [source], undefined, neverCancelled);
    const { state } = judgeLink(parsed, answers, undefined);
    states.set(state, (states.get(state) ?? 0) + 1);
    await source.dispose();
  }
  assert.deepEqual(
    [...states.keys()].filter(state => state !== 'ok' && state !== 'unknown'),
    [],
  );
});

test('a full disk is told, and leaves nothing behind', async () => {
  const data = await recorded('10.0.0');
  const before = await snapshot(data);
  const temporary = await folder();
  const source = sourceAt(data, {
    temporary,
    copy: async (_, to) => {
      await writeFile(to, 'the part that still had room');
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
  });
  assert.equal(await reasonOf(source), 'disk-full');
  assert.deepEqual(await readdir(temporary), []);
  assert.deepEqual(await snapshot(data), before);
});

test('copies are gone when the source is put away', async () => {
  const temporary = await folder();
  const source = sourceAt(await recorded('10.0.0'), { temporary });
  await source.open(neverCancelled);
  assert.equal((await readdir(temporary)).length, 1);
  await source.dispose();
  assert.deepEqual(await readdir(temporary), []);
});

async function changed(sql: readonly string[]): Promise<string> {
  const data = await recorded('9.0.6');
  const db = new Database(path.join(data, 'zotero.sqlite'));
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  for (const statement of sql) db.exec(statement);
  db.close();
  return data;
}

async function statesOf(data: string, uris: readonly string[]): Promise<readonly (readonly [string, unknown])[]> {
  const parsed = uris.map(parseZoteroUri);
  const targets = parsed.flatMap(({ link }) => (link === undefined ? [] : targetsOf(link)));
  const source = sourceAt(data);
  const answers = await askSources(targets, [source], undefined, neverCancelled);
  await source.dispose();
  return parsed.map(link => judgeLink(link, answers, undefined)).map(({ state, reason }) => [state, reason] as const);
}

const openAt = 'zotero://open-pdf/library/items/6PP9LFYN?annotation=';

test('what is there and not understood, or still to be downloaded, is not called deleted', async () => {
  const data = await changed([
    "UPDATE itemAnnotations SET type = 9 WHERE itemID = (SELECT itemID FROM items WHERE key = 'BTAGBNRW')",
    "DELETE FROM itemAnnotations WHERE itemID = (SELECT itemID FROM items WHERE key = 'AZJBLEGZ')",
    "INSERT INTO syncQueue (libraryID, key, syncObjectTypeID) VALUES (1, 'QUEU2222', 3)",
  ]);
  assert.deepEqual(
    await statesOf(
      data,
      ['BTAGBNRW', 'AZJBLEGZ', 'QUEU2222', 'ZZZZZZZZ'].map(key => openAt + key),
    ),
    [
      ['unknown', 'not-understood'],
      ['unknown', 'not-understood'],
      ['unknown', 'not-downloaded'],
      ['deleted', undefined],
    ],
  );
});

test('a library that holds nothing, collections in the trash, saved searches', async () => {
  const data = await changed([
    "INSERT INTO libraries (libraryID, type, editable, filesEditable) VALUES (9, 'group', 1, 1)",
    "INSERT INTO groups (groupID, libraryID, name, description, version) VALUES (6666, 9, 'Empty', '', 0)",
    "INSERT INTO collections (collectionID, collectionName, libraryID, key) VALUES (900, 'Old', 1, 'CLCT2222')",
    'INSERT INTO deletedCollections (collectionID) VALUES (900)',
    "INSERT INTO savedSearches (savedSearchID, savedSearchName, libraryID, key) VALUES (1, 'Unread', 1, 'SRCH2222')",
  ]);
  assert.deepEqual(
    await statesOf(data, [
      'zotero://open-pdf/groups/6666/items/ZZZZZZZY?annotation=ZZZZZZZZ',
      'zotero://select/library/collections/CLCT2222',
      'zotero://select/library/searches/SRCH2222',
      'zotero://select/library/searches/ZZZZZZZZ',
    ]),
    [
      ['unknown', 'empty-library'],
      ['trashed', undefined],
      ['ok', undefined],
      ['deleted', undefined],
    ],
  );
});

test('a log that is damaged at its beginning is not passed over', async () => {
  const data = await recorded('10.0.0');
  const log = path.join(data, 'zotero.sqlite-wal');
  const whole = await readFile(log);
  for (const damage of [
    Buffer.concat([Buffer.alloc(32), whole.subarray(32)]),
    Buffer.concat([whole.subarray(0, 60), Buffer.alloc(100), whole.subarray(160)]),
    whole.subarray(0, 2000),
  ]) {
    await writeFile(log, damage);
    assert.equal(await reasonOf(sourceAt(data)), 'corrupt');
  }
  await writeFile(log, whole);
  assert.equal(await reasonOf(sourceAt(data)), 'open');
});

test('a table that does not hold together makes nothing deleted', async () => {
  const data = await recorded('9.0.6');
  const file = path.join(data, 'zotero.sqlite');
  const db = new Database(file);
  const root = Number(db.get("SELECT rootpage FROM sqlite_master WHERE name = 'collections'")?.rootpage);
  db.close();
  const bytes = await readFile(file);
  // The page forgets its cells: a scan finds nothing, and no error.
  bytes.writeUInt16BE(0, (root - 1) * bytes.readUInt16BE(16) + 3);
  await writeFile(file, bytes);
  assert.deepEqual(await statesOf(data, ['zotero://select/library/collections/UU5E2C9E']), [['unknown', 'corrupt']]);
});

test('a program that ends in the middle leaves no copy behind', async () => {
  const data = await recorded('9.0.6');
  const temporary = await folder();
  const copying = path.join(__dirname, '../../../src/node/zotero/database-copy.ts');
  const script = `const { copyDatabase } = require(${JSON.stringify(copying)});
  copyDatabase(${JSON.stringify(path.join(data, 'zotero.sqlite'))}, { temporary: ${JSON.stringify(temporary)} })
    .then(copied => process.exit(copied.kind === 'copied' ? 7 : 1));`;
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script], { stdio: 'ignore' });
  const code = await new Promise(resolve => child.on('exit', resolve));
  assert.equal(code, 7);
  assert.deepEqual(await readdir(temporary), []);
});
