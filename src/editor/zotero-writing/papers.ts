import type { Item } from '../../core/zotero/annotation.ts';
import { type ItemSearch, indexItems } from '../../core/zotero/item-search.ts';
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

/** Keeps an index of the library's papers, made when first needed. */
export function keepPapers(library: ZoteroLibraryPort, now: () => number): Papers {
  let current:
    | {
        readonly search: ItemSearch;
        readonly source: string;
        readonly taken: number;
      }
    | undefined;
  let byCitekey = new Map<string, Item>();
  let asking: Promise<LibraryAnswer<ItemSearch>> | undefined;

  const ask = async (): Promise<LibraryAnswer<ItemSearch>> => {
    const answer = await library.items();
    if (answer.kind === 'unreachable') {
      return current === undefined
        ? answer
        : { kind: 'answered', value: current.search, source: current.source, age: now() - current.taken };
    }
    current = { search: indexItems(answer.value), source: answer.source, taken: now() - answer.age };
    byCitekey = new Map(answer.value.filter(item => item.citekey !== '').map(item => [item.citekey, item]));
    return { ...answer, value: current.search };
  };

  return {
    search: (fresh = usuallyFresh) => {
      if (current !== undefined && now() - current.taken < fresh) {
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
