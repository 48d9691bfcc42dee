import * as vscode from 'vscode';
import type { OwnPrices } from '../../core/recipe/data/prices.ts';
import { type Answers, type Calculation, calculationsAt } from '../../core/recipe/follow/calculations.ts';
import { runAt } from '../../core/recipe/follow/run.ts';
import { unitLabel } from '../../core/recipe/format.ts';
import { readValue } from '../../core/recipe/given-value.ts';
import type { LiveConfig } from '../config.ts';
import { asidePlace } from './aside-place.ts';
import type { RecipeReader } from './note-recipes.ts';

interface Choice extends vscode.QuickPickItem {
  /** None of a heading. */
  readonly calculation?: Calculation;
}

/** How far behind the cursor an aside is about the quote at it. */
const nearby = 1200;

/** The command's id. */
export const insertCalculationCommand = 'paperNotes.insertCalculation';

/** `paperNotes.insertCalculation`: offers what follows from the quotes around the cursor and writes it as an aside. */
export function registerInsertCalculation(read: RecipeReader, config: LiveConfig): vscode.Disposable {
  return vscode.commands.registerCommand(insertCalculationCommand, async () => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || editor.document.languageId !== 'markdown') {
      void vscode.window.showInformationMessage('Open a note and put the cursor on a quote with numbers first.');
      return;
    }
    const { document } = editor;
    const offset = document.offsetAt(editor.selection.active);
    const { prices } = config.current.recipes;
    // A note that is long and new is read in between others.
    while (!(await read.ahead(document))) if (document.isClosed) return;
    const { text, quantities, own } = read(document);
    const all = calculationsAt(quantities, offset, {}, prices, own);
    // What stands there already is not offered again, unless it is all there is.
    const here = runAt(quantities, offset)?.anchor.range.from ?? offset;
    const near = text.slice(here, offset + nearby);
    const fresh = all.filter(({ aside }) => aside === '' || !near.includes(`%%${aside}%%`));
    const offered = fresh.length > 0 ? fresh : all;
    if (offered.length === 0) {
      void vscode.window.showInformationMessage(
        'No numbers of a training recipe were found near the cursor. Put it on a quote that states steps, a batch size, tokens, GPU hours, or an accuracy.',
      );
      return;
    }
    const version = document.version;
    const choice = await vscode.window.showQuickPick(choicesOf(offered), {
      title: 'Insert recipe calculation',
      placeHolder: 'What follows from the quotes here, best first',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    const chosen = choice?.calculation;
    if (chosen === undefined) return;
    const calculation = chosen.lacking.length === 0 ? chosen : await complete(read, document, offset, chosen, prices);
    if (calculation === undefined || calculation.aside === '') return;
    if (document.version !== version) {
      void vscode.window.showInformationMessage(
        'The note changed in the meantime, so nothing was inserted. Run the command again.',
      );
      return;
    }
    await insert(read, editor, offset, calculation);
  });
}

/** Recipes of one's own stand under a heading, where there are some. */
function choicesOf(offered: readonly Calculation[]): readonly Choice[] {
  const heading = (label: string): Choice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  let before: string | undefined;
  return offered.flatMap(calculation => {
    const group = calculation.own === undefined ? 'More calculations' : 'Recipes of your own';
    const isNew = group !== before && (before !== undefined || calculation.own !== undefined);
    before = group;
    return isNew ? [heading(group), choiceOf(calculation)] : [choiceOf(calculation)];
  });
}

function choiceOf(calculation: Calculation): Choice {
  const { computation, lacking, title: name, own, aside, remarks } = calculation;
  const title = own === undefined || own === name ? name : `${name} (${own})`;
  if (lacking.length > 0) {
    return {
      calculation,
      label: `$(question) ${title}`,
      description: `needs ${lacking.map(input => input.title).join(', ')}`,
    };
  }
  const readings = computation.readings.map(reading => `${reading.text} if ${reading.because}`);
  const doubts = computation.problems.map(problem => problem.message);
  return {
    calculation,
    label: aside,
    description: title,
    detail: [computation.derivation.text.replace(/\n/g, '; '), ...readings, ...remarks, ...doubts].join(' · '),
  };
}

/** Asks for the inputs that the quotes lack, one by one, and computes again. */
async function complete(
  read: RecipeReader,
  document: vscode.TextDocument,
  offset: number,
  calculation: Calculation,
  prices: OwnPrices,
): Promise<Calculation | undefined> {
  const answers: Record<string, string> = {};
  let current: Calculation | undefined = calculation;
  for (let asked = 0; asked < 4 && current !== undefined && current.lacking.length > 0; asked++) {
    const [input] = current.lacking;
    if (input === undefined) return undefined;
    const unit = input.unit === '1' || input.unit === 'text' ? '' : ` (in ${unitLabel(input.unit, 2)})`;
    const answer = await vscode.window.showInputBox({
      title: calculation.title,
      prompt: `${capital(input.title)}${unit}. The quotes here do not say it.`,
      ...(input.proposal === undefined ? {} : { value: input.proposal }),
      validateInput: value => {
        if (input.unit === 'text') return value.trim() === '' ? 'Write a name.' : undefined;
        const result = readValue(value, input.unit);
        return 'error' in result ? result.error : undefined;
      },
    });
    if (answer === undefined) return undefined;
    answers[input.name] = answer;
    current = again(read, document, offset, calculation.id, answers, prices);
  }
  return current;
}

const again = (
  read: RecipeReader,
  document: vscode.TextDocument,
  offset: number,
  id: string,
  answers: Answers,
  prices: OwnPrices,
): Calculation | undefined => {
  const { quantities, own } = read(document);
  return calculationsAt(quantities, offset, answers, prices, own).find(one => one.id === id);
};

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

async function insert(
  read: RecipeReader,
  editor: vscode.TextEditor,
  offset: number,
  calculation: Calculation,
): Promise<void> {
  const { document } = editor;
  // Without a quote, as for a recipe that is complete in itself, it goes where the cursor is.
  const here = document.lineAt(document.positionAt(offset));
  const place = asidePlace(document, read(document), offset, calculation.quote) ?? {
    position: here.range.end,
    prefix: here.isEmptyOrWhitespace ? '' : ' ',
  };
  const text = `${place.prefix}%%${calculation.aside}%%`;
  await editor.edit(edit => edit.insert(place.position, text));
}
