import { isMap, isScalar, parseDocument } from 'yaml';
import { readMacro, readMacroFile } from '../math/macro-file.ts';
import type { MacroTable } from '../math/macros.ts';
import type { Problem } from '../problem.ts';
import type { Range } from '../text.ts';
import { tooDeep } from '../yaml-nesting.ts';
import { zoteroUri } from './href.ts';

/** What stands at the top of a note between two lines of `---`, or as a JSON object. */
export interface FrontMatter {
  /** From the first mark to the end of the last one's line, its line end included. */
  readonly range: Range;
  readonly contentRange: Range;
  /** How many source lines it takes. */
  readonly lines: number;
  /** The keys and values in order, as far as they can be read. */
  readonly entries: readonly (readonly [key: string, value: unknown])[];
  /**
   * What `macros:` defines, such as `{ '\\R': '\\mathbb{R}' }`, as `readMacro` reads it. Instead of names with their bodies
   * it may hold lines of TeX, `\newcommand{\R}{\mathbb{R}}`.
   */
  readonly macros: MacroTable;
  /** The URIs that stand in it, wherever they do. */
  readonly links: readonly { readonly href: string; readonly range: Range }[];
  /** `front-matter-invalid`, at the place where it is. */
  readonly problems: readonly Problem[];
}

/** Front matter longer than this is not read. Characters. */
const LONGEST = 200_000;

/**
 * Reads the front matter of a note: YAML, or JSON with or without the marks. Undefined when the note has none: no mark
 * on its first line, a mark that is never closed, or text that is no list of keys. What is wrong with one entry costs
 * only that entry its meaning: its value is then the text as written. Never throws.
 *
 * @example readFrontMatter('---\ntitle: A\n---\n')?.entries // [['title', 'A']]
 */
export function readFrontMatter(text: string): FrontMatter | undefined {
  const found: Found | undefined = findMarks(text) ?? findJson(text);
  if (found === undefined) return undefined;
  const { range, contentRange } = found;
  // A lone \r ends a line here too; the offsets stay.
  const content = text.slice(contentRange.from, contentRange.to).replace(/\r(?!\n)/g, '\n');
  const read = readContent(content, contentRange.from) ?? (found.broken && { entries: [], problems: [] });
  if (read === undefined) return undefined;
  return {
    range,
    contentRange,
    lines: countLines(text, range),
    entries: read.entries,
    macros: macrosOf(read.entries),
    links: linksIn(content, contentRange.from),
    problems: [
      ...(found.broken === undefined ? read.problems : [found.broken]),
      ...cutMacros(content, contentRange.from),
      ...unreadMacros(read.entries, content, contentRange.from),
    ],
  };
}

interface Found {
  readonly range: Range;
  readonly contentRange: Range;
  /** What is wrong with JSON that is not quite valid. */
  readonly broken?: Problem;
}

function findMarks(text: string): Found | undefined {
  const open = /^\uFEFF?---[ \t]*(\r\n|\n|\r)/.exec(text);
  if (open === null) return undefined;
  const close = /^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|$(?![\s\S]))/gm;
  close.lastIndex = open[0].length;
  const match = close.exec(text.slice(0, open[0].length + LONGEST));
  if (match === null) return undefined;
  return {
    range: { from: text.startsWith('\uFEFF') ? 1 : 0, to: match.index + match[0].length },
    contentRange: { from: open[0].length, to: match.index },
  };
}

