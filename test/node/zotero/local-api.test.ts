import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cancellation, neverCancelled } from '../../../src/core/cancellation.ts';
import { askSources, targetsOf } from '../../../src/core/zotero/asking.ts';
import type { Clock, HttpGet } from '../../../src/core/zotero/http.ts';
import { judgeLink } from '../../../src/core/zotero/link-state.ts';
import { localApi } from '../../../src/core/zotero/local-api.ts';
import { isFailure, type OpenSource } from '../../../src/core/zotero/source.ts';
import { parseZoteroUri } from '../../../src/core/zotero/uri.ts';
import { clock, httpGet } from '../../../src/node/zotero/http-get.ts';
import {
  type ApiDouble,
  apiObject,
  type Fault,
  type Holdings,
  recordedHoldings,
  startDouble,
  type Version,
} from './local-api-double.ts';

const versions: readonly Version[] = ['7.0.15', '8.0.1', '9.0.6', '10.0'];

function holdings(): Holdings {
  const found = recordedHoldings('9.0.6');
  const own = found.get('users/0')!.items;
  // A paper in the trash: neither its file nor the annotation in it says so itself.
  own.set('PAPR2222', apiObject('PAPR2222', { itemType: 'journalArticle', title: 'Thrown away', deleted: true }));
  own.set(
    'PAPF2222',
    apiObject('PAPF2222', { itemType: 'attachment', parentItem: 'PAPR2222', linkMode: 'imported_file' }),
  );
  own.set('PAPA2222', annotation('PAPA2222', 'PAPF2222'));
  own.set('TRSH2222', apiObject('TRSH2222', { itemType: 'journalArticle', title: 'Trashed article', deleted: true }));
  // A file that is not on the disk: Zotero leaves out its length.
  own.set('GNEF2222', {
    ...apiObject('GNEF2222', { itemType: 'attachment', linkMode: 'imported_file', filename: 'gone.pdf' }),
    links: { enclosure: { href: 'file:///home/reader/Zotero/storage/GNEF2222/gone.pdf' } },
  });
  own.set('GNEA2222', annotation('GNEA2222', 'GNEF2222'));
  return found;
}

function annotation(key: string, parentItem: string, more: Readonly<Record<string, unknown>> = {}) {
  return apiObject(key, {
    itemType: 'annotation',
    parentItem,
    annotationType: 'highlight',
    annotationText: `text of ${key}`,
    annotationComment: '',
    annotationColor: '#ffd400',
    annotationPageLabel: '1',
    annotationSortIndex: '00000|000001|00001',
    annotationPosition: '{"pageIndex":0,"rects":[[1,1,9,9]]}',
    ...more,
  });
}

async function withDouble(
  version: Version,
  work: (double: ApiDouble) => Promise<void>,
  fault?: (request: number, path: string) => Fault,
  held: Holdings = holdings(),
): Promise<void> {
  const double = await startDouble(version, held, fault);
  try {
    await work(double);
  } finally {
    await double.stop();
  }
}

/** The pauses between tries are the same in their order, and shorter. */
const quickClock: Clock = { now: clock.now, sleep: (ms, cancellation) => clock.sleep(ms / 20, cancellation) };

async function judge(url: string, uris: readonly string[], cancellation: Cancellation = neverCancelled) {
  const parsed = uris.map(parseZoteroUri);
  const targets = parsed.flatMap(({ link }) => (link === undefined ? [] : targetsOf(link)));
  const answers = await askSources(targets, [localApi(httpGet, quickClock, url)], undefined, cancellation);
  return { answers, links: parsed.map(link => judgeLink(link, answers, undefined)) };
}

async function openApi(url: string): Promise<OpenSource> {
  const opened = await localApi(httpGet, clock, url).open(neverCancelled);
  assert.ok(!isFailure(opened), isFailure(opened) ? opened.detail : '');
  return opened;
}

