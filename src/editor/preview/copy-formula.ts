import * as vscode from 'vscode';
import type { LiveNote, ReadyFormula } from '../../core/markdown/live-note.ts';
import { formulasOf, mathAt } from '../../core/math-writing/math-at.ts';
import { texToMathml } from '../../core/math-writing/mathml.ts';
import { createPictures } from '../math-writing/pictures.ts';
import type { OpenNotes } from '../notes.ts';
import { pickedFormula, readFormulaContext } from './picked-formula.ts';

/** The pane whose context menu was opened. */
export interface FormulaPane {
  readonly uri: vscode.Uri;
  readonly note: LiveNote;
  /** Resolves with why the picture could not be copied, or with nothing. */
  readonly copyPicture: (svg: string, width: number, height: number) => Promise<string | undefined>;
}

/** A formula that is to be copied, as its note renders it. */
interface Wanted {
  readonly ready: ReadyFormula;
  /** As the note has it. */
  readonly tex: string;
  /** The pane that it was picked in; undefined when it was picked in the editor. */
  readonly pane: FormulaPane | undefined;
}

/** Copies a formula as SVG, PNG, TeX or MathML: the one that the pane's context menu was opened on, or the one at the cursor. */
export function registerCopyFormula(
  extension: vscode.Uri,
  notes: OpenNotes,
  activePane: () => FormulaPane | undefined,
): vscode.Disposable {
  const pictures = createPictures(extension);

  const wanted = (context: unknown): Wanted | undefined => {
    const picked = readFormulaContext(context);
    const pane = activePane();
    if (picked !== undefined && pane !== undefined) {
      return { ready: pickedFormula(pane.note, picked), tex: picked.paperNotesTex, pane };
    }
    const atCursor = formulaAtCursor(notes);
    if (atCursor !== undefined) return { ...atCursor, pane: undefined };
    void vscode.window.showInformationMessage(
      'Right-click a formula in the preview, or put the cursor into one in the note, to copy it.',
    );
    return undefined;
  };
  const drawn = async (context: unknown) => {
    const formula = wanted(context);
    if (formula === undefined) return undefined;
    const { tex, display, macros } = formula.ready;
    const drawing = await pictures.drawing(tex, display, macros);
    if (drawing.kind === 'drawing') return { pane: formula.pane, ...drawing };
    void vscode.window.showWarningMessage(`This formula cannot be drawn: ${drawing.message}`);
    return undefined;
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand('paperNotes.copyFormulaTex', async (context: unknown) => {
      const formula = wanted(context);
      if (formula !== undefined) await vscode.env.clipboard.writeText(formula.tex);
    }),
    vscode.commands.registerCommand('paperNotes.copyFormulaMathml', async (context: unknown) => {
      const formula = wanted(context);
      if (formula === undefined) return;
      const { tex, display, macros } = formula.ready;
      const mathml = texToMathml(tex, display, macros);
      if (mathml !== undefined) await vscode.env.clipboard.writeText(mathml);
      else void vscode.window.showWarningMessage('This formula cannot be read, so it has no MathML.');
    }),
    vscode.commands.registerCommand('paperNotes.copyFormulaSvg', async (context: unknown) => {
      const formula = await drawn(context);
      if (formula !== undefined) await vscode.env.clipboard.writeText(formula.svg);
    }),
    vscode.commands.registerCommand('paperNotes.copyFormulaPng', async (context: unknown) => {
      const formula = await drawn(context);
      if (formula === undefined) return;
      const { pane, svg, width, height } = formula;
      if (pane === undefined) {
        void vscode.window.showInformationMessage('The preview draws the PNG: right-click the formula there.');
        return;
      }
      const refused = await pane.copyPicture(svg, width, height);
      if (refused === undefined) return;
      const save = 'Save as SVG…';
      const message = `The formula could not be copied as PNG: ${refused}`;
      if ((await vscode.window.showWarningMessage(message, save)) === save) await saveSvg(pane.uri, svg);
    }),
  );
}

function formulaAtCursor(notes: OpenNotes): { readonly ready: ReadyFormula; readonly tex: string } | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'markdown') return undefined;
  const note = notes.of(editor.document);
  const block = note.blockAt(editor.selection.active.line);
  const formulas = formulasOf(note.elements(block));
  const formula = mathAt(formulas, editor.document.offsetAt(editor.selection.active));
  const ready = formula === undefined ? undefined : note.formula(block, formulas.indexOf(formula));
  return formula === undefined || ready === undefined ? undefined : { ready, tex: formula.tex.trim() };
}

async function saveSvg(note: vscode.Uri, svg: string): Promise<void> {
  const defaultUri = vscode.Uri.joinPath(note, '..', 'formula.svg');
  const target = await vscode.window.showSaveDialog({ defaultUri, filters: { SVG: ['svg'] } });
  if (target === undefined) return;
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(svg));
  } catch (error) {
    void vscode.window.showErrorMessage(`The formula could not be saved: ${(error as Error).message}`);
  }
}
