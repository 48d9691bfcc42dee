import { type RepairFinder, repairsOf } from './passage.ts';

/** TeX's own quotes (``` ``word'' ```) and curly quotes that extraction set apart from their words (`“ word ”`). */
export const findQuotes: RepairFinder = ({ text }) =>
  repairsOf(
    text,
    /``(?=\S)([^`'\n\ufffc]{1,200}?)(?<=\S)''|“ +([^“”\n]{1,200}?)(?: +)?”|“(\S[^“”\n]{0,200}?) +”/gu,
    match => `quotes "${match[0].length > 24 ? `${match[0].slice(0, 23)}…` : match[0]}"`,
    match => `“${match[1] ?? match[2] ?? match[3]}”`,
  );
