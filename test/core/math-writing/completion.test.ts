import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import katex from 'katex';
import 'katex/contrib/mhchem';
import { texCommands, texEnvironments } from '../../../src/core/math/commands.ts';
import { readMacroFile } from '../../../src/core/math/macro-file.ts';
import { type MacroTable, macroParts } from '../../../src/core/math/macros.ts';
import { completeMath, type MathCompletion } from '../../../src/core/math-writing/completion.ts';
import { atCursor } from './cursor.ts';

function complete(written: string, macros: MacroTable = {}) {
  const { text, offset, elements } = atCursor(written);
  const found = completeMath(
    text,
    elements,
    offset,
    Object.fromEntries(Object.entries(macros).map(([name, made]) => [name, macroParts(made)])),
  );
  return { items: found?.items ?? [], replaced: found && text.slice(found.replace.from, found.replace.to) };
}

const labelled = (items: readonly MathCompletion[], label: string) => items.find(item => item.label === label);

describe('completion in formulas', () => {
  it('offers every command that KaTeX has for typing, with its glyph', () => {
    const { items, replaced } = complete('a $x \\al¦$ b');
    assert.equal(replaced, '\\al');
    const labels = new Set(items.map(item => item.label));
    const words = texCommands.filter(command => /^\\[A-Za-z]/.test(command.name));
    assert.deepEqual(
      words.filter(command => !labels.has(command.name)),
      [],
    );
    assert.deepEqual(
      texEnvironments.filter(environment => !labels.has(`\\begin{${environment.name}}`)),
      [],
    );
    assert.equal(labelled(items, '\\alpha')?.detail, 'α');
  });

  it('gives arguments stops, and environments their end', () => {
    const { items } = complete('$$\n\\¦\n$$');
    assert.equal(labelled(items, '\\frac')?.snippet, '\\\\frac{$1}{$2}');
    assert.equal(labelled(items, '\\sqrt[]')?.snippet, '\\\\sqrt[$1]{$2}');
    assert.equal(labelled(items, '\\alpha')?.snippet, '\\\\alpha');
    assert.equal(labelled(items, '\\begin{align}')?.snippet, '\\\\begin{align}\n\t$0\n\\\\end{align}');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets
    assert.equal(labelled(items, '\\begin{array}')?.snippet, '\\\\begin{array}{${1:cc}}\n\t$0\n\\\\end{array}');
  });

  it('shows a sample that KaTeX can render, or none', () => {
    const { items } = complete('$\\¦$');
    for (const { label, sample, kind } of items) {
      if (sample === '' || kind === 'label') continue;
      assert.doesNotThrow(
        () => katex.renderToString(sample, { displayMode: true, strict: false }),
        `${label}: ${sample}`,
      );
    }
    assert.ok(items.filter(item => item.sample !== '').length > 800);
  });

  it('offers environments after \\begin{ and the open ones after \\end{', () => {
    const begun = complete('$$\\begin{al¦}$$');
    assert.equal(begun.replaced, 'al}');
    assert.equal(labelled(begun.items, 'aligned')?.snippet, 'aligned}\n\t$0\n\\\\end{aligned}');
    const ended = complete('$$\\begin{aligned} \\begin{cases} a \\end{¦$$');
    assert.deepEqual(
      ended.items.map(item => item.label),
      ['cases', 'aligned'],
    );
    assert.equal(complete('$$\\begin{pmatrix} a \\¦$$').items.find(item => item.rank === 0)?.label, '\\end{pmatrix}');
  });

  it("offers the note's macros first, with their definitions", () => {
    const note = '$\\newcommand{\\loss}[1]{\\mathcal{L}(#1)}$\n\nso $\\lo¦$';
    const { items } = complete(note, { '\\R': '\\mathbb{R}', '\\pair': '(#1, #2)' });
    const loss = labelled(items, '\\loss');
    assert.deepEqual(
      [loss?.kind, loss?.detail, loss?.snippet, loss?.rank],
      ['macro', '\\mathcal{L}(#1)', '\\\\loss{$1}', 0],
    );
    assert.equal(labelled(items, '\\R')?.kind, 'macro');
    assert.equal(labelled(items, '\\pair')?.snippet, '\\\\pair{$1}{$2}');
  });

  it('offers a macro whose first argument may be left out with it and without', () => {
    const own = complete('$\\newcommand{\\normed}[2][\\frac{1}{2}]{\\lVert #2 \\rVert_{#1}}$\n\nso $\\nor¦$').items;
    assert.equal(labelled(own, '\\normed')?.snippet, '\\\\normed{$1}');
    assert.equal(labelled(own, '\\normed[]')?.snippet, '\\\\normed[$1]{$2}');
    assert.equal(labelled(own, '\\normed[]')?.sample, '\\normed[a]{b}');
    const { macros } = readMacroFile('\\newcommand{\\normed}[2][2]{\\lVert #2 \\rVert_{#1}}');
    const others = complete('so $\\nor¦$', macros).items;
    assert.equal(labelled(others, '\\normed[]')?.snippet, '\\\\normed[$1]{$2}');
    assert.equal(labelled(others, '\\normed')?.detail, '\\lVert#2 \\rVert_{#1}');
  });

  it('offers labels after \\ref{ and \\eqref{', () => {
    const { items, replaced } = complete('$$ x \\label{eq:a} $$\n\nand $\\eqref{eq¦}$');
    assert.equal(replaced, 'eq}');
    assert.deepEqual(
      items.map(item => [item.label, item.snippet]),
      [['eq:a', 'eq:a}']],
    );
  });

  it('works in a formula whose end is not typed yet', () => {
    assert.equal(labelled(complete('so $x \\in \\ma¦').items, '\\mathbb')?.kind, 'command');
  });

  it('is silent in prose, code and links, and where no command begins', () => {
    for (const written of [
      'a \\al¦ b',
      '`\\al¦`',
      '[\\al¦](x)',
      '$x$ then \\al¦',
      'costs $5 or \\al¦',
      '$al¦$',
      '$a \\\\¦$',
      '¦',
    ]) {
      assert.deepEqual(complete(written).items, [], written);
    }
  });

  it('keeps to one line within a line, and to the quote within a quote', () => {
    const snippet = (written: string) => labelled(complete(written).items, 'cases')?.snippet;
    assert.equal(snippet('so $\\begin{ca¦$'), 'cases} $0 \\\\end{cases}');
    assert.equal(snippet('| $$\\begin{ca¦$$ |\n|---|\n'), 'cases} $0 \\\\end{cases}');
    assert.equal(snippet('> $$\n> \\begin{ca¦}\n> $$\n'), 'cases}\n> \t$0\n> \\\\end{cases}');
    assert.equal(snippet('- a\n  $$\n  \\begin{ca¦}\n  $$\n'), 'cases}\n\t$0\n\\\\end{cases}');
  });

  it('offers inside \\text{…} what KaTeX takes there', () => {
    const labels = (written: string) => complete(written).items.map(item => item.label);
    const inText = labels('$a \\text{if \\¦}$');
    assert.ok(inText.includes('\\textbf') && !inText.includes('\\alpha') && !inText.includes('\\begin{align}'));
    assert.ok(labels('$a \\text{if $\\¦$}$').includes('\\alpha'));
    assert.ok(labels('$\\text{a} + \\¦$').includes('\\alpha'));
  });

  it('offers labels after a reference in running text, and nothing else there', () => {
    const note = '$$a \\label{eq:one}$$\n\n';
    assert.deepEqual(
      complete(`${note}> see \\eqref{e¦}`).items.map(item => item.label),
      ['eq:one'],
    );
    for (const prose of ['`\\eqref{¦}`', '[a](\\ref{¦})', '\\eqref¦', '\\frac{¦}', '```\n\\ref{¦\n```']) {
      assert.deepEqual(complete(note + prose).items, [], prose);
    }
  });
});
