import * as vscode from 'vscode';
import { createFoldingReader } from '../../core/math-writing/folding.ts';
import { mathSelections } from '../../core/math-writing/selection.ts';
import type { OpenNotes } from '../notes.ts';
import { inStretches } from '../stretches.ts';
import { rangeIn } from './places.ts';

/** Folding of formulas and environments, and selections that grow by what TeX is made of. */
export function registerStructure(notes: OpenNotes): vscode.Disposable {
  const foldingsOf = createFoldingReader();
  return vscode.Disposable.from(
    vscode.languages.registerFoldingRangeProvider('markdown', {
      provideFoldingRanges: async document => {
        const note = notes.of(document);
        // After a change it is asked for again.
        if (!(await inStretches(document, foldingsOf.ahead(note)))) return undefined;
        return foldingsOf(note).map(({ first, last }) => new vscode.FoldingRange(first, last));
      },
    }),
    vscode.languages.registerSelectionRangeProvider('markdown', {
      provideSelectionRanges: (document, positions) => {
        const elements = notes.of(document).elements();
        const text = document.getText();
        return positions.map(position => {
          const ranges = mathSelections(text, elements, document.offsetAt(position));
          let selection: vscode.SelectionRange | undefined;
          for (const range of ranges.reverse())
            selection = new vscode.SelectionRange(rangeIn(document, range), selection);
          return selection ?? new vscode.SelectionRange(new vscode.Range(position, position));
        });
      },
    }),
  );
}
