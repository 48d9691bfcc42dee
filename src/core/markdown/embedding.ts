import { dataFileAsMarkdown, isDataFile, isRecipeFile, recipeAsMarkdown } from '../recipe/note-recipes.ts';
import { tooLongRecipe } from '../recipe/read-recipe.ts';
import { embeddedHtml, type NotePart, partOfNote } from './embedded-note.ts';
import type { LiveNote, NoteSurroundings } from './live-note.ts';
import { footnotesCalled } from './rules/footnotes.ts';
import { recipeFigure } from './rules/recipe.ts';

/** Shows notes within a note, notes within those, and the recipes of linked files. */
export interface Embedding {
  /**
   * The HTML of the note that a target names, '' when there is none, undefined when notes are not embedded here.
   *
   * @param around what the note in which the target stands takes from outside
   */
  readonly embedded: (target: string, around: NoteSurroundings) => string | undefined;
  /** Why the note that a target names is not shown, as a sentence; '' when it is, or when that is not known. */
  readonly missing: (target: string, around: NoteSurroundings) => string;
  /** The HTML of the recipe or known configuration in a file; '' when it holds none. */
  readonly linkedRecipe: (target: string, around: NoteSurroundings) => string;
  /** Shown notes must be asked for again; with `macros` also read again. */
  readonly refresh: (kind: 'image' | 'wikilink' | 'embed' | 'macros' | 'prices') => void;
}

/** So many notes may lie within each other; the next is shown as a link. */
export const deepestEmbedding = 5;

/**
 * What one `![[…]]` of a note may bring in all in all. Notes come from strangers, and ten that each embed the next ten
 * times would be ten thousand million.
 */
export const largestEmbedding = { notes: 50, characters: 200_000 };

/** More notes than this are not kept parsed. */
const mostKept = 100;

interface ShownNote {
  readonly text: string;
  readonly note: LiveNote;
  readonly parts: Map<string, NotePart | undefined>;
}

/** What is shown for a target, or why nothing is; both '' when that is not known. */
interface Shown {
  readonly html: string;
  readonly why: string;
}

/** Where one is while notes are shown within each other. */
interface Nesting {
  /** What is shown around this place, outermost first. */
  readonly chain: readonly string[];
  readonly left: { notes: number; characters: number };
}

/**
 * Makes what shows other notes within a note.
 *
 * @param open opens a text as a note that embeds by this embedding
 */
