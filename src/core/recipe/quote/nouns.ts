/*
 * What is counted or measured: the noun after a number, alone ("steps") or as a compound ("token context length").
 */

/** The kind of thing a noun counts. */
export type Counted =
  | 'token'
  | 'word'
  | 'step'
  | 'sequence'
  | 'example'
  | 'image'
  | 'param'
  | 'gpu'
  | 'node'
  | 'hour'
  | 'day'
  | 'week'
  | 'month'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'epoch'
  | 'flop'
  | 'flop-rate'
  | 'watt'
  | 'energy'
  | 'kg'
  | 't'
  | 'gb'
  | 'layer'
  | 'head'
  | 'kv-head'
  | 'expert'
  | 'context'
  | 'batch'
  | 'way'
  | 'times'
  | 'other';

const NOUNS: readonly (readonly [Counted, string])[] = [
  ['token', 'token|tokens|subwords|tok|toks|gt'],
  ['word', 'word|words'],
  ['step', 'step|steps|iteration|iterations|iter|iters|update|updates|minibatches'],
  ['sequence', 'sequence|sequences|seq|seqs|contexts'],
  [
    'example',
    'example|examples|instance|instances|sample|samples|segments|items|prompts|utterances|clips|batches|spans|snippets|passages|triplets|tuples|queries|molecules|documents|positions|trajectories|sentences|rows',
  ],
  ['image', 'image|images|pairs|image text|segment|frames'],
  ['param', 'parameter|parameters|param|params|weights'],
  ['gpu', 'gpu|gpus|tpu|tpus|chip|chips|core|cores|accelerator|accelerators|cards|devices|ranks|workers|npu|npus|gcds'],
  [
    'node',
    'node|nodes|server|servers|machine|machines|hosts|instances of p4d|p4d instances|p4de instances|p5 instances|p3 instances|ec instances|cloud instances',
  ],
  ['hour', 'hour|hours|hrs|hr|h'],
  ['day', 'day|days|d'],
  ['week', 'week|weeks'],
  ['month', 'month|months'],
  ['minute', 'minute|minutes|mins|min'],
  ['second', 'second|seconds|sec|secs|s'],
  ['millisecond', 'ms|msec|millisecond|milliseconds'],
  ['epoch', 'epoch|epochs|epoches|pass|passes|cycles|sweeps'],
  ['flop', 'flop|flops|point operations|zettaflops|petaflops|exaflops'],
  ['flop-rate', 'tflops|tflop|teraflops|teraflop|pflops|tflop/s|tflops/s|gflops'],
  ['watt', 'w|kw|watt|watts'],
  ['energy', 'kwh|mwh|gwh|wh'],
  ['kg', 'kg|kilograms|kgco2eq|kgco2e|kgco2'],
  ['t', 't|ton|tons|tonne|tonnes|tco2eq|tco2e|tco2|tco'],
  ['gb', 'gb|gib|g|gigabytes'],
  ['layer', 'layer|layers|blocks'],
  ['kv-head', 'kv heads|key value heads'],
  ['head', 'head|heads|headed'],
  ['expert', 'expert|experts'],
  ['context', 'context|context window|context length|sequence length|context size|window'],
  ['batch', 'batch'],
  ['way', 'way'],
  ['times', 'times'],
  [
    'other',
    'points|percent|questions|problems|languages|checkpoints|pages|seeds|tasks|books|dollars|annotators|responses|methods|datasets|episodes|pixels|dimensions|dimensional|dim|dims|bits|bytes|years|year|systems|stages|benchmarks|runs|models|model|units|cells|neurons|cells|neurons|shots|papers|people|users|files|repositories|topics|classes|gb of text|gbps|tb|mb|kb|hz|kilometers|vocabulary|characters|spare|participants|rollouts|completions|generations|candidates',
  ],
];

const COUNTED = new Map<string, Counted>(
  NOUNS.flatMap(([kind, words]) => words.split('|').map(word => [word, kind] as const)),
);

