import * as vscode from 'vscode';
import { mathBeingTyped } from '../../core/math-writing/math-at.ts';
import { findSymbols } from '../../core/math-writing/symbol-finder.ts';
import type { OpenNotes } from '../notes.ts';
import { activeNote } from './places.ts';

const remembered = 30;
const shown = 200;
const key = 'mathSymbols.recent';

interface SymbolItem extends vscode.QuickPickItem {
  readonly name: string;
}

/** A quick pick over all symbols of KaTeX, by name, character or words; those chosen before come first. */
export function registerSymbolFinder(notes: OpenNotes, memory: vscode.Memento): vscode.Disposable {
  const recent = (): readonly string[] => memory.get<string[]>(key) ?? [];
  return vscode.commands.registerCommand('paperNotes.insertSymbol', async () => {
    const editor = activeNote();
    if (editor === undefined) return;
    const pick = vscode.window.createQuickPick<SymbolItem>();
    pick.placeholder = 'A name, a character, or words: "leq", "≤", "left arrow double"';
    pick.title = 'Insert Symbol';
    const itemsFor = (query: string): SymbolItem[] =>
      findSymbols(query, recent())
        .slice(0, shown)
        .map(({ name, glyph, words }) => ({ name, label: `${glyph}  ${name}`, description: words, alwaysShow: true }));
    pick.items = itemsFor('');
    const chosen = await new Promise<string | undefined>(resolve => {
      pick.onDidChangeValue(query => {
        pick.items = itemsFor(query);
      });
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.name));
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
    pick.dispose();
    if (chosen === undefined) return;
    await memory.update(key, [chosen, ...recent().filter(name => name !== chosen)].slice(0, remembered));
    const { document } = editor;
    const elements = notes.of(document).elements();
    const text = document.getText();
    await editor.edit(edit => {
      for (const selection of editor.selections) {
        const inMath = mathBeingTyped(text, elements, document.offsetAt(selection.active)) !== undefined;
        const next = text.charAt(document.offsetAt(selection.end));
        // An accent goes on what is selected.
        const filled = chosen.replace(/\{\}$/, `{${document.getText(selection)}}`);
        const tex = inMath
          ? /[A-Za-z]$/.test(chosen) && /[A-Za-z]/.test(next)
            ? `${filled} `
            : filled
          : `$${filled}$`;
        edit.replace(selection, tex);
      }
    });
    if (!chosen.endsWith('{}')) return;
    // Into the braces that wait for something.
    editor.selections = editor.selections.map(({ active }) => {
      const before = document.lineAt(active.line).text.slice(0, active.character);
      const back = /\{\}\$?$/.exec(before)?.[0].length ?? 1;
      const at = active.translate(0, back === 1 ? 0 : 1 - back);
      return new vscode.Selection(at, at);
    });
  });
}
