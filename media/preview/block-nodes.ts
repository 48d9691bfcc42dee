import type { BlockPatch } from '../../src/protocol.ts';
import { carryFailure, failedSource } from './failed-images.ts';

/*
 * A block's nodes. A block that changed gets new ones, but what the reader did to the old ones or waited for stays:
 * images that are loaded, callouts that are folded.
 */

/** An empty place for a block. */
export function createBlockElement(id: number): HTMLElement {
  const element = document.createElement('div');
  element.className = 'block';
  element.dir = 'auto';
  element.dataset.id = String(id);
  return element;
}

/** Keeps room for a block whose HTML is not there yet. */
export function holdRoom(element: HTMLElement, height: number): void {
  element.classList.add('pending');
  element.style.height = `calc(${height}px * var(--scale))`;
}

/**
 * Puts a block's HTML into its element.
 *
 * @param before the elements of the blocks that it takes the place of; the element itself when it is filled again
 */
export function setBlockHtml(element: HTMLElement, html: string, before: readonly HTMLElement[]): void {
  if (element.classList.contains('pending')) {
    element.classList.remove('pending');
    element.style.height = '';
  }
  // In a template images do not begin to load, so those that are there already can take their places first.
  const template = document.createElement('template');
  template.innerHTML = html;
  if (html.includes('<img')) keepImages(template.content, before);
  if (html.includes('<details')) keepFolds(template.content, before);
  element.replaceChildren(template.content);
}

/** Changes a block in one place; false, and nothing more can be said of it, when that place is not there. */
export function patchBlock(block: HTMLElement, { shift, name, line, nth, behind, html }: BlockPatch): boolean {
  if (shift !== undefined) {
    for (const element of block.querySelectorAll('[data-line]')) {
      const at = Number(element.getAttribute('data-line'));
      if (at > shift.after) element.setAttribute('data-line', String(at + shift.by));
    }
  }
  const named = block.querySelectorAll<HTMLElement>(`${name}[data-line="${line}"]`)[nth];
  if (named === undefined) return false;
  const gone = behind === undefined ? [named] : elementsBehind(named, behind);
  if (gone.length < (behind ?? 1)) return false;
  const template = document.createElement('template');
  template.innerHTML = html;
  if (html.includes('<img')) keepImages(template.content, gone);
  if (html.includes('<details')) keepFolds(template.content, gone);
  if (behind === undefined) changeElement(named, template.content);
  else {
    const last = gone.at(-1);
    if (last !== undefined) while (named.nextSibling !== last) named.nextSibling?.remove();
    last?.remove();
    named.after(template.content);
  }
  return true;
}

function elementsBehind(element: Element, count: number): HTMLElement[] {
  const found: HTMLElement[] = [];
  for (let next = element.nextElementSibling; next !== null && found.length < count; next = next.nextElementSibling)
    found.push(next as HTMLElement);
  return found;
}

/**
 * Gives an element what its new form holds. The element itself stays: were an item of a list to go and another to come,
 * the browser would count all items anew, and restyle what is in them.
 */
function changeElement(old: HTMLElement, content: DocumentFragment): void {
  const [next] = content.children;
  if (next === undefined || next.localName !== old.localName) {
    old.replaceWith(content);
    return;
  }
  takeAttributes(old, next);
  old.replaceChildren(...next.childNodes);
}

/** Makes an element's attributes those of another. */
function takeAttributes(element: Element, from: Element): void {
  for (const name of element.getAttributeNames()) if (!from.hasAttribute(name)) element.removeAttribute(name);
  for (const name of from.getAttributeNames()) {
    const value = from.getAttribute(name) ?? '';
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

function keepImages(content: DocumentFragment, before: readonly HTMLElement[]): void {
  const loaded = new Map<string, HTMLImageElement[]>();
  for (const element of before) {
    for (const image of element.getElementsByTagName('img')) {
      const source = failedSource(image) ?? image.getAttribute('src') ?? '';
      const same = loaded.get(source);
      if (same === undefined) loaded.set(source, [image]);
      else same.push(image);
    }
  }
  if (loaded.size === 0) return;
  for (const image of content.querySelectorAll('img')) {
    const kept = loaded.get(image.getAttribute('src') ?? '')?.shift();
    if (kept === undefined) continue;
    if (failedSource(kept) !== undefined) {
      carryFailure(kept, image);
      continue;
    }
    takeAttributes(kept, image);
    image.replaceWith(kept);
  }
}

function keepFolds(content: DocumentFragment, before: readonly HTMLElement[]): void {
  const open = new Map<string, boolean>();
  for (const element of before) {
    for (const details of element.querySelectorAll('details')) open.set(titleOf(details), details.open);
  }
  for (const details of content.querySelectorAll('details')) details.open = open.get(titleOf(details)) ?? details.open;
}

function titleOf(details: HTMLDetailsElement): string {
  return details.querySelector('summary')?.textContent ?? '';
}
