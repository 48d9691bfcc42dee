import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readFrontMatter } from '../../../src/core/markdown/front-matter.ts';
import { frontMatterHtml } from '../../../src/core/markdown/front-matter-html.ts';
import { macroParts } from '../../../src/core/math/macros.ts';
import { envOf, readFixtures, ruledMarkdown } from './rules/fixtures.ts';

/** Codes, each with what it is about. */
const problems = (content: string) => {
  const text = `---\n${content}\n---\n`;
  return readFrontMatter(text)!.problems.map(({ code, range }) => [code, text.slice(range.from, range.to)]);
};

describe('front-matter.md', () => {
  const md = ruledMarkdown();
  for (const { title, line, input, html } of readFixtures('front-matter.md')) {
    it(`${title} (line ${line})`, () => {
      assert.equal(frontMatterHtml(md, readFrontMatter(`${input}\n`)!, envOf()).trimEnd(), html);
    });
  }
});

describe('where front matter ends', () => {
  it('is told in offsets and lines, for every line end and with a byte order mark', () => {
    for (const [end, mark] of [
      ['\n', ''],
      ['\r\n', ''],
      ['\r', ''],
      ['\n', '\uFEFF'],
    ] as const) {
      const text = `${mark}---${end}title: A${end}---  ${end}${end}Text.`;
      const read = readFrontMatter(text)!;
      assert.deepEqual(read.entries, [['title', 'A']], JSON.stringify(text));
      assert.equal(text.slice(read.contentRange.from, read.contentRange.to), `title: A${end}`);
      assert.equal(text.slice(read.range.to), `${end}Text.`);
      assert.equal(read.range.from, mark.length);
      assert.equal(read.lines, 3);
    }
  });

  it('may be the end of the note, or dots', () => {
    assert.equal(readFrontMatter('---\na: 1\n---')!.lines, 3);
    assert.equal(readFrontMatter('---\na: 1\n...\nText')!.lines, 3);
    assert.equal(readFrontMatter('---\n---\n')!.lines, 2);
  });

  it('is nowhere when there is none', () => {
    for (const text of [
      '',
      'text',
      '---\na: 1\n',
      '---\na: 1\n----\n',
      '\n---\na: 1\n---\n',
      ' ---\na: 1\n---\n',
      '---\nJust text between two rules.\n---\n',
      '{{macro}}\n',
      '{ "a": 1\n\nText.\n',
    ]) {
      assert.equal(readFrontMatter(text), undefined, JSON.stringify(text));
    }
  });
});