const at = 'zotero://open-pdf/library/items';
const expected: readonly (readonly [string, readonly string[]])[] = [
  [`${at}/6PP9LFYN?page=3&annotation=BTAGBNRW`, ['ok']],
  [`${at}/6PP9LFYN?annotation=BTAGBNRW`, ['ok']],
  [`${at}/6PP9LFYN?page=309&annotation=BTAGBNRW`, ['page']],
  [`${at}/6PP9LFYN?page=iii&annotation=BTAGBNRW`, ['page']],
  [`${at}/6PP9LFYN?page=undefined&annotation=BTAGBNRW`, ['page']],
  [`${at}/STNDPDF2?page=3&annotation=BTAGBNRW`, ['moved']],
  [`${at}/6PP9LFYN?page=8&annotation=TRAN2222`, ['trashed']],
  [`${at}/PAPF2222?page=1&annotation=PAPA2222`, ['trashed']],
  [`${at}/6PP9LFYN?page=3&annotation=ZZZZZZZZ`, ['deleted']],
  [`${at}/GATT2222?page=1&annotation=GANN2222`, ['wrong-library']],
  ['zotero://open-pdf/groups/4444/items/GATT2222?page=1&annotation=GANN2222', ['ok']],
  ['zotero://open-pdf/groups/4444/items/6PP9LFYN?page=3&annotation=BTAGBNRW', ['wrong-library']],
  ['zotero://open-pdf/groups/777/items/GATT2222?page=1&annotation=ZZZZZZZY', ['unknown']],
  ['zotero://open-pdf/5_GATT2222/1', ['ok']],
  [`${at}/GNEF2222?page=1&annotation=GNEA2222`, ['file-missing']],
  [`${at}/6PP9LFYN`, ['ok']],
  [`${at}/6PP9LFYN?page=2`, ['ok']],
  [`${at}/6PP9LFYN?page=0`, ['page']],
  [`${at}/6PP9LFYN?page=undefined&annotation=`, ['malformed', 'malformed']],
  [`${at}/6PP9LFYN?page=1&annotation=undefined`, ['malformed']],
  [`${at}/6PP9LFYN?page=1&annotation=btagbnrw`, ['malformed']],
  [`${at}/BOOK0011?page=1`, ['malformed', 'unknown']],
  [`${at}/short`, ['malformed']],
  ['zotero://select/library/items/LLEMMA22', ['ok']],
  ['zotero://select/library/items/TRSH2222', ['trashed']],
  ['zotero://select/library/items/NTEC2222', ['ok']],
  ['zotero://select/library/items/GRPA2222', ['wrong-library']],
  ['zotero://select/library/items?itemKey=LLEMMA22,ZZZZZZZX', ['deleted']],
  ['zotero://select/library/collections/UU5E2C9E', ['ok']],
  ['zotero://select/items/@azerbayevLlemmaOpenLanguage2023', ['ok']],
  ['zotero://select/items/@nobodyKnowsThis2020', ['unknown']],
  ['zotero://note/u/WLDHXQAU/', ['unknown']],
];

for (const version of versions) {
  test(`Zotero ${version}: every state of a link`, () =>
    withDouble(version, async ({ url }) => {
      const { links } = await judge(
        url,
        expected.map(([uri]) => uri),
      );
      assert.deepEqual(
        links.map((link, index) => [expected[index]![0], link.states]),
        expected.map(([uri, states]) => [uri, states]),
      );
      assert.ok(
        links.every(link => link.state === 'unknown' || link.state === 'malformed' || link.source === 'local-api'),
      );
      assert.equal(links[0]?.annotation?.comment, '0.84 epoch over the 200B dataset.');
      assert.equal(links[0]?.item?.title, 'Llemma: An Open Language Model For Mathematics');
      assert.equal(links[0]?.item?.citekey, 'azerbayevLlemmaOpenLanguage2023');
    }));

  test(`Zotero ${version}: keys are asked for in few requests, and only valid ones`, async () => {
    const held = holdings();
    const keys = Array.from({ length: 120 }, (_, index) => `AAAAA${digits(index)}`);
    for (const key of keys) held.get('users/0')!.items.set(key, annotation(key, '6PP9LFYN'));
    await withDouble(
      version,
      async ({ url, requests }) => {
        const uris = keys.map(key => `${at}/6PP9LFYN?page=1&annotation=${key}`);
        const { links } = await judge(url, uris);
        assert.ok(links.every(link => link.state === 'ok'));
        const lists = requests.filter(path => path.includes('itemKey='));
        if (version !== '7.0.15') assert.equal(requests.length, 2 + 3 + 2);
        for (const path of lists) {
          const asked = /itemKey=([^&]*)$/.exec(path)?.[1]?.split(',') ?? [];
          assert.ok(asked.length >= 1 && asked.length <= 50);
          assert.ok(asked.every(key => /^[2-9A-NP-Z]{8}$/.test(key)));
        }
        assert.ok(!requests.some(path => path.includes('itemKey=') && path.includes('itemType=')));
      },
      undefined,
      held,
    );
  });
}

