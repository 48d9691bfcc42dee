import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prepareEquation, readEquation, withNumbers } from '../../../src/core/math/equation.ts';

const prepared = (tex: string) => withNumbers(prepareEquation(readEquation(tex, true), () => '7').tex, 1);

describe('numbering', () => {
  it('numbers the rows of align, but for \\notag and rows with a tag', () => {
    assert.equal(
      prepared('\\begin{align} a \\\\ b \\notag \\\\ c \\tag{X} \\\\ d \\end{align}'),
      '\\begin{align} a  \\tag{1}\\\\ b \\notag \\\\ c \\tag{X} \\\\ d  \\tag{2}\\end{align}',
    );
  });

  it('numbers equation once, whatever rows stand inside it', () => {
    const tex = '\\begin{equation}\\begin{split} a \\\\ b \\end{split}\\end{equation}';
    assert.equal(readEquation(tex, true).numbered, 1);
    assert.equal(prepared(tex), '\\begin{equation}\\begin{split} a \\\\ b \\end{split} \\tag{1}\\end{equation}');
  });

  it('numbers another display formula only when it has a label', () => {
    assert.equal(readEquation('x = y', true).numbered, 0);
    assert.equal(prepared('x \\label{a}'), `x ${' '.repeat('\\label{a}'.length)} \\tag{1}`);
    assert.equal(readEquation('x \\label{a}', false).numbered, 0);
  });

  it('gives a last empty row no number', () => {
    assert.equal(readEquation('\\begin{align} a \\\\ b \\\\ \\end{align}', true).numbered, 2);
  });

  it('leaves cells, comments and escaped braces alone', () => {
    const tex = '\\begin{align} \\begin{matrix} a \\\\ b \\end{matrix} \\{ % \\\\ \\label{no}\n \\\\ c \\end{align}';
    assert.equal(readEquation(tex, true).numbered, 2);
    assert.deepEqual(readEquation(tex, true).labels, []);
  });
});

describe('labels and references', () => {
  it('tells which row a label names, and the tag when the row has its own', () => {
    const { labels } = readEquation('\\begin{align} a \\label{x} \\\\ b \\tag{B} \\label{y} \\end{align}', true);
    assert.deepEqual(
      labels.map(({ name, row, tag }) => ({ name, row, tag })),
      [
        { name: 'x', row: 0, tag: undefined },
        { name: 'y', row: undefined, tag: 'B' },
      ],
    );
  });

  it('puts numbers in for references', () => {
    assert.equal(prepared('x \\eqref{a} + \\ref{b}'), 'x (\\text{7}) + \\text{7}');
  });

  it('finds its way back from the prepared formula to the one in the note', () => {
    const tex = 'x \\eqref{some-long-name} + \\oops \\label{q}';
    const { tex: made, original } = prepareEquation(readEquation(tex, true), () => '7');
    assert.equal(original(made.indexOf('\\oops')), tex.indexOf('\\oops'));
    assert.equal(original(0), 0);
  });

  it('turns \\DeclareMathOperator into what KaTeX knows', () => {
    assert.equal(prepared('\\DeclareMathOperator*{\\argmin}{arg\\,min}'), '\\gdef\\argmin{\\operatorname*{arg\\,min}}');
  });
});
