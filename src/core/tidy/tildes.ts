import { type RepairFinder, repairsOf } from './passage.ts';

/**
 * Signs for "about" before a number, as the typesetter spaced them: `∼ 5 seconds` → `~5 seconds`, `about ≈ 5 h` →
 * `≈5 h`. Relations between symbols (`n ∼ N(0, 1)`, `x ≈ 5`) and ranges (`3∼5`) are left alone.
 */
export const findTildes: RepairFinder = ({ text }) => {
  // Where a ~ stands already, another could pair with it to strike text out.
  const plain = !text.includes('~');
  return repairsOf(
    text,
    /(?<=^|[\s(“"‘])([∼≈]) ?(?=[$€£]?\d)/gu,
    match => `sign for "about" "${match[0]}"`,
    match => {
      const before = text.slice(Math.max(0, match.index - 3), match.index);
      if (!/^(?:\s*|.*[(“"‘]|.*(?:\p{L}[\p{L}.,:;]|[)\]\ufffc,;])\s)$/u.test(before)) return undefined;
      return match[1] === '≈' ? '≈' : plain ? '~' : '∼';
    },
  );
};
