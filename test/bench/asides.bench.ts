import { openNote } from '../../src/core/markdown/note.ts';
import { createAsideChecker } from '../../src/core/recipe/follow/asides.ts';
import { createQuantityReader } from '../../src/core/recipe/quote/note.ts';
import { bench } from './bench.ts';
import { median, timed } from './statistics.ts';

/*
 * Checking the asides of a note that is full of them: each stands behind a quote of its own and claims four things.
 */

const ASIDES = 150;

function noteOf(asides: number): string {
  const lines: string[] = ['# Runs', ''];
  for (let i = 0; i < asides; i++) {
    if (i % 10 === 0) lines.push(`## Part ${i / 10}`, '');
    lines.push(
      `> Mistletoe ${[7, 13, 34][i % 3]}B is trained for ${40 + (i % 50)},${String(i).padStart(3, '0')} steps with a global batch size of ${1 + (i % 8)} million tokens and a 4096 token context length. This corresponds to roughly ${20 + (i % 9)},000 A100-hours on ${64 * (1 + (i % 8))} A100s.`,
      `%%0.84 epochs of 200B; MFU ${20 + (i % 20)} % (6N); ${2 + (i % 5)}.7 days; ${900 + i} sequences per step%%`,
      '',
    );
  }
  return lines.join('\n');
}

bench('asides', async (report, { quick }) => {
  const note = openNote(noteOf(ASIDES));
  const read = createQuantityReader();
  const check = createAsideChecker();
  const anew = median(
    Array.from({ length: quick ? 3 : 9 }, () => timed(() => createAsideChecker()(read(note), note.elements()))),
  );
  check(read(note), note.elements());
  const found = check(read(note), note.elements()).filter(({ state }) => state !== 'unjudged').length;
  const after = median(
    Array.from({ length: quick ? 5 : 25 }, () => {
      note.edit([{ range: { from: 2, to: 2 }, insert: 'a' }]);
      const quantities = read(note);
      const elements = note.elements();
      return timed(() => check(quantities, elements));
    }),
  );
  report({ metric: `asides of ${ASIDES} that are judged`, value: found, unit: 'asides' });
  report({ metric: `checking ${ASIDES} asides of four claims, from nothing, median`, value: anew, unit: 'ms' });
  report({
    metric: `checking ${ASIDES} asides again after an edit elsewhere, median`,
    value: after,
    unit: 'ms',
    against: { name: 'checking them from nothing', value: anew },
  });
});
