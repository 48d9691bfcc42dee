import { NOTHING_CARRIED, type QuoteReading, readQuote } from './read.ts';

/**
 * Reads plain prose of several paragraphs (blank lines between them). What one paragraph names carries over to the
 * next; ranges are offsets of `text`.
 */
export function readProse(text: string): QuoteReading {
  const quantities = [];
  const problems = [];
  let carried = NOTHING_CARRIED;
  for (const { from, to } of paragraphsOf(text)) {
    const read = readQuote(text.slice(from, to), from, carried);
    quantities.push(...read.reading.quantities);
    problems.push(...read.reading.problems);
    carried = read.carried;
  }
  return { quantities, problems };
}

function paragraphsOf(text: string): { from: number; to: number }[] {
  const paragraphs: { from: number; to: number }[] = [];
  let from = 0;
  const blank = /\n[ \t>]*\n/g;
  for (let m = blank.exec(text); m !== null; m = blank.exec(text)) {
    if (m.index > from) paragraphs.push({ from, to: m.index });
    from = m.index + m[0].length;
    blank.lastIndex = from - 1 > m.index ? from - 1 : from;
    if (text[from - 1] !== '\n') blank.lastIndex = from;
  }
  if (from < text.length) paragraphs.push({ from, to: text.length });
  return paragraphs;
}
