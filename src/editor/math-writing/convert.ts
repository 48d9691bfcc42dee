import * as vscode from 'vscode';
import { mathAt, mathBeingTyped } from '../../core/math-writing/math-at.ts';
import { texToMathml, textWithMathmlToTex } from '../../core/math-writing/mathml.ts';
import { texToUnicode } from '../../core/math-writing/tex-to-unicode.ts';
import { unicodeToTex } from '../../core/math-writing/unicode-to-tex.ts';
import type { OpenNotes } from '../notes.ts';
import { activeNote, offsetsIn, rangeIn } from './places.ts';

type Form = 'unicode' | 'tex' | 'mathml';

const nothing: Readonly<Record<Form, string>> = {
  unicode: 'Select TeX, or put the cursor into a formula, to write it as Unicode text.',
  tex: 'Select Unicode text or MathML to write it as TeX.',
  mathml: 'Select TeX that KaTeX can read, or put the cursor into a formula, to write it as MathML.',
};

function converted(text: string, to: Form, display: boolean): string | undefined {
  if (to === 'tex') return /<(?:m|mml|math)?:?math[\s>]/.test(text) ? textWithMathmlToTex(text) : unicodeToTex(text);
  const tex = text
    .trim()
    .replace(/^\$\$?([\s\S]*?)\$?\$$/, '$1')
    .trim();
  if (tex === '') return undefined;
  return to === 'unicode' ? texToUnicode(tex) : texToMathml(tex, display);
}

/** Commands that turn the selection, or the formula at the cursor, from TeX to Unicode or MathML and back. */
export function registerConversions(notes: OpenNotes): vscode.Disposable {
  const run = async (to: Form): Promise<void> => {
    const editor = activeNote();
    if (editor === undefined) return;
    const { document } = editor;
    const elements = notes.of(document).elements();
    const edits: { range: vscode.Range; insert: string }[] = [];
    for (const selection of editor.selections) {
      const formula = selection.isEmpty ? mathAt(elements, document.offsetAt(selection.active)) : undefined;
      const range =
        formula === undefined ? selection : rangeIn(document, to === 'tex' ? formula.texRange : formula.range);
      if (range.isEmpty) continue;
      const { from } = offsetsIn(document, range);
      const display = mathAt(elements, from)?.display ?? document.getText(range).startsWith('$$');
      const insert = converted(document.getText(range), to, display);
      if (insert === undefined) continue;
      // TeX that stands in prose is none until it stands in a formula.
      const bare =
        to === 'tex' && mathBeingTyped(document.getText(), elements, from) === undefined && !insert.includes('$');
      edits.push({ range, insert: bare ? `$${insert.trim()}$` : insert });
    }
    if (edits.length === 0) {
      void vscode.window.showInformationMessage(nothing[to]);
      return;
    }
    await editor.edit(edit => {
      for (const { range, insert } of edits) edit.replace(range, insert);
    });
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('paperNotes.convertToUnicode', () => run('unicode')),
    vscode.commands.registerCommand('paperNotes.convertToTex', () => run('tex')),
    vscode.commands.registerCommand('paperNotes.convertToMathml', () => run('mathml')),
  );
}
