import type { Cancellation } from '../cancellation.ts';
import type { Clock, HttpAnswer, HttpGet } from './http.ts';
import type { FailureReason } from './source.ts';

/** A whole, parsed answer with a status that the caller may judge, or why there is none. */
export type JsonAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      /** `undefined` unless the status is 200. */
      readonly value: unknown;
      /** The answer as text. */
      readonly body: string;
    }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly detail: string };

export interface Requester {
  readonly get: HttpGet;
  readonly clock: Clock;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** How long to wait before the one retry of an answer that broke off, in milliseconds. */
const retryAfterMs = 150;

/**
 * Asks for JSON. An answer that broke off or never began is asked for once more: a Zotero that has just started or is
 * busy closes connections now and then. HTTP/1.0 without a length cannot tell half an answer from a whole one, but
 * half a JSON text is no JSON.
 */
export async function requestJson(requester: Requester, url: string, cancellation: Cancellation): Promise<JsonAnswer> {
  const first = await requestOnce(requester, url, cancellation);
  if (first.kind === 'answer' || (first.reason !== 'closed' && first.reason !== 'half-answer')) return first;
  await requester.clock.sleep(retryAfterMs, cancellation);
  return requestOnce(requester, url, cancellation);
}

async function requestOnce(requester: Requester, url: string, cancellation: Cancellation): Promise<JsonAnswer> {
  if (cancellation.isCancelled) return { kind: 'failed', reason: 'cancelled', detail: url };
  const answer = await requester.get(url, requester.headers, { timeoutMs: requester.timeoutMs, cancellation });
  if (answer.kind === 'failed') {
    return { kind: 'failed', reason: httpFailure(answer), detail: `GET ${url}: ${answer.message}` };
  }
  const { status, headers, body } = answer;
  if (status !== 200) return { kind: 'answer', status, headers, value: undefined, body };
  if (!(headers.get('content-type') ?? '').includes('json')) {
    return { kind: 'answer', status, headers, value: undefined, body };
  }
  try {
    return { kind: 'answer', status, headers, value: JSON.parse(body) as unknown, body };
  } catch {
    return { kind: 'failed', reason: 'half-answer', detail: `GET ${url}: ${body.length} characters, then the end` };
  }
}

function httpFailure(answer: HttpAnswer & { kind: 'failed' }): FailureReason {
  switch (answer.reason) {
    case 'refused':
      return 'not-running';
    case 'closed':
    case 'timeout':
    case 'cancelled':
    case 'unreachable':
      return answer.reason;
  }
}

/** The last segment of a link in an answer: a key. */
export function keyOfHref(href: unknown): string | undefined {
  return typeof href === 'string' ? /\/([A-Z0-9]{8})$/.exec(href)?.[1] : undefined;
}
