import type { HttpAnswer } from '../../core/zotero/http.ts';
import type { ZoteroHost } from '../../core/zotero/zotero-host.ts';

/** A browser: no files, and of all servers only zotero.org lets a page ask it. */
export const browserZoteroHost: ZoteroHost = {
  database: undefined,
  clock: {
    now: () => Date.now(),
    sleep: (ms, cancellation) =>
      new Promise(resolve => {
        const timer = setTimeout(resolve, ms);
        cancellation.onCancelled(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  },
  get: async (url, headers, { timeoutMs, cancellation }): Promise<HttpAnswer> => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    const stop = cancellation.onCancelled(() => abort.abort());
    try {
      const response = await fetch(url, { headers, redirect: 'error', credentials: 'omit', signal: abort.signal });
      const body = await response.text();
      return { kind: 'answer', status: response.status, headers: new Map(response.headers.entries()), body };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const reason = cancellation.isCancelled ? 'cancelled' : abort.signal.aborted ? 'timeout' : 'unreachable';
      return { kind: 'failed', reason, message };
    } finally {
      clearTimeout(timer);
      stop();
    }
  },
};