/** A JSON object at the top, as some static sites have it. */
function findJson(text: string): Found | undefined {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  if (!/^\{\s*["}]/.test(text.slice(from, from + 100))) return undefined;
  const end = /\}[ \t]*(?:\r\n|\n|\r|$(?![\s\S]))/g;
  end.lastIndex = from;
  for (let tries = 0; tries < 50; tries++) {
    const match = end.exec(text.slice(0, LONGEST));
    if (match === null) break;
    try {
      JSON.parse(text.slice(from, match.index + 1));
    } catch {
      continue;
    }
    return { range: { from, to: match.index + match[0].length }, contentRange: { from, to: match.index + 1 } };
  }
  return findBrokenJson(text, from);
}

/** What begins with a key of JSON and ends where its braces do is meant as such, though a comma is missing or too many. */
function findBrokenJson(text: string, from: number): Found | undefined {
  if (!/^\{\s*"[^"\n]*"\s*:/.test(text.slice(from, from + 300))) return undefined;
  const most = text.slice(0, LONGEST);
  let depth = 0;
  const sign = /"(?:[^"\\\r\n]|\\.)*"|[{}]/g;
  sign.lastIndex = from;
  for (let match = sign.exec(most); match !== null; match = sign.exec(most)) {
    if (match[0] === '{') depth += 1;
    if (match[0] !== '}' || --depth > 0) continue;
    const to = match.index + 1;
    const end = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(most.slice(to, to + 200));
    if (end === null) return undefined;
    const at = from + placeOfJsonError(text.slice(from, to));
    const message =
      'The front matter is not valid JSON here: a comma, colon or quotation mark is missing before this, or one is too many.';
    const broken: Problem = {
      code: 'front-matter-invalid',
      severity: 'warning',
      message,
      range: { from: at, to: at + 1 },
    };
    return { range: { from, to: to + end[0].length }, contentRange: { from, to }, broken };
  }
  return undefined;
}

/** Where a text ceases to be JSON, as far as the engine tells; else its beginning. */
function placeOfJsonError(json: string): number {
  try {
    JSON.parse(json);
    return 0;
  } catch (error) {
    // not every engine tells the place of every error
    const told = /position (\d+)/.exec(String(error))?.[1];
    const at = told === undefined ? Math.max(0, json.search(/,\s*[}\]]/)) : Number(told);
    return Math.min(at, json.length - 1);
  }
}

function countLines(text: string, range: Range): number {
  const ends = text.slice(range.from, range.to).match(/\r\n|\n|\r/g)?.length ?? 0;
  return /[\r\n]$/.test(text.slice(range.from, range.to)) ? ends : ends + 1;
}

/** Errors that leave no doubt what was meant. */
const HARMLESS = new Set(['BAD_SCALAR_START', 'BAD_DQ_ESCAPE', 'TAB_AS_INDENT']);

interface Read {
  readonly entries: (readonly [string, unknown])[];
  readonly problems: Problem[];
}

