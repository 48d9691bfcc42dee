import type { BlockList } from './block-list.ts';

/** Marks the block in which the editor's cursor is. Call the result again after the blocks have changed. */
export function markCursorLine(list: BlockList): { readonly set: (line: number) => void; readonly renew: () => void } {
  let line = -1;
  let marked: Element | undefined;
  const renew = () => {
    const element = line < 0 ? undefined : list.atLine(line)?.block.element;
    if (element === marked && marked?.isConnected !== false) return;
    marked?.classList.remove('cursor');
    element?.classList.add('cursor');
    marked = element;
  };
  return {
    set: value => {
      line = value;
      renew();
    },
    renew,
  };
}
