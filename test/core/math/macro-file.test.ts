import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMacroFile } from '../../../src/core/math/macro-file.ts';
import { renderFormula } from '../../../src/core/math/render.ts';

const renders = (tex: string, file: string) =>
  renderFormula(tex, { display: false, macros: readMacroFile(file).macros });

/** What a formula shows, without its TeX. */
const shown = (made: ReturnType<typeof renders>) =>
  made.kind === 'rendered' ? made.html.replace(/<annotation.*?<\/annotation>/s, '') : made.message;

describe('a file of macros', () => {
  it('may be JSON, with or without backslashes before the names', () => {
    assert.deepEqual(readMacroFile('{ "\\\\R": "\\\\mathbb{R}", "half": "\\\\frac12" }'), {
      macros: { '\\R': '\\mathbb{R}', '\\half': '\\frac12' },
      problems: [],
    });
  });

  it('may be TeX, with comments and other lines between', () => {
    const file = [
      '% my macros',
      '\\usepackage{amsmath}',
      '\\newcommand{\\norm}[1]{\\lVert #1 \\rVert} % a norm',
      '\\def\\eps{\\varepsilon}',
      '',
      '\\DeclareMathOperator*{\\argmin}{arg\\,min}',
      'Some text.',
    ].join('\n');
    assert.deepEqual(readMacroFile(file).problems, []);
    for (const tex of ['\\norm{x}', '\\eps', '\\argmin_x']) assert.equal(renders(tex, file).kind, 'rendered', tex);
  });

  it('lets a later macro use an earlier one', () => {
    const file = '\\newcommand{\\a}{x}\n\\newcommand{\\b}{\\a\\a}\n';
    assert.equal(renders('\\b', file).kind, 'rendered');
  });

  it('tells what is wrong with one macro at its place, and keeps the others', () => {
    const file = '\\newcommand{\\a}{x}\n\\newcommand{\\b}\n\n\\newcommand{\\c}{z}\n';
    const { macros, problems } = readMacroFile(file);
    assert.deepEqual(Object.keys(macros), ['\\a', '\\c']);
    assert.equal(problems.length, 1);
    assert.equal(file.slice(problems[0]!.range.from, problems[0]!.range.to), '\\newcommand{\\b}');
  });

  it('may give the first argument a default, in TeX and in JSON', () => {
    const tex = '\\newcommand{\\norm}[2][2]{\\lVert #2 \\rVert_{#1}} % a norm\n\\newcommand\\b[1][{]}]{(#1)}\n';
    const json = JSON.stringify({ norm: ['\\lVert #2 \\rVert_{#1}', 2, '2'], '\\b': ['(#1)', 1, ']'] });
    const written = '\\lVert x \\rVert_{2} + \\lVert x \\rVert_{1} (]) (c)';
    for (const file of [tex, json]) {
      const made = renders('\\norm{x} + \\norm[1]x \\b \\b[c]', file);
      assert.equal(made.kind, 'rendered', shown(made));
      assert.equal(shown(made), shown(renders(written, file)));
    }
  });

  it('tells which entries of JSON are no macros', () => {
    for (const entry of ['[]', '["x", "two"]', '["x}", 1, "y"]', '["#2", 1]', '["x", 0, "y"]', '{}', 'null'])
      assert.equal(readMacroFile(`{ "a": ${entry} }`).problems.length, entry === '["#2", 1]' ? 0 : 1, entry);
    assert.equal(readMacroFile('{ "a b": "x" }').problems.length, 1);
  });

  it('tells what is wrong with JSON', () => {
    assert.equal(readMacroFile('{ "a": ').problems[0]?.code, 'macro-file-invalid');
    const file = '{ "a": 1, "b": "x" }';
    const { macros, problems } = readMacroFile(file);
    assert.deepEqual(macros, { '\\b': 'x' });
    assert.equal(file.slice(problems[0]!.range.from, problems[0]!.range.to), '"a"');
  });
});
