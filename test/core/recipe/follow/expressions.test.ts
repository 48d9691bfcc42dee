import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { openNote } from '../../../../src/core/markdown/note.ts';
import { checkRecipes } from '../../../../src/core/recipe/follow/check.ts';
import { readExpressionAsides } from '../../../../src/core/recipe/follow/expressions.ts';
import { readNoteQuantities } from '../../../../src/core/recipe/quote/note.ts';
import { applyEdits } from '../../../../src/core/text.ts';

const quote = 'It was trained for 42, 000 steps with a global batch size of 4 million tokens.\n';
const noteWith = (aside: string) => `${quote}%%${aside}%%\n`;
const read = (text: string) => {
  const note = openNote(text);
  return readExpressionAsides(readNoteQuantities(note), note.elements());
};

describe('the asides of the fixture', () => {
  const llemma =
    'LLEMMA 7B is trained for 42, 000 steps with a global batch size of 4 million tokens and a 4096 token context length. This corresponds to roughly 23, 000 A100-hours on 256 A100s.\n';
  const fixture = readFileSync(new URL('../../../fixtures/recipe/expression-asides.txt', import.meta.url), 'utf8');
  for (const line of fixture.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    it(line, () => {
      const at = line.lastIndexOf(' => ');
      const [aside, wanted] = [line.slice(0, at), line.slice(at + 4)];
      const text = `${llemma}%%${aside}%%\n`;
      const [found] = read(text);
      if (found === undefined) {
        assert.equal(wanted, 'words');
        return;
      }
      if (found.fix === undefined) {
        assert.equal(`${found.state} ${found.message}`.trim(), wanted);
        return;
      }
      const changed = applyEdits(text, [found.fix]);
      assert.equal(`${found.state} ${changed.slice(llemma.length + 2, -3)}`, wanted);
      assert.equal(read(changed)[0]?.state, 'holds');
    });
  }

  it('are found at once in whatever stands there', () => {
    for (const part of ['1+', 'a-', '9', '1 = ', '1≈', ' ', 'a ', '1 / ', '(1 ', '1,000'])
      assert.ok(read(`${llemma}%%= ${part.repeat(30_000)}%%\n`).length <= 1);
  });

  it('are told of at the place that is wrong', () => {
    const place = (aside: string) => {
      const text = `${llemma}> %%${aside}%%\n`;
      const note = openNote(text);
      const problems = checkRecipes(readNoteQuantities(note), text, note.elements());
      const problem = problems.find(({ code }) => code === 'aside-expression');
      return text.slice(problem!.range.from, problem!.range.to);
    };
    assert.equal(place('= 100 + ln(0 × 5)'), 'ln(0 × 5)');
    assert.equal(place('=  42,000 × batch_tokns'), 'batch_tokns');
    assert.equal(place('= 2 × sqrt(-1) = 3'), 'sqrt(-1)');
    assert.equal(place('= 3 tokens + 4 steps'), '3 tokens + 4 steps');
  });

  it('tells how a slash was read', () => {
    assert.match(read(`${llemma}%%= 23000 / 256 h%%\n`)[0]?.message ?? '', /read as 23000 \/ \(256 h\)/);
  });
});

describe('asides that are expressions', () => {
  it('keep their result, once it is written', () => {
    const text = noteWith('= 42,000 steps × 4M tokens/step / 200B tokens');
    const [open] = read(text);
    assert.equal(open?.state, 'open');
    assert.ok(open?.fix);
    const written = applyEdits(text, [open.fix]);
    assert.ok(written.includes('/ 200B tokens = 0.84%%'), written);
    assert.equal(read(written)[0]?.state, 'holds');
  });

  it('may name the quantities of the quote before', () => {
    assert.equal(read(noteWith('= steps × batch_tokens / 200B tokens = 0.84'))[0]?.state, 'holds');
  });

  it('go stale when the quote changes, with a fix', () => {
    const text = noteWith('= steps × batch_tokens / 200B tokens = 0.84').replace('42, 000', '30, 000');
    const [stale] = read(text);
    assert.equal(stale?.state, 'stale');
    assert.ok(stale?.fix);
    assert.ok(applyEdits(text, [stale.fix]).includes('= 0.60%%'));
    assert.deepEqual(
      checkRecipes(readNoteQuantities(openNote(text)), text, openNote(text).elements()).map(problem => problem.code),
      ['aside-stale'],
    );
  });

  it('say why they have no value', () => {
    const [failing] = read(noteWith('= 3 tokens + 4 steps'));
    assert.equal(failing?.state, 'fails');
    assert.match(failing?.message ?? '', /tokens|steps/);
  });
});
