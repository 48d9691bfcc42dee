import type { MarkdownIt } from 'markdown-it';
import { admonitionRule } from './admonition.ts';
import { asideRule } from './aside.ts';
import { blockIdRule } from './block-id.ts';
import { calloutRule } from './callout.ts';
import { embedRule } from './embed.ts';
import { footnoteRule } from './footnote.ts';
import { highlightRule } from './highlight.ts';
import { linkRule } from './link.ts';
import { mathElsewhereRule } from './math-elsewhere.ts';
import { propertyRule } from './property.ts';
import { tableRule } from './table.ts';
import { tagRule } from './tag.ts';
import { taskRule } from './task.ts';
import { wikilinkRule } from './wikilink.ts';
import { zoteroLinkRule } from './zotero-link.ts';

/*
 * In a notebook's cells what stands for itself is shown as in a note. Formulas, code, raw HTML and pictures are the
 * notebook's own, which finds them in the cell's attachments; recipes stay the code that they are written as.
 */

/**
 * Gives the markdown-it of notebooks our rules.
 *
 * @param sanitised whether what is rendered loses its check boxes, as in a workspace that is not trusted: tasks stay text
 */
export function extendNotebookMarkdown(md: MarkdownIt, sanitised: boolean): void {
  const rules = [
    linkRule,
    zoteroLinkRule,
    wikilinkRule,
    embedRule,
    calloutRule,
    ...(sanitised ? [] : [taskRule, seenTasks]),
    tagRule,
    highlightRule,
    footnoteRule,
    blockIdRule,
    tableRule,
    admonitionRule,
    propertyRule,
    asideRule,
    mathElsewhereRule,
  ];
  for (const rule of rules) rule(md);
}

/** Nothing carries a click into the cell's text, so a box that could be ticked would say what is not so. */
function seenTasks(md: MarkdownIt): void {
  const { task } = md.renderer.rules;
  md.renderer.rules.task = (...args) => task!(...args).replace('<input ', '<input disabled ');
}
