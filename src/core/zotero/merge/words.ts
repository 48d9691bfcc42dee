import { diffIndices } from 'node-diff3';
import type { Edit, Range } from '../../text.ts';

/*
 * Three-way merge of prose by words: what Zotero said then, what it says now, and the note, which the reader may have
 * corrected since. Places are in the note's text, so that the result is edits of what changed in Zotero, and of nothing
 * else.
 */

/** A word, a mark of punctuation, or a formula, with its place. */
export interface Word {
  readonly range: Range;
  /** What it is compared by: without escapes and ligatures. */
  readonly folded: string;
  /** Marks of emphasis right before and right behind the word; they are the note's own. */
  readonly opens: string;
  readonly closes: string;
  /** Which of the quote's stretches it stands in: a quote may be spread over list items. */
  readonly stretch: number;
}

/** A change in Zotero at a place that the reader has changed too. `edit` takes Zotero's words over. */
export interface MergeConflict {
  readonly range: Range;
  readonly note: string;
  /** What Zotero said when the note was written; `undefined` when that is not known. */
  readonly seen: string | undefined;
  readonly now: string;
  readonly edit: Edit;
}

export interface Merge {
  readonly edits: readonly Edit[];
  readonly conflicts: readonly MergeConflict[];
  /** What Zotero says now, for changes that have no clear place in the note, as between two list items. */
  readonly unplaced: readonly string[];
}

/** Longer texts are not compared word by word: the comparison's cost grows with the square of repeated words. */
export const longestMerge = 3000;

/**
 * A word as it is compared: `\_x\_`, `ﬁne` and `&#91;` are `_x_`, `fine` and `[`.
 */
export function foldWord(word: string): string {
  return word
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&#(\d{2,3});/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&amp;/g, '&')
    .normalize('NFKC')
    .replace(/[\u00ad\u200b\u2060]/g, '')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’]/g, "'");
}

