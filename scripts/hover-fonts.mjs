// Writes dist/media/hover-fonts.json: KaTeX's style sheet and its fonts for hovers, the large fonts in parts, because a
// hover holds 100,000 characters and three whole fonts take more.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import subsetFont from 'subset-font';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(path.dirname(createRequire(import.meta.url).resolve('katex/package.json')), 'dist');
const between = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join('');
/** Characters that stand together in one part; the whole font serves all others. */
const groups = {
  'Main-Regular': [`${between(0x20, 0x7e)}−⋅×±∞≤≥∈→∑∏∣∼≈≠∂∇…⋯`, between(0x2190, 0x21ff)],
  'Math-Italic': [between(0x41, 0x7a), between(0x370, 0x3ff)],
  'AMS-Regular': [between(0x41, 0x5a)],
};

const parts = {};
for (const file of readdirSync(path.join(dist, 'fonts')).sort()) {
  const name = /^KaTeX_(.*)\.woff2$/.exec(file)?.[1];
  if (name === undefined) continue;
  parts[name] = [];
  const font = readFileSync(path.join(dist, 'fonts', file));
  for (const characters of groups[name] ?? []) {
    const data = await subsetFont(font, characters, { targetFormat: 'woff2' });
    parts[name].push({ characters, data: data.toString('base64') });
  }
  // The whole font lies in dist/media/fonts for the preview: it is read from there, and not packed twice.
  parts[name].push({ characters: '', file });
}
mkdirSync(path.join(root, 'dist/media'), { recursive: true });
const css = readFileSync(path.join(dist, 'katex.min.css'), 'utf8').replace(/@font-face\{[^}]*\}/g, '');
writeFileSync(path.join(root, 'dist/media/hover-fonts.json'), JSON.stringify({ css, parts }));
