import { existsSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openNote } from '../../core/markdown/note.ts';
import { type MacroFile, readMacroFile } from '../../core/math/macro-file.ts';
import { appearanceCss } from '../../core/page/appearance.ts';
import { exportHtml, exportTitle } from '../../core/page/export-html.ts';
import { marksOfPage } from '../../core/page/marked-asides.ts';
import { LineIndex } from '../../core/text.ts';
import { surroundingsOfFile } from '../note-folder.ts';
import { fileTrouble, readNoteText } from '../note-text.ts';
import type { Command, CommandIo } from './command.ts';
import { readOwnRecipes, recipesBeside } from './own-recipes.ts';
import { readPrices } from './price-option.ts';

const usage = `paper-notes render NOTE.md [-o OUT.html] [--root FOLDER] [--macros FILE] [--price A100=1.5 …]
                             [--no-remote-images] [--quiet]

Renders a note as one HTML page with style, fonts and pictures inside. Without -o the page goes to standard output;
"-" reads the note from standard input. What is wrong with the note is told on standard error, one line a problem.

  -o, --output FILE     where to write the page; never over the note, nor over another file of markdown
  --root FOLDER         where pictures and embedded notes may lie; else the nearest folder around the note that has
                        .obsidian, .vscode or .git in it, or the note's own
  --macros FILE         macros for formulas: TeX with \\newcommand lines, or JSON
  --price NAME=DOLLARS  what an hour of an accelerator costs, for recipes that state no price; may be given again
  --no-remote-images    leave out pictures that the page would load from the web
  --quiet               tell no problems and no progress

Exit code: 0 the page was made, 2 it could not be.`;

/** The folder of the preview's style and fonts, beside the bundled command line. */
const mediaFolder = path.join(__dirname, 'media');

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    io.error(`paper-notes render: ${(error as Error).message}\n\n${usage}\n`);
    return 2;
  }
  const { values, positionals } = parsed;
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) {
    io.error(`paper-notes render: give one note.\n\n${usage}\n`);
    return 2;
  }
  const prices = readPrices(values.price ?? []);
  if (typeof prices === 'string') {
    io.error(`paper-notes render: ${prices}.\n`);
    return 2;
  }
  const output = values.output === undefined ? undefined : path.resolve(io.cwd, values.output);
  const file = name === '-' ? path.join(io.cwd, 'note.md') : path.resolve(io.cwd, name);
  let text: string;
  let macros: MacroFile | undefined;
  try {
    text = name === '-' ? await io.stdin() : readNoteText(file);
  } catch (error) {
    io.error(`paper-notes render: ${fileTrouble(error, name)}\n`);
    return 2;
  }
  if (values.macros !== undefined) {
    try {
      macros = readMacroFile(readNoteText(path.resolve(io.cwd, values.macros)));
    } catch (error) {
      io.error(`paper-notes render: ${fileTrouble(error, values.macros)}\n`);
      return 2;
    }
  }
  const root = values.root === undefined ? undefined : path.resolve(io.cwd, values.root);
  if (root !== undefined && !existsSync(root)) {
    io.error(`paper-notes render: There is no folder “${values.root}”.\n`);
    return 2;
  }
  const refusal = output === undefined ? undefined : whyNotOver(output, name === '-' ? undefined : file);
  if (refusal !== undefined) {
    io.error(`paper-notes render: ${refusal}\n`);
    return 2;
  }
  const quiet = values.quiet === true;
  for (const { message } of quiet ? [] : (macros?.problems ?? [])) io.error(`${values.macros}: error: ${message}\n`);
  const remoteImages = values['no-remote-images'] !== true;
  const note = openNote(
    text,
    surroundingsOfFile(file, {
      remoteImages,
      prices,
      ...(macros === undefined ? {} : { macros: macros.macros }),
      ...(root === undefined ? {} : { root }),
    }),
  );
  const own = await readOwnRecipes(name === '-' ? [] : await recipesBeside(file, io.cwd), io.cwd);
  const page = exportHtml(note, {
    title: exportTitle(note, path.basename(file)),
    marks: marksOfPage(note, own.recipes, prices),
    style: readFileSync(path.join(mediaFolder, 'preview.css'), 'utf8'),
    appearance: appearanceCss({ fontFamily: '', fontSize: 17, lineHeight: 1.6, width: 68, asides: 'margin' }),
    font: name => readFileSync(path.join(mediaFolder, name)).toString('base64'),
    ...(quiet || note.blocks.length < 2000 ? {} : { progress: progressOn(io) }),
  });
  if (!quiet) tellProblems(note.problems(), text, name, io);
  if (output === undefined) io.out(page);
  else {
    try {
      writeFileSync(output, page);
    } catch (error) {
      io.error(`paper-notes render: ${fileTrouble(error, values.output ?? output)}\n`);
      return 2;
    }
  }
  return 0;
}

/** Why a page is not written to a file, so that no note is lost by a slip of the keys; undefined when it may be. */
function whyNotOver(output: string, note: string | undefined): string | undefined {
  const folder = path.dirname(output);
  const there = statSync(output, { throwIfNoEntry: false, bigint: true });
  if (there === undefined) return existsSync(folder) ? undefined : `There is no folder “${folder}” to write to.`;
  const own = note === undefined ? undefined : statSync(note, { throwIfNoEntry: false, bigint: true });
  // The same file may have other names: a link, another case, a path through another folder.
  if (own !== undefined && own.dev === there.dev && own.ino === there.ino) {
    return `“${output}” is the note itself, and the page would replace it. Give another name, such as “${path.basename(output, path.extname(output))}.html”.`;
  }
  const named = [output, realpathSync(output)].find(each => /\.(?:md|markdown)$/i.test(each));
  return named === undefined || !there.isFile()
    ? undefined
    : `“${named}” is a file of markdown, and the page would replace it. Give a name that ends in “.html”.`;
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      output: { type: 'string', short: 'o' },
      root: { type: 'string' },
      macros: { type: 'string' },
      price: { type: 'string', multiple: true },
      'no-remote-images': { type: 'boolean' },
      quiet: { type: 'boolean' },
    },
  });
}

function tellProblems(
  problems: readonly { range: { from: number }; severity: string; message: string }[],
  text: string,
  name: string,
  io: CommandIo,
): void {
  const lines = new LineIndex(text);
  for (const { range, severity, message } of problems) {
    const { line, character } = lines.positionAt(range.from);
    io.error(`${name}:${line + 1}:${character + 1} ${severity}: ${message}\n`);
  }
}

/** Tells the share done, at most once for each tenth. */
function progressOn(io: CommandIo): (done: number) => void {
  let told = 0;
  return done => {
    const tenth = Math.floor(done * 10);
    if (tenth <= told) return;
    told = tenth;
    io.error(`rendering: ${tenth * 10} %\n`);
  };
}

/** `paper-notes render`: a note as one HTML page. */
export const renderCommand: Command = {
  name: 'render',
  summary: 'Renders a note as one HTML page.',
  usage,
  run,
};
