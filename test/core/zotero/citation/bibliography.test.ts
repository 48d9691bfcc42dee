import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNote } from '../../../../src/core/markdown/note.ts';
import { applyEdits } from '../../../../src/core/text.ts';
import { refreshBibliography } from '../../../../src/core/zotero/citation/bibliography.ts';
import { citationText, type ReferenceEntry, referenceEntry } from '../../../../src/core/zotero/citation/reference.ts';
import { writingFixture } from '../library-fixture.ts';

const recorded: { readonly apa: string; readonly chicago: string; readonly citation: string } = JSON.parse(
  writingFixture('llemma-references.json'),
);

test('Zotero’s own references become markdown', () => {
  assert.deepEqual(referenceEntry(recorded.apa), {
    markdown:
      'Azerbayev, Z., Schoelkopf, H., & Paster, K. (2023). *Llemma: An Open Language Model For Mathematics* (arXiv:2310.10631). arXiv. <https://doi.org/10.48550/arXiv.2310.10631>',
    numbered: false,
  });
  assert.ok(
    referenceEntry(recorded.chicago).markdown.endsWith(
      'October 16, 2023. <https://doi.org/10.48550/arXiv.2310.10631>.',
    ),
  );
  assert.equal(citationText(recorded.citation), 'Azerbayev et al., “Llemma: An Open Language Model For Mathematics.”');
  assert.equal(citationText('<span>(Azerbayev et al., 2023)</span>'), '(Azerbayev et al., 2023)');
});

test('numbered styles lose the number, which the list gives', () => {
  const ieee =
    '<div class="csl-bib-body"><div class="csl-entry"><div class="csl-left-margin">[1]</div><div class="csl-right-inline">A. Author, <i>Title</i>.</div></div></div>';
  assert.deepEqual(referenceEntry(ieee), { markdown: 'A. Author, *Title*.', numbered: true });
});

test('hostile references stay text', () => {
  const { markdown } = referenceEntry(
    '<div class="csl-entry">[x](command:y) &lt;img src=x&gt; <script>alert(1)</script><a href="javascript:z">a</a> https://e.com/<b>x</b> %% *</div>',
  );
  const { elements } = readNote(`- ${markdown}\n`);
  assert.deepEqual(
    elements.filter(element => element.kind === 'link').map(link => link.href),
    ['https://e.com/'],
  );
  assert.ok(!elements.some(element => element.kind === 'html' || element.kind === 'aside'));
});

const entry = (markdown: string): ReferenceEntry => ({ markdown, numbered: false });

function refreshed(text: string, entries: readonly ReferenceEntry[]): string {
  return applyEdits(text, refreshBibliography(text, readNote(text).elements, entries));
}

test('the first time, with a heading at the end; then only what lies between the marks changes', () => {
  const first = refreshed('Text.\n', [entry('Zed (2020).'), entry('Ärger (2021).'), entry('Zed (2020).')]);
  assert.equal(
    first,
    'Text.\n\n# References\n\n%% begin bibliography %%\n\n- Ärger (2021).\n- Zed (2020).\n\n%% end bibliography %%\n',
  );
  assert.equal(refreshed(first, [entry('Zed (2020).'), entry('Ärger (2021).')]), first);
  const mine = `${first.replace('# References\n', '# References\n\nMine before.\n')}\nMine after.\n`;
  assert.equal(
    refreshed(mine, [entry('Bee (2022).')]),
    'Text.\n\n# References\n\nMine before.\n\n%% begin bibliography %%\n\n- Bee (2022).\n\n%% end bibliography %%\n\nMine after.\n',
  );
  assert.equal(refreshed(refreshed(mine, []), []), refreshed(mine, []));
});

test('below a heading that is there, without touching what stands below it', () => {
  const text = 'Text.\r\n\r\n## Bibliography\r\nMine.\r\n\r\n# More\r\n';
  const after = refreshed(text, [entry('A (2020).')]);
  assert.equal(
    after,
    'Text.\r\n\r\n## Bibliography\r\n\r\n%% begin bibliography %%\r\n\r\n- A (2020).\r\n\r\n%% end bibliography %%\r\n\r\nMine.\r\n\r\n# More\r\n',
  );
  assert.equal(refreshed(after, [entry('A (2020).')]), after);
});

test('nothing cited and no list: nothing to do', () => {
  assert.equal(refreshed('Text.\n', []), 'Text.\n');
});

test('a numbering style keeps the given order', () => {
  const numbered = (markdown: string): ReferenceEntry => ({ markdown, numbered: true });
  assert.ok(refreshed('', [numbered('Z.'), numbered('A.')]).includes('1. Z.\n2. A.\n'));
});
