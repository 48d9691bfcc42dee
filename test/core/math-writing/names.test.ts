import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  definitionsOf,
  mathNameAt,
  placesOf,
  problemWithNewName,
  readMathNames,
} from '../../../src/core/math-writing/names.ts';
import { applyEdits } from '../../../src/core/text.ts';
import { atCursor } from './cursor.ts';

const read = (written: string) => {
  const { text, offset, elements } = atCursor(written);
  const names = readMathNames(text, elements);
  return { text, names, name: mathNameAt(names, offset) };
};

describe('names in formulas', () => {
  it('are labels with their references', () => {
    const { text, names, name } = read('$$ a \\label{eq:a} $$\n\n$\\eqref{eq:a¦}$ and $\\ref{eq:b}$ and `\\ref{eq:a}`');
    assert.equal(name?.name, 'eq:a');
    assert.deepEqual(
      placesOf(names, name!).map(({ from, to }) => text.slice(from - 1, to + 1)),
      ['{eq:a}', '{eq:a}'],
    );
    assert.equal(definitionsOf(names, name!)[0]?.range.from, text.indexOf('eq:a'));
  });

  it('are macros, however they are defined', () => {
    const { names } = read(
      '¦$\\newcommand{\\R}{\\mathbb{R}} \\def\\pair#1#2{(#1,#2)} \\let\\eps=\\epsilon \\DeclareMathOperator{\\tr}{tr}$',
    );
    assert.deepEqual(
      names.definitions.map(({ name, body, arguments: count }) => [name, body, count]),
      [
        ['\\R', '\\mathbb{R}', 0],
        ['\\pair', '(#1,#2)', 2],
        ['\\eps', '\\epsilon', 0],
        ['\\tr', 'tr', 0],
      ],
    );
  });

  it('are macros with a default for their first argument', () => {
    const { names } = read(
      "---\nmacros:\n  \\n: ['\\lVert #2 \\rVert_{#1}', 2, x]\n---\n\n¦$\\newcommand*\\a[1][\\frac{[}{b}]{<#1>} \\providecommand{\\b} [2] [x]{#1#2}$",
    );
    assert.deepEqual(
      names.definitions.map(({ name, body, arguments: count, fallback }) => [name, body, count, fallback]),
      [
        ['\\n', '\\lVert #2 \\rVert_{#1}', 2, 'x'],
        ['\\a', '<#1>', 1, '\\frac{[}{b}'],
        ['\\b', '#1#2', 2, 'x'],
      ],
    );
  });

  it('are also referred to in running text', () => {
    const { text, names, name } = read(
      '$$ a \\label{eq:a¦} $$\n\n> by **\\eqref{eq:a}** and $\\ref{eq:a}$, not `\\ref{eq:a}`',
    );
    const edits = placesOf(names, name!).map(range => ({ range, insert: 'eq:b' }));
    assert.equal(
      applyEdits(text, edits),
      '$$ a \\label{eq:b} $$\n\n> by **\\eqref{eq:b}** and $\\ref{eq:b}$, not `\\ref{eq:a}`',
    );
  });

  it('are defined in the front matter too', () => {
    const front = [
      '---',
      'macros:',
      '  \\R: \\mathbb{R}',
      "  '\\norm': '\\lVert #1 \\rVert'",
      '  "\\\\dd": "\\\\mathrm{d}"',
      '',
      '  E: \\mathbb{E}',
      'title: x',
      '---',
      '',
    ].join('\n');
    const { text, names, name } = read(`${front}\n$\\R + \\norm{x} \\dd¦$\n`);
    assert.deepEqual(
      names.definitions.map(definition => [definition.name, definition.body, definition.arguments]),
      [
        ['\\R', '\\mathbb{R}', 0],
        ['\\norm', '\\lVert #1 \\rVert', 1],
        ['\\dd', '\\mathrm{d}', 0],
        ['\\E', '\\mathbb{E}', 0],
      ],
    );
    const edits = placesOf(names, name!).map(range => ({ range, insert: '\\de' }));
    assert.match(applyEdits(text, edits), /"\\\\de": "\\\\mathrm\{d\}"[\s\S]*\{x\} \\de\$/);
  });

  it('are renamed in all their places and nowhere else', () => {
    const { text, names, name } = read('$\\newcommand{\\loss}{L} \\loss¦$ and $\\lossy + \\loss_1$, \\loss');
    const edits = placesOf(names, name!).map(range => ({ range, insert: '\\cost' }));
    assert.equal(applyEdits(text, edits), '$\\newcommand{\\cost}{L} \\cost$ and $\\lossy + \\cost_1$, \\loss');
  });

  it('are not the commands that KaTeX brings', () => {
    assert.equal(read('$\\al¦pha$').name, undefined);
  });

  it('cannot get a name that is none or taken', () => {
    const { names, name } = read('$$\\label{a¦} x$$ $$\\label{b} y$$ $\\def\\R{R}$');
    assert.match(problemWithNewName(names, name!, 'b')!, /already/);
    assert.match(problemWithNewName(names, name!, 'x}')!, /cannot/);
    assert.equal(problemWithNewName(names, name!, 'eq:new'), undefined);
    assert.match(problemWithNewName(names, { kind: 'macro', name: '\\R' }, '\\R2')!, /letters/);
    assert.equal(problemWithNewName(names, { kind: 'macro', name: '\\R' }, 'Real'), undefined);
  });

  it('never fail on broken TeX', () => {
    for (const tex of [
      '\\newcommand',
      '\\newcommand{',
      '\\def\\',
      '\\label{',
      '\\let',
      '\\ref',
      '{\\label{a',
      '\\newcommand{\\a}[',
    ]) {
      assert.ok(read(`¦$${tex}$ and more`).names);
    }
  });
});
