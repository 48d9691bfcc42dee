import MarkdownIt from 'markdown-it';
import { openNote } from '../../src/core/markdown/note.ts';
import { createQuantityReader, readNoteQuantities } from '../../src/core/recipe/quote/note.ts';
import { bench } from './bench.ts';
import { median } from './statistics.ts';

/*
 * Reading the numbers of a note of 10,000 lines: as notes are, where most of what is quoted tells of no recipe, and at
 * its worst, where every quote does. No two paragraphs are alike, so none is known from another.
 */

const LINES = 10_000;

const about = ['sampling', 'the reward model', 'long documents', 'retrieval', 'the second stage', 'proof search'];
const plain = [
  (i: number, word: string) => `> We find that ${word} helps in setting ${i}, and that its effect fades with time.`,
  (i: number, word: string) =>
    `Compare ${word} with what Smith et al. (${1990 + (i % 30)}) saw: a gain of ${(i % 90) / 10} points on ${i} problems.`,
  (i: number, word: string) =>
    `> “On ${word} the accuracy rises from ${i % 60}.${i % 10} to ${60 + (i % 30)}.1, see Table ${i % 9} and Section ${i % 7}.2.” [(p. ${i % 40})](zotero://open-pdf/library/items/ABCD2345?page=${i % 40}&annotation=K${i})`,
  (i: number, word: string) =>
    `- [ ] read [[note ${i}]] on ${word} again; $x_{${i}} \\le \\sqrt{${i}}$ is not clear to me`,
  (i: number, word: string) => `> The authors leave ${word} for later work, which is a pity (${i}).`,
];
const recipe = (i: number) =>
  `> Model-${i} ${1 + (i % 60)}B is trained for ${40 + (i % 50)}, 000 steps with a global batch size of ${1 + (i % 8)} million tokens and a 4096 token context length, on ${64 * (1 + (i % 8))} A100 40GB GPUs. The learning rate is warmed up to ${1 + (i % 9)} · 10−4 over ${500 + i} steps and decays to 1/30th of that over ${50 + (i % 9)}, 000 steps.`;

/** `share` of its paragraphs, 0 to 1, tell a recipe. */
function noteWith(share: number): string {
  const lines: string[] = [];
  for (let i = 0; lines.length < LINES; i++) {
    if (i % 40 === 0) lines.push(`## Part ${i}`, '');
    const tells = Math.floor((i + 1) * share) > Math.floor(i * share);
    lines.push(tells ? recipe(i) : plain[i % plain.length]!(i, about[i % about.length]!), '');
  }
  return lines.join('\n');
}

function timed(work: () => unknown): number {
  const since = performance.now();
  work();
  return performance.now() - since;
}

bench('quantities', async (report, { quick }) => {
  const times = quick ? 5 : 25;
  const markdownIt = new MarkdownIt();
  for (const [name, share] of [
    ['one quote in thirty tells a recipe', 1 / 30],
    ['every quote does', 1],
  ] as const) {
    const text = noteWith(share);
    const note = openNote(text);
    const read = () => readNoteQuantities(note);
    const where = `a note of ${LINES} lines and ${Math.round(text.length / 1000)} kB, ${name}`;
    const first = timed(read);
    const found = read().quantities.length;
    const parsed = median(Array.from({ length: times }, () => timed(() => markdownIt.parse(text, {}))));
    const anew = median(Array.from({ length: times }, () => timed(() => read())));
    const reader = createQuantityReader();
    reader(note);
    const at = note.offsetOf(note.blocks.length >> 1);
    const after = median(
      Array.from({ length: times }, () => {
        note.edit([{ range: { from: at, to: at }, insert: 'a' }]);
        return timed(() => reader(note));
      }),
    );
    const parser = { name: 'markdown-it parses it', value: parsed };
    report({ metric: `quantities found in ${where}`, value: found, unit: 'quantities' });
    report({ metric: `reading ${where}, the very first time`, value: first, unit: 'ms', against: parser });
    report({ metric: `reading ${where}, median`, value: anew, unit: 'ms', against: parser });
    report({
      metric: `reading it again after an edit, ${where}`,
      value: after,
      unit: 'ms',
      against: { name: 'reading it all anew', value: anew },
    });
  }
});
