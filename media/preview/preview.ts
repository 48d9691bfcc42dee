import type { PaneState, ToWebviewMessage } from '../../src/protocol.ts';
import { registerAsideMarks } from './aside-marks.ts';
import { BlockList } from './block-list.ts';
import { registerChips } from './chips.ts';
import { anchorElement, flash, registerClicks } from './clicks.ts';
import { copyFormulasAsTex } from './copy.ts';
import { copyPicture } from './copy-picture.ts';
import { markCursorLine } from './cursor-line.ts';
import { showFailedImages } from './failed-images.ts';
import { tellFormulaOfMenu } from './formula-menu.ts';
import { acquireHost } from './host.ts';
import { blocksInView, showElement } from './places.ts';
import { syncScroll } from './scroll-sync.ts';
import { registerZoom } from './zoom.ts';

/*
 * The pane's script. The extension tells the blocks of the note, in pieces; here they become nodes. What a keystroke
 * changes arrives as one small update, which is applied when it arrives: no timer, no walk over the note, no layout.
 */

const host = acquireHost();
const root = document.querySelector<HTMLElement>('body > main')!;
const style = document.querySelector('style.appearance')!;
const list = new BlockList(root);
const cursor = markCursorLine(list);
const kept = host.state;
let state: PaneState = {
  uri: root.dataset.uri ?? '',
  line: Number(root.dataset.line ?? 0),
  locked: kept?.locked ?? false,
  zoom: kept?.zoom ?? 1,
};
let generation = Number(root.dataset.generation);
let wantedAnchor: string | undefined;

const keep = (change: Partial<PaneState>) => {
  state = { ...state, ...change };
  host.keep(state);
};

const scroll = syncScroll(list, line => {
  host.post({ type: 'scrolled', line });
  keep({ line });
  tellView();
});

registerZoom(state.zoom, (zoom, apply) => {
  const { line } = scroll;
  apply();
  scroll.goTo(line);
  keep({ zoom });
});
registerClicks(list, host);
const chips = registerChips(root, host);
const asides = registerAsideMarks(root, host);
copyFormulasAsTex();
tellFormulaOfMenu();
showFailedImages(root);

let viewTold = '';
function tellView(): void {
  if (!list.hasPending) return;
  const { from, to } = blocksInView(list);
  const view = `${from} ${to}`;
  if (view === viewTold) return;
  viewTold = view;
  host.post({ type: 'inView', from, to });
}

function showAnchor(anchor: string): void {
  const element = anchorElement(anchor);
  // Its block may still be on its way.
  wantedAnchor = element === null && list.hasPending ? anchor : undefined;
  if (element === null) return;
  scroll.release();
  showElement(list, element);
  flash(element);
}

/** The blocks whose nodes stand in the page since it was loaded. */
function standingBlocks(): ReadonlyMap<number, HTMLElement> {
  const standing = new Map<number, HTMLElement>();
  for (const element of root.querySelectorAll<HTMLElement>('.block')) standing.set(Number(element.dataset.id), element);
  return standing;
}

function receive(message: ToWebviewMessage): void {
  switch (message.type) {
    case 'update': {
      const lost: number[] = [];
      scroll.during(() => {
        for (const { id, lines } of message.lengths) list.setLines(id, lines);
        for (const splice of message.splices) {
          const id = list.splice(splice);
          if (id !== undefined) lost.push(id);
        }
        cursor.renew();
      });
      host.post({ type: 'applied', version: message.version, ...(lost.length > 0 && { lost }) });
      break;
    }
    case 'fill':
      scroll.during(() => {
        for (const { id, html } of message.blocks) list.fill(id, html);
      });
      host.post({ type: 'filled' });
      if (wantedAnchor !== undefined) showAnchor(wantedAnchor);
      break;
    case 'note':
      list.reset(message.blocks, message.generation === generation ? standingBlocks() : new Map());
      generation = message.generation;
      cursor.renew();
      scroll.goTo(message.line);
      keep({ uri: message.uri, line: message.line });
      document.title = decodeURIComponent(new URL(message.uri).pathname).split('/').at(-1) ?? '';
      viewTold = '';
      tellView();
      break;
    case 'scrollTo':
      scroll.goTo(message.line);
      keep({ line: message.line });
      tellView();
      break;
    case 'showAnchor':
      showAnchor(message.anchor);
      break;
    case 'cursor':
      cursor.set(message.line);
      break;
    case 'appearance':
      style.textContent = message.css;
      scroll.goTo(scroll.line);
      break;
    case 'locked':
      keep({ locked: message.locked });
      break;
    case 'asides':
      asides.set(message.marks);
      break;
    case 'zotero':
      chips.set(message.cards);
      break;
    case 'zoteroPicture':
      chips.picture(message.uri, message.png);
      break;
    case 'copyPicture':
      void copyPicture(message).then(refused => {
        host.post({ type: 'pictureCopied', ...(refused !== undefined && { refused }) });
      });
      break;
  }
}

host.onMessage(receive);

// What stands in the page is painted before the rest of the note comes and has to be taken in.
let asked = false;
const askForNote = () => {
  if (asked) return;
  asked = true;
  host.post({ type: 'ready' });
};
requestAnimationFrame(() => setTimeout(askForNote));
// No frame comes while the pane is hidden.
setTimeout(askForNote, 250);
