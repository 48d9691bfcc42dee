import { existsSync, readFileSync } from 'node:fs';
import { openNote } from '../../src/core/markdown/note.ts';
import { createHoverImages, type HoverResources } from '../../src/core/math/hover-image.ts';
import { completeMath } from '../../src/core/math-writing/completion.ts';
import { mathAt } from '../../src/core/math-writing/math-at.ts';
import { tidy } from '../../src/core/tidy/tidy.ts';
import { bench } from './bench.ts';
import { median, timed } from './statistics.ts';

/** A note with this many different formulas, a display one in ten, with macros and labels. */
function noteWith(formulas: number): string {
  const lines = ['$\\newcommand{\\loss}[1]{\\mathcal{L}(#1)}$', ''];
  for (let i = 0; i < formulas; i++) {
    lines.push(
      i % 10 === 0
        ? `$$\\begin{align} \\loss{\\theta_{${i}}} &= \\sum_{k=1}^{${i}} \\frac{\\alpha_k}{\\sqrt{k}} \\label{eq:${i}} \\end{align}$$`
        : `Step ${i} uses $\\loss{x_{${i}}} \\leq \\frac{${i}}{n}$ for $x \\in \\mathbb{R}^{${i}}$.`,
      '',
    );
  }
  return lines.join('\n');
}

const fonts = new URL('../../dist/media/hover-fonts.json', import.meta.url);

bench('math-writing hover', async report => {
  if (!existsSync(fonts)) throw new Error('dist/media/hover-fonts.json is missing: npm run build');
  const text = noteWith(1000);
  const note = openNote(text);
  for (let block = 0; block < note.blocks.length; block++) note.html(block);
  const images = createHoverImages(
    JSON.parse(readFileSync(fonts, 'utf8'), (key, value) =>
      // A whole font is told by its file, which the preview has too.
      key === '' || typeof value?.file !== 'string'
        ? value
        : { ...value, data: readFileSync(new URL(`fonts/${value.file}`, fonts)).toString('base64') },
    ) as HoverResources,
  );
  const look = { color: '#d4d4d4', fontSize: 14 };
  const places = note.elements().flatMap(element => (element.kind === 'math' ? [element] : []));
  const hover = (index: number): void => {
    const { from } = places[index]!.texRange;
    const block = note.blockAt(text.slice(0, from).split('\n').length - 1);
    const formulas = note.elements(block).filter(element => element.kind === 'math');
    const ready = note.formula(block, formulas.indexOf(mathAt(formulas, from)!))!;
    images.of(ready.tex, ready.display, ready.macros, look);
  };
  hover(1);
  const first = median(Array.from({ length: 25 }, (_, i) => timed(() => hover(2 + i))));
  const last = median(Array.from({ length: 25 }, (_, i) => timed(() => hover(970 + i))));
  const again = median(Array.from({ length: 25 }, (_, i) => timed(() => hover(970 + i))));
  const limit = { name: 'limit', value: 10 };
  report({ metric: 'hover on a new formula, the first ones', value: first, unit: 'ms' });
  report({
    metric: 'hover on a new formula, about the 1,000th',
    value: last,
    unit: 'ms',
    against: { name: 'the first ones', value: first },
  });
  report({ metric: 'hover on a formula seen before, about the 1,000th', value: again, unit: 'ms', against: limit });
});

bench('math-writing completion', async report => {
  const text = `${noteWith(1000)}\n\nand $\\al$`;
  const note = openNote(text);
  const elements = note.elements();
  const list = (): unknown => completeMath(text, elements, text.length - 1, {});
  const limit = { name: 'limit', value: 50 };
  report({
    metric: 'first completion list, 1,000 formulas in the note',
    value: timed(list),
    unit: 'ms',
    against: limit,
  });
  report({
    metric: 'next completion lists',
    value: median(Array.from({ length: 15 }, () => timed(list))),
    unit: 'ms',
    against: limit,
  });
});

bench('math-writing tidy', async report => {
  const quote = 'LLEMMA 7B is trained for 42, 000 steps at 1 · 10−4 with an architec- ture of diﬀerent θ = 10, 000. ';
  const text = Array.from({ length: 200 }, (_, i) => `## Part ${i}\n\n> ${quote.repeat(3)}\n`).join('\n');
  report({
    metric: `tidy a note of ${Math.round(text.length / 1000)} kB, all of it damaged`,
    value: timed(() => tidy(text, {})),
    unit: 'ms',
  });
});
