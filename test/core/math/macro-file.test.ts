import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMacroFile } from '../../../src/core/math/macro-file.ts';
import { renderFormula } from '../../../src/core/math/render.ts';

const renders = (tex: string, file: string) =>
  renderFormula(tex, { display: false, macros: readMacroFile(file).macros });

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

  it('tells what is wrong with JSON', () => {
    assert.equal(readMacroFile('{ "a": ').problems[0]?.code, 'macro-file-invalid');
    const file = '{ "a": 1, "b": "x" }';
    const { macros, problems } = readMacroFile(file);
    assert.deepEqual(macros, { '\\b': 'x' });
    assert.equal(file.slice(problems[0]!.range.from, problems[0]!.range.to), '"a"');
  });
});
