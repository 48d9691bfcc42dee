import * as vscode from 'vscode';
import { firstCalculation } from '../../core/recipe/follow/calculations.ts';
import { readExpressionAsides, withSign } from '../../core/recipe/follow/expressions.ts';
import { runAt } from '../../core/recipe/follow/run.ts';
import { contains } from '../../core/text.ts';
import type { LiveConfig } from '../config.ts';
import type { RecipeReader } from './note-recipes.ts';

/** Behind quotes what follows from them first, and behind expressions their value; off unless switched on. */
export function registerRecipeInlayHints(read: RecipeReader, config: LiveConfig): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    config.onDidChange(() => changed.fire()),
    vscode.languages.registerInlayHintsProvider(
      { language: 'markdown' },
      {
        onDidChangeInlayHints: changed.event,
        provideInlayHints: (document, range) => {
          if (!config.current.recipes.inlayHints) return [];
          const { text, quantities, elements } = read(document);
          const hints: vscode.InlayHint[] = [];
          const from = document.offsetAt(range.start);
          const to = document.offsetAt(range.end);
          for (const paragraph of quantities.paragraphs) {
            if (paragraph.range.to < from || paragraph.range.from > to) continue;
            if (!paragraph.quantities.some(quantity => quantity.role === 'steps' || quantity.role === 'tokens'))
              continue;
            const run = runAt(quantities, paragraph.range.from);
            if (run === undefined) continue;
            const first = firstCalculation(quantities, run, config.current.recipes.prices);
            if (first === undefined || first.aside === '') continue;
            const body = text.slice(paragraph.range.from, paragraph.range.to);
            // A table is no quote.
            if (body.trimStart().startsWith('|')) continue;
            if (text.includes(`%%${first.aside}%%`) || body.includes(first.aside.replace(/\.$/, ''))) continue;
            // It belongs behind the quote that it mostly comes from, not behind each that has a part in it.
            const here = first.sources.filter(({ quantity }) => contains(paragraph.range, quantity.range.from));
            if (here.length * 2 < first.sources.length) continue;
            // Before what the reader has written below the quote.
            const end = paragraph.range.from + body.replace(/\s*%%[\s\S]*$/, '').trimEnd().length;
            const hint = new vscode.InlayHint(document.positionAt(end), `⇒ ${first.aside}`);
            hint.paddingLeft = true;
            hint.tooltip = first.computation.derivation.text;
            hints.push(hint);
          }
          for (const aside of readExpressionAsides(quantities, elements)) {
            if (aside.state !== 'open' || aside.range.to < from || aside.range.from > to) continue;
            const hint = new vscode.InlayHint(document.positionAt(aside.range.to - 2), withSign(aside.evaluation));
            hint.paddingLeft = true;
            hints.push(hint);
          }
          return hints;
        },
      },
    ),
  );
}
