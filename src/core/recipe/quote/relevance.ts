/*
 * Cheap looks that tell what need not be read: most paragraphs of a note say no number of a recipe.
 */

const SPELLED =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|single|zero|0)[ -](?:\d{2,3} ?GB |[AHV]\d+ )?(?:epochs?|pass(?:es)?|days?|weeks?|months?|hours?|GPUs?|TPUs?|nodes?|servers?|machines?|million|billion|trillion|times)|\b(?:a|one)[ -](?:tenth|third|half)\b|\b(?:over|than|took|tak(?:es?|ing)|about|nearly|almost) a (?:day|week|month)\b|\bto zero\b|\btwice\b|\btwelve\b/i;
const LOST_WORDS =
  /\b(?:of|to|is|was|=|for)(?: about| roughly)? ?(?:[,;.](?:\s|$)|(?:and|tokens|steps|epochs|iterations|updates|hours|days|sequences|samples)\b)/;

const NUMBER_IN_TEX = /^\$[\d.,\s{}]+(?:\\?%|[KMBT]|\\mathrm)?|\\times|\\cdot|10 ?\^|[=~] ?\d|\\(?:sim|approx)/;

/** Words that sentences about recipes have at least one of. */
export const ABOUT_RECIPES =
  /token|step|iter|updat|batch|peak|maxim|minim|cosine|core|\bpods?\b|grad|\bsize|stage|corpus|data|optimi|schedul|seq|context|sequence|length|window|rate\b|\blr|warm|decay|anneal|epoch|[gt]pu|chip|\b[AHVBLTP]\d|MI\d|RTX|hour|day|week|month|minut|second|param|layer|head|hidden|dim|model|\d ?[BM]\b|flop|utili|MFU|HFU|watt|\dW\b|TDP|CO2|carbon|emi(?:tt|ssi)|β|beta|adam|clip|norm|parallel|zero|rope|rotary|θ|theta|node|server|machine|pass|width|train|momentum|expert|\bg?bs\b|bsz|gas\b|\bwd\b|ctx|\b[TPDE]P\b|memory|\|/i;

/** A cheap look at a paragraph: does it hold a number that is no link's, no year's and no page's, or the gap of one? */
export function mayHoldNumbers(source: string): boolean {
  let prose = source.includes('](') ? source.replace(/\]\([^()\s]{0,500}\)/g, ']') : source;
  // A formula says a number of a recipe only where it is little more than a number.
  if (prose.includes('$')) prose = prose.replace(/\$[^$\n]{1,200}\$/g, tex => (NUMBER_IN_TEX.test(tex) ? tex : ' '));
  if (/(?<![\w.])(?<!\bp\. ?)(?!(?:19[5-9]|20[0-3])\d[a-z]?[;)])\d|[a-z]\d|\.\d/.test(prose)) return true;
  return SPELLED.test(prose) || (/learning rate|steps|batch|tokens/i.test(prose) && LOST_WORDS.test(prose));
}
