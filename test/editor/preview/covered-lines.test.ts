import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openNote } from '../../../src/core/markdown/note.ts';
import { coveredLines, viewFor } from '../../../src/editor/preview/covered-lines.ts';

const section = (i: number) => `## S ${i}\n\nA\n\nB\n\n### T ${i}\n\nA\n\nB\n\nC\n\n#### U ${i}\n\nA\n\nB\n\nC\n`;
const note = openNote(`# Title\n\nIntro\n\n${Array.from({ length: 6 }, (_, i) => section(i)).join('\n')}`);

describe('the lines that sticky scroll covers', () => {
  it('are as many as the editor was seen to cover', () => {
    const seen = { 0: 0, 15: 3, 17: 4, 19: 4, 21: 4, 23: 3, 25: 1, 27: 2, 29: 2, 31: 3, 33: 3, 35: 3, 37: 3, 39: 4 };
    for (const [top, covered] of Object.entries(seen)) assert.equal(coveredLines(note, Number(top), 5), covered, top);
  });

  it('are no more than the settings allow, and none without sticky scroll', () => {
    assert.equal(coveredLines(note, 19, 2), 2);
    assert.equal(coveredLines(note, 19, 0), 0);
  });

  it('are told the same of the place to which one scrolls for a line', () => {
    const count = note.text.split('\n').length;
    let exact = 0;
    for (let line = 0; line < count; line++) {
      const top = viewFor(note, line, 5);
      assert.ok(top + coveredLines(note, top, 5) <= line, `line ${line} is covered`);
      if (top + coveredLines(note, top, 5) === line) exact++;
    }
    // Where a section ends under the headings no place shows the line as the first; it is shown all the same.
    assert.ok(exact > count * 0.7, `${exact} of ${count}`);
  });
});
