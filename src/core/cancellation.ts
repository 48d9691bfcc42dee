/** Tells long work that nobody waits for its result any more. An editor's own token fits this shape with one line. */
export interface Cancellation {
  readonly isCancelled: boolean;
  /** Calls `listener` once when it is cancelled; the answer stops listening. */
  readonly onCancelled: (listener: () => void) => () => void;
}

export const neverCancelled: Cancellation = { isCancelled: false, onCancelled: () => () => {} };
