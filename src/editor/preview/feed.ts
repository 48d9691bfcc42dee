import type { LiveNote, NoteBlock } from '../../core/markdown/live-note.ts';
import type { BlockContent, ToWebviewMessage } from '../../protocol.ts';
import { blockPatch, shortestPatched } from './block-patch.ts';

/** A block as it stands in the first HTML of a page. */
export interface StandingBlock {
  readonly id: number;
  readonly html: string;
}

/** Where a feed sends to, and how it lets others work in between. */
export interface FeedPort {
  readonly post: (message: ToWebviewMessage) => void;
  /** The number of the note's text as the editor counts. */
  readonly version: () => number;
  /** Milliseconds of a clock that only runs forward. */
  readonly now: () => number;
  /** Resolves after everything else that waits has had its turn. */
  readonly rest: () => Promise<void>;
}

/**
 * Keeps a webview's blocks like those of a live note.
 *
 * It knows what the webview has, for everything sent is applied in order. An edit is sent at once, unless the one
 * before has not been applied yet: then it waits and both go as one, so a slow webview never falls behind. Blocks
 * without HTML, and those whose HTML has changed on its own, follow in small pieces, those nearest to the view first.
 */
export interface Feed {
  /** The page's first blocks: what a tall window shows from a line on. The page must be shown as it is then. */
  readonly standing: (line: number) => readonly StandingBlock[];
  /** The page's script runs: sends the whole note. Until then nothing is sent. */
  readonly start: (line: number) => void;
  /** The note has changed. */
  readonly changed: () => void;
  /** @param lost blocks that could not be patched */
  readonly applied: (lost?: readonly number[]) => void;
  readonly filled: () => void;
  readonly inView: (from: number, to: number) => void;
  /** The page is gone: nothing is sent until `start`. */
  readonly stop: () => void;
}

/** Rendering goes on for so long before the editor gets its turn, in milliseconds. */
const slice = 8;
/** More fills than this are never on their way, so an edit never waits behind many. */
const fillsInFlight = 2;
/** What is certainly more than one screen, in pixels of guessed block heights. */
const screen = 1600;

