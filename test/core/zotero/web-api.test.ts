import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neverCancelled } from '../../../src/core/cancellation.ts';
import type { Clock, HttpAnswer, HttpGet } from '../../../src/core/zotero/http.ts';
import { isFailure, referenceId } from '../../../src/core/zotero/source.ts';
import { webApi } from '../../../src/core/zotero/web-api.ts';

const own = { kind: 'user' } as const;

/** zotero.org with a trashed paper, a deleted key and a group; `before` may answer first. */
function zoteroOrg(before: (url: string, request: number) => HttpAnswer | undefined = () => undefined) {
  const asked: { url: string; at: number; headers: Readonly<Record<string, string>> }[] = [];
  let now = 1_000_000;
  const clock: Clock = {
    now: () => now,
    sleep: async ms => {
      now += ms;
    },
  };
  const items: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    ANNA2222: {
      itemType: 'annotation',
      parentItem: 'PDFF2222',
      annotationType: 'highlight',
      annotationText: 'marked',
      annotationPosition: '{"pageIndex":4}',
    },
    PDFF2222: { itemType: 'attachment', parentItem: 'PAPR2222', linkMode: 'imported_file' },
    PAPR2222: { itemType: 'book', title: 'Thrown away', deleted: 1 },
    ANNB2222: { itemType: 'annotation', parentItem: 'PDFG2222', annotationType: 'note' },
    PDFG2222: { itemType: 'attachment', linkMode: 'imported_file' },
  };
  const get: HttpGet = async (url, headers) => {
    asked.push({ url, at: now, headers });
    const early = before(url, asked.length - 1);
    if (early !== undefined) return early;
    const { pathname, searchParams } = new URL(url);
    if (pathname === '/keys/current') return json({ userID: 77 });
    if (pathname === '/users/77/groups') return json([{ id: 4444, data: { name: 'Group' } }]);
    if (pathname.endsWith('/deleted')) return json({ items: ['GNEX2222'] });
    if (pathname === '/users/77/items') {
      const keys = (searchParams.get('itemKey') ?? '').split(',');
      assert.ok(keys.length <= 50);
      return json(keys.flatMap(key => (items[key] === undefined ? [] : [{ key, data: { key, ...items[key] } }])));
    }
    return answer(404, 'Not found');
  };
  return { get, clock, asked };
}

function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return {
    kind: 'answer',
    status,
    headers: new Map(Object.entries({ 'content-type': 'application/json', ...headers })),
    body,
  };
}

function json(value: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return answer(200, JSON.stringify(value), headers);
}

async function findings(org: ReturnType<typeof zoteroOrg>, keys: readonly string[]) {
  const opened = await webApi(org.get, org.clock, async () => 'SECRET').open(neverCancelled);
  if (isFailure(opened)) assert.fail(opened.detail);
  const found = await opened.lookup(
    keys.map(key => ({ library: own, key, expect: 'annotation' as const })),
    neverCancelled,
  );
  return keys.map(key => {
    const finding = found.get(referenceId(own, key));
    return finding?.kind === 'found'
      ? finding.trashed
        ? 'trashed'
        : 'found'
      : finding?.kind === 'unknown'
        ? finding.reason
        : finding?.kind;
  });
}

test('without a key nothing is sent', async () => {
  const org = zoteroOrg();
  const opened = await webApi(org.get, org.clock, async () => undefined).open(neverCancelled);
  assert.ok(isFailure(opened) && opened.reason === 'no-key');
  assert.equal(org.asked.length, 0);
});

test('found, below the trash, deleted for sure, and perhaps never synchronized', async () => {
  const org = zoteroOrg();
  assert.deepEqual(await findings(org, ['ANNB2222', 'ANNA2222', 'GNEX2222', 'NVER2222']), [
    'found',
    'trashed',
    'absent',
    'not-synced',
  ]);
  assert.ok(
    org.asked.every(
      ({ headers, url }) => headers['Zotero-API-Key'] === 'SECRET' && url.startsWith('https://api.zotero.org/'),
    ),
  );
});

test('120 keys go in lists of at most 50', async () => {
  const org = zoteroOrg();
  const keys = Array.from(
    { length: 120 },
    (_, index) =>
      `AAAAA${['2', '3', '4'][Math.floor(index / 40)]}${'23456789'[Math.floor((index % 40) / 8)]}${'ABCDEFGH'[index % 8]}`,
  );
  await findings(org, keys);
  assert.equal(org.asked.filter(({ url }) => url.includes('itemKey=')).length, 3);
});

test('Backoff delays the next request', async () => {
  const org = zoteroOrg((_url, request) => (request === 0 ? json({ userID: 77 }, { backoff: '7' }) : undefined));
  await findings(org, ['ANNB2222']);
  assert.ok(org.asked[1]!.at - org.asked[0]!.at >= 7000);
});

test('Retry-After is waited for, and the same is asked again', async () => {
  const org = zoteroOrg((_url, request) => (request === 2 ? answer(429, '', { 'retry-after': '5' }) : undefined));
  assert.deepEqual(await findings(org, ['ANNB2222']), ['found']);
  assert.equal(org.asked[2]!.url, org.asked[3]!.url);
  assert.ok(org.asked[3]!.at - org.asked[2]!.at >= 5000);
});

test('a long wait is left to the next check, and nothing is asked before its end', async () => {
  const org = zoteroOrg((_url, request) => (request === 0 ? answer(503, '', { 'retry-after': '600' }) : undefined));
  const source = webApi(org.get, org.clock, async () => 'SECRET');
  for (let round = 0; round < 3; round++) {
    const opened = await source.open(neverCancelled);
    assert.ok(isFailure(opened) && opened.reason === 'told-to-wait');
  }
  assert.equal(org.asked.length, 1);
});

test('a refused key says so', async () => {
  const org = zoteroOrg(() => answer(403, 'Forbidden'));
  const opened = await webApi(org.get, org.clock, async () => 'WRONG').open(neverCancelled);
  assert.ok(isFailure(opened) && opened.reason === 'key-refused');
});
