import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { neverCancelled } from '../../core/cancellation.ts';
import type { LiveNote } from '../../core/markdown/live-note.ts';
import { openNote } from '../../core/markdown/note.ts';
import type { Problem } from '../../core/problem.ts';
import { checkRecipes } from '../../core/recipe/follow/check.ts';
import { type OwnRecipe, ownRecipesOf } from '../../core/recipe/follow/own-recipes.ts';
import { isRecipeFile } from '../../core/recipe/note-recipes.ts';
import { readNoteQuantities } from '../../core/recipe/quote/note.ts';
import { LineIndex } from '../../core/text.ts';
import { type Answers, askSources, targetsOf } from '../../core/zotero/asking.ts';
import { readMemory, type SerialMemory } from '../../core/zotero/last-known.ts';
import { type CheckedLink, linkProblems } from '../../core/zotero/link-problems.ts';
import { judgeLink } from '../../core/zotero/link-state.ts';
import { localApi } from '../../core/zotero/local-api.ts';
import { type NoteLink, writtenOnce, zoteroLinks } from '../../core/zotero/note-links.ts';
import { failureText, isTrouble, referenceId, type Source } from '../../core/zotero/source.ts';
import { databaseSource } from '../zotero/database-source.ts';
import { clock, httpGet } from '../zotero/http-get.ts';
import { findDataDirectory, findProfiles, type System } from '../zotero/profile.ts';
import { cureHere, jsonReport, textReport } from './check-report.ts';
import type { Command, CommandIo } from './command.ts';
import { readOwnRecipes, recipesBeside } from './own-recipes.ts';

/** What else is looked at in each note, besides its links: each check is pure and gives problems with their places. */
const noteChecks: readonly ((note: LiveNote, recipes: readonly OwnRecipe[]) => readonly Problem[])[] = [
  // What is only worth a thought, such as rounded numbers of a paper, is told in the editor and fails nobody's build.
  (note, recipes) => {
    const elements = note.elements();
    const own = [...ownRecipesOf(note.text, elements), ...recipes];
    return checkRecipes(readNoteQuantities(note), note.text, elements, own).filter(
      ({ severity }) => severity === 'warning' || severity === 'error',
    );
  },
];

/** A note with all that was found in it. */
export interface CheckedNote {
  /** As it was named on the command line, or found below a folder that was. */
  readonly file: string;
  readonly lines: LineIndex;
  readonly links: readonly CheckedLink[];
  readonly problems: readonly Problem[];
}

export interface CheckResult {
  readonly notes: readonly CheckedNote[];
  readonly answers: Answers;
  /** Milliseconds since 1970, from which ages count. */
  readonly now: number;
}

const usage = `paper-notes check FILES… [--zotero-data DIR] [--zotero-api URL] [--last-known FILE] [--json]

Looks whether the Zotero links of notes still hold: whether each annotation is there, in the file, the library and
on the page that the link says; and whether calculations in remarks still follow from the quotes beside them.
A folder stands for all its .md files. Remarks may follow a recipe of your own, from a *.recipe.yaml file beside the
notes or below a folder that is named.

  --zotero-data DIR   read a copy of DIR/zotero.sqlite (or of the .sqlite file itself), and ask nothing else
  --zotero-api URL    ask the Zotero that listens there, such as http://127.0.0.1:23119, and nothing else;
                      with both options, first the API, then the database
  --last-known FILE   keep what was found in FILE, tell what changed since, and use it when Zotero cannot be reached
  --json              write one JSON object: links, problems, sources
Without options, the running Zotero is asked, then the database in Zotero's data directory.

Exit code: 0 no problems; 1 problems found; 2 wrong use, or a file or a source that was named could not be read, or
not to its end.
A link that could not be checked is "unknown", which is no problem of the note.`;