/** Feeds one webview with one note. `generation` tells its block ids from those of other notes. */
export function feedBlocks(note: LiveNote, uri: string, generation: number, port: FeedPort): Feed {
  let running = false;
  /** What the webview has once it has applied all that was sent. */
  let has: readonly NoteBlock[] = [];
  /** The revision of the HTML that the webview has of a block; blocks that are not in here have none. */
  let rendered = new Map<number, number>();
  /** The HTML that the webview has of long blocks: what changes in them is sent, not the whole. */
  const longHtml = new Map<number, string>();
  let updating = false;
  let behind = false;
  let filling = 0;
  let streaming = false;
  /** `note.revisions` when the webview had every block as it was; undefined while it may lack some. */
  let complete: number | undefined;
  let view = { from: 0, to: 0 };

  const render = (index: number, block: NoteBlock) => {
    const html = note.html(index);
    rendered.set(block.id, block.revision);
    if (html.length >= shortestPatched) longHtml.set(block.id, html);
    else longHtml.delete(block.id);
    return html;
  };
  const forget = (id: number) => {
    rendered.delete(id);
    longHtml.delete(id);
  };

  const screenFrom = (line: number) => {
    const from = Math.max(0, note.blockAt(Math.max(0, Math.floor(line))) - 2);
    let to = from;
    for (let height = 0; to < note.blocks.length && height < screen; to++) height += note.blocks[to]!.height;
    return { from, to };
  };

  const update = () => {
    if (updating) {
      behind = true;
      return;
    }
    behind = false;
    const { splices, lengths } = compare(has, note.blocks);
    has = [...note.blocks];
    if (splices.length > 0 || lengths.length > 0) {
      const end = port.now() + slice;
      const filledIn = splices.map(({ at, removed, inserted }) => {
        const [old] = removed;
        const was =
          removed.length === 1 && inserted.length === 1 && rendered.has(old!.id) ? longHtml.get(old!.id) : undefined;
        return {
          at,
          remove: removed.length,
          insert: inserted.map(({ block, index }): BlockContent => {
            const html = port.now() < end ? render(index, block) : undefined;
            if (html === undefined) complete = undefined;
            const patch =
              html === undefined || was === undefined ? undefined : blockPatch(was, html, block.lines - old!.lines);
            return patch === undefined ? content(block, html) : { ...content(block, undefined), patch };
          }),
        };
      });
      for (const splice of splices) {
        for (const block of splice.removed)
          if (!splice.inserted.some(each => each.block.id === block.id)) forget(block.id);
      }
      updating = true;
      port.post({ type: 'update', version: port.version(), splices: filledIn, lengths });
    }
    void stream();
  };

  /** The indices of the blocks that the webview has not as they are now, nearest to the view first. */
  function* stale(): Generator<number> {
    const isStale = (index: number) => rendered.get(has[index]!.id) !== has[index]!.revision;
    const to = Math.min(view.to, has.length);
    for (let index = Math.min(view.from, to); index < to; index++) if (isStale(index)) yield index;
    for (let above = Math.min(view.from, to) - 1, below = to; above >= 0 || below < has.length; above--, below++) {
      if (below < has.length && isStale(below)) yield below;
      if (above >= 0 && isStale(above)) yield above;
    }
  }

  const stream = async () => {
    if (streaming) return;
    streaming = true;
    try {
      while (running) {
        // While the webview is behind the note, indices of the one are not those of the other.
        if (behind || filling >= fillsInFlight) return;
        // Typing in one block must not cost a look at all others.
        const { revisions } = note;
        if (complete === revisions) return;
        const blocks: StandingBlock[] = [];
        const end = port.now() + slice;
        for (const index of stale()) {
          const block = has[index]!;
          blocks.push({ id: block.id, html: render(index, block) });
          if (port.now() >= end) break;
        }
        if (blocks.length === 0) {
          complete = revisions;
          return;
        }
        filling++;
        port.post({ type: 'fill', version: port.version(), blocks });
        await port.rest();
      }
    } finally {
      streaming = false;
    }
  };

  return {
    standing: line => {
      running = false;
      rendered = new Map();
      longHtml.clear();
      has = [];
      view = screenFrom(line);
      return note.blocks
        .slice(view.from, view.to)
        .map((block, offset) => ({ id: block.id, html: render(view.from + offset, block) }));
    },
    start: line => {
      const standing = rendered;
      rendered = new Map();
      view = screenFrom(line);
      const blocks = note.blocks.map((block, index): BlockContent => {
        if (standing.get(block.id) === block.revision) {
          rendered.set(block.id, block.revision);
          return content(block, undefined);
        }
        return content(block, index >= view.from && index < view.to ? render(index, block) : undefined);
      });
      has = [...note.blocks];
      complete = undefined;
      running = true;
      updating = false;
      behind = false;
      filling = 0;
      port.post({ type: 'note', uri, generation, version: port.version(), blocks, line });
      void port.rest().then(stream);
    },
    changed: () => {
      if (running) update();
    },
    applied: (lost = []) => {
      updating = false;
      for (const id of lost) {
        forget(id);
        complete = undefined;
      }
      if (running && behind) update();
      else if (lost.length > 0) void stream();
    },
    filled: () => {
      filling = Math.max(0, filling - 1);
      void stream();
    },
    inView: (from, to) => {
      view = { from, to };
    },
    stop: () => {
      running = false;
    },
  };
}

function content({ id, lines, height, heading }: NoteBlock, html: string | undefined): BlockContent {
  return { id, lines, height, ...(heading !== undefined && { heading }), ...(html !== undefined && { html }) };
}

interface Change {
  readonly at: number;
  readonly removed: readonly NoteBlock[];
  readonly inserted: readonly { readonly block: NoteBlock; readonly index: number }[];
}

/**
 * How to come from the blocks that the webview has to those of the note. Blocks that stayed keep their id and their
 * order, so one walk over what lies between the first and the last difference finds it all.
 */
export function compare(
  before: readonly NoteBlock[],
  after: readonly NoteBlock[],
): { readonly splices: readonly Change[]; readonly lengths: readonly { id: number; lines: number }[] } {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let endBefore = before.length;
  let endAfter = after.length;
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore--;
    endAfter--;
  }
  const stay = new Set<number>();
  for (let index = start; index < endAfter; index++) stay.add(after[index]!.id);

  const splices: Change[] = [];
  const lengths: { id: number; lines: number }[] = [];
  let from = start;
  let to = start;
  while (from < endBefore || to < endAfter) {
    const old = before[from];
    const next = after[to];
    if (from < endBefore && to < endAfter && old!.id === next!.id) {
      if (old!.lines !== next!.lines) lengths.push({ id: next!.id, lines: next!.lines });
      from++;
      to++;
      continue;
    }
    const removed: NoteBlock[] = [];
    while (from < endBefore && !stay.has(before[from]!.id)) removed.push(before[from++]!);
    const kept = from < endBefore ? before[from]!.id : undefined;
    const inserted: { block: NoteBlock; index: number }[] = [];
    const at = to;
    while (to < endAfter && after[to]!.id !== kept) inserted.push({ block: after[to]!, index: to++ });
    // Blocks out of their order would stop the walk; they are taken out and come in again where they are now.
    if (removed.length === 0 && inserted.length === 0) removed.push(before[from++]!);
    splices.push({ at, removed, inserted });
  }
  return { splices, lengths };
}
