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
  /** How long to wait for the next piece of an answer. */
  readonly timeoutMs: number;
  /** Of requests that belong together. */
  readonly conversation?: Conversation;
}

/** Pauses before an answer that broke off is asked for again, in milliseconds. */
const defaultPauses = [150];
/** Within a conversation: long enough for a program that is busy, or that is being started anew. */
const conversationPauses = [150, 400, 1000, 2000];
/** After this many requests in a row that came to nothing, the other side is taken for gone. */
const mostInVain = 4;
const mostTimeouts = 2;

/**
 * Asks for JSON. An answer that broke off or never began is asked for again: a Zotero that has just started or is busy
 * closes connections now and then. HTTP/1.0 without a length cannot tell half an answer from a whole one, but half a
 * JSON text is no JSON.
 */
export async function requestJson(requester: Requester, url: string, cancellation: Cancellation): Promise<JsonAnswer> {
  const { conversation } = requester;
  const pauses = conversation === undefined ? defaultPauses : conversationPauses;
  for (let attempt = 0; ; attempt++) {
    if (conversation?.gone !== undefined)
      return {
        kind: 'failed',
        reason: conversation.gone,
        detail: `GET ${url}`,
      };
    const answer = await requestOnce(requester, url, cancellation);
    const pause = pauses[attempt];
    if (answer.kind === 'answer' || answer.reason === 'cancelled') {
      conversation?.heard();
      return answer;
    }
    const again =
      answer.reason === 'closed' ||
      answer.reason === 'half-answer' ||
      (answer.reason === 'not-running' && conversation !== undefined);
    if (!again || pause === undefined) {
      conversation?.inVain(answer.reason);
      return answer;
    }
    await requester.clock.sleep(pause, cancellation);
  }
}

/**
 * Many requests to one program that has answered once. One that was there a moment ago may be restarting, so it is asked
 * more patiently; when it stays away, the requests still to come fail at once instead of each waiting for itself.
 */
export class Conversation {
  #inVain = 0;
  #timeouts = 0;
  #gone: FailureReason | undefined;

  /** Why nothing more is asked; `undefined` as long as the other side is there. */
  get gone(): FailureReason | undefined {
    return this.#gone;
  }

  heard(): void {
    this.#inVain = 0;
    this.#timeouts = 0;
  }

  inVain(reason: FailureReason): void {
    this.#inVain += 1;
    if (reason === 'timeout') this.#timeouts += 1;
    if (this.#inVain >= mostInVain || this.#timeouts >= mostTimeouts) this.#gone = reason;
  }
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
