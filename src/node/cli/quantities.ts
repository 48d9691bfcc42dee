import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openNote } from '../../core/markdown/note.ts';
import { readNoteQuantities, readProse } from '../../core/recipe/quote/note.ts';
import { LineIndex } from '../../core/text.ts';
import type { Command } from './command.ts';

const usage = `paper-notes quantities [FILE|-] [--json]

Reads the numbers of a text: steps, batch sizes, tokens, learning rates, accelerators and so on, each with its
role, value, unit, place, model and the other values that the same words can mean ("4M": 4,000,000 or 4,194,304).
FILE is a note (.md: code, front matter, formulas on their own and asides are left out) or any text; "-" or nothing
reads standard input as prose.

  --json   one object: {"quantities":[{"role","value","unit","from","to","text","model","accelerator","readings",
           "significant","approximate"}],"problems":[{"code","from","to","message","severity"}]}. Units are those of
           "paper-notes formulas": "parameter", "token", "1" for a pure number; nodes, layers, heads, experts and words,
           which are "1" there, are told apart. Places are in UTF-16 units from 0.

Exit code: 0 the text was read, 2 wrong use, or the file could not be read.`;

/** A unit as the formulas name it. */
const catalogueUnit = (unit: string): string => (unit === '' ? '1' : unit === 'param' ? 'parameter' : unit);

/** `paper-notes quantities`: the numbers of a text and what they are said of. */
export const quantitiesCommand: Command = {
  name: 'quantities',
  summary: 'read the numbers of a text and what they are said of',
  usage,
  run: async (args, io) => {
    const json = args.includes('--json');
    const unknown = args.find(arg => arg.startsWith('-') && arg !== '-' && arg !== '--json');
    const files = args.filter(arg => !arg.startsWith('-') || arg === '-');
    if (unknown !== undefined || files.length > 1) {
      io.error(
        `paper-notes quantities: ${unknown === undefined ? 'one file at a time' : `there is no option ${unknown}`}.\n\n${usage}\n`,
      );
      return 2;
    }
    const [file = '-'] = files;
    let text: string;
    try {
      text = file === '-' ? await io.stdin() : await readFile(resolve(io.cwd, file), 'utf8');
    } catch (error) {
      io.error(
        `paper-notes quantities: cannot read ${file}: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      return 2;
    }
    const note = /\.(?:md|markdown)$/i.test(file);
    const { quantities, problems } = note ? readNoteQuantities(openNote(text)) : readProse(text);
    if (json) {
      const out = {
        quantities: quantities.map(quantity => ({
          role: quantity.role,
          value: quantity.value,
          unit: catalogueUnit(quantity.unit),
          from: quantity.range.from,
          to: quantity.range.to,
          text: quantity.text,
          ...(quantity.model === undefined ? {} : { model: quantity.model }),
          ...(quantity.accelerator === undefined ? {} : { accelerator: quantity.accelerator }),
          readings: [quantity.value, ...quantity.readings.map(reading => reading.value)],
          significant: quantity.significant,
          approximate: quantity.approximate,
        })),
        problems: problems.map(({ code, range, message, severity }) => ({
          code,
          from: range.from,
          to: range.to,
          message,
          severity,
        })),
      };
      io.out(`${JSON.stringify(out)}\n`);
      return 0;
    }
    const lines = new LineIndex(text);
    const rows = quantities.map(quantity => [
      String(lines.lineAt(quantity.range.from) + 1),
      quantity.model ?? '',
      quantity.role,
      `${quantity.approximate ? '≈ ' : ''}${quantity.value.toLocaleString('en-US', { maximumSignificantDigits: 15 })} ${quantity.unit}`.trim(),
      quantity.text.replace(/\s+/g, ' '),
    ]);
    const header = ['line', 'model', 'role', 'value', 'text'];
    const widths = header.map((title, column) => Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)));
    for (const row of [header, ...rows])
      io.out(
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
      );
    for (const problem of problems) io.out(`line ${lines.lineAt(problem.range.from) + 1}: ${problem.message}\n`);
    return 0;
  },
};
