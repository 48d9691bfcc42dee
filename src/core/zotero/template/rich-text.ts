/*
 * Zotero lets titles, quotes and comments carry `<i> <b> <sub> <sup>` and nothing else. This reads that subset and takes
 * everything else as the plain text it is.
 */

export type Mark = 'i' | 'b' | 'sub' | 'sup';

/** A stretch of the plain text, `[from, to)`, under a mark. Spans nest and never cross. */
export interface MarkedSpan {
  readonly mark: Mark;
  readonly from: number;
  readonly to: number;
}

/** Text without tags, and what was marked in it. */
export interface RichText {
  readonly text: string;
  readonly spans: readonly MarkedSpan[];
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

function plain(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, entity => entities[entity] ?? entity);
}

/**
 * Reads Zotero's rich text. A tag that has no partner, or any attribute, is text. Control characters are dropped.
 * Takes time in proportion to the text.
 *
 * @example readRichText('H<sub>2</sub>O <i>').text // 'H2O <i>'
 */
export function readRichText(source: string): RichText {
  const clean = source
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/g, '');
  const tags = [...clean.matchAll(/<(\/?)(i|b|sub|sup)>/gi)].map(match => ({
    from: match.index,
    to: match.index + match[0].length,
    closing: match[1] === '/',
    mark: (match[2] ?? '').toLowerCase() as Mark,
    partner: -1,
  }));
  const open: Record<Mark, number[]> = { i: [], b: [], sub: [], sup: [] };
  // Tags opened after the partner of a closing tag can no longer close: their index is above `opened.at(-1)`.
  const opened: number[] = [];
  tags.forEach((tag, index) => {
    if (!tag.closing) {
      open[tag.mark].push(index);
      opened.push(index);
      return;
    }
    const partner = open[tag.mark].at(-1);
    if (partner === undefined) return;
    tag.partner = partner;
    tags[partner]!.partner = index;
    while (opened.length > 0) {
      const last = opened.pop()!;
      open[tags[last]!.mark].pop();
      if (last === partner) break;
    }
  });
  let text = '';
  let at = 0;
  const starts = new Map<number, number>();
  const spans: MarkedSpan[] = [];
  tags.forEach((tag, index) => {
    if (tag.partner < 0) return;
    text += plain(clean.slice(at, tag.from));
    at = tag.to;
    if (!tag.closing) starts.set(index, text.length);
    else spans.push({ mark: tag.mark, from: starts.get(tag.partner) ?? text.length, to: text.length });
  });
  text += plain(clean.slice(at));
  return { text, spans: spans.filter(span => span.to > span.from).sort((a, b) => a.from - b.from || b.to - a.to) };
}