function digits(index: number): string {
  const alphabet = '23456789ABCDEFGHIJKLMNPQRSTUVWXYZ';
  return [1089, 33, 1].map(place => alphabet[Math.floor(index / place) % 33]).join('');
}

for (const version of ['8.0.1', '9.0.6', '10.0'] as const) {
  test(`Zotero ${version}: a file's annotations in reading order`, () =>
    withDouble(version, async ({ url }) => {
      const list = await (await openApi(url)).annotationsOf({ kind: 'user' }, '6PP9LFYN', neverCancelled);
      assert.ok(Array.isArray(list));
      assert.equal(list.length, 24);
      assert.deepEqual(
        list.map(entry => entry.sortIndex),
        list.map(entry => entry.sortIndex).sort(),
      );
      assert.ok(!list.some(entry => entry.key === 'TRAN2222'));
    }));
}

test('Zotero 7 cannot list annotations and says so', () =>
  withDouble('7.0.15', async ({ url }) => {
    const list = await (await openApi(url)).annotationsOf({ kind: 'user' }, '6PP9LFYN', neverCancelled);
    assert.ok(!Array.isArray(list) && isFailure(list));
    assert.equal(list.reason, 'too-old');
  }));

test('items of all libraries, and an item’s files', () =>
  withDouble('9.0.6', async ({ url }) => {
    const api = await openApi(url);
    const items = await api.items(neverCancelled);
    assert.ok(Array.isArray(items));
    assert.deepEqual(items.map(item => item.key).sort(), ['BKKK2222', 'GRPA2222', 'LLEMMA22']);
    const files = await api.attachmentsOf({ kind: 'user' }, 'LLEMMA22', neverCancelled);
    assert.ok(Array.isArray(files));
    assert.ok(files.some(file => file.key === '6PP9LFYN' && file.file.kind === 'present'));
  }));

const link = `${at}/6PP9LFYN?page=3&annotation=BTAGBNRW`;

async function reasonWith(
  fault: (request: number, path: string) => Fault,
): Promise<readonly [string, string | undefined]> {
  let outcome: readonly [string, string | undefined] = ['', ''];
  await withDouble(
    '9.0.6',
    async ({ url }) => {
      const { links, answers } = await judge(url, [link]);
      outcome = [links[0]!.state, answers.failures[0]?.reason ?? links[0]!.reason];
    },
    fault,
  );
  return outcome;
}

test('an API that is switched off says so', async () => {
  assert.deepEqual(await reasonWith(() => 'disabled'), ['unknown', 'api-disabled']);
});

test('a connection that closes without a word, always or in the middle of a check, makes nothing deleted', async () => {
  assert.deepEqual(await reasonWith(() => 'silent'), ['unknown', 'closed']);
  assert.deepEqual(await reasonWith(request => (request < 2 ? 'none' : 'silent')), ['unknown', 'closed']);
});

test('an answer that breaks off makes nothing deleted', async () => {
  assert.deepEqual(await reasonWith(request => (request < 2 ? 'none' : 'half')), ['unknown', 'half-answer']);
  const [state, reason] = await reasonWith(request => (request < 2 ? 'none' : 'reset'));
  assert.equal(state, 'unknown');
  // Whether the reset or the bytes before it come first is the system's affair.
  assert.match(reason ?? '', /^(?:closed|half-answer)$/);
});

test('one broken answer is asked for again', async () => {
  assert.equal((await reasonWith(request => (request === 2 ? 'half' : 'none')))[0], 'ok');
  assert.equal((await reasonWith(request => (request === 2 ? 'silent' : 'none')))[0], 'ok');
  assert.equal((await reasonWith(request => (request === 0 ? 'reset' : 'none')))[0], 'ok');
});

test('slow answers are waited for', async () => {
  assert.equal((await reasonWith(() => 'slow'))[0], 'ok');
});