/** The command; `system` is the machine whose Zotero is looked for. */
export function checkCommand(system: System): Command {
  return {
    name: 'check',
    summary: 'look whether the Zotero links and calculations of notes still hold',
    usage,
    run: (args, io) => run(args, io, system),
  };
}

/** The command on this machine. */
export const check: Command = checkCommand({
  platform: process.platform,
  home: os.homedir(),
  environment: process.env,
});

interface Options {
  readonly files: readonly string[];
  readonly data: string | undefined;
  readonly api: string | undefined;
  readonly lastKnown: string | undefined;
  readonly json: boolean;
}

function readOptions(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'zotero-data': { type: 'string' },
        'zotero-api': { type: 'string' },
        'last-known': { type: 'string' },
        json: { type: 'boolean' },
      },
    });
    if (positionals.length === 0) return 'name at least one note';
    const api = values['zotero-api'];
    if (api !== undefined && !/^https?:\/\//i.test(api))
      return `--zotero-api wants an address such as http://127.0.0.1:23119, not "${api}"`;
    return {
      files: positionals,
      data: values['zotero-data'],
      api,
      lastKnown: values['last-known'],
      json: values.json === true,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function run(args: readonly string[], io: CommandIo, system: System): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    io.error(`paper-notes check: ${options}\n\n${usage}\n`);
    return 2;
  }
  const { texts, recipes, unreadable } = await readTexts(options.files, io);
  for (const message of unreadable) io.error(`paper-notes check: ${message}\n`);

  const notes = texts.map(({ file, text }) => {
    const note = openNote(text);
    return {
      file,
      text,
      note,
      links: writtenOnce(zoteroLinks(text, note.elements())),
    };
  });
  const count = notes.reduce((sum, { links }) => sum + links.length, 0);
  io.error(
    `${count} Zotero ${count === 1 ? 'link' : 'links'} in ${notes.length} ${notes.length === 1 ? 'note' : 'notes'}\n`,
  );

  const memory = await openMemory(options.lastKnown, io);
  const { sources, dispose } = chooseSources(options, io, system);
  let result: CheckResult;
  try {
    const targets = notes.flatMap(({ links }) =>
      links.flatMap(({ parsed }) => (parsed.link === undefined ? [] : targetsOf(parsed.link))),
    );
    const answers = await askSources(targets, sources, memory?.lastKnown, neverCancelled);
    result = {
      now: Date.now(),
      answers,
      notes: notes.map(({ file, text, note, links }) => judgeNote(file, text, note, links, recipes, answers, memory)),
    };
  } finally {
    await dispose();
  }
  if (options.lastKnown !== undefined && memory !== undefined) {
    remember(result, memory);
    await saveMemory(options.lastKnown, memory, io);
  }

  io.out(options.json ? `${JSON.stringify(jsonReport(result), undefined, 2)}\n` : textReport(result));
  for (const { source, reason, detail } of result.answers.failures) {
    io.error(`${sourceNames[source]}: ${failureText(reason)} ${cureHere(reason)} (${detail})\n`);
  }
  const named = options.data !== undefined || options.api !== undefined;
  const sourceFailed =
    named &&
    count > 0 &&
    ((result.answers.answered.length === 0 && result.answers.failures.length > 0) || brokeOff(result));
  if (unreadable.length > 0 || sourceFailed) return 2;
  return result.notes.some(note => note.problems.length > 0) ? 1 : 0;
}

/** True when links are unknown because a source that had answered did not go on. */
function brokeOff(result: CheckResult): boolean {
  return result.notes.some(({ links }) =>
    links.some(({ judged: { state, reason } }) => state === 'unknown' && reason !== undefined && isTrouble(reason)),
  );
}

const sourceNames = {
  sample: 'Sample library',
  'local-api': 'Zotero',
  database: 'Zotero’s database',
  'web-api': 'zotero.org',
  'last-known': 'Last known',
} as const;

