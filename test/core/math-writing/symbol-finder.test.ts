import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { texCommands } from '../../../src/core/math/commands.ts';
import { findSymbols, symbols } from '../../../src/core/math-writing/symbol-finder.ts';

const first = (query: string): string | undefined => findSymbols(query, [])[0]?.name;

describe('the symbol finder', () => {
  it('has every symbol of KaTeX that formulas can show', () => {
    const names = new Set(symbols().map(symbol => symbol.name));
    const wanted = texCommands.filter(
      ({ name, glyph, mode }) => glyph !== undefined && mode !== 'text' && /^\\[A-Za-z]{2,}$/.test(name),
    );
    assert.ok(wanted.length > 600);
    assert.deepEqual(
      wanted.filter(({ name }) => !names.has(name)),
      [],
    );
  });

  it('finds by words that draw', () => {
    assert.equal(first('left arrow double'), '\\Leftarrow');
    assert.equal(first('empty set'), '\\emptyset');
    assert.equal(first('for all'), '\\forall');
    assert.equal(first('wavy arrow'), '\\rightsquigarrow');
    assert.equal(first('double integral'), '\\iint');
    assert.equal(first('infinity'), '\\infty');
    assert.equal(first('not equal'), '\\neq');
  });

  it('finds by name and by character', () => {
    assert.equal(first('\\le'), '\\le');
    assert.equal(first('≤'), '\\leq');
    assert.equal(first('subset'), '\\subset');
    assert.equal(first('∂'), '\\partial');
    assert.deepEqual(findSymbols('no such thing at all', []), []);
  });

  it('puts recent ones first', () => {
    assert.deepEqual(
      findSymbols('', ['\\to', '\\nabla'])
        .slice(0, 2)
        .map(symbol => symbol.name),
      ['\\to', '\\nabla'],
    );
  });

  it('finds what is drawn with keys, letters of sets, accents and capitals', () => {
    const first = (query: string) => findSymbols(query, [])[0]?.name;
    const wanted: readonly (readonly [query: string, name: string])[] = [
      ['=>', '\\Rightarrow'],
      ['!=', '\\neq'],
      ['|->', '\\mapsto'],
      ['real numbers', '\\mathbb{R}'],
      ['𝔼', '\\mathbb{E}'],
      ['hat', '\\hat{}'],
      ['square root', '\\sqrt{}'],
      ['Theta', '\\Theta'],
      ['theta', '\\theta'],
      ['arrow right', '\\to'],
      ['down arrow', '\\downarrow'],
      ['integral', '\\int'],
      ['curly less', '\\prec'],
    ];
    assert.deepEqual(
      wanted.map(([query]) => [query, first(query)]),
      wanted,
    );
  });

  it('holds every symbol of KaTeX for formulas', () => {
    const names = new Set(symbols().map(({ name }) => name));
    const missing = texCommands.filter(
      ({ name, glyph, mode }) =>
        glyph !== undefined && mode !== 'text' && /^\\[A-Za-z{}|#$%&_]/.test(name) && !names.has(name),
    );
    assert.deepEqual(missing, []);
  });
});
