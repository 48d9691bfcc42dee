import type { Cancellation } from '../cancellation.ts';

/** Why no whole answer came. */
export type HttpFailureReason = 'refused' | 'closed' | 'timeout' | 'cancelled' | 'unreachable';

export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: ReadonlyMap<string, string>;
      readonly body: string;
    }
  | { readonly kind: 'failed'; readonly reason: HttpFailureReason; readonly message: string };

/**
 * Asks for a page with GET, and never with another method: Zotero's API answers HEAD and OPTIONS with 200 whatever the
 * key. `timeoutMs` is how long to wait for the next piece of an answer. Must not throw, must not follow redirections, and must send no header of its own that names an origin.
 */
export type HttpGet = (
  url: string,
  headers: Readonly<Record<string, string>>,
  limits: { readonly timeoutMs: number; readonly cancellation: Cancellation },
) => Promise<HttpAnswer>;

/** The world's clock, so that tests need not wait. Times are milliseconds since 1970. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number, cancellation: Cancellation) => Promise<void>;
}

/** Runs `work` over all of `inputs`, at most `width` at once, and gives the results in the order of the inputs. */
export async function inParallel<A, B>(
  inputs: readonly A[],
  width: number,
  work: (input: A) => Promise<B>,
): Promise<readonly B[]> {
  const results: B[] = new Array(inputs.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < inputs.length) {
      const at = next++;
      results[at] = await work(inputs[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, inputs.length) }, lane));
  return results;
}

/** Cuts a list into runs of at most `size`. */
export function batches<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  const found: T[][] = [];
  for (let at = 0; at < list.length; at += size) found.push(list.slice(at, at + size));
  return found;
}