test('a Zotero that stops after the first batch leaves the rest unknown, and is asked again once it runs', async () => {
  const held = holdings();
  const double = await startDouble('9.0.6', held, (_, path) => (path.includes('ZQG6JEP8') ? 'silent' : 'none'));
  const uris = [link, `${at}/6PP9LFYN?page=2&annotation=ZQG6JEP8`];
  try {
    const { links } = await judge(double.url, uris);
    assert.deepEqual(
      links.map(judged => judged.state),
      ['unknown', 'unknown'],
    );
  } finally {
    await double.stop();
  }
  assert.equal((await judge(double.url, uris)).answers.failures[0]?.reason, 'not-running');
  const again = await startDouble('10.0', held, undefined, double.port);
  try {
    assert.deepEqual(
      (await judge(again.url, uris)).links.map(judged => judged.state),
      ['ok', 'ok'],
    );
  } finally {
    await again.stop();
  }
});

test('collections and saved searches, in the trash or not', async () => {
  const held = holdings();
  const own = held.get('users/0')!;
  const collection = { name: 'Old', parentCollection: false, deleted: true };
  own.collections.set('CLCT2222', apiObject('CLCT2222', collection));
  held.set('users/0', {
    ...own,
    searches: new Map([['SRCH2222', apiObject('SRCH2222', { name: 'Unread', conditions: [] })]]),
  });
  await withDouble(
    '10.0',
    async ({ url }) => {
      const paths = ['collections/CLCT2222', 'searches/SRCH2222', 'searches/ZZZZZZZZ'];
      const { links } = await judge(
        url,
        paths.map(path => `zotero://select/library/${path}`),
      );
      assert.deepEqual(
        links.map(({ state, collection }) => [state, collection?.name]),
        [
          ['trashed', 'Old'],
          ['ok', 'Unread'],
          ['deleted', undefined],
        ],
      );
    },
    undefined,
    held,
  );
});

test('a library that holds nothing here was not synchronized: nothing of it is called deleted', async () => {
  const held = holdings();
  held.set('groups/6666', { items: new Map(), collections: new Map() });
  await withDouble(
    '9.0.6',
    async ({ url }) => {
      const { links } = await judge(url, [
        'zotero://open-pdf/groups/6666/items/ZZZZZZZY?page=1&annotation=ZZZZZZZZ',
        `${at}/6PP9LFYN?page=3&annotation=ZZZZZZZX`,
        'zotero://open-pdf/groups/6666/items/GATT2222?page=1&annotation=GANN2222',
      ]);
      assert.deepEqual(
        links.map(({ state, reason }) => [state, reason]),
        [
          ['unknown', 'empty-library'],
          ['deleted', undefined],
          ['wrong-library', undefined],
        ],
      );
    },
    undefined,
    held,
  );
});

test('a group that is held but not listed', async () => {
  const held = holdings();
  held.set('groups/4444', { ...held.get('groups/4444')!, unlisted: true });
  await withDouble(
    '9.0.6',
    async ({ url }) => {
      const { links } = await judge(url, ['zotero://open-pdf/groups/4444/items/GATT2222?page=1&annotation=GANN2222']);
      assert.equal(links[0]?.state, 'ok');
    },
    undefined,
    held,
  );
});

test('a kind of annotation that is not known here is not called deleted', async () => {
  const held = holdings();
  held.get('users/0')!.items.set('NEWK2222', annotation('NEWK2222', '6PP9LFYN', { annotationType: 'hologram' }));
  await withDouble(
    '10.0',
    async ({ url }) => {
      const { links } = await judge(url, [`${at}/6PP9LFYN?page=1&annotation=NEWK2222`]);
      assert.deepEqual([links[0]?.state, links[0]?.reason], ['unknown', 'not-understood']);
    },
    undefined,
    held,
  );
});

test('a Zotero that stops answering is not waited for by each link', async () => {
  const keys = Array.from({ length: 60 }, (_, index) => `AAAAA${digits(index)}`);
  await withDouble(
    '7.0.15',
    async ({ url, requests }) => {
      const impatient: HttpGet = (address, headers, limits) => httpGet(address, headers, { ...limits, timeoutMs: 100 });
      const parsed = keys.map(key => parseZoteroUri(`${at}/6PP9LFYN?page=1&annotation=${key}`));
      const targets = parsed.flatMap(({ link }) => (link === undefined ? [] : targetsOf(link)));
      const answers = await askSources(targets, [localApi(impatient, quickClock, url)], undefined, neverCancelled);
      const judged = parsed.map(link => judgeLink(link, answers, undefined));
      assert.ok(judged.every(({ state, reason }) => state === 'unknown' && reason === 'timeout'));
      assert.ok(requests.length < 2 + 20, `${requests.length} requests`);
    },
    request => (request < 2 ? 'none' : 'hang'),
  );
});