export function createEmbedding(
  root: NoteSurroundings,
  open: (text: string, surroundings: NoteSurroundings) => LiveNote,
): Embedding {
  const kept = new Map<string, ShownNote>();
  /** What the root itself shows, kept until something changes. */
  const shown = new Map<string, Shown>();
  let nesting: Nesting | undefined;

  function noteOf(key: string, text: string, surroundings: NoteSurroundings): ShownNote {
    const known = kept.get(key);
    if (known?.text === text) return known;
    kept.delete(key);
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value!);
    const fresh: ShownNote = { text, note: open(text, surroundings), parts: new Map() };
    kept.set(key, fresh);
    return fresh;
  }

  function show(target: string, around: NoteSurroundings, kind: 'note' | 'recipe'): Shown {
    const hash = target.indexOf('#');
    const name = (hash < 0 ? target : target.slice(0, hash)).trim();
    const found = around.embed?.(target);
    if (found === undefined) return nothing;
    if (found === 'missing') return { html: '', why: `There is no note “${name}”.` };
    if (found === 'too-long') return tooLongFile(name, kind);
    const text = textOf(target, found.text, kind);
    if (text === undefined) return nothing;
    const part = hash < 0 || kind === 'recipe' ? '' : target.slice(hash + 1).trim();
    const file = found.surroundings?.path ?? name;
    const step = `${kind} ${file}#${part.toLowerCase()}`;

    const outer = nesting ?? { chain: [`note ${root.path ?? ''}#`], left: { ...largestEmbedding } };
    if (outer.chain.includes(step)) return only(stopped('Shown no further: it is within itself already.'));
    if (outer.chain.length > deepestEmbedding) {
      return only(stopped(`Shown no further: ${deepestEmbedding} notes lie within each other here.`));
    }
    if (outer.left.notes <= 0 || outer.left.characters <= 0) {
      return only(stopped('Shown no further: the notes within this one are too many or too long.'));
    }
    outer.left.notes -= 1;
    const before = nesting;
    nesting = { chain: [...outer.chain, step], left: outer.left };
    try {
      const inner = noteOf(`${kind} ${file}`, text, found.surroundings ?? around);
      const html = partHtml(inner, part, found.surroundings ?? around, outer.left);
      if (html === undefined) return { html: '', why: noPart(name, part) };
      if (html.trim() === '' && kind === 'note') return only(stopped('There is nothing in it to show.'));
      return only(embeddedHtml(html, `embedded:${hashOf(step)}`, found.surroundings?.path, around.path));
    } finally {
      nesting = before;
    }
  }

  function partHtml(
    shownNote: ShownNote,
    part: string,
    surroundings: NoteSurroundings,
    left: Nesting['left'],
  ): string | undefined {
    const { note, parts } = shownNote;
    if (!parts.has(part)) parts.set(part, part === '' ? undefined : partOfNote(note, part));
    const found = part === '' ? { kind: 'blocks' as const, from: 0, to: note.blocks.length } : parts.get(part);
    if (found === undefined) return undefined;
    if (found.kind === 'within') return withFootnotes(note, note.partHtml(found.block, found.at));
    if (found.kind === 'text') {
      const { text } = found;
      return partHtml({ text, note: open(text, surroundings), parts: new Map() }, '', surroundings, left);
    }
    let html = '';
    for (let index = found.from; index < found.to; index++) {
      if (left.characters <= 0) return `${html}${stopped('The rest is left out: it is too long to be shown here.')}`;
      // the section of the whole note's footnotes, behind all text
      if (part !== '' && note.offsetOf(index) >= note.text.length) break;
      left.characters -= note.offsetOf(index + 1) - note.offsetOf(index);
      const block = note.html(index);
      // what is said of another note as a whole is no part of what is shown of it here
      const header = index === 0 && block.startsWith('<header class="front-matter">');
      html += header ? block.slice(block.indexOf('</header>') + 9) : block;
    }
    return part === '' ? html : withFootnotes(note, html);
  }

  /** What the root shows is asked for at each rendering of its blocks; what lies within that is made with it. */
  function keptAnswer(key: string, make: () => Shown): Shown {
    if (nesting !== undefined) return make();
    let answer = shown.get(key);
    if (answer === undefined) {
      answer = make();
      shown.set(key, answer);
    }
    return answer;
  }

  return {
    embedded: (target, around) => {
      if (around.embed === undefined) return undefined;
      return keptAnswer(`note ${target}`, () => show(target, around, 'note')).html;
    },
    missing: (target, around) => keptAnswer(`note ${target}`, () => show(target, around, 'note')).why,
    linkedRecipe: (target, around) => keptAnswer(`recipe ${target}`, () => show(target, around, 'recipe')).html,
    refresh: kind => {
      shown.clear();
      if (kind === 'macros') kept.clear();
    },
  };
}

/** A file as markdown: a note's own text, a file of data as what it is. */
function textOf(target: string, text: string, kind: 'note' | 'recipe'): string | undefined {
  if (kind === 'recipe') return recipeAsMarkdown(target, text);
  return isDataFile(target) ? dataFileAsMarkdown(target, text) : text;
}

const nothing: Shown = { html: '', why: '' };
const only = (html: string): Shown => ({ html, why: '' });

/** A recipe tells its own problem; of another file a link has nothing to show, and an embed says why. */
function tooLongFile(name: string, kind: 'note' | 'recipe'): Shown {
  if (isRecipeFile(name)) {
    const figure = recipeFigure(tooLongRecipe, `embedded:${hashOf(name)}`);
    return only(`<div class="recipe-block">${figure}</div>\n`);
  }
  return kind === 'recipe' ? nothing : { html: '', why: `“${name}” is too long to be shown.` };
}

const noPart = (name: string, part: string): string =>
  `${name === '' ? 'This note' : `“${name}”`} has no ${part.startsWith('^') ? 'block' : 'heading'} “${part}”.`;

/** A part of a note brings the footnotes that it calls, and no others. */
function withFootnotes(note: LiveNote, html: string): string {
  return html + note.footnotesHtml(footnotesCalled(html));
}

const stopped = (why: string): string => `<p class="embed-stopped">${why}</p>`;

/** A short name for a place, the same in every rendering; FNV-1a. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
