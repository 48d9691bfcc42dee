import type { NoteElement } from '../../markdown/elements.ts';
import type { FormulaCache } from '../../math/formula-cache.ts';
import { asideWords } from './aside-words.ts';
import type { JudgedAside } from './judged-asides.ts';

/** A number that an aside rests on. */
export interface AsideSource {
  /** The line where it stands, from 0. */
  readonly line: number;
  /** As it stands there. */
  readonly text: string;
}

/** What a preview shows at an aside: whether it follows from the quotes, and how. */
export interface AsideMark {
  /** The aside's content; the page finds it by its `asideWords`. */
  readonly text: string;
  readonly state: 'holds' | 'stale';
  /** What an expression comes to, "= 0.84", where the aside does not keep it; shown behind the aside. */
  readonly result: string | undefined;
  /** A sentence: that it follows, or both numbers. */
  readonly told: string;
  /** The derivation, rendered; safe to insert. Empty where there is none. */
  readonly derivation: string;
  /** The numbers of the note that it rests on. */
  readonly sources: readonly AsideSource[];
  /** The formula's source, other readings and what was assumed. */
  readonly remarks: readonly string[];
}

/**
 * The marks of a note's asides. Asides of the same words that are judged differently get none: the page could not
 * tell them apart.
 *
 * @param elements at least the asides of the note
 * @param lineAt the line of an offset of the note, from 0
 * @param formulas renders the derivations, and keeps them: they are asked for again after each edit
 */
export function asideMarks(
  judged: readonly JudgedAside[],
  elements: readonly NoteElement[],
  lineAt: (offset: number) => number,
  formulas: FormulaCache,
): readonly AsideMark[] {
  const byPlace = new Map(judged.map(one => [one.aside.range.from, one]));
  const byWords = new Map<string, { readonly text: string; readonly judged: (JudgedAside | undefined)[] }>();
  for (const element of elements) {
    if (element.kind !== 'aside' || element.mark || !element.closed) continue;
    const words = asideWords(element.content);
    const same = byWords.get(words) ?? { text: element.content.trim(), judged: [] };
    byWords.set(words, same);
    same.judged.push(byPlace.get(element.range.from));
  }
  return [...byWords.values()].flatMap(({ text, judged: [first, ...others] }): readonly AsideMark[] => {
    if (first === undefined || others.some(other => other?.told !== first.told)) return [];
    const { state, result, told, derivation, sources, remarks } = first;
    // Those of one are not those of the other.
    const places = others.length > 0 ? [] : sources;
    return [
      {
        text,
        state,
        result,
        told,
        derivation: rendered(derivation.tex, formulas),
        sources: places.map(({ range, text: written }) => ({
          line: lineAt(range.from),
          text: written.replace(/\s+/g, ' '),
        })),
        remarks,
      },
    ];
  });
}

/** Renders aside by aside what the marks show, for whoever gives way to others in between; `formulas` keeps it. */
export function* asideMarksAhead(judged: readonly JudgedAside[], formulas: FormulaCache): Iterable<unknown> {
  for (const { derivation } of judged) {
    rendered(derivation.tex, formulas);
    yield;
  }
}

function rendered(tex: string, formulas: FormulaCache): string {
  if (tex === '') return '';
  const found = formulas.render(tex, true, {});
  return found.kind === 'rendered' ? found.html : '';
}
