import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { checkRecipes } from '../../../../src/core/recipe/follow/check.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';

const fixture = readFileSync(join(import.meta.dirname, '../../../fixtures/recipe/consistency.txt'), 'utf8');

function toldOf(sentence: string): readonly string[] {
  const text = `# A paper\n\n> ${sentence}\n`;
  const note = openNote(text);
  return checkRecipes(readNoteQuantities(note), text, note.elements()).map(({ severity, message }) => {
    assert.equal(severity, 'information');
    return message;
  });
}

describe('numbers that contradict each other', () => {
  for (const line of fixture.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    it(line, () => {
      const [sentence, message] = line.split(/ =>(?: |$)/) as [string, string];
      assert.deepEqual(toldOf(sentence), message === '' ? [] : [message]);
    });
  }
});
