/*
 * A block that changes gets new nodes, also when the change was made with the keyboard in that very block: a task that
 * was ticked, an image that was asked for. The focus goes to what took the place of what had it.
 */

const focusable = 'a[href], button, input, summary, [tabindex]';

/**
 * Remembers which of the things that can have the focus below `before` has it. The result gives the focus to the one
 * that stands at the same place below other elements, if that is the same kind of thing.
 */
export function rememberFocus(before: readonly HTMLElement[]): (after: readonly HTMLElement[]) => void {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !before.some(element => element.contains(active))) return () => {};
  const index = focusableBelow(before).indexOf(active);
  return after => {
    if (active.isConnected) return;
    const next = focusableBelow(after)[index];
    if (next?.localName === active.localName) next.focus({ preventScroll: true });
  };
}

function focusableBelow(elements: readonly HTMLElement[]): HTMLElement[] {
  return elements.flatMap(element => [...element.querySelectorAll<HTMLElement>(focusable)]);
}
