import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import { openNote } from '../../../src/core/markdown/note.ts';
import { createHoverImages, type HoverImage } from '../../../src/core/math/hover-image.ts';

const dist = path.join(path.dirname(createRequire(import.meta.url).resolve('katex/package.json')), 'dist');
const parts = Object.fromEntries(
  readdirSync(path.join(dist, 'fonts'))
    .filter(file => file.endsWith('.woff2'))
    .map(file => [
      file.slice('KaTeX_'.length, -'.woff2'.length),
      [{ characters: '', data: readFileSync(path.join(dist, 'fonts', file)).toString('base64') }],
    ]),
);
const images = createHoverImages({ css: readFileSync(path.join(dist, 'katex.min.css'), 'utf8'), parts });
const look = { color: '#123456', fontSize: 14 };

function draw(tex: string, display = false, macros: Record<string, string> = {}): HoverImage & { kind: 'image' } {
  const image = images.of(tex, display, macros, look);
  assert.equal(image.kind, 'image', tex);
  return image as HoverImage & { kind: 'image' };
}

const svgOf = ({ uri }: { readonly uri: string }): string =>
  decodeURIComponent(uri.slice('data:image/svg+xml,'.length));

describe('the picture of a formula', () => {
  it('is well-formed, short enough for a hover, and ends no markdown link', () => {
    for (const tex of [
      'x^2',
      '\\frac{a}{\\sqrt{b}}',
      '\\begin{pmatrix} 1 & 2 \\end{pmatrix}',
      '\\text{a < b & c}',
      'ä中',
    ]) {
      const image = draw(tex.replace('&', tex.includes('text') ? '\\&' : '&'), true);
      assert.ok(image.uri.length < 100_000);
      assert.doesNotMatch(image.uri, /[\s()<>"]/);
      const svg = svgOf(image);
      const open: string[] = [];
      for (const [, close, name, empty] of svg
        .replace(/<style>[\s\S]*?<\/style>/, '')
        .matchAll(/<(\/?)([a-zA-Z]+)[^>]*?(\/?)>/g)) {
        if (close !== '') assert.equal(open.pop(), name);
        else if (empty === '') open.push(name!);
      }
      assert.deepEqual(open, []);
    }
  });

  it('holds the fonts that the formula needs and no others', () => {
    const fonts = (tex: string): string[] =>
      [
        ...new Set(
          [...svgOf(draw(tex)).matchAll(/font-family:(KaTeX_\w+);(?:font-\w+:\w+;)*src/g)].map(match => match[1]!),
        ),
      ].sort();
    assert.deepEqual(fonts('x'), ['KaTeX_Math']);
    assert.deepEqual(fonts('x + 1'), ['KaTeX_Main', 'KaTeX_Math']);
    assert.deepEqual(fonts('\\mathcal{L}'), ['KaTeX_Caligraphic']);
  });

  it('is in the colour of the theme and uses the macros', () => {
    assert.match(svgOf(draw('x')), /color:#123456/);
    assert.match(svgOf(draw('\\R', false, { '\\R': '\\mathbb{R}' })), /mathbb/);
  });

  it('grows with what it shows', () => {
    assert.ok(draw('x + y').width > draw('x').width);
    assert.ok(draw('\\text{softmax}').width > draw('\\text{soft}').width + 15);
    assert.ok(draw('\\frac{a}{b}', true).height > draw('a', true).height);
    assert.ok(draw('\\sum_{i=1}^n \\frac{1}{i^2}', true).width < 120);
    assert.ok(draw('x'.repeat(400)).width <= 620);
  });

  it('falls back to MathML where the fonts are too large together', () => {
    const image = draw('\\mathbb{R} \\mathfrak{g} \\mathscr{F} \\mathcal{L} \\mathbf{x} \\mathsf{A} \\mathtt{b} + 1 x');
    assert.equal(image.fonts, false);
    assert.match(svgOf(image), /<math/);
  });

  it('says what is wrong with a formula', () => {
    const image = images.of('\\gmma', false, {}, look);
    assert.equal(image.kind, 'failed');
    assert.match(image.kind === 'failed' ? image.message : '', /\\gmma/);
  });

  it('is kept', () => {
    assert.equal(images.of('k', false, {}, look), images.of('k', false, {}, look));
    assert.notEqual(images.of('k', false, {}, look), images.of('k', false, {}, { ...look, color: '#fff' }));
  });
});

describe('a formula of a note, ready to be drawn', () => {
  it('has its macros, numbers and references put in', () => {
    const note = openNote(
      '$\\newcommand{\\R}{\\mathbb{R}}$\n\n$$\\begin{align} a &= b \\label{x} \\end{align}$$\n\n$c$ and $y > \\eqref{x}$ in $\\R$\n',
    );
    assert.match(note.formula(1, 0)!.tex, /\\tag\{1\}/);
    assert.equal(note.formula(1, 0)!.display, true);
    assert.equal(note.formula(2, 1)!.tex, 'y > (\\text{1})');
    assert.ok('\\R' in note.formula(2, 2)!.macros);
    assert.equal(note.formula(2, 9), undefined);
    assert.equal(note.formula(99, 0), undefined);
  });
});
