import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import MarkdownIt, { type Token } from 'markdown-it';
import { asideMarkdown, markdownText } from '../../../../src/core/zotero/template/markdown-text.ts';

// The most permissive reader: HTML allowed, bare addresses linked.
const reader = new MarkdownIt({ html: true, linkify: true });
reader.linkify.set({ fuzzyLink: false, fuzzyEmail: true });

function allTokens(markdown: string): readonly Token[] {
  return reader.parse(markdown, {}).flatMap(token => [token, ...(token.children ?? [])]);
}

function shown(markdown: string): string {
  return allTokens(markdown)
    .map(token =>
      token.type === 'text' || token.type === 'text_special' ? token.content : token.type === 'softbreak' ? '\n' : '',
    )
    .join('');
}

const allowed = new Set([
  'paragraph_open',
  'paragraph_close',
  'inline',
  'text',
  'text_special',
  'softbreak',
  'em_open',
  'em_close',
  'strong_open',
  'strong_close',
]);

function assertPlain(markdown: string): void {
  const tokens = allTokens(markdown);
  for (const token of tokens) assert.ok(allowed.has(token.type), `${token.type} in ${JSON.stringify(markdown)}`);
  assert.ok(tokens.filter(token => token.type === 'paragraph_open').length <= 1);
}

const examples: readonly (readonly [string, string])[] = [
  // What needs no escape gets none.
  [
    'We train 7B (Uesato et al., 2022; [12]) at 1 · 10−4, ~10% off; a_b and C#.',
    'We train 7B (Uesato et al., 2022; [12]) at 1 · 10−4, ~10% off; a_b and C#.',
  ],
  ['as in [12, 13].', 'as in [12, 13].'],
  ['x < y and y > z & more', 'x < y and y > z & more'],
  ['5 * 3 = 15', '5 * 3 = 15'],
  // Links of every kind.
  ['[here](command:x)', '&#91;here&#93;(command:x)'],
  ['![x](http://e.com/a.png)', '!&#91;x&#93;(http\\://e.com/a.png)'],
  ['[[Note]]', '&#91;&#91;Note&#93;&#93;'],
  ['[12]: http://evil', '&#91;12&#93;: http\\://evil'],
  ['text](x) and [ref][id] [^1] [@key]', 'text&#93;(x) and &#91;ref&#93;&#91;id&#93; &#91;^1&#93; &#91;@key&#93;'],
  [
    'https://evil.com www.evil.com a@b.org mailto:a@b.org',
    'https\\://evil.com www\\.evil.com a\\@b.org mailto\\:a\\@b.org',
  ],
  ['<https://evil.com> <b onclick=x>', '\\<https\\://evil.com> \\<b onclick=x>'],
  // Formulas, code, asides, tags.
  ['$x$ and \\(y\\)', '\\$x\\$ and &#92;(y&#92;)'],
  ['\\[ z \\] \\begin{align}', '&#92;&#91; z &#92;&#93; &#92;begin{align}'],
  ['`code`', '\\`code\\`'],
  ['%% hidden %%', '&#37;&#37; hidden &#37;&#37;'],
  ['a #tag', 'a \\#tag'],
  // Blocks.
  ['# head', '\\# head'],
  ['12. item', '12\\. item'],
  ['3) item', '3&#41; item'],
  ['- item', '\\- item'],
  ['> quote', '\\> quote'],
  ['a\n\n# b', 'a # b'],
  // Zotero's own subset.
  ['<i>E. coli</i> and <b>bold</b>', '*E. coli* and **bold**'],
  ['10<sup>−4</sup>, H<sub>2</sub>O', '10⁻⁴, H₂O'],
  ['x<sub>max</sub> y', 'xₘₐₓ y'],
  ['x<sup>ab</sup> y', 'x$^{\\mathrm{ab}}$ y'],
  ['a<i>"b"</i>c', 'a"b"c'],
];

test('texts are written as a person would write them, and dangerous ones are made safe', () => {
  for (const [source, markdown] of examples) assert.equal(markdownText(source), markdown);
});

