import { type Repair, type RepairFinder, repairsOf } from './passage.ts';

/** Letters that a font drew as one: `ﬁeld` → `field`. */
export const findLigatures: RepairFinder = ({ text }): readonly Repair[] =>
  repairsOf(
    text,
    /[ﬀ-ﬆ]/g,
    match => `ligature "${match[0]}"`,
    match => match[0].normalize('NFKC'),
  );
