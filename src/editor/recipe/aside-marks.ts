import type * as vscode from 'vscode';
import { type AsideMark, asideMarks } from '../../core/recipe/follow/aside-marks.ts';
import type { OpenNotes } from '../notes.ts';
import { createRecipeReader } from './note-recipes.ts';

/** The marks of a note's asides, as the note stands now. */
export type AsideMarksOf = (document: vscode.TextDocument) => readonly AsideMark[];

/** For panes: what is to be shown at the asides of an open note. */
export function createAsideMarks(notes: OpenNotes): AsideMarksOf {
  const read = createRecipeReader(notes);
  return document => {
    const { quantities, elements } = read(document);
    return asideMarks(quantities, elements);
  };
}
