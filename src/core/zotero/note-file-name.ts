import type { Item } from './annotation.ts';
import { readRichText } from './template/rich-text.ts';

/** Bytes of UTF-8: file systems take 255, and the extension and a number need some. */
const mostBytes = 180;
const mostLetters = 100;

/** Names of devices, which Windows refuses whatever their extension. */
const devices = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=$|\.)/i;

/**
 * A paper's name as the name of its note: its citekey, else its title, without what a file system refuses or a wikilink
 * cannot hold, and no longer than every file system takes. `nth` above 1 gives other names, for when one is taken.
 *
 * @example noteFileName(item, 1) // 'azerbayevLlemmaOpenLanguage2023.md'
 */
export function noteFileName(item: Item, nth = 1): string {
  const name = fileName(item.citekey !== '' ? item.citekey : readRichText(item.title).text);
  const usual = name === '' ? item.key : name;
  return nth <= 1 ? `${usual}.md` : `${usual} ${nth}.md`;
}

function fileName(name: string): string {
  const clean = name
    .toWellFormed()
    .normalize('NFC')
    // What reorders or hides text in a file's name only deceives; emoji are joined by U+200D.
    .replace(/(?!\u200d)\p{Cf}/gu, '')
    .replace(/[\\/:*?"<>|#^[\]\p{Cc}]+/gu, ' ')
    .replace(/\s+/g, ' ');
  const short = shortened(clean.replace(/^[. ]+/, '')).replace(/[. ]+$/, '');
  return short.replace(devices, '$&_');
}

/** The beginning of a name, cut between letters as people see them, at a space where one is near. */
function shortened(name: string): string {
  const letters = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment);
  let bytes = 0;
  let length = 0;
  for (const letter of letters) {
    bytes += new TextEncoder().encode(letter).length;
    if (bytes > mostBytes || length >= mostLetters) break;
    length++;
  }
  const kept = letters.slice(0, length).join('');
  if (length === letters.length) return kept;
  const space = kept.lastIndexOf(' ');
  return space > kept.length / 2 ? kept.slice(0, space) : kept;
}
