import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';

function pageOf(text: string): string {
  const note = openNote(text);
  return note.blocks.map((_block, index) => note.html(index)).join('');
}

const idsOf = (html: string) => Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id!);

describe('ids of headings', () => {
  it('are numbered where headings are equal, also within one block, and no number is given twice', () => {
    const ids = idsOf(
      pageOf('# Part\n\n> ## Part\n>\n> ## Part!\n\n# Part 1\n\n# Part\n\n# Other 1\n\n# Other\n\n# Other\n'),
    );
    assert.deepEqual(ids, ['part', 'part-1', 'part-2', 'part-1-1', 'part-3', 'other-1', 'other', 'other-2']);
  });

  it('follow the headings before them while one types', () => {
    const note = openNote('# Part\n\n> ## Part\n>\n> ## Part\n');
    note.edit([{ range: { from: 0, to: 8 }, insert: '' }]);
    assert.deepEqual(idsOf(note.html(0)), ['part', 'part-1']);
  });

  it('are never those that the page gives to something else', () => {
    const names = [
      'Note',
      'Appearance',
      'Zotero card',
      'Footnote 1',
      'Footnote ref 1',
      'Equation a',
      'Recipe front plot title',
    ];
    const html = pageOf(
      [
        '---\nrecipe:\n  parameters: 7B\n  tokens: 200B\n---',
        ...names.map(name => `# ${name}`),
        'Text[^1] and $\\eqref{a}$. ^block',
        '$$\nx \\label{a}\n$$',
        '```recipe\nsteps: 1000\nlearning_rate: 1e-4\nwarmup_steps: 100\n```',
        '[^1]: Foot.',
      ].join('\n\n'),
    );
    const ids = idsOf(html);
    assert.equal(new Set(ids).size, ids.length, ids.join(' '));
    for (const name of names) assert.ok(ids.includes(name.toLowerCase().replaceAll(' ', '-')), name);
    const others = ids.filter(id => !/^[\p{L}\p{N}_-]+$/u.test(id));
    for (const id of ['footnote:1', 'footnote-ref:1', 'equation:a', '^block']) assert.ok(others.includes(id), id);
    for (const [, anchor] of html.matchAll(/ href="#([^"]*)"/g)) assert.ok(ids.includes(anchor!), anchor);
  });
});
