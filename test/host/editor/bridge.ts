import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type * as vscode from 'vscode';

/** The folder of the extension that does the work inside VS Code. */
export const bridgeExtension = fileURLToPath(new URL('bridge-extension', import.meta.url));

const CALL_WITHIN_MS = 30_000;
const HELD_OPEN_MS = 20_000;

/** JSON that goes into the extension host or comes back out of it. */
export type Json = undefined | null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A line into the extension host. */
export interface Bridge {
  /** What the setting `paperNotesTest.bridge` must hold. */
  readonly address: string;
  /**
   * Runs `work` inside the extension host with the real `vscode` and gives back what it returns. `work` is sent as
   * its source: it sees its arguments and nothing else of the test. Waits for the host to come up.
   *
   * @throws Error with the host's stack when `work` throws, or when there is no answer within 30 seconds.
   * @example await bridge.inHost((vscode, name) => vscode.workspace.textDocuments.some(d => d.fileName === name), 'a.md')
   */
  readonly inHost: <A extends readonly Json[], R>(
    work: (api: typeof vscode, ...args: A) => R | PromiseLike<R>,
    ...args: A
  ) => Promise<R>;
  /** The same without a time limit, for a window that a person may open at any time. */
  readonly whenHostIsUp: Bridge['inHost'];
  readonly close: () => Promise<void>;
}

interface Call {
  readonly id: number;
  readonly source: string;
  readonly args: readonly Json[];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Opens a bridge on a free port of 127.0.0.1. */
export async function openBridge(): Promise<Bridge> {
  const waiting: Call[] = [];
  const sent = new Map<number, Call>();
  let idle: http.ServerResponse | undefined;
  let lastId = 0;

  const handOut = () => {
    if (idle === undefined || waiting.length === 0) return;
    const call = waiting.shift()!;
    sent.set(call.id, call);
    idle.end(JSON.stringify({ id: call.id, source: call.source, args: call.args }));
    idle = undefined;
  };
  const takeAnswer = (body: string) => {
    const { id, value, error } = JSON.parse(body);
    const call = sent.get(id);
    sent.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(`In the extension host: ${error}`));
  };

  const server = http.createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    if (request.url === '/work') {
      idle?.writeHead(204).end();
      idle = response;
      const release = setTimeout(() => {
        if (idle === response) idle = undefined;
        response.writeHead(204).end();
      }, HELD_OPEN_MS);
      response.once('close', () => {
        clearTimeout(release);
        if (idle === response) idle = undefined;
      });
      handOut();
      return;
    }
    let body = '';
    request.on('data', data => {
      body += data;
    });
    request.on('end', () => {
      takeAnswer(body);
      response.end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  const call = (withinMs: number | undefined, work: unknown, args: readonly Json[]) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++lastId;
      const source = String(work);
      const giveUp = () => {
        sent.delete(id);
        reject(new Error(`The extension host gave no answer within ${CALL_WITHIN_MS / 1000} s to: ${source}`));
      };
      const late = withinMs === undefined ? undefined : setTimeout(giveUp, withinMs);
      waiting.push({
        id,
        source,
        args,
        resolve: value => {
          clearTimeout(late);
          resolve(value);
        },
        reject: error => {
          clearTimeout(late);
          reject(error);
        },
      });
      handOut();
    });

  return {
    address: `http://127.0.0.1:${port}`,
    inHost: ((work, ...args) => call(CALL_WITHIN_MS, work, args)) as Bridge['inHost'],
    whenHostIsUp: ((work, ...args) => call(undefined, work, args)) as Bridge['inHost'],
    close: async () => {
      for (const call of [...waiting, ...sent.values()]) call.reject(new Error('The bridge was closed.'));
      idle?.end();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
