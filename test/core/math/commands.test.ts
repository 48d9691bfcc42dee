import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import katex from 'katex';
import 'katex/contrib/mhchem';
import { allTexCommands, texCommandNamed, texCommands, texEnvironments } from '../../../src/core/math/commands.ts';

/** What scripts/katex-commands.mjs reads out of the installed KaTeX's sources. */
interface Generator {
  readonly output: string;
  katexTables(): Promise<
    Record<'functions' | 'macros' | 'environments' | 'implicitCommands', Record<string, unknown>> & {
      readonly symbols: Record<'math' | 'text', Record<string, unknown>>;
    }
  >;
  katexCommands(): Promise<unknown>;
  katexCommandsText(commands: unknown): string;
}

const isKnown = (tex: string): boolean => {
  try {
    katex.renderToString(tex, { throwOnError: true, strict: false, trust: true });
    return true;
  } catch (error) {
    return !/Undefined control sequence|No such environment/.test(String(error));
  }
};

describe('the list of TeX commands', () => {
  let generator: Generator;
  let tables: Awaited<ReturnType<Generator['katexTables']>>;
  before(async () => {
    generator = (await import(new URL('../../../scripts/katex-commands.mjs', import.meta.url).href)) as Generator;
    tables = await generator.katexTables();
  });

  it('is what the script makes of the installed KaTeX', async () => {
    assert.equal(generator.katexCommandsText(await generator.katexCommands()), readFileSync(generator.output, 'utf8'));
  });

  it("covers all of KaTeX's functions, macros, symbols and environments", () => {
    const known = new Set(allTexCommands.map(command => command.name));
    const own = [tables.functions, tables.macros, tables.symbols.math, tables.symbols.text, tables.implicitCommands]
      .flatMap(table => Object.keys(table))
      .filter(name => name.startsWith('\\') && name !== '\\');
    assert.ok(own.length > 1000);
    assert.deepEqual(
      own.filter(name => !known.has(name)),
      [],
    );
    assert.deepEqual(
      texEnvironments.map(environment => environment.name).sort(),
      Object.keys(tables.environments).sort(),
    );
  });

  it('holds nothing that KaTeX does not know', () => {
    const spaced = (name: string): string => `${name} {a}{b}{c}`;
    assert.deepEqual(
      texCommands.filter(command => !isKnown(spaced(command.name)) && !isKnown(`\\text{${spaced(command.name)}}`)),
      [],
    );
    assert.deepEqual(
      texEnvironments.filter(environment => !isKnown(`\\begin{${environment.name}}a\\end{${environment.name}}`)),
      [],
    );
    assert.equal(isKnown('\\gmma'), false);
    assert.equal(isKnown('\\begin{algn}\\end{algn}'), false);
  });

  it('knows arguments and glyphs', () => {
    assert.equal(texCommandNamed('\\frac')?.arguments, 2);
    assert.equal(texCommandNamed('\\sqrt')?.optionalArguments, 1);
    assert.equal(texCommandNamed('\\sum')?.glyph, '∑');
    assert.equal(texCommandNamed('\\implies')?.glyph, '⟹');
    assert.equal(texCommandNamed('\\over')?.infix, true);
    assert.equal(texCommandNamed('\\ket')?.arguments, 1);
    assert.equal(texCommandNamed('\\nothing'), undefined);
  });
});