/** The first words of those nouns that have two. */
const BEFORE_NOUN = new Set([...COUNTED.keys()].filter(noun => noun.includes(' ')).map(noun => noun.split(' ')[0]!));

/** Words that end a compound: what follows belongs to something else. */
const STOPS = new Set(
  'the our of for on in at with over to from and or by per is was are were be as than that which while using across during until after before into we it this then but if when because since between under via has have had not each every leads takes took depending plus both respectively achieves reaches i.e e.g without including within without uses used use needs requires sees consumes contains'.split(
    ' ',
  ),
);

/** A number's noun: what it counts, the words up to it, and where it ends. */
export interface Compound {
  readonly counted: Counted | undefined;
  /** All words of the compound in lower case, hyphens as spaces: "training tokens", "gradient accumulation steps". */
  readonly words: string;
  /** What follows "per" or "/": ['second', 'gpu'] for "tokens/sec/GPU". */
  readonly per: readonly string[];
  /** Offset of its end in the text that was read. */
  readonly to: number;
}

const WORD =
  /(?! ?--| [-–—] )[ ]?[- \n(]{0,2}((?:t|T|kg)CO2(?:-?eq|e)?(?![a-z])|CO2(?:-?eq|e)?(?![a-z])|[A-Za-z][A-Za-z.]*(?:\/s(?![a-z]))?)/y;
/** What may stand between a count and its noun: the memory of what is counted, or the name of what is passed over. */
const BETWEEN =
  / (?:length[- ]\d{2,6} (?=seq)|key\/(?=value heads\b)|(?:first|second|third|fourth|fifth|sixth|latest)-generation (?=TPUs?\b|GPUs?\b|chips?\b|accelerators?\b)|(?:(?:Amazon|AWS|EC2) ){0,2}[pP]\d[a-z]{0,2}(?:\.\d{1,2}xlarge)? (?=instances?\b|nodes?\b|machines?\b)|(?:(?:Amazon|AWS|EC2|Google|Cloud|GCP|Azure|Oracle|OCI) ){1,3}[\w.-]{0,24}\d[\w.-]{0,16} (?=instances?\b|VMs?\b)|[A-Z][A-Za-z]{1,15} (?:[A-Z][\w.-]{0,5})?[\w.-]{0,16}\d[\w.-]{0,16} (?=servers?\b|nodes?\b|machines?\b|hosts?\b)|(?:[A-Za-z][\w-]{1,14} ){1,3}\([A-Z]{2,5}\) (?=tokens\b)|\d{2,3} ?GB[- ](?=GPUs?\b|cards?\b|devices?\b)|[A-Z][\w-]{0,20}\d[\w-]{0,8} (?=epochs?\b)|[A-Z][\w-]{0,20} \d(?:\.\d)? (?=tokens\b)|(?:[A-Za-z][a-z]{1,14}(?:, ?|\/| and |, and | & )){1,4}(?=[A-Za-z][a-z]{1,14} tokens\b))/y;
const PER = /(?: ?\/ ?| per | a )(?:(?:training|optimi[sz]er|gradient|global) )?([A-Za-z]+)(?!\d)/y;

/**
 * Reads the noun that follows a number. `from` is the number's end.
 *
 * @example compoundAfter('4096 token context length', 4) // { counted: 'context', words: 'token context length', … }
 */
export function compoundAfter(text: string, from: number): Compound {
  BETWEEN.lastIndex = from;
  const between = BETWEEN.exec(text)?.[0];
  // "1,024 sequences and target tokens" counts sequences.
  const passed =
    between !== undefined && (between.includes('-generation') || !COUNTED.has(/[a-z]+/.exec(between)?.[0] ?? ''));
  let at = passed ? BETWEEN.lastIndex - (text[BETWEEN.lastIndex - 1] === ' ' ? 1 : 0) : from;
  let counted: Counted | undefined;
  let to = from;
  const words: string[] = [];
  for (let taken = 0; taken < 6; taken++) {
    WORD.lastIndex = at;
    const m = WORD.exec(text);
    if (m === null) break;
    if (m[0].includes('(') && (taken > 0 || /^ [~≈]?\d/.test(text.slice(WORD.lastIndex, WORD.lastIndex + 3)))) break;
    // "Layers 70⏎Hidden dim 14336": the next line has a name of its own.
    if (
      m[0].includes('\n') &&
      /^[A-Z][\w ()./-]{0,40} ~?\d[^\n]{0,24}(?:\n|$)/.test(
        text.slice(WORD.lastIndex - (m[1] ?? '').length, WORD.lastIndex + 70),
      )
    )
      break;
    if (m[0].includes('(') && !/^[ ]?\(?(?:GPUs|tokens?|steps)/.test(m[0].trim())) break;
    let word = (m[1] ?? '').toLowerCase();
    let next = WORD.lastIndex;
    // "tokens/s" is a rate of tokens; "TFLOP/s" is a unit.
    if (word.endsWith('/s') && !word.includes('flop')) {
      word = word.slice(0, -2);
      next -= 2;
    }
    while (word.endsWith('.')) word = word.slice(0, -1);
    if (STOPS.has(word)) break;
    let kind = COUNTED.get(word);
    const before = words[words.length - 1];
    if (before !== undefined && BEFORE_NOUN.has(before)) kind = COUNTED.get(`${before} ${word}`) ?? kind;
    // "64 Amazon P4d instances"
    if (passed && words.length === 0 && /^(?:instances?|vms?)$/.test(word)) kind = 'node';
    // A single letter is a unit only right after the number ("400 W", "3.1 s").
    const hours = word === 'h' && /^[gtn]pu$/.test(words[words.length - 1] ?? '');
    if (word.length === 1 && ((taken > 0 && !hours) || /[A-Za-z\d]/.test(text[next] ?? ' '))) break;
    if ((word === 't' || word === 'g') && taken === 0 && text[at] !== ' ' && word === 'g') kind = 'gb';
    // "a 12-head model" counts heads.
    if (counted !== undefined && /^models?$/.test(word)) break;
    words.push(word);
    at = next;
    if ((m[1] ?? '').endsWith('.') && !/^[a-z]\./.test(m[1] ?? '')) {
      if (kind !== undefined) {
        counted = kind;
        to = at - 1;
      }
      break;
    }
    if (kind !== undefined) {
      counted = combine(counted, kind);
      to = at;
      if (counted === 'gb') break;
    } else if (counted !== undefined && !EXTENDS.test(word)) {
      words.pop();
      break;
    } else if (counted !== undefined) to = at;
  }
  const per: string[] = [];
  for (let i = 0; i < 3; i++) {
    PER.lastIndex = to;
    const m = PER.exec(text);
    if (m === null || counted === undefined) break;
    if (/ a /.test(m[0])) break;
    per.push(singular((m[1] ?? '').toLowerCase()));
    to = PER.lastIndex;
  }
  return { counted, words: words.join(' '), per, to };
}

/** Words that may follow a counted noun within its compound. */
const EXTENDS =
  /^(?:length|lengths|window|size|warm|warmup|up|linear|context|learning|rate|total|tensor|parallel|parallelism|hours|eq|co|carbon|batch|batches|ramp|input|days|accumulation|decay|cosine|constant)$/;

/** In "token context", "gradient accumulation steps", "GPU hours" the last noun rules; in "4M tokens batch" too. */
function combine(before: Counted | undefined, now: Counted): Counted {
  if (before === undefined) return now;
  if (before === 'epoch' && now !== 'epoch') return before;
  // "64-way expert parallelism"
  if (before === 'way') return before;
  if (now === 'batch') return before;
  return now;
}

function singular(word: string): string {
  if (/^s(?:ec(?:ond)?s?)?$/.test(word)) return 'second';
  if (/^(?:gpus?|tpus?|npus?|chips?|devices?|cards?|accelerators?)$/.test(word)) return 'gpu';
  if (/^(?:iterations?|iters?|it|steps?|updates?)$/.test(word)) return 'step';
  if (/^(?:params?|parameters?)$/.test(word)) return 'param';
  return word.replace(/e?s$/, '') || word;
}
