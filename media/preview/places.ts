import type { Block, BlockList, Group } from './block-list.ts';

/*
 * Source lines and pixels. A group that the browser has not laid out has only a guessed height, so nothing here trusts
 * an offset across such groups: a line is shown by first laying out what will be in view, and asking then.
 */

/** The source line (fractional) at the top of the view. */
export function lineAtTop(list: BlockList): number {
  const group = firstBelow(list.groups, 0, each => each.element);
  if (group === undefined) return 0;
  const block = firstBelow(group.blocks, 0, each => each.element) ?? group.blocks.at(-1);
  if (block === undefined) return 0;
  const { line } = list.placeOf(block);
  const stops = stopsOf(block, line, bottomOf(block));
  for (let index = stops.length - 2; index >= 0; index--) {
    const from = stops[index]!;
    const to = stops[index + 1]!;
    if (from.top > 0 && index > 0) continue;
    const height = to.top - from.top;
    const part = height <= 0 ? 0 : Math.min(1, Math.max(0, -from.top / height));
    return from.line + part * (to.line - from.line);
  }
  return line;
}

/** The indices [from, to) of the blocks in view and one screen around it. */
export function blocksInView(list: BlockList): { readonly from: number; readonly to: number } {
  const height = window.innerHeight;
  let from = -1;
  let index = 0;
  for (const group of list.groups) {
    const rect = group.element.getBoundingClientRect();
    if (rect.top > 2 * height) break;
    if (rect.bottom >= -height && from < 0) from = index;
    index += group.blocks.length;
  }
  return { from: Math.max(from, 0), to: index };
}

/** Scrolls so that a source line (fractional) is at the top of the view, exactly, at once. */
export function showLine(list: BlockList, line: number): void {
  const place = list.atLine(line);
  if (place === undefined || line <= 0) {
    window.scrollTo({ top: 0, behavior: 'instant' });
    return;
  }
  layOut(list, place.block.group, () => {
    const stops = stopsOf(place.block, place.line, bottomOf(place.block));
    for (let index = stops.length - 2; index >= 0; index--) {
      const from = stops[index]!;
      const to = stops[index + 1]!;
      if (from.line > line && index > 0) continue;
      const part = Math.min(1, (line - from.line) / Math.max(to.line - from.line, 1e-9));
      const top = from.top + part * (to.top - from.top);
      // Scrolling knows whole pixels only; less than one would make the text tremble.
      if (Math.abs(top) >= 1) window.scrollBy({ top, behavior: 'instant' });
      return;
    }
  });
}

/** Scrolls to an element so that it stands a little below the top of the view. */
export function showElement(list: BlockList, element: Element): void {
  const block = list.blockOf(element);
  if (block === undefined) return;
  layOut(list, block.group, () => {
    window.scrollBy({ top: element.getBoundingClientRect().top - window.innerHeight / 6, behavior: 'instant' });
  });
}

/**
 * Has the groups that will be in view laid out while `scroll` runs. They go back to the browser's care when it has
 * seen for itself that they are in view.
 */
function layOut(list: BlockList, group: Group, scroll: () => void): void {
  const at = list.groups.indexOf(group);
  const shown: Group[] = [];
  let blocks = 0;
  for (let index = Math.max(at - 1, 0); index < list.groups.length && blocks < 80; index++) {
    const each = list.groups[index]!;
    each.element.style.contentVisibility = 'visible';
    shown.push(each);
    if (index >= at) blocks += each.blocks.length;
  }
  scroll();
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      for (const each of shown) each.element.style.contentVisibility = '';
    }),
  );
}

/** A line and where it stands in the view. */
interface Stop {
  readonly line: number;
  readonly top: number;
}

/** The lines of a block whose places are known: its first, those that its HTML tells, and its end. */
function stopsOf(block: Block, line: number, bottom: number): readonly Stop[] {
  const stops: Stop[] = [{ line, top: block.element.getBoundingClientRect().top }];
  for (const element of block.element.querySelectorAll('[data-line]')) {
    const at = line + Number(element.getAttribute('data-line'));
    const top = element.getBoundingClientRect().top;
    const last = stops.at(-1)!;
    if (at > last.line && at < line + block.lines && top >= last.top) stops.push({ line: at, top });
  }
  stops.push({ line: line + block.lines, top: Math.max(bottom, stops.at(-1)!.top) });
  return stops;
}

/** Where a block's lines end in the view: where the next block begins. */
function bottomOf(block: Block): number {
  const next = block.group.blocks[block.group.blocks.indexOf(block) + 1];
  return (next ?? block.group).element.getBoundingClientRect()[next === undefined ? 'bottom' : 'top'];
}

/** The first of things in order from top to bottom whose lower edge is below a height of the view. */
function firstBelow<Thing>(things: readonly Thing[], y: number, elementOf: (thing: Thing) => Element) {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (elementOf(things[middle]!).getBoundingClientRect().bottom > y) high = middle;
    else low = middle + 1;
  }
  return things[low];
}
