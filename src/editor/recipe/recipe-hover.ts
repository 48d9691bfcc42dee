import * as vscode from 'vscode';
import { type JudgedAside, judgedAsides } from '../../core/recipe/follow/judged-asides.ts';
import { unitLabel } from '../../core/recipe/format.ts';
import type { Quantity } from '../../core/recipe/quantity.ts';
import { contains } from '../../core/text.ts';
import { appendForeign } from '../foreign-text.ts';
import { type Pictures, pictureText } from '../math-writing/pictures.ts';
import type { RecipeReader } from './note-recipes.ts';

/** On a number of a quote: what it is said of and how else it can be read. On an aside: how it follows. */
export function registerRecipeHover(read: RecipeReader, pictures: Pictures): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { language: 'markdown' },
    {
      provideHover: async (document, position) => {
        // A note that is long and new is read in between others; when it changes meanwhile, it is asked for again.
        if (!(await read.ahead(document))) return undefined;
        const { quantities, elements: all, own } = read(document);
        const offset = document.offsetAt(position);
        const elements = all.filter(({ range }) => contains(range, offset));
        const rangeOf = (range: { readonly from: number; readonly to: number }): vscode.Range =>
          new vscode.Range(document.positionAt(range.from), document.positionAt(range.to));
        const quantity = quantities.quantities.find(one => contains(one.range, offset));
        if (quantity !== undefined) {
          const same = quantities.quantities.filter(
            one => one.range.from === quantity.range.from && one.role === quantity.role,
          );
          return new vscode.Hover(aboutQuantity(quantity, same), rangeOf(quantity.range));
        }
        const [aside] = judgedAsides(quantities, elements, own);
        if (aside === undefined) return undefined;
        // Places are read before the picture is waited for: the note may change meanwhile.
        const range = rangeOf(aside.aside.range);
        const text = aboutAside(document, aside);
        const { tex, text: derivation } = aside.derivation;
        if (tex === '') return new vscode.Hover(text, range);
        const image = await pictures.of(tex, true, {});
        const shown =
          image.kind === 'image' ? pictureText(image) : new vscode.MarkdownString().appendCodeblock(derivation, 'text');
        return new vscode.Hover([shown, text], range);
      },
    },
  );
}

function aboutQuantity(quantity: Quantity, same: readonly Quantity[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const number = quantity.value.toLocaleString('en-US', { maximumSignificantDigits: 12 });
  const unit = quantity.unit === '1' ? '' : unitLabel(quantity.unit, quantity.value);
  text.appendMarkdown('**');
  appendForeign(text, quantity.role.replace(/_/g, ' '));
  text.appendMarkdown('** ');
  appendForeign(text, `${quantity.approximate ? '≈ ' : ''}${number} ${unit}`.trim());
  const models = same.map(one => one.model).filter(model => model !== undefined);
  if (models.length > 0) appendForeign(text, ` of ${models.join(', ')}`);
  for (const reading of quantity.readings) {
    text.appendMarkdown('\n\nor ');
    appendForeign(text, `${reading.value.toLocaleString('en-US')} (${reading.why})`);
  }
  return text;
}

/** What is told of an aside, the numbers it rests on with the way to them, and what else there is to know. */
function aboutAside(
  document: vscode.TextDocument,
  { state, told, sources, remarks }: JudgedAside,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  // What is wrong with a stale one stands above already: it is a problem.
  if (state === 'holds') appendForeign(text, told);
  text.appendMarkdown('\n');
  for (const { range, text: written } of sources) {
    const line = document.positionAt(range.from).line + 1;
    text.appendMarkdown(`\n- [line ${line}](${document.uri.with({ fragment: `L${line}` }).toString()}): `);
    appendForeign(text, written.replace(/\s+/g, ' '));
  }
  // The last one names the formula.
  for (const remark of remarks.slice(0, -1)) {
    text.appendMarkdown('\n- ');
    appendForeign(text, remark);
  }
  text.appendMarkdown('\n\n');
  appendForeign(text, remarks.at(-1) ?? '');
  return text;
}
