import { splitSentences } from './sentences.ts';

/*
 * Cheap looks that tell what need not be read: most paragraphs of a note say no number of a recipe.
 */

const SPELLED =
  /\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|single|zero|0)[ -](?:and a half )?(?:\d{2,3} ?GB |[AHV]\d+ )?(?:epochs?|pass(?:es)?|days?|weeks?|months?|hours?|GPUs?|TPUs?|nodes?|servers?|machines?|million|billion|trillion|times)|\b(?:a|one)[ -](?:tenth|third|half|quarter|hundredth)\b|\b(?:in|for|within|after|over|than|took|tak(?:es?|ing)|about|around|roughly|nearly|almost) a (?:day|week|month)\b|\ba (?:hundred|million|billion|trillion|dozen)\b|\bto zero\b|\btwice\b|\btwelve\b/i;
const LOST_WORDS =
  /\b(?:of|to|is|was|=|for)(?: about| roughly)? ?(?:[,;.](?:\s|$)|(?:and|tokens|steps|epochs|iterations|updates|hours|days|sequences|samples)\b)/;

const NUMBER_IN_TEX =
  /^\$[\d.,\s{}]+(?:\\?%|[KMBT]|\\mathrm)?|\\times|\\cdot|10 ?\^|[=~] ?[({[]?\d|\\in ?\\?\{ ?\d|\\(?:sim|approx)/;

/** A digit behind letters or a point, or one that begins a number which is no page's and no year's. */
const NUMBER = /\d(?:(?<=[a-z]{2}\d|\.\d)|(?<![\w.]\d)(?<!\bp\. ?\d)(?!(?:(?<=1)9[5-9]|(?<=2)0[0-3])\d[a-z]?[;)]))/;

/**
 * Words that sentences about recipes have at least one of. They begin a word, or stand behind one of a few beginnings:
 * looked for at every letter they would cost thrice as much. Those that are no more than their letters stand together,
 * for the engine sorts such and looks at their first letters once.
 */
export const ABOUT_RECIPES =
  /(?<![a-z])(?:[kmbtpe]|\d+x|mini|micro|time|kilo|mega|giga|tera|peta|exa|multi|sub|non)?(?:token|pipeline|tensor|segment|chunk|step|updat|batch|maximum|minimum|cosine|accum|shard|cost|schedul|context|length|window|warm|decay|anneal|epoch|gpu|chip|rtx|hour|day|week|month|minut|seconds|per second|\/ ?second|param|layer|hidden|dim|illion|flop|utilisation|utilization|mfu|hfu|watt|tdp|co2|carbon|emitt|emissi|β|beta|adam|clip|parallel|zero|rope|rotary|θ|theta|node|server|machine|width|momentum|expert|accelerator|∥|‖|bsz|ctx|memory|\||head(?<!overhead|[ (]ahead)|norm(?!al)|tpu(?<!outpu)|peak(?<!speak)|core(?<!score)|seq(?<!\b(?:con|sub)seq)|data[ -]?par|gas\b|mi\d|\d(?:iter| ?[bmt]\b|w\b)|\b(?:toks?\b|blocks\b|iter|pods?\b|size|rates?\b|tons\b|tonnes\b|VMs\b|lr|g?[ahvbltp]\d|pass|g?bs\b|wd\b|[tpde]p\b))/i;

/** What is no prose of a quote: embeds, the page on a link to a highlight, targets of other links, HTML's tags. */
const NO_PROSE =
  /!\[\[[^[\]\n]{0,300}\]\]|\[(?:[^[\]\n]{0,60}?\b(?:pp?|pages?|S)\b\.? ?\d|\(?\d)[^[\]\n]{0,12}\]\(zotero:[^()\s]{0,500}\)|\((?<=\]\()[^()\s]{0,500}\)|<\/?[a-z][^<>]{0,200}>/gi;
/** `devices: 8`, `--gas 4`: keys say what they are without a word of the list. */
const KEYED = /[:=](?<=[A-Za-z]["'`]? ?[:=]) ?["'`[(]{0,2}[\d.]|--[A-Za-z]/;

/** Numbers of citations, sections, tables and figures, which are blanked out before anything is read. */
const REFERENCE =
  /\[(?<=[A-Za-z.,;)] ?\[)\d{1,3}(?:[,–-] ?\d{1,3}){0,12}\](?! ?(?:steps|tokens))|(?<![A-Za-z])(?:Sec(?:tions?|\.)|Tab(?:les?|\.)|Fig(?:ures?|s?\.)|Eq(?:uations?|s?\.)|App(?:endix|\.)|Chapter|Algorithm|§+) ?\(?\d{1,3}(?:\.\d{1,3})*(?!\d| ?(?:[,–-]|and) ?\d)/gi;
const CITED_OR_REFERRED = /\[\d|(?:Sec|Tab|Fig|Eq|App|Chapter|Algorithm|§)[^\d]{0,12}\d/i;

/** From here on it pays to look at each sentence by itself. */
const LONG = 160;

/**
 * A cheap look at a paragraph: does one of its sentences speak of recipes, and hold a number that is no link's, no
 * year's and no page's, or the gap of one?
 */
export function mayHoldNumbers(source: string): boolean {
  const digits = /\d/.test(source);
  let prose = digits && /\]\(|\[\[|</.test(source) ? source.replace(NO_PROSE, ' ') : source;
  // A formula says a number of a recipe only where it is little more than a number.
  if (digits && prose.includes('$'))
    prose = prose.replace(/\$[^$\n]{1,200}\$/g, tex => (NUMBER_IN_TEX.test(tex) ? tex : ' '));
  if (!(digits && NUMBER.test(prose)) && !SPELLED.test(prose))
    return /learning rate|steps|batch|tokens/i.test(prose) && LOST_WORDS.test(prose);
  if (!ABOUT_RECIPES.test(prose)) return KEYED.test(prose);
  if (KEYED.test(prose) || LOST_WORDS.test(prose)) return true;
  if (digits && CITED_OR_REFERRED.test(prose)) {
    prose = prose.replace(REFERENCE, ' ');
    if (!saysNumber(prose)) return false;
  }
  // lines may belong to each other, as those of a table do
  if (prose.length < LONG || prose.includes('\n')) return true;
  return splitSentences(prose).some(({ from, to }) => {
    const sentence = prose.slice(from, to);
    return saysNumber(sentence) && ABOUT_RECIPES.test(sentence);
  });
}

function saysNumber(prose: string): boolean {
  return NUMBER.test(prose) || SPELLED.test(prose);
}