function readContent(content: string, base: number): Read | undefined {
  if (content.trim() === '') return { entries: [], problems: [] };
  const whole = parse(content, base);
  if (whole.entries !== undefined && whole.sure) return { entries: whole.entries, problems: whole.problems };
  if (!/^[^\s#:-][^:\n]*:(?:\s|$)/m.test(content) && whole.entries === undefined) return undefined;
  const read = readOneByOne(content, base);
  // what could not be read as a whole is said once; by themselves the entries lack what they repeat of others
  return whole.refused ? { ...read, problems: whole.problems } : read;
}

interface Parsed {
  readonly entries: [string, unknown][] | undefined;
  readonly problems: Problem[];
  /** What the entries say is what was meant, in spite of the problems. */
  readonly sure: boolean;
  /** It would take too much to read. */
  readonly refused?: boolean;
}

/** No note's front matter nests so deeply. */
const MOST_NESTING = 100;

function refused(why: string, range: Range): Parsed {
  const message = `The front matter cannot be read: ${why}.`;
  return {
    entries: undefined,
    problems: [{ code: 'front-matter-invalid', severity: 'warning', message, range }],
    sure: false,
    refused: true,
  };
}

function parse(source: string, base: number): Parsed {
  const deep = tooDeep(source, MOST_NESTING);
  if (deep !== undefined)
    return refused(`it nests deeper than ${MOST_NESTING} levels`, { from: base + deep.from, to: base + deep.to });
  try {
    const document = parseDocument(source, { prettyErrors: false, logLevel: 'silent', uniqueKeys: false });
    const problems = document.errors.map((error): Problem => {
      const from = Math.max(0, Math.min(error.pos[0], source.trimEnd().length - 1));
      const to = Math.min(Math.max(error.pos[1], from + 1), source.length);
      return {
        code: 'front-matter-invalid',
        severity: 'warning',
        message: messageOf(error.code, error.message),
        range: { from: base + from, to: base + Math.max(from, to) },
      };
    });
    const sure = document.errors.every(error => HARMLESS.has(error.code));
    if (isMap(document.contents)) problems.push(...repeatedKeys(document.contents.items, base));
    if (document.contents === null) return { entries: [], problems, sure };
    if (!isMap(document.contents)) return { entries: undefined, problems, sure };
    return { entries: entriesOf(document.toJS({ maxAliasCount: 50 })), problems, sure };
  } catch (error) {
    // Aliases that multiply without end.
    const told = error instanceof Error ? error.message : String(error);
    const why = /alias count/i.test(told) ? 'its aliases (*name) repeat each other too often' : told.replace(/\.$/, '');
    return refused(why, { from: base, to: base + source.length });
  }
}

/** YAML allows each key once; what most programs do with a second one is to take it for the only one. */
function repeatedKeys(items: readonly { readonly key: unknown }[], base: number): Problem[] {
  const seen = new Set<unknown>();
  const problems: Problem[] = [];
  for (const { key } of items) {
    if (!isScalar(key) || key.value === null || key.range == null || key.range[1] <= key.range[0]) continue;
    if (seen.has(key.value)) {
      problems.push({
        code: 'front-matter-invalid',
        severity: 'warning',
        message: `The key "${String(key.value)}" stands here a second time, and only this one counts.`,
        range: { from: base + key.range[0], to: base + key.range[1] },
      });
    }
    seen.add(key.value);
  }
  return problems;
}

function messageOf(code: string, message: string): string {
  if (code === 'BAD_SCALAR_START') return 'A value cannot begin with this character in YAML. Put the value in quotes.';
  if (code === 'TAB_AS_INDENT') return 'YAML allows no tabs for indentation. Use spaces.';
  if (message.startsWith('Nested mappings'))
    return 'A colon within a value ends the key in YAML. Put the value in quotes.';
  return `The front matter is not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, '')}.`;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** Reads each key with its value for itself, so that an error in one leaves the others as they are. */
function readOneByOne(content: string, base: number): Read {
  const read: Read = { entries: [], problems: [] };
  const starts = [...content.matchAll(/^[^\s#}\]-][^\n\r]*/gm)].filter(match => /:(?:\s|$)/.test(match[0]));
  const first = starts[0]?.index ?? content.length;
  const chunks = [0, ...starts.map(match => match.index).filter(index => index > 0)];
  chunks.forEach((from, index) => {
    const to = chunks[index + 1] ?? content.length;
    const source = content.slice(from, to);
    if (from < first && /^(?:\s|#[^\n]*)*$/.test(source)) return;
    const { entries, problems, sure } = parse(source, base + from);
    read.problems.push(...problems);
    if (entries !== undefined && sure) {
      read.entries.push(...entries);
      return;
    }
    const colon = /:(?:\s|$)/.exec(source);
    if (colon === null) return;
    read.entries.push([unquoted(source.slice(0, colon.index)), unquoted(source.slice(colon.index + 1))]);
  });
  return read;
}

function unquoted(text: string): string {
  const trimmed = text.trim().replace(/\s*[\r\n]\s*/g, ' ');
  return /^"[^"]*"$|^'[^']*'$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

/** A macro's ` #1` begins a comment in YAML, so that its body ends before it: seldom what was meant. */
function cutMacros(content: string, base: number): Problem[] {
  const section = /^macros:[^\n]*(?:\n(?:[ \t][^\n]*|\r?(?=\n)))*/m.exec(content);
  if (section === null) return [];
  return [
    ...section[0].matchAll(/^[ \t]+["']?\\{0,2}[A-Za-z]+["']?[ \t]*:[ \t]+[^"'\s][^\n]*?[ \t](#\d[^\n\r]*)/gm),
  ].map(match => {
    const from = base + section.index + match.index + match[0].length - match[1]!.length;
    return {
      code: 'front-matter-invalid',
      severity: 'warning',
      message: `In YAML ${match[1]!.slice(0, 2)} after a blank begins a comment, so the macro ends before it. Put the macro in single quotes.`,
      range: { from, to: from + match[1]!.length },
    };
  });
}

/** Macros that say nothing `readMacro` understands. */
function unreadMacros(entries: Entries, content: string, base: number): Problem[] {
  return entries.flatMap(([key, value]) => {
    if (key !== 'macros' || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    return Object.entries(value).flatMap(([name, body]): Problem[] => {
      if (body === null || readMacro(name, writtenMacro(body)) !== undefined) return [];
      const section = Math.max(0, content.search(/^["']?macros["']?[ \t]*:/m));
      const bare = name.replace(/^\\/, '');
      const at = bare === '' ? -1 : content.indexOf(bare, section + 'macros'.length);
      const from = base + (at < 0 ? section : at);
      return [
        {
          code: 'front-matter-invalid',
          severity: 'warning',
          message: `The macro ${name} should be TeX, or in brackets its TeX, how many arguments it has, and the first one’s default: ['#1 + #2', 2, x].`,
          range: { from, to: from + (at < 0 ? 'macros' : bare).length },
        },
      ];
    });
  });
}

type Entries = readonly (readonly [string, unknown])[];

function macrosOf(entries: Entries): MacroTable {
  const macros: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    const lines = Array.isArray(value) ? value : [value];
    if (key === 'macros' && lines.length > 0 && lines.every(line => typeof line === 'string')) {
      Object.assign(macros, readMacroFile(lines.map(restoreBackslashes).join('\n')).macros);
    }
    if (key !== 'macros' || typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    for (const [name, body] of Object.entries(value)) {
      Object.assign(macros, readMacro(name, writtenMacro(body)));
    }
  }
  return macros;
}

function writtenMacro(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(part => (typeof part === 'string' ? restoreBackslashes(part) : part));
  return typeof value === 'string' || typeof value === 'number' ? restoreBackslashes(String(value)) : value;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\r': '\\r',
  '\v': '\\v',
  '\u0007': '\\a',
  '\u001b': '\\e',
};

/** In double quotes YAML reads `"\theta"` as a tab and "heta"; no macro holds such characters. */
function restoreBackslashes(body: string): string {
  return body
    .replace(/[\t\b\f\r\v\u0007\u001b]/g, character => ESCAPES[character] ?? character)
    .replace(
      /\n(?=(?:abla|eq|e|u|i|ot|otin|mid|parallel|exists|ewline|ewcommand|olimits|ormalsize)(?![a-zA-Z]))/g,
      '\\n',
    );
}

const URI = /\b(?:zotero|https?|file|obsidian):\/\/[^\s"'<>`\]}]+|\bmailto:[^\s"'<>`\]},]+/gi;

function linksIn(content: string, base: number): { href: string; range: Range }[] {
  return [...content.matchAll(URI)].map(match => {
    let uri = match[0].replace(/[.,;:!?]+$/, '');
    // The closing parenthesis of `[text](uri)` and of "(uri)" is not part of it.
    while (uri.endsWith(')') && uri.split(')').length > uri.split('(').length)
      uri = uri.slice(0, -1).replace(/[.,;:!?]+$/, '');
    const from = base + match.index;
    return { href: zoteroUri(uri) ?? uri, range: { from, to: from + uri.length } };
  });
}
