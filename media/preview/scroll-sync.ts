import type { BlockList } from './block-list.ts';
import { lineAtTop, showLine } from './places.ts';

/** The pane's place in the note: who moved it last, and to where. */
export interface ScrollSync {
  /** The editor (or the start of the pane) asks for a line at the top. */
  goTo(line: number): void;
  /** The pane goes somewhere by itself, as to a footnote: the line that the editor asked for is no longer held. */
  release(): void;
  /** The page changes under the view: keeps what is to be seen where it is. Call around every change of nodes. */
  during(change: () => void): void;
  /** The source line at the top of the view. */
  readonly line: number;
}

/** How long after a change of the page its scrolling may still be the page's own doing, in milliseconds. */
const settling = 150;

/**
 * Tells a scroll by the user from one by the page itself, or by us on the editor's behalf. Only the user's are reported.
 *
 * While the editor leads, the line that it asked for stays at the top even as blocks and images above arrive and grow.
 * As soon as the user scrolls the pane, the browser's own scroll anchoring holds what they look at.
 */
export function syncScroll(list: BlockList, onUserScroll: (line: number) => void): ScrollSync {
  let line = 0;
  let held: number | undefined;
  let expected = 0;
  let touched = Number.NEGATIVE_INFINITY;
  let changed = Number.NEGATIVE_INFINITY;
  let asked = false;

  const hold = () => {
    if (held === undefined) return;
    showLine(list, held);
    expected = window.scrollY;
    line = held;
  };
  const userMoves = () => {
    touched = performance.now();
    held = undefined;
  };
  for (const type of ['wheel', 'touchmove', 'pointerdown'] as const) {
    window.addEventListener(type, userMoves, { passive: true, capture: true });
  }
  window.addEventListener('keydown', event => {
    if (scrollKeys.has(event.key)) userMoves();
  });

  window.addEventListener(
    'scroll',
    () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        if (Math.abs(window.scrollY - expected) < 1.5) return;
        expected = window.scrollY;
        const now = performance.now();
        const byUser = now - touched < 1000 || now - changed > settling;
        if (!byUser && held !== undefined) return;
        line = lineAtTop(list);
        if (!byUser) return;
        held = undefined;
        onUserScroll(line);
      });
    },
    { passive: true },
  );

  // Images that arrive, fonts, a pane made wider: the line at the top stays the line at the top.
  let width = window.innerWidth;
  window.addEventListener('resize', () => {
    changed = performance.now();
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    showLine(list, line);
    expected = window.scrollY;
  });
  new ResizeObserver(() => {
    changed = performance.now();
    hold();
  }).observe(document.body);

  return {
    get line() {
      return line;
    },
    goTo: target => {
      held = target;
      changed = performance.now();
      hold();
    },
    release: userMoves,
    during: change => {
      changed = performance.now();
      change();
    },
  };
}

const scrollKeys = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']);
