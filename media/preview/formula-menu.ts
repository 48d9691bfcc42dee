import type { FormulaContext } from '../../src/protocol.ts';

/** Tells the editor's context menu which formula it was opened on. */
export function tellFormulaOfMenu(): void {
  document.addEventListener(
    'contextmenu',
    event => {
      const target = event.target instanceof Element ? event.target : null;
      const formula = target?.closest('.math') ?? target?.closest('.katex-display') ?? target?.closest('.katex');
      const tex = formula === null || formula === undefined ? undefined : texOf(formula);
      if (!(formula instanceof HTMLElement) || tex === undefined) return;
      const block = formula.closest<HTMLElement>('.block');
      const display = isDisplay(formula);
      const alike = [...(block?.querySelectorAll('.math') ?? [])].filter(
        other => isDisplay(other) === display && texOf(other) === tex,
      );
      const context: FormulaContext = {
        paperNotesFormula: true,
        paperNotesTex: tex,
        paperNotesDisplay: display,
        paperNotesBlock: Number(block?.dataset.id ?? -1),
        paperNotesNth: Math.max(0, alike.indexOf(formula)),
      };
      formula.dataset.vscodeContext = JSON.stringify(context);
    },
    // before the editor reads it
    { capture: true },
  );
}

function texOf(formula: Element): string | undefined {
  return formula.querySelector('annotation[encoding="application/x-tex"]')?.textContent?.trim();
}

function isDisplay(formula: Element): boolean {
  return formula.matches('.math-display, .katex-display');
}
