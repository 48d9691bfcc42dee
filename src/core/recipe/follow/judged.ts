import type { Edit } from '../../text.ts';
import type { Calculation } from './calculations.ts';
import type { Claim } from './claims.ts';

/** What came out for one claim of an aside. */
export interface Judged {
  readonly state: 'holds' | 'stale' | 'unjudged';
  readonly claim?: Claim;
  readonly calculation?: Calculation;
  /** Both numbers, in a sentence, with how the right one follows. */
  readonly message?: string;
  /** The same without the derivation. */
  readonly brief?: string;
  /** In offsets of the aside's content. */
  readonly fix?: Edit;
}
