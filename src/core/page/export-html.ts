import { anchorPrefix } from '../markdown/anchor.ts';
import { escapeHtml } from '../markdown/escape-html.ts';
import { readFrontMatter } from '../markdown/front-matter.ts';
import type { LiveNote } from '../markdown/live-note.ts';
import type { AsideMark } from '../recipe/follow/aside-marks.ts';
import { inlineFonts } from './inline-fonts.ts';
import { markedAsides } from './marked-asides.ts';

/** What an exported page is made of beside the note. */
export interface ExportParts {
  readonly title: string;
  /** The page's style, as the preview has it. */
  readonly style: string;
  /** The style rules of an appearance: `appearanceCss`. */
  readonly appearance: string;
  /** A font file that the style names, as base64. */
  readonly font: (path: string) => string | undefined;
  /** What is to be shown at the note's asides. */
  readonly marks?: readonly AsideMark[];
  /** Called now and then with the share done, from 0 to 1. */
  readonly progress?: (done: number) => void;
}

/** The title for a note's page: that of its front matter, its first heading, or the name of its file. */
export function exportTitle(note: LiveNote, fileName: string): string {
  const given = readFrontMatter(note.text)?.entries.find(([key]) => key.toLowerCase() === 'title')?.[1];
  if (typeof given === 'string' && given.trim() !== '') return given.trim();
  const heading = note.elements().find(element => element.kind === 'heading');
  return heading?.kind === 'heading' && heading.text !== '' ? heading.text : fileName.replace(/\.[^.]+$/, '');
}

/**
 * A note as one HTML page that needs no other file and runs no script.
 *
 * @example exportHtml(openNote('# Title\n'), { title: 'Title', style: '', appearance: '', font: () => undefined })
 */
export function exportHtml(
  note: LiveNote,
  { title, style, appearance, font, marks = [], progress }: ExportParts,
): string {
  const blocks = note.blocks.map((_block, index) => {
    if (index % 50 === 0) progress?.(index / note.blocks.length);
    return `<div class="block" dir="auto">${markedAsides(note.html(index), marks)}</div>`;
  });
  const body = plainAnchors(blocks.join('\n'));
  const policy =
    "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data: https: file:; base-uri 'none'; form-action 'none'";
  // a group of the preview is laid out only when in view, which a page that is searched and printed must not be
  const whole =
    '.group{content-visibility:visible!important;contain-intrinsic-block-size:none!important}input.task{pointer-events:none}';
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<title>${escapeHtml(title)}</title>
<style>
${closeless(inlineFonts(style, body, font))}
${closeless(appearance)}
${whole}
</style>
</head>
<body>
<main><section class="group">
${body}
</section></main>
</body>
</html>
`;
}

/** No script looks for anchors here: each gets the id by which links name it, unless something else has it. */
function plainAnchors(body: string): string {
  const taken = new Set(Array.from(body.matchAll(/ id="([^"]*)"/g), ([, id]) => id!));
  return body.replace(/ id="([^"]*)"/g, (all, id: string) => {
    const name = id.startsWith(anchorPrefix) ? id.slice(anchorPrefix.length) : '';
    if (name === '' || taken.has(name)) return all;
    taken.add(name);
    return ` id="${name}"`;
  });
}

/** Style in which nothing can end the style element. */
function closeless(style: string): string {
  return style.replaceAll('</', '<\\/');
}
