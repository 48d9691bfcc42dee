import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { openNote } from '../../src/core/markdown/note.ts';
import { createQuantityReader, readNoteQuantities } from '../../src/core/recipe/quote/note.ts';
import { bench } from './bench.ts';
import { median, timed } from './statistics.ts';

/*
 * Reading the numbers of a note of 10,000 lines: as notes are, where most of what is quoted tells of no recipe, and at
 * its worst, where every quote does. No two paragraphs are alike, so none is known from another. Where real notes lie at
 * hand, one made of them as well.
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

const real = join(process.env.PAPER_NOTES_SHARED ?? join(import.meta.dirname, '../../../shared'), 'notes/real');

/** Real notes one behind the other, without their front matter; from the second time round each line has a number. */
function realNote(): string {
  const all = readdirSync(real)
    .filter(name => name.endsWith('.md'))
    .flatMap(name => `${readFileSync(join(real, name), 'utf8').replace(/^---\n[\s\S]*?\n---\n/, '')}\n`.split('\n'));
  return Array.from({ length: LINES }, (_, i) => {
    const round = Math.floor(i / all.length);
    const line = all[i % all.length]!;
    return round > 0 && line.length > 8 ? `${line} ${round}` : line;
  }).join('\n');
}

/** What reading a note costs in processes of their own that have read nothing before, in milliseconds. */
function firstReadings(text: string, times: number): { readonly elements: number[]; readonly reading: number[] } {
  const elements: number[] = [];
  const reading: number[] = [];
  for (let i = 0; i < times; i++) {
    const child = spawnSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'first-reading.ts')], {
      input: text,
      encoding: 'utf8',
    });
    if (child.status !== 0) throw new Error(child.stderr);
    const took: { readonly elements: number; readonly reading: number } = JSON.parse(child.stdout);
    elements.push(took.elements);
    reading.push(took.reading);
  }
  return { elements, reading };
}

bench('quantities', async (report, { quick }) => {
  const times = quick ? 5 : 25;
  const markdownIt = new MarkdownIt();
  const notes: [name: string, text: string][] = [
    ['one quote in thirty tells a recipe', noteWith(1 / 30)],
    ['every quote does', noteWith(1)],
  ];
  if (existsSync(real)) notes.unshift(['made of real notes', realNote()]);
  for (const [name, text] of notes) {
    const cold = firstReadings(text, quick ? 3 : 5);
    const note = openNote(text);
    const read = () => readNoteQuantities(note);
    const where = `a note of ${LINES} lines and ${Math.round(text.length / 1000)} kB, ${name}`;
    const found = read().quantities.length;
    const parsed = median(Array.from({ length: times }, () => timed(() => markdownIt.parse(text, {}))));
    const anew = Array.from({ length: times }, () => timed(() => read()));
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
    report({
      metric: `reading ${where}, as the first thing in a process, median`,
      value: median(cold.reading),
      unit: 'ms',
      against: { name: 'finding what stands in it before', value: median(cold.elements) },
    });
    report({ metric: `reading ${where}, the best of them`, value: Math.min(...cold.reading), unit: 'ms' });
    report({ metric: `reading ${where}, median`, value: median(anew), unit: 'ms', against: parser });
    report({ metric: `reading ${where}, the best`, value: Math.min(...anew), unit: 'ms' });
    report({
      metric: `reading it again after an edit, ${where}`,
      value: after,
      unit: 'ms',
      against: { name: 'reading it all anew', value: median(anew) },
    });
  }
});
