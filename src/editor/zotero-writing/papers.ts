import type { Item } from '../../core/zotero/annotation.ts';
import { type ItemSearch, indexing } from '../../core/zotero/item-search.ts';
import type { LibraryAnswer, ZoteroLibraryPort } from '../../core/zotero/library-port.ts';

/** Every paper of the library, indexed for search. */
export interface Papers {
  /** The index; asked again from Zotero when the last answer is older than `fresh` milliseconds. */
  search(fresh?: number): Promise<LibraryAnswer<ItemSearch>>;
  /** The index at hand, without asking. */
  readonly known: ItemSearch | undefined;
  /** The paper with this citekey, in the index at hand. */
  byCitekey(citekey: string): Item | undefined;
}

/** For this long what Zotero said about its papers is used without asking again, in milliseconds. */
const usuallyFresh = 60_000;
/** For so long when its files have not changed: the answer may have come from elsewhere than those. */
const longestFresh = 3_600_000;

/** The editor's other work waits no longer than this while the index is made, in milliseconds. */
const slice = 8;

async function indexed(items: readonly Item[]): Promise<ItemSearch> {
  const work = indexing(items);
  let begun = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - begun < slice) continue;
    await new Promise<void>(resolve => setTimeout(resolve));
    begun = performance.now();
  }
}

/** Keeps an index of the library's papers, made when first needed. */
export function keepPapers(library: ZoteroLibraryPort, now: () => number): Papers {
  interface Kept {
    readonly search: ItemSearch;
    readonly source: string;
    readonly stamp: string;
    readonly taken: number;
  }
  let current: Kept | undefined;
  let byCitekey = new Map<string, Item>();
  let asking: Promise<LibraryAnswer<ItemSearch>> | undefined;

  const ask = async (): Promise<LibraryAnswer<ItemSearch>> => {
    const stamp = library.stamp();
    const answer = await library.items();
    if (answer.kind === 'unreachable') {
      return current === undefined
        ? answer
        : { kind: 'answered', value: current.search, source: current.source, age: now() - current.taken };
    }
    current = { search: await indexed(answer.value), source: answer.source, stamp, taken: now() - answer.age };
    byCitekey = new Map(answer.value.filter(item => item.citekey !== '').map(item => [item.citekey, item]));
    return { ...answer, value: current.search };
  };

  return {
    search: (fresh = usuallyFresh) => {
      // While Zotero has written nothing, what it said stays true: 20,000 items are not asked for again each minute.
      const age = current === undefined ? 0 : now() - current.taken;
      const unchanged = current?.stamp !== '' && current?.stamp === library.stamp() && age < longestFresh;
      if (current !== undefined && (unchanged || age < fresh)) {
        return Promise.resolve({
          kind: 'answered',
          value: current.search,
          source: current.source,
          age: now() - current.taken,
        });
      }
      // Whoever asks while Zotero is being asked gets the same answer.
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    get known() {
      return current?.search;
    },
    byCitekey: citekey => byCitekey.get(citekey),
  };
}