function judgeNote(
  file: string,
  text: string,
  note: LiveNote,
  links: readonly NoteLink[],
  recipes: readonly OwnRecipe[],
  answers: Answers,
  memory: SerialMemory | undefined,
): CheckedNote {
  const checked = links.map(link => ({ link, judged: judgeLink(link.parsed, answers, memory?.seen) }));
  const problems = [...linkProblems(checked), ...noteChecks.flatMap(look => look(note, recipes))];
  return {
    file,
    lines: new LineIndex(text),
    links: checked,
    problems: problems.sort((a, b) => a.range.from - b.range.from),
  };
}

/** Annotations seen for the first time become what later changes are measured by. */
function remember(result: CheckResult, memory: SerialMemory): void {
  for (const note of result.notes) {
    for (const { judged } of note.links) {
      const { annotation } = judged;
      if (annotation === undefined || judged.source === 'last-known') continue;
      const id = referenceId(annotation.library, annotation.key);
      if (memory.seen.get(id) === undefined) memory.seen.put(id, annotation);
    }
  }
}

async function readTexts(
  names: readonly string[],
  io: CommandIo,
): Promise<{
  readonly texts: readonly { file: string; text: string }[];
  readonly recipes: readonly OwnRecipe[];
  readonly unreadable: readonly string[];
}> {
  const texts: { file: string; text: string }[] = [];
  const recipes = new Set<string>();
  const unreadable: string[] = [];
  for (const name of names) {
    try {
      for (const file of await filesBelow(name, io.cwd)) {
        if (isRecipeFile(file)) recipes.add(file);
        else texts.push({ file, text: await readFile(path.resolve(io.cwd, file), 'utf8') });
      }
    } catch (error) {
      unreadable.push(`${name} could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const own = await readOwnRecipes(recipes, io.cwd);
  return { texts, recipes: own.recipes, unreadable: [...unreadable, ...own.unreadable] };
}

/** The notes and recipe files that a name stands for: all below a folder, or a note with the recipes beside it. */
async function filesBelow(name: string, cwd: string): Promise<readonly string[]> {
  const absolute = path.resolve(cwd, name);
  if (!(await stat(absolute)).isDirectory()) {
    return [name, ...(await recipesBeside(name, cwd))];
  }
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile() && (/\.(?:md|markdown)$/i.test(entry.name) || isRecipeFile(entry.name)))
    .map(entry => path.join(name, path.relative(absolute, path.join(entry.parentPath, entry.name))))
    .filter(
      file => !file.split(path.sep).some(part => part === 'node_modules' || (part.startsWith('.') && part.length > 2)),
    )
    .sort();
}

function chooseSources(
  options: Options,
  io: CommandIo,
  system: System,
): { readonly sources: readonly Source[]; readonly dispose: () => Promise<void> } {
  const named = options.data !== undefined || options.api !== undefined;
  const sources: Source[] = [];
  if (options.api !== undefined || !named) {
    const port = named ? undefined : findProfiles(system)[0]?.port;
    sources.push(
      localApi(httpGet, clock, options.api ?? (port === undefined ? undefined : `http://127.0.0.1:${port}`)),
    );
  }
  if (options.data === undefined && named) return { sources, dispose: async () => {} };
  const setting = options.data === undefined ? '' : path.resolve(io.cwd, options.data);
  const database = databaseSource(() => findDataDirectory(system, setting));
  return { sources: [...sources, database], dispose: database.dispose };
}

async function openMemory(file: string | undefined, io: CommandIo): Promise<SerialMemory | undefined> {
  if (file === undefined) return undefined;
  return readMemory(await readFile(path.resolve(io.cwd, file), 'utf8').catch(() => ''));
}

async function saveMemory(file: string, memory: SerialMemory, io: CommandIo): Promise<void> {
  const target = path.resolve(io.cwd, file);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, memory.serialize());
  } catch (error) {
    io.error(
      `paper-notes check: ${file} could not be written: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}
