// Writes what the installed KaTeX knows (commands, environments, characters) to src/core/math/katex-commands.json:
// node scripts/katex-commands.mjs [--check]. KaTeX exports none of its tables, but its package holds the sources.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import katex from 'katex';

// Chemistry comes as a contribution, which hands its macros in.
const chemistry = {};
const { __defineMacro: defineMacro } = katex;
katex.__defineMacro = (name, body) => {
  chemistry[name] = body;
  defineMacro(name, body);
};
await import('katex/contrib/mhchem');

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const katexFolder = path.dirname(require.resolve('katex/package.json'));
export const output = path.join(root, 'src/core/math/katex-commands.json');

/** KaTeX's own tables: `symbols`, `functions`, `macros`, `environments`, `implicitCommands`. */
export async function katexTables() {
  const bundle = await build({
    stdin: {
      contents: `
        export {default as symbols} from './src/symbols';
        export {default as functions} from './src/functions';
        export {default as macros} from './src/macros';
        export {default as environments} from './src/environments';
        export {implicitCommands} from './src/MacroExpander';`,
      resolveDir: katexFolder,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    write: false,
    define: { __VERSION__: '""' },
    logLevel: 'error',
  });
  const code = Buffer.from(bundle.outputFiles[0].contents).toString('base64');
  const tables = await import(`data:text/javascript;base64,${code}`);
  Object.assign(tables.macros, chemistry);
  return tables;
}

const quiet = { throwOnError: true, strict: false, trust: true, output: 'mathml', displayMode: true };

function attempt(tex) {
  // \\show and its kin print to the console.
  const { log } = console;
  console.log = () => {};
  try {
    return katex.renderToString(tex, quiet);
  } catch {
    return undefined;
  } finally {
    console.log = log;
  }
}

/** What a command without arguments shows, as text: at most eight characters, or nothing. */
function shown(tex) {
  const markup = attempt(tex) ?? attempt(`\\text{${tex}}`);
  if (markup === undefined) return undefined;
  const text = markup
    .replace(/<annotation[\s\S]*?<\/annotation>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&#x([0-9a-f]+);/gi, (_, digits) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/[\u2061\u2062\u2063\u200b]/g, '')
    .trim();
  return text.length > 0 && text.length <= 8 ? text : undefined;
}

/** How many braced arguments a macro written in JavaScript reads, found by trying. */
function argumentsOf(name) {
  const inner = 'a';
  for (let count = 0; count <= 4; count++) {
    if (attempt(`${name}${`{${inner}}`.repeat(count)}`) !== undefined) return count;
  }
  return 0;
}

function isCharacter(name) {
  return !name.startsWith('\\') && name.codePointAt(0) > 0x7f && [...name].length === 1;
}

export async function katexCommands() {
  const { symbols, functions, macros, environments, implicitCommands } = await katexTables();
  const names = new Set([
    ...Object.keys(symbols.math),
    ...Object.keys(symbols.text),
    ...Object.keys(functions),
    ...Object.keys(macros),
    ...Object.keys(implicitCommands),
  ]);
  const commands = [];
  for (const name of [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
    if (!name.startsWith('\\') || name === '\\') continue;
    const command = { name };
    const fn = functions[name];
    const macro = macros[name];
    const symbol = symbols.math[name] ?? symbols.text[name];
    const inMath =
      (fn !== undefined && fn.allowedInMath !== false) ||
      macro !== undefined ||
      name in symbols.math ||
      name in implicitCommands;
    const inText = (fn?.allowedInText ?? false) || macro !== undefined || name in symbols.text;
    command.mode = inMath && inText ? 'both' : inMath ? 'math' : 'text';
    if (fn !== undefined) {
      if (fn.numArgs > 0) command.arguments = fn.numArgs;
      if (fn.numOptionalArgs > 0) command.optionalArguments = fn.numOptionalArgs;
      if (fn.argTypes?.some(type => type !== null && type !== 'original')) {
        command.argumentTypes = fn.argTypes.map(type => type ?? 'original');
      }
      if (fn.infix) command.infix = true;
    } else if (symbol === undefined && macro !== undefined) {
      const count =
        typeof macro === 'string'
          ? Math.max(0, ...[...macro.matchAll(/#(\d)/g)].map(match => Number(match[1])))
          : typeof macro === 'function'
            ? argumentsOf(name)
            : macro.numArgs;
      if (count > 0) command.arguments = count;
    }
    if (symbol !== undefined) command.group = symbol.group;
    const glyph = command.arguments === undefined && !command.infix ? (symbol?.replace ?? shown(name)) : undefined;
    // KaTeX's fonts keep some negated relations in the private use area, where no other font has them.
    if (glyph !== undefined && glyph !== null && glyph.trim() !== '' && !/[\ue000-\uf8ff]/.test(glyph))
      command.glyph = glyph;
    commands.push(command);
  }
  return {
    version: require('katex/package.json').version,
    commands,
    environments: Object.keys(environments)
      .sort()
      .map(name => (environments[name].numArgs > 0 ? { name, arguments: environments[name].numArgs } : { name })),
    // Which command KaTeX itself takes a character for; '' where it takes the character as it is.
    characters: Object.fromEntries(
      Object.keys(symbols.math)
        .filter(character => isCharacter(character) && character.codePointAt(0) < 0x1d400)
        .sort()
        .map(character => {
          const symbol = symbols.math[character];
          const name = Object.keys(symbols.math).find(
            other => /^\\[a-zA-Z]/.test(other) && symbols.math[other] === symbol,
          );
          return [character, name ?? ''];
        }),
    ),
    characterMacros: Object.fromEntries(
      Object.entries(macros)
        .filter(([name, body]) => isCharacter(name) && typeof body === 'string')
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}

export function katexCommandsText({ version, commands, environments, characters, characterMacros }) {
  const lines = list => list.map(item => `    ${JSON.stringify(item)}`).join(',\n');
  return `{\n  "version": ${JSON.stringify(version)},\n  "commands": [\n${lines(commands)}\n  ],\n  "environments": [\n${lines(environments)}\n  ],\n  "characters": ${JSON.stringify(characters)},\n  "characterMacros": ${JSON.stringify(characterMacros)}\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = katexCommandsText(await katexCommands());
  if (process.argv.includes('--check')) {
    if (readFileSync(output, 'utf8') !== text) {
      console.error(
        'src/core/math/katex-commands.json does not fit the installed KaTeX: node scripts/katex-commands.mjs',
      );
      process.exitCode = 1;
    }
  } else {
    writeFileSync(output, text);
  }
}
