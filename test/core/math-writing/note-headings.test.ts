import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openNote } from '../../../src/core/markdown/note.ts';
import { noteHeadings } from '../../../src/core/math-writing/note-headings.ts';

const headings = (text: string) => noteHeadings(openNote(text)).map(({ level, text, line }) => [level, text, line]);

describe('the headings of a note', () => {
  it('have their formulas in Unicode, and their lines', () => {
    assert.deepEqual(
      headings('---\ntitle: T\n---\n\n# Note $a^2$\n\nText.\n\n## With $\\alpha$ *math* and \\(x_i\\)\n'),
      [
        [1, 'Note a²', 4],
        [2, 'With α math and xᵢ', 8],
      ],
    );
  });

  it('keep what stands around a formula that is written as other text, and headings without text', () => {
    assert.deepEqual(headings('# a $a$ and $a$\n\n##\n\nSet\n===\n'), [
      [1, 'a a and a', 0],
      [2, '', 2],
      [1, 'Set', 4],
    ]);
  });

  it('are not what only looks like one', () => {
    assert.deepEqual(headings('```\n# Code\n```\n\n%%\n# Aside\n%%\n\n#tag\n'), []);
  });
});
