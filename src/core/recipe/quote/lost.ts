import type { Problem } from '../../problem.ts';
import type { Range } from '../../text.ts';

/** Names whose value must follow: what stands there instead of a number shows that it was lost. */
const NAMES =
  '(?:(?:peak |max(?:imum)? |initial |minimum |constant )?learning rates?|(?:global |effective )?batch[ -]sizes?|weight decay|(?:warm-?up|training) (?:ratio|steps)|context (?:length|window)|sequence length|β\\s?_?[12]|dropout|gradient clipping)';
const LOST = [
  new RegExp(
    `${NAMES} (?:of|to|is|was|=)(?: about| roughly| approximately)? ?(?=[,;.](?:\\s|$)|and (?:a|an|the|we|weight|with)\\b|(?:tokens|steps|sequences|samples)\\b|$)`,
    'gi',
  ),
  /\btrain(?:ed|ing)? for (?=(?:steps|tokens|epochs|iterations|updates|hours|days)\b)/gi,
  /\bdecay(?:ed|s|ing)? (?:down )?to (?=[,;.](?:\s|$)|(?:over|during|in|for) \d)/gi,
];

/** What every lost value leaves behind it; most sentences have nothing of the kind. */
const GAP =
  /(?: (?:of|to|is|was|=|for)(?: about| roughly| approximately)?) ?(?:[,;.](?:\s|$)|and (?:a|an|the|we|weight|with)\b|(?:tokens|steps|sequences|samples|epochs|iterations|updates|hours|days)\b|(?:over|during|in|for) \d|$)/i;

/** Places of a sentence where a value has gone missing ("a learning rate of , a cosine"). Never the next number. */
export function findLostValues(text: string, sentence: Range): Problem[] {
  const words = text.slice(sentence.from, sentence.to);
  const problems: Problem[] = [];
  if (!GAP.test(words)) return problems;
  for (const pattern of LOST) {
    pattern.lastIndex = 0;
    for (let m = pattern.exec(words); m !== null; m = pattern.exec(words)) {
      if (m[0] === '') {
        pattern.lastIndex++;
        continue;
      }
      const name = m[0].trim().replace(/ (?:of|to|is|was|=|for)(?: about| roughly| approximately)?$/i, '');
      problems.push({
        code: 'value-lost',
        range: { from: sentence.from + m.index, to: sentence.from + m.index + m[0].trimEnd().length },
        message: `The value after "${name}" is missing: it may have been lost on the way out of a PDF.`,
        severity: 'information',
      });
    }
  }
  return problems;
}
