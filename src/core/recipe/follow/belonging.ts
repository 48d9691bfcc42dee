import type { NoteQuantities, ReadParagraph } from '../quote/note.ts';

/**
 * True when what stands at an offset belongs to a paragraph: in it, or behind it with nothing but asides, figures,
 * links and more of the same quote between. Behind a heading, or behind other words, it is about something else.
 *
 * @example belongsTo(note, quote, aside.range.from)
 */
export function belongsTo(note: NoteQuantities, paragraph: ReadParagraph, offset: number): boolean {
  const { from, to } = paragraph.range;
  if (offset < to) return from <= offset;
  if (note.headings.some(heading => to <= heading && heading < offset)) return false;
  const { paragraphs } = note;
  for (let index = paragraphs.indexOf(paragraph) + 1; index < paragraphs.length; index++) {
    const between = paragraphs[index]!;
    if (between.range.from >= offset) break;
    const sameQuote = between.quoted && paragraph.quoted && between.block === paragraph.block;
    if (!sameQuote && !isWordless(between)) return false;
  }
  return true;
}

/** A link, a block's own label (`^abc12`), or a tag. */
const LINK_OR_MARK = /!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]+>|[a-z]+:\/\/\S+|(?:^|\s)\^[\w-]+|#[\p{L}\w/-]+/giu;

/** What only names a source is no longer. */
const LONGEST_SOURCE = 400;

/** True where nothing stands but links and marks: the source of the quote before it. */
const isWordless = ({ source }: ReadParagraph): boolean =>
  source.length < LONGEST_SOURCE && !/[\p{L}\d]/u.test(source.replace(LINK_OR_MARK, ''));

/** "annotation" in the address of a link says nothing. */
const withoutLinks = (source: string): string => source.replace(/\]\([^)\n]*\)/g, ']');

/** What comes before and after the training itself. */
const OTHER_STAGE =
  /\bfine-?tun|\bSFT\b|\bRLHF?\b|\bDPO\b|\bPPO\b|\breward|\binstruction|\bevaluat|\bbenchmark|\binference|\bdecod|\bsampl(?:e|ing) |\bablation|\bpost-?train|\bannotat|\bpreprocess|\bdedup|\bdistill|\b(?:second|third|last|final|next) (?:stage|phase)|\bstage [2-9]|\banneal|\bcool-?down|\bextend|\bextension/i;

/** True where a paragraph speaks of tuning, evaluation, use, or a later stage: numbers of the training are none of it. */
export const isOfOtherStage = ({ source }: ReadParagraph): boolean => OTHER_STAGE.test(withoutLinks(source));

/** True where a paragraph itself names a model, by its name or its size; a pronoun does not. */
export function namesModel({ source }: ReadParagraph, model: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9.]/g, '');
  const text = plain(withoutLinks(source));
  return model.split(/[^\p{L}\d.]+/u).some(part => part.length > 1 && text.includes(plain(part)));
}
