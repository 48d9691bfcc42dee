/*
 * What a remark is about, as far as words tell: whether every word of a sentence is of the kind that belongs to a
 * calculation, and whether it speaks of something else than what the quotes around it state.
 */

/** A sentence of a remark. */
export interface Sentence {
  readonly text: string;
  /** Where it begins in the remark. */
  readonly offset: number;
}

/** The sentences of a remark; a semicolon ends one outside brackets, and the full stop of "approx." does not. */
export function sentencesOf(remark: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let depth = 0;
  let from = 0;
  const push = (to: number): void => {
    const text = remark.slice(from, to);
    if (/\S/.test(text)) sentences.push({ text, offset: from });
    from = to;
  };
  for (let at = 0; at < remark.length; at++) {
    const char = remark[at]!;
    if (char === '(') depth++;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (char === '\n' || (char === ';' && depth === 0)) push(at + 1);
    else if (/[.!?]/.test(char) && (at + 1 >= remark.length || /\s/.test(remark[at + 1]!))) {
      if (char === '.' && /(?:\b(?:approx|ca|c|i\.e|e\.g|vs|cf|resp|no))$/i.test(remark.slice(from, at))) continue;
      push(at + 1);
    }
  }
  push(remark.length);
  return sentences;
}

const otherThings = new RegExp(
  [
    String.raw`\?`,
    String.raw`\b(?:if|would|could|should|might|may|maybe|perhaps|suppose|imagine|wonder|why|how|when|whether|unless)\b`,
    String.raw`\b(?:compare[ds]?|comparison|vs|versus|unlike|whereas|instead|other|others|another|previous(?:ly)?|before|earlier|original(?:ly)?|elsewhere|mine|our|ours|my|they say|claims?|reports?|cf)\b`,
    // What is said of training in general is said of no run.
    String.raw`\b(?:usual(?:ly)?|typical(?:ly)?|standard|common(?:ly)?|general(?:ly)?|normal(?:ly)?|always|often|recommend\w*|enough|suffic\w*)\b`,
    String.raw`\bet al\b|\b(?:table|tab|fig(?:ure)?|sec(?:tion)?|eq|appendix|app|chapter|page|pp?|footnote|ref|line)\b\.? ?\d|§`,
    String.raw`(?<![\d,.]|[×x*·/÷=] ?)\b(?:19[5-9]\d|20[0-3]\d)\b(?!,\d| ?[×x*·/÷=]| (?:steps|GPUs|sequences|tokens))`,
    String.raw`\b(?:not|n't|never|wrong|typo|should)\b`,
  ].join('|'),
  'iu',
);

/** True when a sentence asks, supposes, compares or cites: it is not about what the quotes state, or may not be. */
export function speaksOfOtherThings(sentence: string): boolean {
  // "0.88 if 4M is 4,194,304" is how other readings are written.
  return otherThings.test(sentence.replace(/;? ?[≈~]? ?[\d.,]+[KMBT]?(?: \w+)? if \d[\d.,]*[KMBT]? is \d[\d,]*/g, ''));
}

const families =
  /\b(?:gpt|bert|roberta|t5|palm|llama|alpaca|vicuna|chinchilla|gopher|mistral|mixtral|qwen|deepseek|opt|bloom|pythia|olmo|minerva|gemma|gemini|claude|falcon|mpt|phi|galactica|starcoder|glm|megatron|llemma|yi|grok|codex|lamda|glam|ul2|jurassic)[-\s]?(?:\d|v\d|\b)/giu;

/** Families of models that a remark names, in small letters. */
export function familiesIn(text: string): readonly string[] {
  const plain = text.replace(
    /\((?:with attention, )?PaLM[^)]*\)|\bPaLM(?= (?:convention|count|formula|MFU))|\bChinchilla(?='s|[- ](?:optimal|optimum|ratio|rule|law|scaling|point))/gi,
    '',
  );
  return [...plain.matchAll(families)].map(match => match[0].toLowerCase().replace(/[^a-z]/g, ''));
}

const vocabulary = new Set(
  `a an the so that thats this these it its is are was were be been in all total on of over for from with by at per and or to as
  ie eg i e about roughly around approximately approx circa ca only just exactly almost nearly some means meaning makes make
  giving gives gave give hence thus therefore which run model training trained train trains pretraining seen sees saw see
  steps step tokens token batch batches data dataset set corpus plan planned budget scheduled schedule epoch epochs pass passes
  gpu gpus tpu tpus days day hours hour h hr hrs week weeks min minutes minute month months wall clock walltime time compute flops flop mfu
  hfu utilisation utilization lr learning rate peak final end ends ended stop stops stopped last cosine decay linear n d nd ad x
  attention palm causal without full half matrix accelerator accelerators chip chips device devices dollars usd cost costs price
  replica replicas sequences sequence seq context length dp tp pp parallel tensor pipeline zero model states memory gb gib
  warm up warmup parameters parameter params param bf fp bits byte bytes they he we one i authors author paper took takes take
  lasted lasts used uses use reached reach reaches works work out equals equal comes come corresponds correspond amounts amount
  roughly overall achieved achieve done again computed activations activation rated power t co2e co kg kwh mwh gwh reckoned
  share fraction part percent whole entire each every single both same into through across than less more most under below
  above least kv cache key value throughput speed second seconds s sec rotary pairs pair turn fully within longest wavelength
  θ pf pflop pflops petaflop tokens/s theoretical effective actual actually really then there here now still already almost quite ok hmm nice wow cheap
  expensive long short low high very too my calculation calc computed estimate estimated est check checked`
    .split(/\s+/)
    .filter(word => word !== ''),
);