test('whatever the text, markdown shows that text in one paragraph without link or HTML', () => {
  const spice = fc.constantFrom(
    '[',
    ']',
    '(',
    ')',
    '](',
    '![',
    '[[',
    '<',
    '</',
    '<!--',
    '`',
    '```',
    '*',
    '**',
    '_',
    '__',
    '~~',
    '==',
    '$',
    '$$',
    '\\',
    '\\[',
    '&',
    '&amp;',
    '&#91;',
    '#',
    '# ',
    '- ',
    '+ ',
    '1. ',
    '> ',
    '|',
    '\n',
    '\n\n',
    ' ',
    '    ',
    '\t',
    ':',
    '://',
    'http://e.com',
    'www.',
    'a@b.cc',
    '%',
    '%%',
    '!',
    '^',
    '[^1]',
    '[a]: b',
    'command:',
    'javascript:',
    'word',
    'x',
    '9',
    '.',
    '—',
    '𝑥',
    '---',
    '===',
    ':---',
    '"',
    "'",
    '</i>',
    '\u0000',
    '\u202e',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.array(spice, { maxLength: 14 }), pieces => {
      const source = pieces.join('');
      const markdown = markdownText(source);
      assertPlain(markdown);
      const expected = source
        .toWellFormed()
        .replace(/[\u0000]/g, '')
        .replace(/&amp;/g, '&')
        .replace(/\s+/g, ' ')
        .trim();
      assert.equal(shown(markdown), expected);
    }),
    { numRuns: 3000 },
  );
});

test('a comment over several lines stays one paragraph, and no line begins a block', () => {
  const line = fc.constantFrom(
    '# a',
    '- a',
    '1. b',
    '> c',
    '===',
    '---',
    '| a |',
    '|---|',
    ':--',
    '```',
    '    code',
    '',
    'text',
    '***',
    '<div>',
    '%%',
    '[a]: b',
    '+ x',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), lines => {
      const markdown = markdownText(lines.join('\n'), { linePrefix: '' });
      assertPlain(markdown);
      assertPlain(`Before\n${markdown}`);
      assert.equal(
        shown(markdown),
        lines
          .map(text => text.trim())
          .filter(text => text !== '')
          .join('\n'),
      );
    }),
    { numRuns: 1000 },
  );
});

test('an aside ends where it was meant to end', () => {
  assert.equal(asideMarkdown('0.84 epoch over the 200B dataset.'), '%%0.84 epoch over the 200B dataset.%%');
  assert.equal(asideMarkdown('50%'), '%%50&#37;%%');
  assert.equal(asideMarkdown(''), '');
  assert.equal(asideMarkdown('a\nb', '> '), '%%a\n> b%%');
  assert.equal(asideMarkdown('see $\\alpha_i$ and $5'), '%%see $\\alpha_i$ and \\$5%%');
  const piece = fc.constantFrom('%', '%%', '%%%', 'a', ' ', '\n', '\\', '$', '<i>', '</i>', '<sub>%</sub>', '$%$');
  fc.assert(
    fc.property(fc.array(piece), pieces => {
      const aside = asideMarkdown(pieces.join(''));
      if (aside !== '') assert.equal(aside.slice(2).indexOf('%%'), aside.length - 4);
    }),
  );
});

test('a formula in a comment passes only as a formula', () => {
  for (const attack of ['$ [x](command:y) $', '$[x](command:y)$', '$[[x]]$', '$<b>$', '$`a`$', '$http://e.com$']) {
    assertPlain(markdownText(attack, { math: true }));
  }
});

test('a megabyte of anything is written whole', () => {
  for (const unit of ['[', '$a$ ', '<i>', '*', '%', '&', '\\', 'www.', '<sup>1</sup>']) {
    const source = unit.repeat(Math.ceil(1_000_000 / unit.length));
    assert.ok(markdownText(source, { math: true, linePrefix: '' }).length >= source.length / 20);
  }
});
