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

/**
 * Gives an element of a block what its new HTML holds; nothing else of the block changes. The element itself stays: were
 * an item of a list to go and another to come, the browser would count all items anew, and restyle what is in them.
 */
export function replacePart(old: HTMLElement, html: string): void {
  const template = document.createElement('template');
  template.innerHTML = html;
  if (html.includes('<img')) keepImages(template.content, [old]);
  if (html.includes('<details')) keepFolds(template.content, [old]);
  const [next] = template.content.children;
  if (next === undefined || next.localName !== old.localName) {
    old.replaceWith(template.content);
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
