import { once } from '../../once.ts';
import type { QuantityRole } from '../quantity.ts';
import { atEnd, endsWith, firstAtEnd } from './at-end.ts';
import { remembered } from './remembered.ts';

/*
 * The noun phrase that governs a number from the left: "a weight decay of 0.1", "β2 = 0.95", "TP=8".
 */

/** What a governing phrase makes of its number; a phase ("batch", "warmup") still waits for the unit. */
export type Concept =
  | QuantityRole
  | 'lr'
  | 'lr-peak-word'
  | 'lr-min-word'
  | 'batch'
  | 'warmup'
  | 'decay'
  | 'constant'
  | 'betas'
  | 'norm'
  | 'micro'
  | 'nothing';

const GREEK = (name: string, sign: string): string => `(?:${sign}|\\\\?${name})`;

/**
 * In order: the first that ends the phrase wins. A pattern that may end with any word stands apart, with words that
 * it cannot do without, for else it would be tried at every end. All in lower case, hyphens and underscores as spaces.
 */
const PHRASES: readonly (readonly [Concept, RegExp, needs?: readonly string[]])[] = [
  ['lr', /(?:learning ?rate|step ?size|\blr),? \(?(?:α|alpha|η|eta|γ|gamma|ϵ|ε) ?\w{0,3}\)?$/, ['rate', 'size', 'lr']],
  [
    'nothing',
    /(?:^|\s)(?:dropout(?: rate| probability)?|(?:label )?smoothing|drop ?path|stochastic depth|temperature|top p|top k|ema(?: decay)?|seed|alpha|α|rank|lora r|\br|kl coefficient|(?<!decay (?:with )?(?:an? )?)coefficient|patience|gamma|γ|resolution|vocab(?:ulary)?(?: size)?|intermediate size|(?:mlp|ffn|feed ?forward|intermediate|inner|bottleneck|projection) (?:hidden |inner )?(?:dim\w*|size|width)|ffn|d ?ff|eval batch size|evaluation batch size|top|version|score|accuracy|perplexity|loss|bleu|f1|seed|table|figure|section|mlp ratio|patch size|image size|stride|probability|eps(?:ilon)?|ϵ|ε|reward|mask(?:ing)? (?:ratio|rate))$/,
  ],
  [
    'nothing',
    /(?:^|\s)(?<!clip\w*(?: \w+){0,4} |norm |exceeds (?:a|the) )threshold(?: of| is| to| =)?$/,
    ['threshold'],
  ],
  [
    'min_lr',
    /(?:min(?:imum|imal)?|final|end|ending|terminal|lowest)(?: value of| of)?(?: the)? (?:learning rate|lr)(?: value)?(?: \(?lr ?min\)?)?$|lr min$|\bmin lr$|eta min$/,
  ],
  [
    'lr',
    /(?:learning ?rates?|\blrs?|lr max|max lr|step ?size|\blr\)?|\bη(?: max)?|\beta(?: max)|lr ?\(peak\))(?: (?:schedule|peak|value|hyperparameter|\(lr\)|\(peak\)))?$/,
  ],
  ['lr-peak-word', /(?:peak|peaks|maximum|maximal|max|highest|ceiling)(?: value| rate)?$/],
  ['lr-min-word', /(?:minimum|minimal|min|lowest|final|floor|end)(?: value| rate)?$/],
  [
    'weight_decay',
    /(?:weight ?decay|\bwd)(?: (?:(?:also )?(?:follows )?(?:a )?(?:cosine |linear )?schedule|(?:with )?(?:an? )?(?:value|rate|coefficient|parameter|factor|strength|constant|weight|multiplier|scale)|regularization|penalty))?(?: ratio)?(?: λ| lambda)?$/,
  ],
  [
    'norm',
    /grad(?:ient)?s? ?(?:norm )?clip(?:ping|ped|s)?(?: (?:by norm|to norm|\w+))?(?: during \w+| in the training phase| during the training phase)?$/,
    ['clip'],
  ],
  [
    'norm',
    /(?:(?<!\d |video |audio |movie |speech |sound |short |text |film )clip(?:ping|ped|s)?(?: (?:the|global|gradient|gradients|norms?|of|grad|its|by|a|maximum|max|l2|threshold|value|magnitude|them|up|at|to))*|(?:gradient|grad|global|clipping|max grad|l2)(?: norm| norms)+(?: (?:was|were|is|are))?(?: clipped| clipping)?(?: threshold| value)?|grad ?clip|clip\w*\b[^.;\d]{0,40}\b(?:norm|threshold|value|magnitude)|(?:gradient|grad|global|l2) norms? (?:is |are |was |were )?(?:capped|limited|bounded|restricted|truncated|rescaled|constrained|normali[sz]ed|clamped)(?: (?:at|to|by))?|(?:gradient|grad|global|l2) norms? (?:is |are |was |that )?(?:above|exceed\w*|larger|greater|bigger|higher)|clip\w* (?:[a-z]+ ){0,3}(?:when|if|once|whenever|as soon as) (?:its|their|the) (?:global )?(?:l|ℓ)?2? ?norms? (?:is |are )?(?:above|exceeds?|larger than|greater than)(?: an?| the)?(?: threshold| maximum| value)?(?: of)?|norms? of (?:the |each )?gradients?(?: vectors?)?,? (?:is |are )?(?:above|exceed\w*|larger than|greater than|bigger than|higher than)(?: a| the)?(?: threshold| maximum)?|gradients?(?: vectors?)? (?:with|whose|of|having|which have|that have) (?:an? )?(?:global |l2 |total )*norms? (?:is |are |was )?(?:above|exceed\w*|larger|greater|bigger|higher))$/,
    ['clip', 'norm'],
  ],
  [
    'betas',
    new RegExp(
      `(?:\\(? ?${GREEK('beta', 'β')} ?1 ?,? ?(?:and|,|/)? ?${GREEK('beta', 'β')} ?2 ?(?:,? ?(?:and )?(?:ε|ϵ|eps\\w*) ?)?\\)?|\\bmomenta|\\bbetas|\\bbetas? (?:values|parameters|coefficients)|momentum (?:values|parameters|coefficients)|moment(?:um|s)?(?: estimate| estimation)? (?:exponential )?(?:decay )?(?:rates?|coefficients|factors)|exponential decay (?:rates|factors)|(?:^|[\\s(])(?:β|beta)|\\badam ?w?(?: optimi[sz]er)?)$`,
    ),
  ],
  ['beta1', new RegExp(`(?:${GREEK('beta', 'β')} ?1|momentum)$`)],
  ['beta2', new RegExp(`${GREEK('beta', 'β')} ?2$`)],
  ['final_lr_ratio', /final (?:lr |learning rate )?(?:ratio|fraction|factor)$/],
  ['warmup_ratio', /warm ?up (?:ratio|fraction|proportion|percentage|share)$/],
  ['warmup', /warm ?up(?: (?:steps?|tokens?|iterations?|iters?|updates?|phase|period|duration|stage))?(?: n|\))?$/],
  ['warmup', /(?:num|number of)(?: linear)? warm ?up \w+$/, ['warm']],
  ['warmup_epochs', /warm ?up epochs$/],
  ['grad_accum', /(?:grad(?:ient)?s? )?accum(?:ulation)?(?:s)?(?: steps?| factor)?$|\bgas$/],
  [
    'micro',
    /(?:micro ?batch(?:es)?(?: ?size)?(?: per (?:gpu|device))?|(?:per (?:device|gpu|rank|worker|chip|core|accelerator|card|replica|tpu))(?: train(?:ing)?| micro| mini)? batch(?: ?size)?|batch ?size (?:per|on each|on every) (?:gpu|device|accelerator|chip|core|card|worker|rank|replica|tpu)|(?<!global )\bbsz|\bmbs|device batch size|batch size \(per (?:device|gpu)\))$/,
  ],
  [
    'batch_tokens',
    /(?:tokens? ?(?:per|\/) ?(?:\w+ )?(?:iteration|step|update|batch)(?: will be| is| was)?|per (?:step|batch|update|iteration) tokens?(?: count| budget| number)?)$/,
  ],
  [
    'batch',
    /(?:batch(?:es)?(?: ?sizes?(?: [bmn])?)?|\bgbs|global bsz|batchsizes?|batchsize(?:of)?|\bbs)(?: (?:schedule|ramp(?: ?up)?|warm ?up|\((?:(?:# |number |num )(?:of )?)?tokens\)|\(sequences\)|in (?:tokens|sequences)|initial value|value|(?:for|per|in|of|at) (?:each |every |all )?(?:the |our )?(?:\w+ ){0,2}(?:iteration|step|update|training|pre ?training|fine ?tuning|tasks|models?|run|experiments|runs|stages|settings)))?$/,
  ],
  [
    'context',
    /(?:context|sequences?|seq\.?|token|input|training|max(?:imum)?|block|ctx)(?: (?:and target|token|sequence|window|context|truncation|cut ?off))?[ ]?(?:length|len|lengths|window|windows|size|sizes)(?: n ?ctx| [lnts])?$|context (?:lengthening|extension|scaling|schedule)|\bmax(?:imum)? seq(?:uence)?$|(?<!sliding |attention |local )\bwindow$|\bpositions$|\bseq$|(?:\bcontext|\bn? ?ctx|sequences|contexts|\bseq len|max position embeddings|context windows?)$/,
  ],
  [
    'tp',
    /(?:tensor degree|tensor(?: model)?[ ]?(?:parallel(?:ism|ization)?|slicing)|\btp|model parallel(?:ism)?(?: size)?)(?: \(?tp\)?)?(?: (?:size|degree|world size|rank|with|a|world|group|of|degrees|factor|width))*$/,
  ],
  [
    'pp',
    /(?:(?<!virtual |interleaved )pipeline(?: model)? ?(?:parallel(?:ism)?|depth|stages)?|\bpp|pipe parallel)(?: \(?pp\)?)?(?: (?:size|degree|world size|depth|with|a|of))*$/,
  ],
  ['dp', /(?:data ?parallel(?:ism)?|\bdp)(?: (?:size|degree|world size|with|a|of|rank|group))*$/],
  ['ep', /(?:expert ?parallel(?:ism)?|\bep)(?: (?:size|degree|with|a|of))*$/],
  [
    'zero_stage',
    /\bzero(?: ?\d)?(?: optimi[sz]ation| redundancy optimi[sz]er)?(?: ?[:=])?(?: stage)?$|\bdeepspeed(?: library)? stage$/,
  ],
  [
    'rope_base',
    /(?:(?:rope|rotary)(?:['’]s)?(?: (?:\w+ )?)?(?:base|theta|θ|frequency|frequencies|embedding|embeddings)?(?: (?:base|period|frequency|frequencies|value|theta|θ|hyperparameter|with))*|base(?: frequency| frequencies| period)(?: (?:of|for) (?:the )?rope)?(?: hyperparameter)?|θ|\\theta|\btheta|rope theta)$/,
  ],
  ['rope_base', /rope value(?: to support(?: \w+){1,4})?$/, ['rope value']],
  ['kv_heads', /(?:kv|key value|key\/value) heads$|n ?kv(?: heads)?$/],
  ['head_dim', /head (?:dim(?:ension)?s?|size)(?: d ?_?h)?$|d ?head$|\bheads?\b[^.;,]{0,12} dim(?:ension)?$/],
  ['heads', /(?:attention )?heads(?: \((?:gqa|mha|mqa|q)\)| n ?h)?$|\bn ?heads?$|^a$|[,(] ?a$/],
  ['layers', /(?:\blayers(?: [a-z])?|n ?layers?|num layers|hidden layers|(?:^|[\s(])l|depth)$/],
  [
    'hidden',
    /(?:hidden (?:sizes?|dimensions?(?: sizes?)?|dims?|units|width|channels|dimensionality|layer size|state (?:size|dim\w*))(?: [a-z][\w']?)?|(?:model|transformer|residual(?: stream)?|encoder|decoder|token(?: representation)?) (?:dimension(?:ality)?|width|dim)|d ?model|embed(?:ding)? (?:dim\w*|size|width)|(?:^|[\s,(])(?:h|d)|\bwidth|(?:(?:^|has |and |, |uses? |having )(?:an? |the )?|the )dimension(?:ality)?|hidden)$/,
  ],
  ['epochs', /(?:number of |num(?: train)? |training )?epochs$|(?:number of|num(?: train)?) epoch$/],
  ['steps_planned', /(?:scheduled|planned) (?:steps|iterations)$/],
  [
    'steps',
    /(?:(?:training|total|max|train|gradient|optimizer|number of)? ?(?:steps|iterations|iters|updates)|(?:step|iteration|update) count|at step|after step|step|iteration|\biter)(?<!\b(?:per|time|each|every|\/) ?(?:training )?(?:step|iteration))$/,
  ],
  [
    'params_active',
    /(?:active|activated|activation|activating) (?:parameters|params|parameter count)(?: (?:per|for each) token| at inference(?: time)?)?$/,
  ],
  ['params', /(?:(?:^|[\s,(])n|parameters|params|model sizes?|parameter count|non embedding params)$/],
  ['decay', /(?:decay|anneal\w*|cool ?down) (?:steps|iters|iterations|tokens)$/],
  ['dataset_tokens', /(?:training data|dataset(?: size)?|corpus(?: size)?|dataset tokens|training corpus)$/],
  ['tokens', /number of (?:\w+ )?tokens (?:that )?(?:we|it|they) \w+(?: on| for)?$/, ['number of']],
  [
    'tokens',
    /(?:training tokens|tokens|total tokens|pretraining tokens|trained tokens|tokens seen|(?:token|training) (?:budget|horizon)|token count|tokens (?:consumed|processed|used|trained on))$/,
  ],
  [
    'gpu_hours',
    /(?:(?:[gtn]pu|chip|device|compute|accelerator|node)? ?hours(?: used)?(?: that (?:the )?training (?:took|required|used))?|[gtn]pu h)$/,
  ],
  [
    'sec_per_step',
    /(?:time (?:per|for each) (?:training )?(?:iteration|step|update)|(?:iteration|step|update) time|elapsed time per iteration|(?:sec(?:ond)?s?|\bs) ?(?:\/|per) ?(?:step|iter(?:ation)?|it))(?: \((?:s|secs?|seconds|in seconds|ms|in ms|milliseconds)\))?$/,
  ],
  ['throughput_tok_s_gpu', /tok(?:en)?s?\/s(?:ec(?:ond)?)?\/(?:gpu|device|chip)$/],
  ['throughput_tok_s', /tok(?:en)?s?(?:\/| per )s(?:ec(?:ond)?)?$/],
  ['wall_clock', /(?:training (?:time|duration)|wall ?clock(?: time)?|duration)$/],
  ['co2', /(?:co2 ?(?:eq|e)?|carbon (?:emitted|emissions?|footprint)|emissions|tco2eq)$/],
  [
    'co2',
    /(?:co2 ?(?:eq|e)?|carbon (?:emitted|emissions?|footprint)|emissions|tco2eq) \(.*$/,
    ['co2', 'carbon', 'emission'],
  ],
  ['tdp', /\b(?:tdp|power consumption|power)(?: \(w\)?)?$/],
  [
    'mfu',
    /(?:\bmfu\)?|model flops?s? utili[sz]ation(?: \(mfu\))?|model flops efficiency|compute utili[sz]ation|flops utili[sz]ation)$/,
  ],
  ['hfu', /(?:\bhfu\)?|hardware flops? utili[sz]ation(?: \(hfu\))?|hardware utili[sz]ation)$/],
  ['flops', /(?:compute budget|training compute|total compute|training flops|total flops|flops)$/],
  ['nodes', /(?:\bnodes|number of nodes|num nodes)$/],
  [
    'gpus',
    /(?:\bgpus?|number of (?:gpus|tpus|accelerators|chips|devices|cores)(?: (?:we )?(?:used|needed|required|employed)(?: (?:for|in|during) (?:the )?(?:pre ?)?training)?)?|num gpus|hardware|world size|accelerators|tpus)$/,
  ],
  ['experts', /\bexperts$/],
  ['decay', /decay$/],
];

const phraseAtEnd = firstAtEnd(
  PHRASES.map(([, pattern]) => pattern),
  PHRASES.map(([, , needs]) => needs),
);

/** Words between a governing phrase and its number that say nothing: "is set to approximately". */
const FILLERS = new Set(
  (
    'also either range ranges ranged ranging varying varies varied started starts start starting begins is was are were be been ' +
    'being of to at set equal equals about around approximately approx approx. roughly nearly almost just only ' +
    'over under a an the as value values fixed held kept use used using size total reaching up from with for stay ' +
    'stays reaches reached both between initially i.e i.e. e.g e.g. namely by some chosen default defaults suggested recommended original usual standard typical common ' +
    'linearly gradually increased doing totaling totalling estimated cumulative raised remains into took takes ' +
    'lasts lasted lasting covers spans grows grew grown changed increases rises rose extended truncated limited capped restricted padded reduced decreased adjusted modified ' +
    'ramped ramps growing rising stands stood sits averages averaged averaging switched strength amounts corresponds corresponding equivalent doubled tripled quadrupled scaled lengthened ' +
    'then now always instead currently throughout again below'
  ).split(' '),
);
/** Words that say nothing only behind the word before them. */
const FILLER_PAIRS = new Set(['maximum of', 'more than', 'less than', 'at least', 'at most']);
const FILLER_SIGNS = new Set('=:≈~∼≃(|≤<>∈[{"\'`→');

/** The filler that a text ends with. */
function fillerAtEnd(text: string): string | undefined {
  const last = text[text.length - 1];
  if (last === undefined) return undefined;
  if (FILLER_SIGNS.has(last)) return last;
  const from = wordStart(text, text.length);
  if (text[from - 1] === ' ') {
    const pair = text.slice(wordStart(text, from - 1));
    if (FILLER_PAIRS.has(pair)) return pair;
  }
  const word = text.slice(from);
  return FILLERS.has(word) ? word : undefined;
}

function wordStart(text: string, end: number): number {
  let from = end;
  while (from > 0 && !endsWord(text.charCodeAt(from - 1))) from--;
  return from;
}

/** White space, "(" and ",". */
function endsWord(code: number): boolean {
  return code === 32 || code === 40 || code === 44 || (code < 32 ? code > 8 && code < 14 : code > 127 && isSpace(code));
}

const isSpace = (code: number): boolean => /\s/.test(String.fromCharCode(code));

/** A number's left context, read from its end: the phrase that governs it and the words passed on the way. */
export interface Governor {
  readonly concept: Concept | undefined;
  /** Words between the phrase and the number, nearest first. */
  readonly links: readonly string[];
  /** The left context without them. */
  readonly head: string;
}

/** Finds the governing phrase at the end of `left` (lower case, hyphens as spaces). */
export function governorOf(left: string): Governor {
  const links: string[] = [];
  let head = left.trimEnd();
  if (head.slice(-4).includes(')')) head = withoutGloss(head);
  if (/\b(?:model|run)\b/.test(head.slice(-14))) head = withoutModel(head);
  // "Hidden dim. 14336": the point of an abbreviation
  if (head.endsWith('.') && /\b(?:dims?|len|max|min|seq|param|params|accum)\.$/.test(head.slice(-8)))
    head = head.slice(0, -1);
  for (let stripped = 0; stripped < 9; stripped++) {
    const concept = conceptAtEnd(head, links);
    if (concept !== undefined) return { concept, links, head };
    const word = fillerAtEnd(head);
    if (word === undefined) break;
    if (word === 'up' && /warm(?:ed|s|ing)? up$/.test(head.slice(-9))) break;
    if ((word === 'for' || word === 'with' || word === 'over' || word === 'by' || word === 'from') && stripped > 4)
      break;
    links.push(word);
    let end = head.length - word.length;
    while (end > 0 && (head[end - 1] === ',' || /\s/.test(head[end - 1]!))) end--;
    head = head.slice(0, end);
  }
  return { concept: conceptAtEnd(head, links), links, head };
}

/** "tokens (in billions):" without what the number is counted in; the figure has taken it up. */
function withoutGloss(head: string): string {
  return (
    head.slice(0, -24) +
    head.slice(-24).replace(/ ?\((?:in )?(?:thousands?|millions?|billions?|trillions?|[kmbt])\)(?= ?[:=|]? ?$)/, '')
  );
}

/** "the weight decay for the 8b run is": whose value it is says nothing of what it is. */
function withoutModel(head: string): string {
  return (
    head.slice(0, -40) +
    head
      .slice(-40)
      .replace(/ (?:of|for|in) (?:the |our |its )?\d[\d.]*[bm] (?:models?|runs?)(?=(?: (?:is|was|to|at|of))*$)/, '')
  );
}

/** Every word that a phrase can hold: a context that ends with another word is governed by none of them. */
const WORDS = once(
  () =>
    new Set(
      PHRASES.map(([, pattern]) => pattern.source.replace(/\\[a-z]/g, ' '))
        .flatMap(source => [source, source.replace(/(?: |\[ \])\?/g, '')])
        .flatMap(source => source.match(/[a-z]+/g) ?? [])
        .flatMap(word => [word, word.replace(/s$/, '')])
        // These are passed over on the way to a phrase, and begin none.
        .filter(
          word =>
            !/^(?:of|in|for|at|per|each|every|the|is|to|with|by|its|it|during|that|them|and|on|from|was)$/.test(word),
        ),
    ),
);

/** Some phrases end with any word: "warm up period", "clip the update norm". */
const OPEN_WORDS = ['warm', 'clip', 'forward', 'ffn', 'emissions'];
const OPEN_PHRASE = atEnd(new RegExp(`(?:${OPEN_WORDS.join('|')})[^.]{0,40}`));
/** "over 10,000 steps to 1e-5": a count of steps governs nothing. */
const COUNT = atEnd(
  /\d(?:[\d,.]*\d)?[kmbt]? (?:(?!n |num |no )\w+ )?(?:steps|tokens|iterations|updates|epochs|hours|gpus|parameters|params|layers|heads|sequences)/,
);
const NUMBERED = atEnd(/(?:β|beta|zero) ?[123]/);

function mayEnd(head: string): boolean {
  const last = head.slice(Math.max(head.lastIndexOf(' '), head.lastIndexOf('(')) + 1);
  return (
    last.length > 9 || mayBeLast(last) || (OPEN_WORDS.some(word => head.includes(word)) && endsWith(OPEN_PHRASE, head))
  );
}

/** Whether a phrase can end with a word, as far as it alone tells. */
const mayBeLast = remembered((word: string): boolean => {
  if (!/^[a-z]+$/.test(word)) return true;
  for (let length = word.length; length >= Math.min(3, word.length); length--)
    if (WORDS().has(word.slice(0, length))) return true;
  return false;
});

function conceptAtEnd(head: string, links: readonly string[]): Concept | undefined {
  if (head.length === 0) return undefined;
  if (/[\d.;]/.test(head[head.length - 1]!) ? !endsWith(NUMBERED, head) : !mayEnd(head)) return undefined;
  const phrase = PHRASES[phraseAtEnd(head.length > 70 ? head.slice(-70) : head)];
  // "Layers: 4 Training steps: 700000": a colon makes it a name.
  return phrase === undefined || (!links.includes(':') && endsWith(COUNT, head)) ? undefined : phrase[0];
}
