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
    String.raw`\bet al\b|\b(?:table|tab|fig(?:ure)?|sec(?:tion)?|eq|appendix|app|chapter|page|pp?|footnote|ref|line)\b\.? ?\d|§`,
    String.raw`\b(?:19|20)\d\d\b(?! (?:steps|GPUs|sequences|tokens))`,
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

/** The words of a sentence that a calculation's remark does not use, claims and the names that are `known` put aside. */
export function strangeWords(sentence: string, known: readonly string[]): readonly string[] {
  const familiar = new Set(known.flatMap(name => name.toLowerCase().split(/[^\p{L}\d]+/u)));
  const words = sentence.replace(/[’']s\b/g, '').match(/[\p{L}][\p{L}\p{M}]*\d*/gu) ?? [];
  return words.filter(word => {
    const folded = word.toLowerCase();
    if (vocabulary.has(folded) || familiar.has(folded)) return false;
    // Suffixes of numbers, units, and names of accelerators.
    return !/^(?:[kmbte]|[ahvb]\d{1,3}0?s?|mi\d+x?|fp\d+|bf\d+|sbh)$/i.test(word);
  });
}
