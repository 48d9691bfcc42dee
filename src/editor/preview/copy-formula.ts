import * as vscode from 'vscode';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import { createPictures } from '../math-writing/pictures.ts';
import { pickedFormula, readFormulaContext } from './picked-formula.ts';

/** The pane whose context menu was opened. */
export interface FormulaPane {
  readonly uri: vscode.Uri;
  readonly note: LiveNote;
  /** Resolves with why the picture could not be copied, or with nothing. */
  readonly copyPicture: (svg: string, width: number, height: number) => Promise<string | undefined>;
}

/** The pane's context menu for formulas: copies one as SVG, PNG or TeX. */
export function registerCopyFormula(
  extension: vscode.Uri,
  activePane: () => FormulaPane | undefined,
): vscode.Disposable {
  const pictures = createPictures(extension);

  const drawn = async (context: unknown) => {
    const picked = readFormulaContext(context);
    const pane = activePane();
    if (picked === undefined || pane === undefined) {
      void vscode.window.showInformationMessage('Right-click a formula in the preview to copy it.');
      return undefined;
    }
    const { tex, display, macros } = pickedFormula(pane.note, picked);
    const drawing = await pictures.drawing(tex, display, macros);
    if (drawing.kind === 'drawing') return { pane, ...drawing };
    void vscode.window.showWarningMessage(`This formula cannot be drawn: ${drawing.message}`);
    return undefined;
  };

  return vscode.Disposable.from(
    vscode.commands.registerCommand('paperNotes.copyFormulaTex', async (context: unknown) => {
      const picked = readFormulaContext(context);
      if (picked !== undefined) await vscode.env.clipboard.writeText(picked.paperNotesTex);
      else void vscode.window.showInformationMessage('Right-click a formula in the preview to copy it.');
    }),
    vscode.commands.registerCommand('paperNotes.copyFormulaSvg', async (context: unknown) => {
      const formula = await drawn(context);
      if (formula !== undefined) await vscode.env.clipboard.writeText(formula.svg);
    }),
    vscode.commands.registerCommand('paperNotes.copyFormulaPng', async (context: unknown) => {
      const formula = await drawn(context);
      if (formula === undefined) return;
      const { pane, svg, width, height } = formula;
      const refused = await pane.copyPicture(svg, width, height);
      if (refused === undefined) return;
      const save = 'Save as SVG…';
      const message = `The formula could not be copied as PNG: ${refused}`;
      if ((await vscode.window.showWarningMessage(message, save)) === save) await saveSvg(pane.uri, svg);
    }),
  );
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