/*
 * The words that leave what is claimed as it is: nothing in them says that it holds for a part of the run, under a
 * condition, in somebody else's hands, or of something else.
 */
const plainWords = new Set(
  `a an the so that thats this these it its is was were are had has have all in total on of over for and or to ie eg i.e e.g
  which gives giving gave hence thus therefore then makes make comes works amounts equals about roughly around approximately approx
  circa ca only just exactly almost nearly some run model training pretraining took takes lasted lasts saw sees seen plan
  planned budget scheduled schedule wall clock walltime time gpu gpus tpu tpus accelerator accelerators chip chips dataset data set
  steps tokens batch sequences length tokens/s mfu hfu utilisation utilization flops flop compute cost costs price dp tp pp zero
  data-parallel degree parallel still now actually really effective effectively calc computed calculated estimate estimated
  reached reaches achieved s quite wow nice cheap expensive hmm ok hours hour day days accelerator-hours n d nd x pf memory states`
    .split(/\s+/)
    .filter(word => word !== ''),
);

/** Words that are plain only beside claims of one kind. */
const plainBeside = {
  'learning-rate': new Set(
    'lr learning rate stop stopped stops end ends ended final last there at step peak max maximum cosine decay linear'.split(
      ' ',
    ),
  ),
  warmup: new Set('warm up warmup warm-up tokens steps'.split(' ')),
};

/** What a word may be plain beside. */
export type PlainBeside = keyof typeof plainBeside;

/** The words of a sentence, claims and known names put aside, that may make it speak of something else. */
export function limitingWords(
  sentence: string,
  known: readonly string[],
  beside: PlainBeside | undefined,
): readonly string[] {
  const familiar = new Set(known.flatMap(name => name.toLowerCase().split(/[^\p{L}\d]+/u)));
  const conventions =
    /\((?:[68] ?ND?|PaLM|causal|with (?:causal )?attention|my calc|[, ])+\)|\bwith (?:causal )?attention\b|\b[68] ?ND?\b/gi;
  const text = sentence.replace(conventions, ' ');
  // "Trained for one day" is said by whoever trained.
  const by = /\b(?:it|its|model|run|they|was|were|is)\b/i.test(text) ? ['trained', 'train'] : [];
  return wordsOf(text).filter(word => {
    const folded = word.toLowerCase();
    if (plainWords.has(folded) || familiar.has(folded) || by.includes(folded)) return false;
    return !isUnit(word) && !(beside !== undefined && plainBeside[beside].has(folded));
  });
}

/** Speaks of a part of a run: what is said of that is not said of the whole. */
export const speaksOfPart = (text: string): boolean =>
  /\bwarm(?:s|ed|ing)?[- ]?up|\bramp|\bepochs?\b|\bpass(?:es)?\b|restart|checkpoint|\bstages?\b|anneal|phase|remain|\bleft\b|missing|short of|\bfirst\b|\bnext\b|half ?way|half[- ]time|midway|\bso far\b|\bboth\b|fine-?tun|\bSFT\b|\bRL\b|evaluat|inference|preprocess/i.test(
    text,
  );

const wordsOf = (text: string): readonly string[] =>
  text.replace(/[’']s\b|\b(?:i\.\s?e|e\.\s?g)\.?(?!\w)/gi, '').match(/[\p{L}][\p{L}\p{M}]*\d*/gu) ?? [];

// Suffixes of numbers, units, and names of accelerators.
const isUnit = (word: string): boolean => /^(?:[kmbte]|[ahvb]\d{1,3}0?s?|mi\d+x?|fp\d+|bf\d+|sbh)$/i.test(word);

/** The words of a sentence that a calculation's remark does not use, claims and the names that are `known` put aside. */
export function strangeWords(sentence: string, known: readonly string[]): readonly string[] {
  const familiar = new Set(known.flatMap(name => name.toLowerCase().split(/[^\p{L}\d]+/u)));
  return wordsOf(sentence).filter(word => {
    const folded = word.toLowerCase();
    return !vocabulary.has(folded) && !familiar.has(folded) && !isUnit(word);
  });
}

/** A size by which a remark may name a model: "7B", "the 125M model". */
export interface NamedSize {
  readonly value: number;
  /** Where it stands. */
  readonly from: number;
  readonly to: number;
  /** False for what may be an amount of tokens as well. */
  readonly certain: boolean;
}

/** The sizes of models that a text names. */
export function sizesIn(text: string): readonly NamedSize[] {
  const found =
    /(?<![\d.,$])(?<number>\d+(?:\.\d+)?)[\s-]?(?<unit>[BM]|billion|million)\b(?! ?tokens?| planned| data ?set| corpus| plan\b| ?[×x*·/÷=])/giu;
  return [...text.matchAll(found)].map(({ 0: all, index, groups }) => {
    const before = text.slice(0, index);
    const after = text.slice(index + all.length);
    const amount = /(?:\b(?:over|planned|of|saw|seen)(?: the)?|[=≈~×x*·/÷+]|\bbatch(?: of)?)\s*$/iu.test(before);
    const named =
      /^(?:[- ]?(?:param(?:eter)?s?|models?|runs?|ones?|versions?|variants?)\b|:|\)|\s+(?:took|takes|had|has|used|uses|saw|sees|(?:was|is)(?! \d)|got|needs|needed|reached|ran|cost|trained|stopped|lasted)\b)/iu.test(
        after,
      ) ||
      (/\b(?:the|for|an?)\s+$/iu.test(before) && /^\s*(?:$|[,.;:)]|and\b|or\b)/iu.test(after));
    const value = Number(groups!.number) * (/^b/i.test(groups!.unit!) ? 1e9 : 1e6);
    return { value, from: index, to: index + all.length, certain: named && !amount };
  });
}
