import type { BlockContent, BlockOutline, BlockPatch, BlockSplice } from '../../src/protocol.ts';
import { createBlockElement, holdRoom, patchBlock, setBlockHtml } from './block-nodes.ts';
import { rememberFocus } from './keep-focus.ts';

/** A top-level block of the note in the page. */
export interface Block {
  readonly id: number;
  lines: number;
  height: number;
  readonly heading: boolean;
  readonly element: HTMLElement;
  group: Group;
}

/**
 * Some blocks that follow one another, in a `<section>` which the browser lays out only when it comes near the view.
 * One section a block would be too many to watch, one for all would be laid out whole.
 */
export interface Group {
  readonly element: HTMLElement;
  readonly blocks: Block[];
}

/** A block with its place in the note. */
export interface PlacedBlock {
  readonly block: Block;
  readonly index: number;
  /** Its first source line. */
  readonly line: number;
}

interface Place {
  readonly group: Group;
  readonly offset: number;
}

const groupSize = 32;

/** The note's blocks in the page, in order. All of it follows from the messages; no node outside a touched block changes. */
export class BlockList {
  readonly groups: Group[] = [];
  readonly #root: HTMLElement;
  readonly #byId = new Map<number, Block>();
  readonly #byElement = new WeakMap<Element, Block>();
  readonly #pending = new Set<number>();

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  /** Whether there are blocks whose HTML has not come yet. */
  get hasPending(): boolean {
    return this.#pending.size > 0;
  }

  get length(): number {
    return this.#byId.size;
  }