/** What readers write for words that they leave out: `…`, `[...]`, `(…)`. */
const ellipsis = /^(?:[[(]|\\\[|&#91;)?(?:\.{3,}|…)(?:[\])]|\\\]|&#93;)?[.,;:]?$/;

/**
 * The words of `text` in `range`. Formulas (`whole`) are one word each; the quote marks and callout marker that begin a
 * line of a quote are none. `stretch` is what the words are told to stand in.
 */
export function wordsOf(text: string, range: Range, whole: readonly Range[] = [], stretch = 0): readonly Word[] {
  const words: Word[] = [];
  const push = (from: number, to: number, opens = '', closes = ''): void => {
    if (to > from) {
      words.push({ range: { from, to }, folded: foldWord(text.slice(from, to)), opens, closes, stretch });
    }
  };
  const plain = (from: number, to: number): void => {
    const within = text.slice(from, to);
    for (const match of within.matchAll(/\S+/g)) {
      let start = from + match.index;
      let end = start + match[0].length;
      if (beginsLine(text, start)) {
        const marks = /^>+/.exec(text.slice(start, end))?.[0].length ?? 0;
        start += marks;
      }
      if (ellipsis.test(text.slice(start, end))) {
        push(start, end);
        continue;
      }
      const leading = /^["“„«‘(]+/.exec(text.slice(start, end))?.[0].length ?? 0;
      for (let i = 0; i < leading; i++) push(start + i, start + i + 1);
      start += leading;
      // The semicolon of an entity belongs to it.
      const trailing = /(?<!&#\d{2,3})[.,;:!?)"”»’]+$/.exec(text.slice(start, end))?.[0].length ?? 0;
      end -= trailing;
      // Emphasis is the note's own: it stays where it is, around whatever words.
      const core = text.slice(start, end);
      const opening = /^(?:\*{1,3}|==|~~|_{1,3})+(?=[^\s*=~_])/.exec(core)?.[0] ?? '';
      const closing = /(?<=[^\s*=~_\\])(?:\*{1,3}|==|~~|_{1,3})+$/.exec(core)?.[0] ?? '';
      push(start + opening.length, end - closing.length, opening, closing);
      for (let i = 0; i < trailing; i++) push(end + i, end + i + 1);
    }
  };
  let at = range.from;
  for (const part of whole) {
    if (part.from < at || part.to > range.to) continue;
    plain(at, part.from);
    push(part.from, part.to);
    at = part.to;
  }
  plain(at, range.to);
  return words;
}

function beginsLine(text: string, offset: number): boolean {
  for (let i = offset - 1; i >= 0; i--) {
    if (text[i] === '\n' || text[i] === '\r') return true;
    if (text[i] !== ' ' && text[i] !== '\t' && text[i] !== '>') return false;
  }
  return true;
}

interface Hunk {
  /** In the words of `seen`. */
  readonly from: number;
  readonly to: number;
  /** In the words of the other text. */
  readonly otherFrom: number;
  readonly otherTo: number;
}

function hunks(base: readonly Word[], other: readonly Word[]): readonly Hunk[] {
  // What is alike at both ends needs no search.
  let start = 0;
  while (start < base.length && start < other.length && base[start]!.folded === other[start]!.folded) start++;
  let end = 0;
  while (
    end < base.length - start &&
    end < other.length - start &&
    base.at(-1 - end)!.folded === other.at(-1 - end)!.folded
  ) {
    end++;
  }
  const inner = (words: readonly Word[]): string[] => words.slice(start, words.length - end).map(word => word.folded);
  return diffIndices(inner(base), inner(other)).map(({ buffer1, buffer2 }) => ({
    from: start + buffer1[0],
    to: start + buffer1[0] + buffer1[1],
    otherFrom: start + buffer2[0],
    otherTo: start + buffer2[0] + buffer2[1],
  }));
}

/** The words of a text on its own. */
interface Source {
  readonly text: string;
  readonly words: readonly Word[];
}

/**
 * Merges what changed between `seen` and `now` into the note's words. `seen` and `now` are markdown as the template
 * writes them. Without `seen` every difference to `now` is a conflict.
 *
 * @example
 * // note: 'at 1·10^-4 over 400 steps'   seen: 'at 1 · 10−4 over 400 steps'   now: 'at 1 · 10−4 over 500 steps'
 * // gives one edit: 400 → 500
 */
export function mergeWords(note: string, words: readonly Word[], seen: string | undefined, now: string): Merge {
  const nowSource = sourceOf(now);
  if (seen === undefined) return compared(note, words, nowSource);
  const seenSource = sourceOf(seen);
  if (foldedText(seenSource.words) === foldedText(nowSource.words)) return nothing;
  const longest = Math.max(words.length, seenSource.words.length, nowSource.words.length);
  if (longest > longestMerge) return wholly(note, words, seenSource, nowSource);

  const ours = hunks(seenSource.words, words);
  const theirs = hunks(seenSource.words, nowSource.words);
  const edits: Edit[] = [];
  const conflicts: MergeConflict[] = [];
  const unplaced: string[] = [];
  // What the reader wrote before and behind the quote is no change of the quote.
  const around = (hunk: Hunk): boolean =>
    hunk.from === hunk.to && (hunk.from === 0 || hunk.from === seenSource.words.length);
  const inside = ours.filter(hunk => !around(hunk));
  const lead = ours.find(hunk => hunk.to === 0)?.otherTo ?? 0;
  for (const group of grouped(inside, theirs)) {
    if (group.theirs.length === 0) continue;
    // Changes in words that the reader left out do not concern the note.
    if (group.theirs.every(hunk => group.ours.some(own => leavesOut(words, own, hunk)))) continue;
    const noteSpan = {
      from: group.from === 0 ? lead : group.from + shift(ours, group.from),
      to: group.to === 0 ? lead : group.to + shiftEnd(ours, group.to, group.ours),
    };
    const nowSpan = {
      from: group.from + shift(theirs, group.from),
      to: group.to + shiftEnd(theirs, group.to, group.theirs),
    };
    const noteWords = words.slice(noteSpan.from, noteSpan.to);
    const nowWords = nowSource.words.slice(nowSpan.from, nowSpan.to);
    if (foldedText(noteWords) === foldedText(nowWords)) continue;
    const count = nowWords.length;
    // The reader may have written the same words before or behind the quote already.
    const there = [
      ...(group.to === 0 && lead >= count ? [words.slice(lead - count, lead)] : []),
      ...(group.from === seenSource.words.length ? [words.slice(noteSpan.to, noteSpan.to + count)] : []),
    ];
    if (there.some(written => foldedText(written) === foldedText(nowWords))) continue;
    const edit = replacement(note, words, noteSpan, nowSource, nowSpan);
    if (edit === undefined) {
      unplaced.push(textOf(now, nowWords));
    } else if (group.ours.length === 0) {
      edits.push(edit);
    } else {
      conflicts.push({
        range: edit.range,
        note: textOf(note, noteWords),
        seen: textOf(seen, seenSource.words.slice(group.from, group.to)),
        now: textOf(now, nowWords),
        edit,
      });
    }
  }
  return { ...separated(edits, conflicts), unplaced };
}

const nothing: Merge = { edits: [], conflicts: [], unplaced: [] };

/** True when the reader's change `own` took words out, with or without an ellipsis, and `hunk` changes only such words. */
function leavesOut(words: readonly Word[], own: Hunk, hunk: Hunk): boolean {
  if (own.from === own.to || hunk.from < own.from || hunk.to > own.to) return false;
  // What is put at the edge of the words left out may belong to those that stay.
  if (hunk.from === hunk.to && (hunk.from === own.from || hunk.from === own.to)) return false;
  return words.slice(own.otherFrom, own.otherTo).every(word => ellipsis.test(word.folded));
}

/** Edits of neighbouring words may both claim the space between them: the first keeps it. */
function separated(edits: readonly Edit[], conflicts: readonly MergeConflict[]): Omit<Merge, 'unplaced'> {
  let end = 0;
  const clipped = (edit: Edit): Edit => {
    const from = Math.max(edit.range.from, end);
    const to = Math.max(edit.range.to, from);
    end = to;
    return { range: { from, to }, insert: edit.insert };
  };
  const all: { readonly edit: Edit; readonly conflict: MergeConflict | undefined }[] = [
    ...edits.map(edit => ({ edit, conflict: undefined })),
    ...conflicts.map(conflict => ({ edit: conflict.edit, conflict })),
  ];
  all.sort((a, b) => a.edit.range.from - b.edit.range.from || a.edit.range.to - b.edit.range.to);
  const sure: Edit[] = [];
  const asked: MergeConflict[] = [];
  for (const { edit: wanted, conflict } of all) {
    const edit = clipped(wanted);
    if (conflict === undefined) sure.push(edit);
    else asked.push({ ...conflict, range: edit.range, edit });
  }
  return { edits: sure, conflicts: asked };
}

function sourceOf(text: string): Source {
  return { text, words: wordsOf(text, { from: 0, to: text.length }) };
}

function foldedText(words: readonly Word[]): string {
  return words.map(word => word.folded).join(' ');
}

function textOf(text: string, words: readonly Word[]): string {
  const [first] = words;
  return first === undefined ? '' : text.slice(first.range.from, words.at(-1)!.range.to);
}

interface Group {
  from: number;
  to: number;
  readonly ours: Hunk[];
  readonly theirs: Hunk[];
}

/** Changes of both sides that touch each other belong together; those beside each other do not. */
function grouped(ours: readonly Hunk[], theirs: readonly Hunk[]): readonly Group[] {
  const all = [...ours.map(hunk => ({ hunk, mine: true })), ...theirs.map(hunk => ({ hunk, mine: false }))].sort(
    (a, b) => a.hunk.from - b.hunk.from || a.hunk.to - b.hunk.to,
  );
  const groups: Group[] = [];
  for (const { hunk, mine } of all) {
    const last = groups.at(-1);
    // Words put at the edge of others that were changed have a clear place; two insertions at one place have none.
    const bothInsert = last !== undefined && last.from === last.to && hunk.from === hunk.to && last.to === hunk.from;
    const meets = last !== undefined && (hunk.from < last.to || bothInsert);
    const group = meets ? last : { from: hunk.from, to: hunk.to, ours: [], theirs: [] };
    if (!meets) groups.push(group);
    group.to = Math.max(group.to, hunk.to);
    (mine ? group.ours : group.theirs).push(hunk);
  }
  return groups;
}

/** How far the other text's words have moved before word `at` of `seen`. */
function shift(changes: readonly Hunk[], at: number): number {
  let moved = 0;
  for (const hunk of changes) {
    if (hunk.from >= at) break;
    moved = hunk.otherTo - hunk.to;
  }
  return moved;
}

/** The same at the end of a group that holds `own` of the changes. */
function shiftEnd(changes: readonly Hunk[], at: number, own: readonly Hunk[]): number {
  const last = own.at(-1);
  return last === undefined ? shift(changes, at) : last.otherTo - last.to;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The edit that puts words of `now` in the place of words of the note, with the spaces that go with them, so that marks
 * of emphasis stay in pairs. `undefined` when the place lies in two stretches.
 */
function replacement(note: string, words: readonly Word[], at: Span, now: Source, span: Span): Edit | undefined {
  const insert = textOf(now.text, now.words.slice(span.from, span.to));
  const replaced = words.slice(at.from, at.to);
  const [first] = replaced;
  if (first !== undefined) {
    const last = replaced.at(-1)!;
    if (first.stretch !== last.stretch) return undefined;
    const beside = (word: Word | undefined): Word | undefined => (word?.stretch === first.stretch ? word : undefined);
    const before = beside(words[at.from - 1]);
    const after = beside(words[at.to]);
    // A list item or a paragraph of nothing would be left.
    if (insert === '' && before === undefined && after === undefined && replaced.length < words.length)
      return undefined;
    if (insert === '') return removal(note, before, replaced, after);
    return exchange(note, before, replaced, after, insert);
  }
  const before = words[at.from - 1];
  const following = words[at.from];
  const previous = now.words[span.from - 1];
  const next = now.words[span.to];
  if (before !== undefined && (previous !== undefined || following === undefined)) {
    const gap = previous === undefined ? ' ' : now.text.slice(previous.range.to, now.words[span.from]!.range.from);
    return { range: { from: before.range.to, to: before.range.to }, insert: gap + insert };
  }
  const place = following?.range.from ?? 0;
  const gap = next === undefined ? ' ' : now.text.slice(now.words[span.to - 1]!.range.to, next.range.from);
  return { range: { from: place, to: place }, insert: following === undefined ? insert : insert + gap };
}

/** Takes words out. They take the space before them along, or the one after them at the beginning. */
function removal(note: string, before: Word | undefined, gone: readonly Word[], after: Word | undefined): Edit {
  const first = gone[0]!;
  const last = gone.at(-1)!;
  const { closes, opens } = unpaired(gone.flatMap(word => [mark(word.opens, true), mark(word.closes, false)]));
  const end = last.range.to + last.closes.length;
  if (before === undefined) {
    const next = after === undefined ? end : after.range.from - after.opens.length;
    return { range: { from: first.range.from - first.opens.length, to: next }, insert: opens };
  }
  const from = before.range.to + before.closes.length;
  if (after === undefined) return { range: { from, to: end }, insert: closes };
  const next = after.range.from - after.opens.length;
  const gap = note.slice(end, next);
  // Without marks in between, the gap behind stays as it is.
  if (opens === '' && closes === '') return { range: { from, to: end }, insert: '' };
  return { range: { from, to: next }, insert: closes + gap + opens };
}

/** Puts other words in the place of some. */
function exchange(
  note: string,
  before: Word | undefined,
  gone: readonly Word[],
  after: Word | undefined,
  insert: string,
): Edit {
  const first = gone[0]!;
  const last = gone.at(-1)!;
  const inner = gone.flatMap((word, i) => [
    mark(i === 0 ? '' : word.opens, true),
    mark(i === gone.length - 1 ? '' : word.closes, false),
  ]);
  const { closes, opens } = unpaired(inner);
  let { from } = first.range;
  let { to } = last.range;
  // Emphasis of two words that become one thing covers that.
  if (closes !== '' && closes === opens && first.opens !== '' && last.closes !== '') {
    return { range: { from, to }, insert };
  }
  let lead = '';
  let text = insert;
  let tail = '';
  // Emphasis that ends among the words ends before them, unless it is of them alone; likewise where it begins.
  if (closes !== '' && (first.opens !== '' || before === undefined)) {
    text += closes;
  } else if (closes !== '') {
    const end = before!.range.to + before!.closes.length;
    lead = closes + note.slice(end, from);
    from = end;
  }
  if (opens !== '' && (last.closes !== '' || after === undefined)) {
    text = opens + text;
  } else if (opens !== '') {
    const start = after!.range.from - after!.opens.length;
    tail = note.slice(to, start) + opens;
    to = start;
  }
  return { range: { from, to }, insert: lead + text + tail };
}

interface EmphasisMark {
  readonly text: string;
  readonly opening: boolean;
}

function mark(text: string, opening: boolean): EmphasisMark {
  return { text, opening };
}

/** The marks that have no partner among `marks`. */
function unpaired(marks: readonly EmphasisMark[]): { readonly closes: string; readonly opens: string } {
  const open: string[] = [];
  let closes = '';
  for (const { text, opening } of marks) {
    if (text === '') continue;
    if (opening) open.push(text);
    else if (open.at(-1) === text) open.pop();
    else closes += text;
  }
  return { closes, opens: open.join('') };
}

/** Without knowing what Zotero said then, a difference may be the reader's or Zotero's: all are asked. */
function compared(note: string, words: readonly Word[], now: Source): Merge {
  if (Math.max(words.length, now.words.length) > longestMerge) return wholly(note, words, undefined, now);
  const conflicts: MergeConflict[] = [];
  const unplaced: string[] = [];
  for (const hunk of hunks(now.words, words)) {
    const written = words.slice(hunk.otherFrom, hunk.otherTo);
    if (hunk.from < hunk.to && written.every(word => ellipsis.test(word.folded))) continue;
    const edit = replacement(note, words, { from: hunk.otherFrom, to: hunk.otherTo }, now, hunk);
    const text = textOf(now.text, now.words.slice(hunk.from, hunk.to));
    if (edit === undefined) unplaced.push(text);
    else conflicts.push({ range: edit.range, note: textOf(note, written), seen: undefined, now: text, edit });
  }
  return { ...separated([], conflicts), unplaced };
}

/** One decision for the whole text: it is replaced where the reader left it as it was, and asked for otherwise. */
function wholly(note: string, words: readonly Word[], seen: Source | undefined, now: Source): Merge {
  const kept = foldedText(words);
  if (kept === foldedText(now.words)) return nothing;
  const edit = replacement(note, words, { from: 0, to: words.length }, now, { from: 0, to: now.words.length });
  if (edit === undefined) return { ...nothing, unplaced: [now.text] };
  if (seen !== undefined && kept === foldedText(seen.words)) return { ...nothing, edits: [edit] };
  const conflict = { range: edit.range, note: textOf(note, words), seen: seen?.text, now: now.text, edit };
  return { ...nothing, conflicts: [conflict] };
}
