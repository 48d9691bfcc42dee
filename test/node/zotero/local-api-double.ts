import { readFileSync } from 'node:fs';
import net from 'node:net';

/*
 * A server that answers as Zotero's local API does, by version. What it holds comes from the recordings of running
 * Zoteros, and `local-api-double.test.ts` compares it with every recorded answer that it can give.
 */

export type Version = '7.0.15' | '8.0.1' | '9.0.6' | '10.0';

export interface Recording {
  readonly name: string;
  readonly request: string;
  readonly status: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An object as the API gives it. */
export interface ApiObject {
  readonly key: string;
  readonly library?: unknown;
  readonly links: { readonly [name: string]: { readonly href: string; readonly length?: number } | undefined };
  readonly data: { readonly [field: string]: unknown };
}

/** What goes wrong, asked anew for each request by its number (from 0) and path. */
export type Fault =
  | 'none'
  | 'disabled'
  /** The connection closes without a byte. */
  | 'silent'
  /** The answer breaks off in its middle, and the connection ends as if all were well. */
  | 'half'
  /** The answer breaks off and the connection is reset. */
  | 'reset'
  /** The answer comes after 300 ms. */
  | 'slow'
  /** Zotero fails within itself. */
  | 'error'
  /** The connection stays open, and nothing comes. */
  | 'hang';

export interface ApiDouble {
  readonly url: string;
  readonly port: number;
  /** The paths asked for, in order. */
  readonly requests: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface Library {
  readonly items: Map<string, ApiObject>;
  readonly collections: Map<string, ApiObject>;
  readonly searches?: Map<string, ApiObject>;
  /** A group that a Zotero without a signed-in user holds and does not list. */
  readonly unlisted?: boolean;
}

/** `users/0` and `groups/ID`. */
export type Holdings = Map<string, Library>;

const fixtures = new URL('../../fixtures/zotero/', `file://${__filename}`);

export function readRecordings(version: '9.0.6' | '10.0.0'): readonly Recording[] {
  return JSON.parse(readFileSync(new URL(`responses-${version}.json`, fixtures), 'utf8'));
}

/** All that the recordings show of the libraries, before the user signed in. */
export function recordedHoldings(version: '9.0.6' | '10.0.0'): Holdings {
  const holdings: Holdings = new Map();
  const libraryAt = (path: string): Library => {
    const known = holdings.get(path) ?? { items: new Map(), collections: new Map() };
    holdings.set(path, known);
    return known;
  };
  for (const { request, status, body, name } of readRecordings(version)) {
    const path = /\/api\/(users\/0|groups\/\d+)\/(items|collections)/.exec(request);
    if (path === null || !status.includes('200') || name === 'parent-include' || name.startsWith('u-')) continue;
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      continue;
    }
    for (const object of [value].flat() as ApiObject[]) {
      if (typeof object?.data?.key !== 'string') continue;
      libraryAt(path[1]!)[path[2] as 'items' | 'collections'].set(object.key, object);
    }
  }
  return holdings;
}

/** An object like those of the recordings. */
export function apiObject(key: string, data: Readonly<Record<string, unknown>>, up?: string): ApiObject {
  const links = { self: { href: `http://localhost/api/users/0/items/${key}` } };
  return {
    key,
    links: up === undefined ? links : { ...links, up: { href: `http://localhost/api/users/0/items/${up}` } },
    data: {
      key,
      version: 0,
      tags: [],
      dateAdded: '2026-01-01T00:00:00Z',
      dateModified: '2026-01-01T00:00:00Z',
      ...data,
    },
  };
}

export async function startDouble(
  version: Version,
  holdings: Holdings,
  fault: (request: number, path: string) => Fault = () => 'none',
  port = 0,
): Promise<ApiDouble> {
  const requests: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer(socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    let received = '';
    socket.on('data', chunk => {
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [requestLine = '', ...headerLines] = received.slice(0, end).split('\r\n');
      received = '';
      const [method = '', target = ''] = requestLine.split(' ');
      const headers = new Map(
        headerLines.map(line => [
          line.slice(0, line.indexOf(':')).toLowerCase(),
          line.slice(line.indexOf(':') + 1).trim(),
        ]),
      );
      const what = fault(requests.length, target);
      requests.push(target);
      const reply = what === 'silent' ? '' : answer(version, holdings, method, target, headers, what === 'disabled');
      if (what === 'hang') return;
      if (what === 'error')
        socket.end('HTTP/1.0 500 Internal Server Error\r\nContent-Type: text/plain\r\n\r\nAn error occurred\n');
      else if (reply === '') socket.destroy();
      else if (what === 'half') socket.end(reply.slice(0, Math.floor(reply.length * 0.7)));
      else if (what === 'reset')
        socket.write(reply.slice(0, Math.floor(reply.length * 0.7)), () => socket.resetAndDestroy());
      else if (what === 'slow') setTimeout(() => socket.end(reply), 300);
      else socket.end(reply);
    });
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as net.AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    requests,
    stop: () =>
      new Promise(resolve => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function answer(
  version: Version,
  holdings: Holdings,
  method: string,
  target: string,
  headers: ReadonlyMap<string, string>,
  disabled: boolean,
): string {
  const major = Number.parseInt(version, 10);
  const reply = (
    status: string,
    body: string,
    type = 'text/plain',
    extra: Readonly<Record<string, string>> = {},
  ): string =>
    `${[
      `HTTP/1.0 ${status}`,
      `X-Zotero-Version: ${version}`,
      'X-Zotero-Connector-API-Version: 3',
      ...Object.entries(extra).map(([name, value]) => `${name}: ${value}`),
      `Content-Type: ${type}`,
      'Zotero-API-Version: 3',
      'Zotero-Schema-Version: 41',
      ...(major >= 10 ? ['Zotero-Server-ID: ZIpOH57dQouZ'] : []),
    ].join('\r\n')}\r\n\r\n${body}`;
  const notFound = reply('404 Not Found', 'Not found');
  const noEndpoint = reply('404 Not Found', 'No endpoint found');

  const fromBrowser = headers.has('origin') || (headers.get('user-agent') ?? '').startsWith('Mozilla/');
  if (fromBrowser && !headers.has('zotero-allowed-request'))
    return major >= 9 ? '' : reply('403 Forbidden', 'Request not allowed');
  if (!/^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(headers.get('host') ?? ''))
    return reply('400 Bad Request', 'Bad request');
  const { pathname, searchParams } = new URL(target, 'http://127.0.0.1');
  if (!pathname.startsWith('/api/') || (pathname.length > 5 && pathname.endsWith('/'))) return noEndpoint;
  if (method === 'HEAD' || method === 'OPTIONS') return reply('200 OK', '');
  if (disabled) return reply('403 Forbidden', 'Local API is not enabled');
  if (headers.get('zotero-api-version') === '2') return reply('501 Not Implemented', 'API version not implemented: 2');
  if (pathname === '/api/') return reply('200 OK', 'Nothing to see here.');

  const segments = pathname.slice('/api/'.length).split('/');
  const [scope = '', owner = '', kind, key, below] = segments;
  if (scope === 'users' && owner !== '0') {
    return reply('400 Bad Request', 'Only data for the logged-in user is available locally -- use userID 0');
  }
  const json = (value: unknown, total = 1): string =>
    reply('200 OK', JSON.stringify(value, null, 4), 'application/json', { 'Total-Results': String(total) });
  if (kind === 'groups') {
    const groups = [...holdings].flatMap(([path, held]) =>
      path.startsWith('groups/') && held.unlisted !== true ? [path] : [],
    );
    const value = groups.map(path => {
      const id = Number(path.slice('groups/'.length));
      return { id, version: 12, data: { id, version: 12, name: id === 4444 ? 'Reading Group' : `Group ${id}` } };
    });
    return json(value, value.length);
  }
  const library = holdings.get(`${scope}/${owner}`);
  if (library === undefined) return notFound;
  if (kind === undefined) return scope === 'groups' ? json({ id: Number(owner) }) : noEndpoint;
  if (kind === 'searches') {
    const found = key === undefined ? undefined : library.searches?.get(key);
    return found === undefined ? notFound : json(found);
  }
  if (kind === 'collections') {
    if (key === undefined) return json([...library.collections.values()], library.collections.size);
    const found = library.collections.get(key);
    return found === undefined ? notFound : json(found);
  }
  if (kind !== 'items') return noEndpoint;
  if (key !== undefined && key !== 'top') {
    if (below === undefined) {
      const found = library.items.get(key);
      return found === undefined ? notFound : json(found);
    }
    if (below !== 'children') return noEndpoint;
    const children = [...library.items.values()].filter(
      item =>
        parentOf(item) === key &&
        item.data.deleted !== true &&
        (item.data.itemType === 'annotation') === (searchParams.get('itemType') === 'annotation'),
    );
    const given = major === 7 ? children.filter(item => item.data.itemType !== 'annotation') : children;
    return json(ordered(given), given.length);
  }
  const found = ordered(list(library, key === 'top', searchParams, major));
  const limit = searchParams.has('limit') ? Number(searchParams.get('limit')) : Number.POSITIVE_INFINITY;
  const start = Number(searchParams.get('start') ?? 0);
  const page = found.slice(start, start + limit);
  if (searchParams.get('format') === 'keys') {
    const keys = page.map(item => item.key).join('\n');
    return reply('200 OK', keys, 'text/plain', { 'Total-Results': String(found.length) });
  }
  return json(page, found.length);
}

function parentOf(item: ApiObject): unknown {
  return item.data.parentItem;
}

/** What a list of items gives: never what is in the trash or below it. */
function list(library: Library, top: boolean, search: URLSearchParams, major: number): readonly ApiObject[] {
  const trashed = (item: ApiObject | undefined): boolean =>
    item !== undefined && (item.data.deleted === true || trashed(library.items.get(String(parentOf(item) ?? ''))));
  let items = [...library.items.values()].filter(item => !trashed(item));
  if (top) items = items.filter(item => parentOf(item) === undefined);
  const type = search.get('itemType');
  const keys = search.get('itemKey')?.split(',') ?? [];
  const valid = keys.length > 0 && keys.every(key => /^[2-9A-NP-Z]{8}$/.test(key));
  // Versions 8 and 9 forget the keys when a type stands beside them.
  const byKey = valid && !(type !== null && (major === 8 || major === 9));
  if (byKey) {
    const asked = (item: ApiObject | undefined): boolean =>
      item !== undefined && (keys.includes(item.key) || asked(library.items.get(String(parentOf(item) ?? ''))));
    items = items.filter(asked);
  }
  const query = search.get('q');
  if (query !== null) items = items.filter(item => JSON.stringify(item.data).includes(query));
  if (major === 7) {
    const parents = items.map(item =>
      item.data.itemType === 'annotation' ? library.items.get(String(parentOf(item))) : item,
    );
    items = [...new Set(parents)].filter(item => item !== undefined);
  }
  return type === null ? items : items.filter(item => item.data.itemType === type);
}

/** The newest first, as Zotero gives them. */
function ordered(items: readonly ApiObject[]): readonly ApiObject[] {
  return [...items].sort((a, b) => String(b.data.dateModified).localeCompare(String(a.data.dateModified)));
}
