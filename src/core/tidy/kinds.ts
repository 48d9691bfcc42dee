import { findAccents } from './accents.ts';
import { findAssignments } from './assignments.ts';
import { findGreek } from './greek.ts';
import { findHyphens } from './hyphens.ts';
import { findInvisible } from './invisible.ts';
import { findLigatures } from './ligatures.ts';
import { findMathLetters } from './math-letters.ts';
import type { RepairFinder } from './passage.ts';
import { findPowers } from './powers.ts';
import { findQuotes } from './quotes.ts';
import { findScripts } from './scripts.ts';
import { findSpaces } from './spaces.ts';
import { findThousands } from './thousands.ts';
import { findTildes } from './tildes.ts';
import { findWebFormulas } from './web-formulas.ts';

export type TidyKind =
  | 'invisible'
  | 'webFormulas'
  | 'ligatures'
  | 'accents'
  | 'hyphens'
  | 'assignments'
  | 'powers'
  | 'thousands'
  | 'mathLetters'
  | 'scripts'
  | 'tildes'
  | 'quotes'
  | 'spaces'
  | 'greek';

export interface TidyKindDescription {
  readonly kind: TidyKind;
  /** For settings, menus and `--help`. */
  readonly title: string;
  /** Whether it works unless switched off. */
  readonly usual: boolean;
  /** Whether it also works in headings. */
  readonly headings: boolean;
  readonly find: RepairFinder;
}

/** Every kind of repair. Where two want the same place, the one that comes first in this list has it. */
export const tidyKinds: readonly TidyKindDescription[] = [
  { kind: 'invisible', title: 'Invisible marks', usual: true, headings: true, find: findInvisible },
  {
    kind: 'webFormulas',
    title: 'Formulas copied three times over',
    usual: true,
    headings: false,
    find: findWebFormulas,
  },
  { kind: 'ligatures', title: 'Ligatures', usual: true, headings: true, find: findLigatures },
  { kind: 'accents', title: 'Accents beside their letters', usual: true, headings: true, find: findAccents },
  { kind: 'hyphens', title: "Words cut at a line's end", usual: true, headings: false, find: findHyphens },
  { kind: 'assignments', title: 'Values of symbols', usual: true, headings: false, find: findAssignments },
  { kind: 'powers', title: 'Powers of ten', usual: true, headings: false, find: findPowers },
  { kind: 'thousands', title: 'Thousands', usual: true, headings: false, find: findThousands },
  { kind: 'mathLetters', title: 'Mathematical letters', usual: true, headings: false, find: findMathLetters },
  { kind: 'scripts', title: 'Raised and lowered characters', usual: true, headings: false, find: findScripts },
  { kind: 'tildes', title: 'Signs for "about"', usual: true, headings: false, find: findTildes },
  { kind: 'quotes', title: 'Quotation marks', usual: true, headings: false, find: findQuotes },
  { kind: 'spaces', title: 'Spaces', usual: true, headings: false, find: findSpaces },
  { kind: 'greek', title: 'Greek letters as TeX', usual: false, headings: false, find: findGreek },
];
