import type * as vscode from 'vscode';
import type { Problem } from '../core/problem.ts';
import type { OpenNotes } from './notes.ts';
import { showProblems } from './problem-collection.ts';
import { inStretches } from './stretches.ts';

/** Shows what is wrong with a note as such: its mathematics, its front matter, what is not closed. */
export function registerProblems(notes: OpenNotes): vscode.Disposable {
  return showProblems(notes, {
    name: 'paperNotes',
    pause: 250,
    follows: () => true,
    find: document => findProblems(document, notes),
  });
}

/** Formulas not rendered yet are rendered for it, so it goes block by block and gives way to others. */
async function findProblems(document: vscode.TextDocument, notes: OpenNotes): Promise<readonly Problem[] | undefined> {
  const note = notes.of(document);
  const found: Problem[] = [];
  function* blocks() {
    for (let index = 0; index < note.blocks.length; index++) {
      for (const problem of note.problems(index)) found.push(problem);
      yield;
    }
  }
  return (await inStretches(document, blocks())) ? found : undefined;
}
