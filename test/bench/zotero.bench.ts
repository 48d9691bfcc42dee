import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../../src/core/cancellation.ts';
import { readNote } from '../../src/core/markdown/note.ts';
import { askSources, targetsOf } from '../../src/core/zotero/asking.ts';
import { judgeLink } from '../../src/core/zotero/link-state.ts';
import { localApi } from '../../src/core/zotero/local-api.ts';
import { zoteroLinks } from '../../src/core/zotero/note-links.ts';
import type { Source } from '../../src/core/zotero/source.ts';
import { databaseSource } from '../../src/node/zotero/database-source.ts';
import { clock, httpGet } from '../../src/node/zotero/http-get.ts';
import { keyOf, writeDatabase } from '../node/zotero/generated-database.ts';
import { apiObject, type Holdings, startDouble } from '../node/zotero/local-api-double.ts';
import { bench } from './bench.ts';
import { median } from './statistics.ts';

/** A note of 1,000 links into ten papers. */
const linkCount = 1000;
const papers = 10;
const note = Array.from({ length: linkCount }, (_, index) => {
  const file = keyOf('F', Math.floor(index / (linkCount / papers)));
  const uri = `zotero://open-pdf/library/items/${file}?page=${(index % 10) + 1}&annotation=${keyOf('A', index)}`;
  return `Sentence ${index} of the paper. [(p. ${(index % 10) + 1})](${uri})\n`;
}).join('\n');

async function resolveAll(source: Source): Promise<void> {
  const links = zoteroLinks(note, elements);
  const targets = links.flatMap(({ parsed }) => (parsed.link === undefined ? [] : targetsOf(parsed.link)));
  const answers = await askSources(targets, [source], undefined, neverCancelled);
  const good = links.filter(({ parsed }) => judgeLink(parsed, answers, undefined).state === 'ok').length;
  if (good !== linkCount) throw new Error(`${good} of ${linkCount} links were found`);
}
const { elements } = readNote(note);

/** Median of `runs` in milliseconds, after one that is not counted. */
async function timed(runs: number, work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    await work();
    if (run > 0) times.push(performance.now() - start);
  }
  return median(times);
}

function holdings(): Holdings {
  const items = new Map<string, ReturnType<typeof apiObject>>();
  for (let paper = 0; paper < papers; paper++) {
    items.set(keyOf('P', paper), apiObject(keyOf('P', paper), { itemType: 'journalArticle', title: `Paper ${paper}` }));
    const file = { itemType: 'attachment', parentItem: keyOf('P', paper), linkMode: 'imported_file' };
    items.set(keyOf('F', paper), apiObject(keyOf('F', paper), file, keyOf('P', paper)));
  }
  for (let index = 0; index < linkCount; index++) {
    const parentItem = keyOf('F', Math.floor(index / (linkCount / papers)));
    items.set(
      keyOf('A', index),
      apiObject(keyOf('A', index), {
        itemType: 'annotation',
        parentItem,
        annotationType: 'highlight',
        annotationText: 'We train the model on more tokens. '.repeat(8),
        annotationPosition: JSON.stringify({ pageIndex: index % 10, rects: [[1, 2, 3, 4]] }),
      }),
    );
  }
  return new Map([['users/0', { items, collections: new Map() }]]);
}

bench('Zotero: 1,000 links of one note', async (report, { quick }) => {
  const runs = quick ? 2 : 9;
  const double = await startDouble('10.0', holdings());
  try {
    // The naive way: a request for each link, one after the other as a loop over the links would do.
    const headers = { 'Zotero-Allowed-Request': '1', 'Zotero-API-Version': '3' };
    const naive = await timed(Math.min(runs, 3), async () => {
      for (let index = 0; index < linkCount; index++) {
        const url = `${double.url}/api/users/0/items/${keyOf('A', index)}`;
        const answer = await httpGet(url, headers, { timeoutMs: 10_000, cancellation: neverCancelled });
        if (answer.kind !== 'answer' || answer.status !== 200) throw new Error(url);
      }
    });
    const api = localApi(httpGet, clock, double.url);
    const value = await timed(runs, () => resolveAll(api));
    report({
      metric: 'resolve 1,000 links by the local API',
      value,
      unit: 'ms',
      against: { name: 'one request per link', value: naive },
    });
    report({
      metric: 'resolve 1,000 links by the local API',
      value,
      unit: 'ms',
      against: { name: 'limit', value: 1000 },
    });
  } finally {
    await double.stop();
  }

  const folder = await mkdtemp(path.join(tmpdir(), 'paper-notes-bench-'));
  try {
    const database = path.join(folder, 'zotero.sqlite');
    writeDatabase(database, {
      schema: 129,
      journal: 'wal',
      papers: quick ? 300 : 3000,
      annotationsPerPaper: 100,
      textLength: 480,
    });
    const { size } = await stat(database);
    report({ metric: 'size of the database', value: size / 1e6, unit: 'MB' });
    const locate = () => ({ folder, database, foundBy: 'setting' as const, profile: undefined });
    // From nothing: copy, open, ask, and put the copy away.
    const value = await timed(runs, async () => {
      const source = databaseSource(locate);
      await resolveAll(source);
      await source.dispose();
    });
    report({
      metric: 'resolve 1,000 links by a copy of the database',
      value,
      unit: 'ms',
      against: { name: 'limit', value: 500 },
    });
    const kept = databaseSource(locate);
    report({
      metric: 'resolve 1,000 links by the copy at hand',
      value: await timed(runs, () => resolveAll(kept)),
      unit: 'ms',
    });
    await kept.dispose();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
