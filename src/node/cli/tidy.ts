import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { applyEdits, LineIndex } from '../../core/text.ts';
import { type TidyKind, tidyKinds } from '../../core/tidy/kinds.ts';
import { tidy } from '../../core/tidy/tidy.ts';
import type { Command, CommandIo } from './command.ts';

const usage = `paper-notes tidy FILES… [--write] [--json] [--only KINDS] [--without KINDS] [--with KINDS]

Repairs what PDF text and web copies did to the prose of notes. Code, formulas, links, asides and front matter are
never touched. Without --write nothing is changed: a diff of what would be is printed. "-" reads standard input.

  --write          change the files
  --json           print one JSON object a file: its changes with line, kind and reason
  --only KINDS     only these kinds, separated by commas
  --without KINDS  all usual kinds but these
  --with KINDS     these as well as the usual ones

Kinds:
${tidyKinds.map(({ kind, title, usual }) => `  ${kind.padEnd(12)} ${title}${usual ? '' : ' (only when asked for)'}`).join('\n')}

Exit code: 0 nothing to repair (or all written), 1 repairs found, 2 wrong use or a file that cannot be read.`;

interface Arguments {
  readonly files: readonly string[];
  readonly write: boolean;
  readonly json: boolean;
  readonly kinds: Readonly<Partial<Record<TidyKind, boolean>>>;
}

function readArguments(args: readonly string[]): Arguments | string {
  const files: string[] = [];
  const kinds: Partial<Record<TidyKind, boolean>> = {};
  let write = false;
  let json = false;
  for (let i = 0; i < args.length; i++) {
    const argument = args[i]!;
    if (argument === '--') {
      files.push(...args.slice(i + 1));
      break;
    }
    const [name, attached] = argument.startsWith('--') ? argument.split('=', 2) : [argument];
    if (argument === '--write') write = true;
    else if (argument === '--json') json = true;
    else if (name === '--only' || name === '--without' || name === '--with') {
      const list = attached ?? args[++i] ?? '';
      if (list === '') return `${name} needs kinds, separated by commas.`;
      if (name === '--only') for (const { kind } of tidyKinds) kinds[kind] ??= false;
      for (const kind of list.split(',')) {
        const known = tidyKinds.find(candidate => candidate.kind === kind.trim());
        if (known === undefined) return `there is no kind "${kind}". Kinds: ${tidyKinds.map(k => k.kind).join(', ')}.`;
        kinds[known.kind] = name !== '--without';
      }
    } else if (argument.startsWith('--')) return `there is no option "${argument}".`;
    else files.push(argument);
  }
  if (files.length === 0) return 'name the notes to tidy.';
  if (write && files.includes('-')) return '--write cannot write standard input.';
  return { files, write, json, kinds };
}

/** A file that is no UTF-8 would lose characters when it is written back. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('this is no UTF-8 text. Save it as UTF-8 first; it was left as it is.');
  }
}

function inWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EISDIR') return 'this is a folder. Name the notes in it.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'this file cannot be opened or written.';
  return message;
}

async function tidyFile(file: string, { write, json, kinds }: Arguments, io: CommandIo): Promise<number> {
  const location = path.resolve(io.cwd, file);
  const text = file === '-' ? await io.stdin() : decode(await readFile(location));
  const edits = tidy(text, { kinds });
  const after = applyEdits(text, edits);
  if (json) {
    const lines = new LineIndex(text);
    const changes = edits.map(({ range, insert, kind, reason }) => {
      const { line, character } = lines.positionAt(range.from);
      const before = text.slice(range.from, range.to);
      return { line: line + 1, column: character + 1, kind, reason, before, after: insert };
    });
    io.out(`${JSON.stringify({ file, changes })}\n`);
  } else if (!write && edits.length > 0) {
    io.out(createTwoFilesPatch(`a/${file}`, `b/${file}`, text, after, undefined, undefined, { context: 1 }));
  }
  if (!write) return edits.length;
  if (edits.length > 0) await writeFile(location, after);
  if (edits.length > 0 && !json) io.out(`${file}: ${edits.length} ${edits.length === 1 ? 'repair' : 'repairs'}\n`);
  return 0;
}

/** `paper-notes tidy`: the repairs of "Tidy quote" for whole files. */
export const tidyCommand: Command = {
  name: 'tidy',
  summary: 'repair PDF text in notes: cut words, lost powers, thousands, ligatures …',
  usage,
  run: async (args, io) => {
    const read = readArguments(args);
    if (typeof read === 'string') {
      io.error(`paper-notes tidy: ${read}\n`);
      return 2;
    }
    let code = 0;
    for (const file of read.files) {
      try {
        if ((await tidyFile(file, read, io)) > 0) code = Math.max(code, 1);
      } catch (error) {
        io.error(`paper-notes tidy: ${file}: ${inWords(error)}\n`);
        code = 2;
      }
    }
    return code;
  },
};
