/*
 * What sentences and paragraphs leave for the next one. Looking for models takes time, and most paragraphs say nothing
 * that could be said of one: they are looked for when a reader asks.
 */

/** What was spoken of before. */
export interface Carried {
  /** The models that a pronoun would mean. */
  readonly models: () => readonly string[];
  /** How many machines were told of. */
  readonly nodes: () => number | undefined;
}

/** What a text changes of it; undefined where it changes nothing. */
export interface CarriedOn {
  readonly models: () => readonly string[] | undefined;
  readonly nodes: number | undefined;
}

const NONE: readonly string[] = [];
export const NOTHING_CARRIED: Carried = { models: () => NONE, nodes: () => undefined };
export const UNCHANGED: CarriedOn = { models: () => undefined, nodes: undefined };

/** A text behind others. A class, for there is one for each paragraph of a note. */
class Past implements Carried {
  readonly #own: CarriedOn;
  readonly #before: Carried;
  #models: readonly string[] | undefined;
  #nodes: { readonly count: number | undefined } | undefined;

  constructor(own: CarriedOn, before: Carried) {
    this.#own = own;
    this.#before = before;
  }

  // loops, for thousands of paragraphs may change nothing

  models(): readonly string[] {
    const silent: Past[] = [];
    let at: Carried = this;
    let found: readonly string[] | undefined;
    while (at instanceof Past) {
      found = at.#models ?? at.#own.models();
      if (found !== undefined) break;
      silent.push(at);
      at = at.#before;
    }
    found ??= at.models();
    for (const past of silent) past.#models = found;
    return found;
  }

  nodes(): number | undefined {
    const silent: Past[] = [];
    let at: Carried = this;
    while (at instanceof Past && at.#nodes === undefined && at.#own.nodes === undefined) {
      silent.push(at);
      at = at.#before;
    }
    const count = at instanceof Past ? (at.#own.nodes ?? at.#nodes?.count) : at.nodes();
    for (const past of silent) past.#nodes = { count };
    return count;
  }
}

/** What is carried past a text. */
export function carriedPast(own: CarriedOn, before: Carried): Carried {
  return own === UNCHANGED ? before : new Past(own, before);
}
