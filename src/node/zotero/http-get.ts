import http from 'node:http';
import https from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, HttpAnswer, HttpFailureReason, HttpGet } from '../../core/zotero/http.ts';

/** An answer larger than this is broken off: no library's list comes near it. */
const largestAnswer = 512 * 1024 * 1024;
/** An answer that keeps coming may take this many times as long as a silence may. */
const mostSilences = 6;

/**
 * GET by Node's own client: `fetch` in an editor goes through its browser and carries a browser's name, which Zotero
 * refuses without a word. A body is whole when the connection ended as HTTP says.
 */
export const httpGet: HttpGet = (url, headers, { timeoutMs, cancellation }) =>
  new Promise(resolve => {
    let settled = false;
    let stopListening = (): void => {};
    const settle = (answer: HttpAnswer): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      clearTimeout(end);
      stopListening();
      resolve(answer);
    };
    const fail = (reason: HttpFailureReason, message: string): void => {
      settle({ kind: 'failed', reason, message });
      request?.destroy();
    };
    // A long list may take its time as long as it keeps coming, but not for ever.
    const silence = (): NodeJS.Timeout => setTimeout(() => fail('timeout', `no answer for ${timeoutMs} ms`), timeoutMs);
    const limit = timeoutMs * mostSilences;
    const end = setTimeout(() => fail('timeout', `no whole answer within ${limit} ms`), limit);
    let timer = silence();
    let request: http.ClientRequest | undefined;
    try {
      const client = url.startsWith('https:') ? https : http;
      request = client.get(url, { headers: { 'User-Agent': 'paper-notes', ...headers } }, response => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          clearTimeout(timer);
          timer = silence();
          if (size > largestAnswer) fail('closed', 'the answer is too large');
          else chunks.push(chunk);
        });
        response.on('aborted', () => fail('closed', 'the connection closed within the answer'));
        response.on('error', error => fail('closed', error.message));
        response.on('end', () =>
          settle({
            kind: 'answer',
            status: response.statusCode ?? 0,
            headers: new Map(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      request.on('error', error => fail(reasonOf(error), error.message));
    } catch (error) {
      fail('unreachable', error instanceof Error ? error.message : String(error));
    }
    if (cancellation.isCancelled) fail('cancelled', 'cancelled');
    else stopListening = cancellation.onCancelled(() => fail('cancelled', 'cancelled'));
  });

function reasonOf(error: Error): HttpFailureReason {
  switch ('code' in error ? error.code : undefined) {
    case 'ECONNREFUSED':
      return 'refused';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'HPE_INVALID_CONSTANT':
    case 'HPE_INVALID_EOF_STATE':
      return 'closed';
    default:
      return error.message.includes('socket hang up') ? 'closed' : 'unreachable';
  }
}

/** The system's clock. */
export const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, cancellation) => {
    const abort = new AbortController();
    const stop = cancellation.onCancelled(() => abort.abort());
    await wait(ms, undefined, { signal: abort.signal }).catch(() => undefined);
    stop();
  },
};
