import * as vscode from 'vscode';
import { macroParts } from '../../core/math/macros.ts';
import { completeMath, type MathCompletion } from '../../core/math-writing/completion.ts';
import type { OpenNotes } from '../notes.ts';
import { type Pictures, pictureText } from './pictures.ts';
import { rangeIn } from './places.ts';

const kinds: Readonly<Record<MathCompletion['kind'], vscode.CompletionItemKind>> = {
  command: vscode.CompletionItemKind.Function,
  environment: vscode.CompletionItemKind.Module,
  'environment-end': vscode.CompletionItemKind.Module,
  macro: vscode.CompletionItemKind.Variable,
  label: vscode.CompletionItemKind.Reference,
};

const suggestAgain: vscode.Command = { command: 'editor.action.triggerSuggest', title: 'Suggest' };

/** What an item needs to be shown rendered when it is looked at. */
interface Sampled extends vscode.CompletionItem {
  readonly sample: string;
  readonly macros: Readonly<Record<string, unknown>>;
}

/** Completes commands, environments, macros and labels inside formulas. */
export function registerCompletion(notes: OpenNotes, pictures: Pictures, isOn: () => boolean): vscode.Disposable {
  const provider: vscode.CompletionItemProvider<Sampled> = {
    provideCompletionItems: (document, position) => {
      if (!isOn()) return undefined;
      const note = notes.of(document);
      const offset = document.offsetAt(position);
      const macros = note.macrosAt(note.blockAt(position.line));
      const parts = Object.fromEntries(Object.entries(macros).map(([name, made]) => [name, macroParts(made)]));
      const found = completeMath(document.getText(), note.elements(), offset, parts);
      if (found === undefined) return undefined;
      const range = rangeIn(document, found.replace);
      const inserting = new vscode.Range(range.start, position);
      return found.items.map(item => ({
        label: item.detail === '' ? item.label : { label: item.label, description: item.detail },
        kind: kinds[item.kind],
        // The editor filters by the text that is there, which begins with the backslash.
        filterText: item.label,
        sortText: `${item.rank}${item.label.toLowerCase()}`,
        insertText: new vscode.SnippetString(item.snippet),
        range: found.whole ? range : { inserting, replacing: range },
        ...(item.goesOn && { command: suggestAgain }),
        sample: item.sample,
        macros,
      }));
    },
    resolveCompletionItem: async item => {
      if (item.sample === '') return item;
      const tex = item.sample.replace(/^\$+|\$+$/g, '').replace(/\\label\{[^{}]*\}/g, '');
      const image = await pictures.of(tex, true, item.macros);
      if (image.kind === 'image') item.documentation = pictureText(image);
      return item;
    },
  };
  return vscode.languages.registerCompletionItemProvider('markdown', provider, '\\', '{');
}
