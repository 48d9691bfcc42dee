import { anchorPrefix } from '../../src/core/markdown/anchor.ts';
import type { BlockList } from './block-list.ts';
import type { Host } from './host.ts';
import { showElement } from './places.ts';

/**
 * What a click does: it opens a link, ticks a task, loads an image that waits, and anywhere else it goes to the line
 * in the editor. A double click goes there to write. The extension decides what a link may open.
 */
export function registerClicks(list: BlockList, host: Host): void {
  document.addEventListener('click', event => {
    const target = event.target;
    if (!(target instanceof Element) || event.defaultPrevented) return;

    const link = target.closest('a[href]');
    if (link !== null) {
      event.preventDefault();
      openLink(list, host, addressOf(link));
      return;
    }
    const missing = target.closest('.wikilink.missing');
    if (missing !== null) {
      openMissing(host, missing);
      return;
    }
    if (target instanceof HTMLInputElement && target.type === 'checkbox') {
      // The box shows what the note says: it changes when the note has changed.
      event.preventDefault();
      toggleTask(list, host, target);
      return;
    }
    const held = target.closest('.image-held');
    if (held !== null) {
      loadImage(host, held);
      return;
    }
    if (event.detail !== 1 || target.closest('summary, button, audio, video') !== null) return;
    if (document.getSelection()?.isCollapsed === false) return;
    reveal(list, host, target, false);
  });

  document.addEventListener('dblclick', event => {
    const target = event.target;
    if (!(target instanceof Element) || target.closest('a, summary, button, input, .image-held') !== null) return;
    reveal(list, host, target, true);
  });

  // A link without an address is no button to the browser.
  document.addEventListener('keydown', event => {
    const missing = event.key === 'Enter' && event.target instanceof Element ? event.target : null;
    if (missing?.matches('.wikilink.missing') === true) openMissing(host, missing);
  });

  // A webview's own undo knows nothing of the note. What was ticked here is taken back here.
  document.addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    event.stopPropagation();
    host.post({ type: 'undoTask' });
  });

  // The middle button would have the browser open a window by itself.
  document.addEventListener('auxclick', event => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
    if (link !== null) event.preventDefault();
  });
}

/**
 * Where a link leads. The page of a note knows a heading by its slug alone; a wikilink to another note says more, as
 * `[[Note#Methods#Data]]` does of several that are called Data.
 */
function addressOf(link: Element): string {
  const href = link.getAttribute('href') ?? '';
  const part = /#(.*)/s.exec(link.getAttribute('data-target') ?? '')?.[1];
  if (part === undefined || !link.classList.contains('wikilink')) return href;
  if (href.startsWith('#') && (!part.includes('#') || link.closest('.embed') !== null)) return href;
  return `${href.replace(/#.*/s, '')}#${encodeURIComponent(part)}`;
}

/** A wikilink to a note that nobody knows is asked for as a file beside this one: the extension says that there is none. */
function openMissing(host: Host, link: Element): void {
  const name = (link.getAttribute('data-target') ?? '').replace(/#.*/s, '');
  host.post({ type: 'openLink', href: name.split('/').map(encodeURIComponent).join('/') });
}

function openLink(list: BlockList, host: Host, href: string): void {
  const anchor = href.startsWith('#') ? anchorElement(href.slice(1)) : null;
  if (anchor === null) host.post({ type: 'openLink', href });
  else {
    showElement(list, anchor);
    flash(anchor);
  }
}

/** The element that a `#anchor` names. */
export function anchorElement(anchor: string): HTMLElement | null {
  const names = [anchor, decoded(anchor)];
  const ids = [...names, ...names.map(name => `${anchorPrefix}${name}`)];
  return ids.map(id => document.getElementById(id)).find(element => element !== null) ?? null;
}

/** Shows for a moment where a jump has landed. */
export function flash(element: HTMLElement): void {
  element.classList.remove('landed');
  // Reading a measure starts the animation again when the same place is jumped to twice.
  void element.offsetWidth;
  element.classList.add('landed');
  element.addEventListener('animationend', () => element.classList.remove('landed'), { once: true });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is shown in a block and does not stand in its source. */
const notOfBlock = '.embed, .footnotes';

function toggleTask(list: BlockList, host: Host, box: HTMLInputElement): void {
  const block = list.blockOf(box);
  // what another note says is not to be changed here, nor a footnote away from its place
  if (block === undefined || box.closest(notOfBlock) !== null) return;
  const boxes = [...block.element.querySelectorAll('input[type="checkbox"]')].filter(
    each => each.closest(notOfBlock) === null,
  );
  host.post({ type: 'toggleTask', line: list.placeOf(block).line, index: boxes.indexOf(box) });
}

function loadImage(host: Host, held: Element): void {
  const source = held.getAttribute('data-source');
  if (source !== null) host.post({ type: 'loadImage', source });
}

function reveal(list: BlockList, host: Host, target: Element, focus: boolean): void {
  const block = list.blockOf(target);
  if (block === undefined) return;
  const { line } = list.placeOf(block);
  const within = target.closest('[data-line]');
  const offset = within !== null && block.element.contains(within) ? Number(within.getAttribute('data-line')) : 0;
  host.post({ type: 'revealLine', line: line + offset, focus });
}
