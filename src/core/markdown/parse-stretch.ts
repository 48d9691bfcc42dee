import type { MarkdownIt } from 'markdown-it';
import { findBlocks } from './block-parser.ts';
import { type BlockEnv, type BlockRecord, createRecord } from './block-record.ts';
import { findFrontMatter, frontMatterReach, mayHaveFrontMatter } from './front-matter-block.ts';
import type { NoteSource } from './note-source.ts';
import { openHtml } from './rules/html.ts';

/**
 * Finds the blocks from a line on, until `meets` says that the next one is known already. The inline content of the
 * blocks is not parsed yet.
 *
 * @param line where a block begins
 * @param length how many lines to try first; doubled as long as it takes
 */
export function parseStretch(
  md: MarkdownIt,
  source: NoteSource,
  line: number,
  length: number,
  createEnv: () => BlockEnv,
  meets: (line: number) => boolean,
): BlockRecord[] {
  const fresh: BlockRecord[] = [];
  let at = line;
  if (line === 0) {
    const top = source.text.slice(0, source.offset(frontMatterReach));
    const found = findFrontMatter(md, top, source.isBlank, createEnv);
    if (found !== undefined) {
      fresh.push(createRecord(found));
      at = found.lines;
      if (meets(at)) return fresh;
    }
  }
  const mayBecomeFrontMatter = at === 0 && mayHaveFrontMatter(source.text);
  for (let tried = length; at < source.lineCount; tried *= 2) {
    const from = at;
    const end = Math.min(source.lineCount, from + tried);
    const last = end === source.lineCount;
    let met = false;
    for (const found of findBlocks(md, source.lines(from, end), createEnv, openHtml)) {
      // what reaches the end of the slice may go on behind it
      if (!last && found.line + found.reach >= end - from) break;
      fresh.push(createRecord(found));
      at = from + found.line + found.lines;
      met = meets(at);
      if (met) break;
    }
    if (met || last) break;
  }
  // a closing mark far below would make front matter of what begins like it
  if (mayBecomeFrontMatter && fresh[0] !== undefined) fresh[0].reach = Math.max(fresh[0].reach, frontMatterReach);
  return fresh;
}
