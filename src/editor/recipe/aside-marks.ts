import type * as vscode from 'vscode';
import { createFormulaCache } from '../../core/math/formula-cache.ts';
import { type AsideMark, asideMarks, asideMarksAhead } from '../../core/recipe/follow/aside-marks.ts';
import { inStretches } from '../stretches.ts';
import type { NoteRecipe, RecipeReader } from './note-recipes.ts';

/** The marks of a note's asides, as the note stands now: the same array as before while they are the same. */
export interface AsideMarksOf {
  (document: vscode.TextDocument): readonly AsideMark[];
  /** See `RecipeReader.asidesAhead`; what is shown with the marks is rendered as well. */
  readonly ahead: RecipeReader['asidesAhead'];
  /** See `RecipeReader.onDidChange`. */
  readonly onDidChange: RecipeReader['onDidChange'];
}

/** Characters of HTML that are kept of derivations: some six hundred. */
const derivationsKept = 8_000_000;

/** For panes: what is to be shown at the asides of an open note. */
export function createAsideMarks(read: RecipeReader): AsideMarksOf {
  const formulas = createFormulaCache(derivationsKept);
  const kept = new WeakMap<
    vscode.TextDocument,
    { readonly recipe: NoteRecipe; readonly marks: readonly AsideMark[] }
  >();
  const marksOf = (document: vscode.TextDocument): readonly AsideMark[] => {
    const recipe = read(document);
    const before = kept.get(document);
    if (before?.recipe === recipe) return before.marks;
    const lineAt = (offset: number) => document.positionAt(offset).line;
    const now = asideMarks(read.judged(document), recipe.elements, lineAt, formulas);
    const marks = before !== undefined && sameMarks(before.marks, now) ? before.marks : now;
    kept.set(document, { recipe, marks });
    return marks;
  };
  const ahead = async (document: vscode.TextDocument) => {
    if (!(await read.asidesAhead(document))) return false;
    return inStretches(document, asideMarksAhead(read.judged(document), formulas));
  };
  return Object.assign(marksOf, { ahead, onDidChange: read.onDidChange });
}

function sameMarks(a: readonly AsideMark[], b: readonly AsideMark[]): boolean {
  return (
    a.length === b.length &&
    a.every((mark, index) => {
      const other = b[index]!;
      return (
        mark.text === other.text &&
        mark.state === other.state &&
        mark.told === other.told &&
        mark.result === other.result &&
        mark.derivation === other.derivation &&
        mark.remarks.length === other.remarks.length &&
        mark.remarks.every((remark, at) => remark === other.remarks[at]) &&
        mark.sources.length === other.sources.length &&
        mark.sources.every(({ line, text }, at) => line === other.sources[at]!.line && text === other.sources[at]!.text)
      );
    })
  );
}