describe('problems of front matter', () => {
  it('have the place in the note', () => {
    assert.deepEqual(problems('citekey: @Michaud2001'), [['front-matter-invalid', '@']]);
    assert.deepEqual(problems('a: 1\ntitle: "A" b'), [['front-matter-invalid', 'b']]);
    assert.deepEqual(problems('a: 1\nb: [1, 2]\nc: "x: y"'), []);
  });

  it('tell that a comment cuts a macro', () => {
    const macros = (body: string) => problems(`macros:\n  \\norm: ${body}\ntitle: Part #1`);
    assert.deepEqual(macros('\\lVert #1 \\rVert'), [['front-matter-invalid', '#1 \\rVert']]);
    assert.deepEqual(macros("'\\lVert #1 \\rVert'"), []);
    assert.deepEqual(macros('\\mathbb{#1}'), []);
  });

  it('do not hide the other entries', () => {
    const { entries } = readFrontMatter('---\nfirst: 1\ntags: [a\nlast: "b\nend: 2\n---\n')!;
    assert.deepEqual(entries, [
      ['first', 1],
      ['tags', '[a'],
      ['last', '"b'],
      ['end', 2],
    ]);
  });

  it('come of nesting that would be too deep for the stack, at its place, and the other keys are read', () => {
    for (const [open, close] of ['[]', '{}'].map(pair => [...pair])) {
      const text = `---\ntitle: ${open!.repeat(3500)}${close!.repeat(3500)}\nauthor: Ann\n---\n`;
      const { problems, entries } = readFrontMatter(text)!;
      assert.deepEqual(
        problems.map(({ message, range }) => [message, text.slice(range.from, range.to)]),
        [['The front matter cannot be read: it nests deeper than 100 levels.', open]],
      );
      assert.deepEqual(entries.at(-1), ['author', 'Ann']);
    }
  });

  it('come of aliases that multiply without end and of bottomless nesting', () => {
    const bomb = [
      'a0: &a0 [x]',
      ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`),
    ];
    assert.equal(readFrontMatter(`---\n${bomb.join('\n')}\n---\n`)!.problems[0]?.code, 'front-matter-invalid');
    assert.equal(readFrontMatter(`---\na: ${'['.repeat(20_000)}\n---\n`)!.problems[0]?.code, 'front-matter-invalid');
  });
});

describe('macros of front matter', () => {
  const macros = (content: string) => readFrontMatter(`---\n${content}\n---\n`)!.macros;

  it('are taken as they are meant, with or without backslash and quotes', () => {
    assert.deepEqual(macros("macros:\n  R: \\mathbb{R}\n  '\\E': '\\mathbb{E}_{#1}'\n  n: 3"), {
      '\\R': '\\mathbb{R}',
      '\\E': '\\mathbb{E}_{#1}',
      '\\n': '3',
    });
  });

  it('survive what YAML does to backslashes in double quotes', () => {
    assert.deepEqual(macros('macros:\n  t: "\\theta \\beta"\n  g: "\\nabla"\n  R: "\\mathbb{R}"'), {
      '\\t': '\\theta \\beta',
      '\\g': '\\nabla',
      '\\R': '\\mathbb{R}',
    });
  });

  it('are none when they are no names with texts', () => {
    assert.deepEqual(macros('macros: [a]'), {});
    assert.deepEqual(macros('macros:\n  a b: c\n  d: [e, f]\n  f1: g'), {});
    const content = 'macros:\n  R: \\mathbb{R}\n  d: [e, f]\n  f1: g\n  later:';
    assert.deepEqual(problems('macros:\n  : a'), [['front-matter-invalid', 'macros']]);
    assert.deepEqual(problems(content), [
      ['front-matter-invalid', 'd'],
      ['front-matter-invalid', 'f1'],
    ]);
  });

  it('may be a list of TeX, number of arguments and default of the first', () => {
    const made = macros('macros:\n  \\norm: [\'\\lVert #2 \\rVert_{#1}\', 2, 2]\n  half: ["\\frac{#1}{2}", 1]');
    assert.deepEqual(Object.values(made).map(macroParts), [
      { body: '\\lVert#2 \\rVert_{#1}', arguments: 2, fallback: '2' },
      { body: '\\frac{#1}{2}', arguments: 1 },
    ]);
  });
});

describe('links in front matter', () => {
  it('are found with their places, wherever they stand', () => {
    const text =
      '---\na: zotero://select/library/items/UJ9QXQD4\nb: "[pdf](zotero://open-pdf/0_KEYKEYKE/3), https://example.org/a_(b)."\n---\n';
    const { links } = readFrontMatter(text)!;
    assert.deepEqual(
      links.map(({ href, range }) => [href, text.slice(range.from, range.to)]),
      ['zotero://select/library/items/UJ9QXQD4', 'zotero://open-pdf/0_KEYKEYKE/3', 'https://example.org/a_(b)'].map(
        uri => [uri, uri],
      ),
    );
  });
});

describe('any front matter', () => {
  it('is read without an exception, with problems inside it', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '\t',
      '&a',
      '*a',
      '|',
      '>',
      '@',
      '#',
      '!',
      '? ',
      'title: ',
      'macros:\n  ',
    );
    const md = ruledMarkdown();
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), parts => {
        const text = `---\nk: v\n${parts.join('')}\n---\n`;
        const read = readFrontMatter(text);
        if (read === undefined) return;
        for (const { range } of read.problems) {
          assert.ok(read.contentRange.from <= range.from && range.from < range.to && range.to <= read.range.to, text);
        }
        frontMatterHtml(md, read, envOf());
      }),
      { numRuns: 2000 },
    );
  });

  it('tells where JSON is not quite valid, and keeps what can be read of it', () => {
    const missing = readFrontMatter('{"title":"J" "x":1}\n\nText\n');
    assert.deepEqual(
      missing?.problems.map(({ code, range }) => [code, range.from]),
      [['front-matter-invalid', 13]],
    );
    assert.equal(missing?.lines, 1);
    const text = '{"title": "J",\n"tags": ["a",\n"b",\n]}\n\nText\n';
    const extra = readFrontMatter(text);
    assert.deepEqual(extra?.entries, [
      ['title', 'J'],
      ['tags', ['a', 'b']],
    ]);
    assert.equal(extra?.problems.length, 1);
    assert.ok(extra!.problems[0]!.range.from >= text.indexOf('"b",'));
    assert.equal(readFrontMatter('{"title": "J" and so on.\n\nText\n'), undefined);
    assert.equal(readFrontMatter('{ a set } of things\n'), undefined);
  });

  it('says of aliases that multiply that they do, once', () => {
    const many = (name: string) => `[${Array.from({ length: 10 }, () => `*${name}`).join(', ')}]`;
    const read = readFrontMatter(
      `---\na: &a [x]\nb: &b ${many('a')}\nc: &c ${many('b')}\nd: ${many('c')}\ntitle: T\n---\n`,
    );
    assert.deepEqual(
      read?.problems.map(({ message }) => message),
      ['The front matter cannot be read: its aliases (*name) repeat each other too often.'],
    );
    assert.ok(read?.entries.some(([key, value]) => key === 'title' && value === 'T'));
  });

  it('names authors by their first and last names, and shows no header for macros alone', () => {
    const html = (text: string) => frontMatterHtml(ruledMarkdown(), readFrontMatter(text)!, envOf());
    assert.match(html('---\nauthors:\n- first: Ada\n  last: Lovelace\n---\n'), /Ada Lovelace/);
    assert.equal(html("---\nmacros:\n  x: '1'\n---\n"), '');
  });
});
