import * as vscode from 'vscode';
import { explainMathError } from '../../core/math-writing/explain.ts';
import { mathAt } from '../../core/math-writing/math-at.ts';
import type { OpenNotes } from '../notes.ts';
import { type Pictures, pictureText, plainText } from './pictures.ts';
import { rangeIn } from './places.ts';

/** Shows a formula rendered when the pointer rests on its TeX, as the note renders it: macros, numbers, references. */
export function registerHover(notes: OpenNotes, pictures: Pictures, isOn: () => boolean): vscode.Disposable {
  return vscode.languages.registerHoverProvider('markdown', {
    provideHover: async (document, position) => {
      if (!isOn()) return undefined;
      const note = notes.of(document);
      const block = note.blockAt(position.line);
      const formulas = note.elements(block).filter(element => element.kind === 'math');
      const offset = document.offsetAt(position);
      const formula =
        mathAt(formulas, offset) ?? formulas.find(({ range }) => range.from <= offset && offset < range.to);
      if (formula === undefined) return undefined;
      const ready = note.formula(block, formulas.indexOf(formula));
      if (ready === undefined) return undefined;
      const version = document.version;
      const image = await pictures.of(ready.tex, ready.display, ready.macros);
      if (document.version !== version) return undefined;
      const range = rangeIn(document, formula.range);
      if (image.kind === 'image') return new vscode.Hover(pictureText(image), range);
      const whole = { from: 0, to: ready.tex.length };
      const { message } = explainMathError(ready.tex, image.message, whole, Object.keys(ready.macros));
      return new vscode.Hover(plainText(message), range);
    },
  });
}
