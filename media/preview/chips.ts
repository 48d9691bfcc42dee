import type { ZoteroCard } from '../../src/protocol.ts';
import type { Host } from './host.ts';

/*
 * What is known of the links into Zotero: each chip takes its annotation's colour, and shows a card when one stays on
 * it. The blocks' HTML knows nothing of this: answers come and go without a block being rendered again.
 */

/** What the extension says about links, and pictures that it was asked for. */
export interface Chips {
  readonly set: (cards: readonly ZoteroCard[]) => void;
  readonly picture: (uri: string, png: string | undefined) => void;
}

/** The pointer stays this long before a card shows, in milliseconds. */
const showAfter = 350;
/** The way from the chip to its card may take this long. */
const hideAfter = 250;

/** Colours the chips below `root` and shows their cards. */
export function registerChips(root: HTMLElement, host: Host): Chips {
  let cards = new Map<string, ZoteroCard>();
  const card = document.createElement('aside');
  card.className = 'zotero-card';
  card.hidden = true;
  card.setAttribute('role', 'group');
  card.setAttribute('aria-label', 'Annotation');
  card.id = 'page:zotero-card';
  document.body.append(card);
  let shown: HTMLElement | undefined;
  let timer = 0;

  const paint = (chip: HTMLElement) => {
    const known = cards.get(chip.dataset.zotero ?? '');
    if (known === undefined) {
      chip.style.removeProperty('--chip');
      delete chip.dataset.state;
      return;
    }
    if (/^#[0-9a-f]{6}$/.test(known.color)) chip.style.setProperty('--chip', known.color);
    else chip.style.removeProperty('--chip');
    chip.dataset.state = known.state;
  };
  const paintBelow = (element: Element) => {
    for (const chip of element.querySelectorAll<HTMLElement>('.chip.zotero')) paint(chip);
    if (element instanceof HTMLElement && element.matches('.chip.zotero')) paint(element);
  };
  new MutationObserver(changes => {
    if (cards.size === 0) return;
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node instanceof Element) paintBelow(node);
    }
  }).observe(root, { childList: true, subtree: true });

  const hide = () => {
    window.clearTimeout(timer);
    card.hidden = true;
    shown?.removeAttribute('aria-describedby');
    shown?.removeAttribute('aria-keyshortcuts');
    shown = undefined;
  };
  /** Hides the card; the keyboard goes back to its chip. */
  const leave = () => {
    if (card.contains(document.activeElement)) shown?.focus({ preventScroll: true });
    hide();
  };
  const show = (chip: HTMLElement) => {
    const known = cards.get(chip.dataset.zotero ?? '');
    if (known === undefined) return;
    shown = chip;
    card.replaceChildren(...cardContent(known, host, leave));
    card.hidden = false;
    chip.setAttribute('aria-describedby', card.id);
    chip.setAttribute('aria-keyshortcuts', 'ArrowDown');
    const at = chip.getBoundingClientRect();
    const size = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - size.width - 8));
    const below = at.bottom + 6;
    const top = below + size.height > window.innerHeight && at.top > size.height + 6 ? at.top - size.height - 6 : below;
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${top + window.scrollY}px`;
    if (known.hasPicture) host.post({ type: 'zoteroPicture', uri: known.uri });
  };
  const soon = (after: number, what: () => void) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(what, after);
  };
  const chipOf = (target: EventTarget | null): HTMLElement | null =>
    target instanceof Element ? target.closest<HTMLElement>('.chip.zotero') : null;

  root.addEventListener('pointerover', event => {
    const chip = chipOf(event.target);
    if (chip !== null && chip !== shown) soon(showAfter, () => show(chip));
  });
  root.addEventListener('pointerout', event => {
    if (chipOf(event.target) !== null) soon(hideAfter, hide);
  });
  root.addEventListener('focusin', event => {
    const chip = chipOf(event.target);
    if (chip?.matches(':focus-visible')) show(chip);
  });
  root.addEventListener('focusout', event => {
    if (chipOf(event.target) !== null && !card.contains(event.relatedTarget as Node | null)) hide();
  });
  card.addEventListener('pointerenter', () => window.clearTimeout(timer));
  card.addEventListener('pointerleave', () => soon(hideAfter, hide));
  document.addEventListener('keydown', event => {
    if (card.hidden || shown === undefined) return;
    if (event.key === 'Escape') leave();
    else if (event.key === 'ArrowDown' && document.activeElement === shown) {
      // Else the page would scroll. The card stands at the end of the page, where Tab does not lead from the chip.
      event.preventDefault();
      event.stopPropagation();
      card.querySelector('button')?.focus({ preventScroll: true });
    }
  });
  card.addEventListener('focusout', event => {
    const next = event.relatedTarget as Node | null;
    if (next !== shown && !card.contains(next)) hide();
  });

  return {
    set: next => {
      cards = new Map(next.map(entry => [entry.uri, entry]));
      paintBelow(root);
      if (shown === undefined || card.hidden) return;
      // The pane may have turned to another note meanwhile.
      if (shown.isConnected && cards.has(shown.dataset.zotero ?? '')) show(shown);
      else hide();
    },
    picture: (uri, png) => {
      const place = card.querySelector<HTMLElement>('.zotero-picture');
      if (place === null || place.dataset.uri !== uri) return;
      if (png === undefined) {
        place.textContent = 'Zotero has not drawn this picture yet: open its page in Zotero once.';
        return;
      }
      const image = document.createElement('img');
      image.src = `data:image/png;base64,${png}`;
      image.alt = 'The annotation as Zotero shows it';
      place.replaceChildren(image);
    },
  };
}

function part(name: string, className: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

/** A card's content, of text nodes only: what Zotero holds comes from papers and from strangers. */
function cardContent(known: ZoteroCard, host: Host, leave: () => void): readonly Node[] {
  const nodes: Node[] = [];
  if (known.heading !== '') nodes.push(part('p', 'zotero-heading', known.heading));
  if (known.text !== '') nodes.push(part('blockquote', 'zotero-text', known.text));
  if (known.hasPicture) {
    const place = part('div', 'zotero-picture', '');
    place.dataset.uri = known.uri;
    nodes.push(place);
  }
  if (known.comment !== '') {
    const comment = part('p', 'zotero-comment', '');
    comment.append(...commentNodes(known.comment));
    nodes.push(comment);
  }
  if (known.tags.length > 0) nodes.push(part('p', 'zotero-tags', known.tags.join(' · ')));
  if (known.paper !== '') nodes.push(part('p', 'zotero-paper', known.paper));
  nodes.push(part('p', 'zotero-state', known.told));
  const actions = part('div', 'zotero-actions', '');
  const button = (label: string, run: () => void) => {
    const element = part('button', '', label) as HTMLButtonElement;
    element.type = 'button';
    element.addEventListener('click', () => {
      run();
      leave();
    });
    actions.append(element);
  };
  button('Open in Zotero', () => host.post({ type: 'openLink', href: known.uri }));
  if (known.canCopy) button('Copy as quote', () => host.post({ type: 'zoteroAct', uri: known.uri, action: 'copy' }));
  if (known.canUpdate)
    button('Update the quote', () => host.post({ type: 'zoteroAct', uri: known.uri, action: 'update' }));
  nodes.push(actions);
  return nodes;
}

/** A comment with the four tags that Zotero lets it have; every other character is text. */
function commentNodes(comment: string): readonly Node[] {
  const top = document.createElement('span');
  const open: HTMLElement[] = [top];
  for (const piece of comment.split(/(<\/?(?:b|i|sub|sup)>)/i)) {
    const tag = /^<(\/?)(b|i|sub|sup)>$/i.exec(piece);
    if (tag === null) open.at(-1)!.append(piece);
    else if (tag[1] === '') {
      const element = document.createElement(tag[2]!);
      open.at(-1)!.append(element);
      open.push(element);
    } else if (open.at(-1)!.localName === tag[2]!.toLowerCase()) open.pop();
  }
  return [...top.childNodes];
}
