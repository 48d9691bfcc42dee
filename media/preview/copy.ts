/** Copying a formula gives its TeX; all else is copied as the browser does it. */
export function copyFormulasAsTex(): void {
  document.addEventListener('copy', event => {
    const selection = document.getSelection();
    if (selection === null || selection.isCollapsed || selection.rangeCount === 0 || event.clipboardData === null)
      return;
    const range = wholeFormulas(selection.getRangeAt(0));
    const content = range.cloneContents();
    const formulas = content.querySelectorAll('.katex');
    if (formulas.length === 0) return;
    const html = document.createElement('div');
    html.append(content.cloneNode(true));
    for (const formula of formulas) {
      const display = formula.closest('.katex-display');
      (display ?? formula).replaceWith(texOf(formula, display !== null));
    }
    event.clipboardData.setData('text/plain', textOf(content));
    event.clipboardData.setData('text/html', html.innerHTML);
    event.preventDefault();
  });
}

/** A formula is copied whole, even if the selection begins or ends within it. */
function wholeFormulas(selected: Range): Range {
  const range = selected.cloneRange();
  const first = formulaOf(range.startContainer);
  const last = formulaOf(range.endContainer);
  if (first !== null) range.setStartBefore(first);
  if (last !== null) range.setEndAfter(last);
  return range;
}

function formulaOf(node: Node): Element | null {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest('.katex-display') ?? element?.closest('.katex') ?? null;
}

function texOf(formula: Element, display: boolean): string {
  const tex = (formula.querySelector('annotation[encoding="application/x-tex"]')?.textContent ?? '').trim();
  return display ? `\n$$${tex.includes('\n') ? `\n${tex}\n` : tex}$$\n` : `$${tex}$`;
}

/** The text as a selection in the page would give it, with its line breaks: only what is laid out has those. */
function textOf(content: DocumentFragment): string {
  const holder = document.createElement('div');
  holder.className = 'copy-room';
  holder.append(content);
  document.body.append(holder);
  // biome-ignore lint/performance/useDomNodeTextContent: it alone puts line breaks where the page shows them.
  const text = holder.innerText;
  holder.remove();
  return text.replace(/\n{3,}/g, '\n\n').trim();
}