test('a Zotero that is started anew in the middle is found again', async () => {
  const held = holdings();
  const first = await startDouble('10.0', held);
  const opened = await openApi(first.url);
  await first.stop();
  const asked = opened.lookup([{ library: { kind: 'user' }, key: 'BTAGBNRW', expect: 'annotation' }], neverCancelled);
  const again = await startDouble('10.0', held, undefined, first.port);
  try {
    assert.equal((await asked).get('library/BTAGBNRW')?.kind, 'found');
  } finally {
    await again.stop();
  }
});

for (const [below, most] of [
  [1, 20],
  [40, 400],
] as const) {
  test(`many papers with ${below} annotations in each file are asked for in at most ${most} requests`, async () => {
    const held = holdings();
    const own = held.get('users/0')!.items;
    const uris: string[] = [];
    for (let paper = 0; paper < 100; paper++) {
      const [item, file] = [`PPPPP${digits(paper)}`, `FFFFF${digits(paper)}`];
      // Every tenth is in the trash, which lists leave out.
      own.set(item, apiObject(item, { itemType: 'book', title: `Paper ${paper}`, deleted: paper % 10 === 9 }));
      own.set(file, apiObject(file, { itemType: 'attachment', parentItem: item, linkMode: 'imported_file' }));
      for (let index = 0; index < below; index++) {
        const key = `AAAAA${digits(paper * below + index)}`;
        own.set(key, annotation(key, file));
        if (index === 0) uris.push(`${at}/${file}?page=1&annotation=${key}`);
      }
    }
    await withDouble(
      '10.0',
      async ({ url, requests }) => {
        const { links } = await judge(url, [...uris, `${at}/ZZZZZZZZ?page=1`]);
        assert.deepEqual(
          links.map(({ state, item }) => [state, item?.title]),
          [...uris.map((_, paper) => [paper % 10 === 9 ? 'trashed' : 'ok', `Paper ${paper}`]), ['deleted', undefined]],
        );
        // What is in the trash is asked for singly, with what is above it.
        assert.ok(requests.length - 30 - 2 <= most, `${requests.length} requests`);
      },
      undefined,
      held,
    );
  });
}

test('another program on the port is not taken for Zotero', async () => {
  const get: typeof httpGet = async () => ({ kind: 'answer', status: 200, headers: new Map(), body: '<html>' });
  const opened = await localApi(get, clock).open(neverCancelled);
  assert.ok(isFailure(opened));
  assert.equal(opened.reason, 'not-zotero');
});

test('a check that is cancelled asks no more', () =>
  withDouble(
    '9.0.6',
    async ({ url, requests }) => {
      const listeners = new Set<() => void>();
      let isCancelled = false;
      const cancellation: Cancellation = {
        get isCancelled() {
          return isCancelled;
        },
        onCancelled: listener => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
      const judged = judge(url, [link], cancellation);
      isCancelled = true;
      for (const listener of listeners) listener();
      assert.equal((await judged).links[0]?.reason, 'cancelled');
      assert.ok(requests.length <= 1);
    },
    () => 'slow',
  ));

test('texts made to attack come through as they are, as data', async () => {
  const held = holdings();
  const comment = '<img src=x onerror=alert(1)> [x](command:workbench.action.quit) %% --> ]] \u202e'.repeat(10);
  const text = `${'x'.repeat(1_000_000)}</script>`;
  held.get('users/0')!.items.set(
    'EVYL2222',
    annotation('EVYL2222', '6PP9LFYN', {
      annotationText: text,
      annotationComment: comment,
      annotationColor: 'url(javascript:1)',
      annotationPosition: '{"pageIndex":-5,"rects":"no"}',
      tags: [{ tag: '<b>' }, 'no', null],
    }),
  );
  await withDouble(
    '9.0.6',
    async ({ url }) => {
      const { links } = await judge(url, [`${at}/6PP9LFYN?page=3&annotation=EVYL2222`]);
      const [judged] = links;
      assert.equal(judged?.annotation?.text, text);
      assert.equal(judged?.annotation?.comment, comment);
      assert.equal(judged?.annotation?.position.pageIndex, undefined);
      assert.deepEqual(judged?.annotation?.tags, ['<b>']);
      assert.equal(judged?.state, 'ok');
    },
    undefined,
    held,
  );
});