  /**
   * Takes all blocks of a note in place of those before.
   *
   * @param standing elements of the page that hold their block's HTML already, by id
   */
  reset(blocks: readonly BlockContent[], standing: ReadonlyMap<number, HTMLElement>): void {
    this.groups.length = 0;
    this.#byId.clear();
    this.#pending.clear();
    for (let from = 0; from < blocks.length; ) {
      const to = endOfGroup(blocks, from);
      this.groups.push(this.#createGroup(blocks.slice(from, to), standing));
      from = to;
    }
    if (this.groups.length === 0) this.groups.push(this.#createGroup([], standing));
    this.#root.replaceChildren(...this.groups.map(group => group.element));
  }

  /** Gives a block its HTML. Nothing happens when the block is gone by now. */
  fill(id: number, html: string): void {
    const block = this.#byId.get(id);
    if (block === undefined) return;
    this.#pending.delete(id);
    const keepFocus = rememberFocus([block.element]);
    setBlockHtml(block.element, html, [block.element]);
    keepFocus([block.element]);
  }

  setLines(id: number, lines: number): void {
    const block = this.#byId.get(id);
    if (block !== undefined) block.lines = lines;
  }

  /**
   * Replaces blocks. Nodes of other blocks are not touched.
   *
   * @returns the id of a block whose patch found nothing to change: it waits for its HTML; undefined otherwise
   */
  splice({ at, remove, insert }: BlockSplice): number | undefined {
    const [only] = insert;
    if (remove === 1 && only?.patch !== undefined && this.#patch(at, only, only.patch)) return undefined;
    const removed = this.#takeOut(at, remove);
    const place = removed.place ?? this.#placeFor(at);
    const old = removed.blocks.map(block => block.element);
    const keepFocus = rememberFocus(old);
    const blocks = insert.map(outline => this.#createBlock(outline, place.group, undefined, old));
    const next = place.group.blocks[place.offset]?.element ?? null;
    // One call for each node, and none for the others: their neighbours stay connected.
    for (const block of blocks) place.group.element.insertBefore(block.element, next);
    place.group.blocks.splice(place.offset, 0, ...blocks);
    // Only now, so that images kept from them never left the page before they had their new place.
    for (const element of old) element.remove();
    keepFocus(blocks.map(block => block.element));
    this.#tidy(place.group);
    return only?.patch === undefined ? undefined : only.id;
  }

  /** The block at an index becomes another one, and keeps all of its nodes but those of one element. */
  #patch(at: number, { id, lines, height, heading }: BlockOutline, patch: BlockPatch): boolean {
    const { group, offset } = this.#placeFor(at + 1);
    const old = group.blocks[offset - 1];
    if (old === undefined || this.#pending.has(old.id)) return false;
    const { element } = old;
    const keepFocus = rememberFocus([element]);
    if (!patchBlock(element, patch)) return false;
    keepFocus([element]);
    const block: Block = { id, lines, height, heading: heading !== undefined, element, group };
    element.dataset.id = String(id);
    group.blocks[offset - 1] = block;
    this.#byId.delete(old.id);
    this.#byId.set(id, block);
    this.#byElement.set(element, block);
    keepGroupRoom(group);
    return true;
  }

  /** The block that holds a source line; the last one for a line past the end, undefined in an empty note. */
  atLine(line: number): PlacedBlock | undefined {
    let index = 0;
    let first = 0;
    let last: PlacedBlock | undefined;
    for (const group of this.groups) {
      for (const block of group.blocks) {
        last = { block, index, line: first };
        if (line < first + block.lines) return last;
        first += block.lines;
        index++;
      }
    }
    return last;
  }

  /** Where a block stands in the note. */
  placeOf(block: Block): PlacedBlock {
    let index = 0;
    let line = 0;
    for (const group of this.groups) {
      if (group !== block.group) {
        index += group.blocks.length;
        for (const other of group.blocks) line += other.lines;
        continue;
      }
      for (const other of group.blocks) {
        if (other === block) return { block, index, line };
        index++;
        line += other.lines;
      }
    }
    return { block, index, line };
  }

  /** The block in whose element a node lies. */
  blockOf(node: Node | null): Block | undefined {
    const element = node instanceof Element ? node : node?.parentElement;
    const holder = element?.closest('.block');
    return holder === null || holder === undefined ? undefined : this.#byElement.get(holder);
  }

  #createBlock(
    content: BlockContent,
    group: Group,
    standing: HTMLElement | undefined,
    before: readonly HTMLElement[],
  ): Block {
    const { id, lines, height, html } = content;
    const element = standing ?? createBlockElement(id);
    if (html !== undefined) setBlockHtml(element, html, before);
    else if (standing === undefined) {
      holdRoom(element, height);
      this.#pending.add(id);
    }
    const block: Block = { id, lines, height, heading: content.heading !== undefined, element, group };
    this.#byId.set(id, block);
    this.#byElement.set(element, block);
    return block;
  }

  #createGroup(blocks: readonly BlockContent[], standing: ReadonlyMap<number, HTMLElement>): Group {
    const element = document.createElement('section');
    element.className = 'group';
    const group: Group = { element, blocks: [] };
    for (const content of blocks) {
      const there = standing.get(content.id);
      group.blocks.push(this.#createBlock(content, group, there, there === undefined ? [] : [there]));
    }
    element.append(...group.blocks.map(block => block.element));
    keepGroupRoom(group);
    return group;
  }

  #takeOut(at: number, count: number): { readonly blocks: readonly Block[]; readonly place: Place | undefined } {
    const blocks: Block[] = [];
    let place: Place | undefined;
    let first = 0;
    for (const group of this.groups) {
      const size = group.blocks.length;
      const from = Math.max(at - first, 0);
      const to = Math.min(at + count - first, size);
      if (from < to) {
        place ??= { group, offset: from };
        blocks.push(...group.blocks.splice(from, to - from));
      }
      first += size;
      if (first >= at + count) break;
    }
    for (const block of blocks) {
      this.#byId.delete(block.id);
      this.#pending.delete(block.id);
    }
    return { blocks, place };
  }

  /** The group and the offset in it where a block with this index would stand. */
  #placeFor(index: number): Place {
    let first = 0;
    for (const group of this.groups) {
      if (index <= first + group.blocks.length) return { group, offset: index - first };
      first += group.blocks.length;
    }
    const group = this.groups.at(-1)!;
    return { group, offset: group.blocks.length };
  }

  /** Drops groups that are empty, and cuts one that has grown too long. */
  #tidy(group: Group): void {
    for (let index = this.groups.length - 1; index >= 0 && this.groups.length > 1; index--) {
      const candidate = this.groups[index]!;
      if (candidate.blocks.length > 0) continue;
      candidate.element.remove();
      this.groups.splice(index, 1);
    }
    let long = group;
    while (long.blocks.length > 3 * groupSize) {
      const element = document.createElement('section');
      element.className = 'group';
      const rest: Group = { element, blocks: long.blocks.splice(groupSize) };
      for (const block of rest.blocks) block.group = rest;
      element.append(...rest.blocks.map(block => block.element));
      long.element.after(element);
      this.groups.splice(this.groups.indexOf(long) + 1, 0, rest);
      keepGroupRoom(long);
      long = rest;
    }
    keepGroupRoom(long);
  }
}

/** The index one past the last block of the group that begins at `from`: before a heading, if one comes in good time. */
function endOfGroup(blocks: readonly BlockOutline[], from: number): number {
  const full = Math.min(from + groupSize, blocks.length);
  if (full === blocks.length) return full;
  for (let index = full; index > from + groupSize / 2; index--) if (blocks[index]?.heading !== undefined) return index;
  return full;
}

/** The room of a group that was never laid out. Once it was, the browser remembers its real height. */
function keepGroupRoom(group: Group): void {
  let height = 0;
  for (const block of group.blocks) height += block.height;
  group.element.style.setProperty('--room', `${Math.round(height)}px`);
}
