/*
 * Cheap looks that tell what need not be read: most paragraphs of a note say no number of a recipe.
 */

const SPELLED =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|single|zero|0)[ -](?:and a half )?(?:\d{2,3} ?GB |[AHV]\d+ )?(?:epochs?|pass(?:es)?|days?|weeks?|months?|hours?|GPUs?|TPUs?|nodes?|servers?|machines?|million|billion|trillion|times)|\b(?:a|one)[ -](?:tenth|third|half|quarter|hundredth)\b|\b(?:in|for|within|after|over|than|took|tak(?:es?|ing)|about|around|roughly|nearly|almost) a (?:day|week|month)\b|\ba (?:hundred|million|billion|trillion|dozen)\b|\bto zero\b|\btwice\b|\btwelve\b/i;
const LOST_WORDS =
  /\b(?:of|to|is|was|=|for)(?: about| roughly)? ?(?:[,;.](?:\s|$)|(?:and|tokens|steps|epochs|iterations|updates|hours|days|sequences|samples)\b)/;

const NUMBER_IN_TEX =
  /^\$[\d.,\s{}]+(?:\\?%|[KMBT]|\\mathrm)?|\\times|\\cdot|10 ?\^|[=~] ?[({[]?\d|\\in ?\\?\{ ?\d|\\(?:sim|approx)/;

/** A digit behind a letter or a point, or one that begins a number which is no page's and no year's. */
const NUMBER = /\d(?:(?<=[a-z.]\d)|(?<![\w.]\d)(?<!\bp\. ?\d)(?!(?:(?<=1)9[5-9]|(?<=2)0[0-3])\d[a-z]?[;)]))/;

/**
 * Words that sentences about recipes have at least one of. Those that are no more than their letters stand together, for
 * the engine sorts such and looks at their first letters once.
 */
export const ABOUT_RECIPES =
  /token|pipeline|tensor|segment|chunk|step|updat|batch|maximum|minimum|cosine|grad|stage|schedul|context|length|window|learning|warm|decay|anneal|epoch|gpu|tpu|chip|rtx|hour|day|week|month|minut|second|param|layer|head|hidden|dim|illion|flop|utili|mfu|hfu|watt|tdp|co2|carbon|emitt|emissi|β|beta|adam|clip|norm|parallel|zero|rope|rotary|θ|theta|node|server|machine|width|momentum|expert|bsz|ctx|memory|\||peak(?<!speak)|core(?<!score)|seq(?<!\b(?:con|sub)seq)|data[ -]?par|gas\b|mi\d|\d(?:iter| ?[bmt]\b|w\b)|\b(?:toks?\b|blocks\b|iter|pods?\b|size|rates?\b|lr|[ahvbltp]\d|pass|g?bs\b|wd\b|[tpde]p\b)/i;

/** What is no prose of a quote: embeds, the page on a link to a highlight, targets of other links, HTML's tags. */
const NO_PROSE =
  /!\[\[[^[\]\n]{0,300}\]\]|\[(?:[^[\]\n]{0,60}?\b(?:pp?|pages?|S)\b\.? ?\d|\(?\d)[^[\]\n]{0,12}\]\(zotero:[^()\s]{0,500}\)|\((?<=\]\()[^()\s]{0,500}\)|<\/?[a-z][^<>]{0,200}>/gi;
/** `devices: 8`, `--gas 4`: keys say what they are without a word of the list. */
const KEYED = /[:=](?<=[A-Za-z]["'`]? ?[:=]) ?["'`[(]{0,2}[\d.]|--[A-Za-z]/;

/**
 * A cheap look at a paragraph: does it speak of recipes, and hold a number that is no link's, no year's and no page's,
 * or the gap of one?
 */
export function mayHoldNumbers(source: string): boolean {
  const digits = /\d/.test(source);
  let prose = digits && /\]\(|\[\[|</.test(source) ? source.replace(NO_PROSE, ' ') : source;
  // A formula says a number of a recipe only where it is little more than a number.
  if (digits && prose.includes('$'))
    prose = prose.replace(/\$[^$\n]{1,200}\$/g, tex => (NUMBER_IN_TEX.test(tex) ? tex : ' '));
  if (!(digits && NUMBER.test(prose)) && !SPELLED.test(prose))
    return /learning rate|steps|batch|tokens/i.test(prose) && LOST_WORDS.test(prose);
  return ABOUT_RECIPES.test(prose) || KEYED.test(prose);
}
