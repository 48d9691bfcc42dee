import type { AsideMark } from '../../src/core/recipe/follow/aside-marks.ts';
import { asideWords } from '../../src/core/recipe/follow/aside-words.ts';
import type { Host } from './host.ts';

/*
 * A quiet mark at each aside whose claim was derived again: that it follows from the quotes, or that it does not. A
 * click opens the derivation. The blocks' HTML knows nothing of this: marks come and go without a block being rendered.
 */

/** Keeps the marks of the asides below `root`; `set` takes the place of what was known before. */
export function registerAsideMarks(
  root: HTMLElement,
  host: Host,
): { readonly set: (marks: readonly AsideMark[]) => void } {
  let marks = new Map<string, AsideMark>();
  const shown = new WeakMap<Element, string>();

  const paint = (aside: HTMLElement) => {
    aside.dataset.words ??= asideWords(aside.textContent ?? '');
    const mark = marks.get(aside.dataset.words);
    const before = aside.querySelector<HTMLDetailsElement>(':scope > .aside-check');
    paintResult(aside, mark?.result);
    if (mark === undefined) {
      before?.remove();
      delete aside.dataset.check;
      return;
    }
    const all = JSON.stringify(mark);
    if (before !== null && shown.get(before) === all) return;
    aside.dataset.check = mark.state;
    const check = checkOf(mark, host);
    shown.set(check, all);
    check.open = before?.open ?? false;
    before?.remove();
    aside.append(check);
  };
  const paintBelow = (element: Element) => {
    for (const aside of element.querySelectorAll<HTMLElement>('.aside')) paint(aside);
    if (element instanceof HTMLElement && element.matches('.aside')) paint(element);
  };
  new MutationObserver(changes => {
    if (marks.size === 0) return;
    for (const { addedNodes } of changes) {
      for (const node of addedNodes)
        if (node instanceof Element && !node.matches('.aside-check, .aside-result')) paintBelow(node);
    }
  }).observe(root, { childList: true, subtree: true });

  return {
    set: known => {
      if (known.length === 0 && marks.size === 0) return;
      marks = new Map(known.map(mark => [asideWords(mark.text), mark]));
      paintBelow(root);
    },
  };
}

/** What an expression comes to, behind its words, until the note itself says it. */
function paintResult(aside: HTMLElement, result: string | undefined): void {
  const before = aside.querySelector(':scope > .aside-result');
  if (result === undefined) {
    before?.remove();
    return;
  }
  const shown = before ?? document.createElement('span');
  shown.className = 'aside-result';
  if (shown.textContent !== result) shown.textContent = result;
  if (before === null) aside.insertBefore(shown, aside.querySelector(':scope > .aside-check'));
}

function checkOf(mark: AsideMark, host: Host): HTMLDetailsElement {
  const check = document.createElement('details');
  check.className = 'aside-check';
  const summary = document.createElement('summary');
  summary.textContent = mark.state === 'holds' ? '✓' : '≠';
  summary.title = mark.told;
  summary.setAttribute('aria-label', mark.told);
  const body = document.createElement('div');
  body.className = 'aside-derivation';
  if (mark.state === 'stale') body.append(paragraph(mark.told));
  if (mark.derivation !== '') {
    const formula = document.createElement('div');
    // Rendered by the extension's own KaTeX, as the formulas of the blocks are.
    formula.innerHTML = mark.derivation;
    body.append(formula);
  }
  for (const { line, text } of mark.sources) {
    const place = document.createElement('button');
    place.type = 'button';
    place.textContent = `line ${line + 1}`;
    place.title = 'Go to this number in the note';
    place.addEventListener('click', () => host.post({ type: 'revealLine', line, focus: true }));
    const source = paragraph(`: ${text}`);
    source.prepend(place);
    body.append(source);
  }
  for (const remark of mark.remarks) body.append(paragraph(remark));
  check.append(summary, body);
  return check;
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('div');
  element.textContent = text;
  return element;
}
