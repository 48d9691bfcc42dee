import type { LiveNote, ReadyFormula } from '../../core/markdown/live-note.ts';
import type { FormulaContext } from '../../protocol.ts';

/** The formula that a context menu was opened on; undefined when the command was run without one. */
export function readFormulaContext(context: unknown): FormulaContext | undefined {
  if (typeof context !== 'object' || context === null) return undefined;
  const { paperNotesFormula, paperNotesTex, paperNotesDisplay, paperNotesBlock, paperNotesNth } = context as Partial<
    Record<keyof FormulaContext, unknown>
  >;
  if (paperNotesFormula !== true || typeof paperNotesTex !== 'string') return undefined;
  return {
    paperNotesFormula,
    paperNotesTex,
    paperNotesDisplay: paperNotesDisplay === true,
    paperNotesBlock: typeof paperNotesBlock === 'number' ? paperNotesBlock : -1,
    paperNotesNth: typeof paperNotesNth === 'number' ? paperNotesNth : 0,
  };
}

/**
 * A formula of the pane with the macros, numbers and references that it has in the note. One that the note has not
 * itself, as in an embedded note, gets the macros in force where it is shown.
 */
export function pickedFormula(note: LiveNote, picked: FormulaContext): ReadyFormula {
  const index = note.blocks.findIndex(({ id }) => id === picked.paperNotesBlock);
  const alike = (index < 0 ? [] : note.elements(index))
    .filter(element => element.kind === 'math')
    .flatMap((element, nth) =>
      element.display === picked.paperNotesDisplay && element.tex.trim() === picked.paperNotesTex ? [nth] : [],
    );
  const nth = alike[picked.paperNotesNth] ?? alike[0];
  const ready = nth === undefined ? undefined : note.formula(index, nth);
  if (ready !== undefined) return ready;
  const { macros = {} } = note.formula(Math.max(0, index), 0) ?? note.formula(0, 0) ?? {};
  return { tex: picked.paperNotesTex, display: picked.paperNotesDisplay, macros };
}
