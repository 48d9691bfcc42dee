import * as vscode from 'vscode';
import type { LiveConfig } from '../config.ts';
import type { OpenNotes } from '../notes.ts';
import { registerCompletion } from './completion.ts';
import { registerConversions } from './convert.ts';
import { registerDollarPairs } from './dollar-pairs.ts';
import { registerFixes } from './fixes.ts';
import { registerHover } from './hover.ts';
import { registerNames } from './names.ts';
import type { Pictures } from './pictures.ts';
import { registerStructure } from './structure.ts';
import { registerSymbolFinder } from './symbols.ts';
import { registerTidy } from './tidy.ts';
import { registerTyping } from './typing.ts';

/**
 * Everything that helps with writing mathematics in a note's source.
 *
 * @param pictures formulas as pictures, for hovers
 * @param memory where the symbols chosen last are kept
 */
export function registerMathWriting(parts: {
  readonly config: LiveConfig;
  readonly notes: OpenNotes;
  readonly pictures: Pictures;
  readonly memory: vscode.Memento;
}): vscode.Disposable {
  const { config, notes, pictures, memory } = parts;
  return vscode.Disposable.from(
    registerHover(notes, pictures, () => config.current.mathWriting.hover),
    registerCompletion(notes, pictures, () => config.current.mathWriting.completion),
    registerNames(notes),
    registerStructure(notes),
    registerFixes(notes, () => config.current.mathWriting.hints),
    registerTidy(() => config.current.tidy),
    registerSymbolFinder(notes, memory),
    registerConversions(notes),
    registerTyping(notes, () => config.current.mathWriting),
    registerDollarPairs(config),
  );
}
