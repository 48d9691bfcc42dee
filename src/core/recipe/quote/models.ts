import type { Figure } from './figures.ts';
import { familiesIn, SIZED_NAMES, WORDED_NAMES } from './model-names.ts';

/*
 * Models as papers name them: "LLEMMA-7B", "Llama 3 405B", "Code Llama 7B, 13B and 34B", "the 65B-parameter model",
 * "BERT-LARGE", "our 3B model".
 */

/** A model named in a text. Offsets are those of the clean text. */
export interface ModelMention {
  readonly from: number;
  readonly to: number;
  /** The name with its size: "Code Llama 13B"; "7B" when only a size is said. */
  readonly name: string;
  readonly params: number | undefined;
  /** Where the size alone stands. */
  readonly sizeRange: { readonly from: number; readonly to: number } | undefined;
  /** Mentions joined by commas or "and" share a group. */
  readonly group: number;
  /** How it stands there: as what the sentence is about, or compared with, or begun from. */
  readonly standing: 'subject' | 'compared' | 'origin';
}

const MODEL_NOUN =
  /^ ?-?(?:(?:pre-?trained|language|open|dense|base|large|main|proxy|draft|student|teacher|decoder-only|parameter|foundation|vision-language|multilingual|autoregressive) ){0,3}(?:models?|LMs?|LLMs?)\b|^ ?-?(?:versions?|variants?|policy|baselines?|networks?|LMs?|LLMs?|run|checkpoints?|ones?(?! checkpoint)|MoE|dense|base|chat|LLaMA|Llama|instruct|transformer|backbone|scale|and larger)\b/i;
const NOT_NAMES =
  /^(?:The|A|An|Our|We|For|On|In|With|Using|From|To|And|Of|Over|At|Table|Figure|Section|About|Only|Its|This|ImageNet|JFT|Both|Each|All|Training|Tokens?|Adam|AdamW|CC|LAION|COYO|YFCC|WebVid|DataComp|SA|OBELICS|WebLI|C4|DPO|SFT|PPO|RLHF|LoRA|Total|Parameters|Params|GitHub|TPU|Trained|First|Then|Size|Batch|Data|After|Before|Until|When|While|Since|During|Throughout|Through|Around|Nearly|Roughly|Approximately|Up|Another|Further|Additional|Some|Last|Next|Finally|Given|By|As|Is|Was|Than|Only|Just)$/i;

const PARAM_SCALE: Readonly<Record<string, number>> = { B: 1e9, M: 1e6, T: 1e12, b: 1e9, m: 1e6 };

function paramsOf(size: string): number {
  const number = Number.parseFloat(size);
  if (/billion/i.test(size)) return number * 1e9;
  if (/million/i.test(size)) return number * 1e6;
  if (/trillion/i.test(size)) return number * 1e12;
  return number * (PARAM_SCALE[size.slice(-1)] ?? 1);
}

function sizeAt(name: string, size: string, start: number): { from: number; to: number } {
  const from = start + name.lastIndexOf(size);
  return { from, to: from + size.length };
}

interface Found {
  from: number;
  to: number;
  name: string;
  family: string;
  params: number | undefined;
  sizeRange: { from: number; to: number } | undefined;
}

/**
 * The models that a sentence names, in order. `figures` are the sentence's numbers: sizes that stand alone ("7B, 13B
 * and 34B", "the 7B model") are among them.
 */
export function findModels(text: string, figures: readonly Figure[], from: number, to: number): ModelMention[] {
  const sentence = text.slice(from, to).replace(/\n/g, ' ');
  const found: Found[] = [];
  for (const m of familiesIn(sentence)) {
    // "mae", "phi", "yi", "opt", "switch" in lower case are words, but for those that write their names so.
    const name = m[0];
    if (/^[a-z]/.test(name) && !/^(?:phi-|wav2vec|mT5|llama|alpaca|gpt)/.test(name) && m[1] === undefined) continue;
    if (
      /^(?:Transformer|Switch|Cosmo|K2|Orca|Amber|Arctic|Falcon|GPT|C|Command R|Gemini|Granite)$/i.test(name) &&
      /^(?:Transformer|Switch)$/i.test(name) &&
      m[1] === undefined
    )
      continue;
    if (
      /^ ?(?:code|script|library|framework|tokenizer|optimizer|paper|et al|corpus|repository|architecture)\b/i.test(
        sentence.slice(m.index + name.length, m.index + name.length + 14),
      )
    ) {
      if (m[1] === undefined) continue;
    }
    // "FLAN-5M" is a set of data.
    if (/^FLAN-?\d+M/i.test(name)) continue;
    if (/^Megatron-LM|^GPT-NeoX$/i.test(name) && m[1] === undefined) continue;
    const size = m[1];
    const at = size === undefined ? -1 : name.lastIndexOf(size);
    found.push({
      from: from + m.index,
      to: from + m.index + name.length,
      name,
      family: size === undefined ? name : name.slice(0, at).replace(/[- ]+$/, ''),
      params: size === undefined ? undefined : paramsOf(size),
      sizeRange: size === undefined ? undefined : { from: from + m.index + at, to: from + m.index + at + size.length },
    });
  }
  const sized = /\d[BMT](?![A-Za-z0-9])/.test(sentence);
  for (const pattern of sized ? SIZED_NAMES : []) {
    pattern.lastIndex = 0;
    for (let m = pattern.exec(sentence); m !== null; m = pattern.exec(sentence)) {
      const start = from + m.index;
      const end = start + m[0].length;
      if (NOT_NAMES.test(m[1] ?? '') || found.some(other => other.from < end && start < other.to)) continue;
      const size = m[2] ?? '';
      found.push({
        from: start,
        to: end,
        name: m[0],
        family: m[1] ?? '',
        params: paramsOf(size),
        sizeRange: sizeAt(m[0], size, start),
      });
    }
  }
  for (const { pattern, where, not } of WORDED_NAMES) {
    if (!where.test(sentence)) continue;
    pattern.lastIndex = 0;
    for (let m = pattern.exec(sentence); m !== null; m = pattern.exec(sentence)) {
      const start = from + m.index;
      const end = start + m[0].length;
      if (not?.test(m[0]) || found.some(other => other.from < end && start < other.to)) continue;
      found.push({ from: start, to: end, name: m[0], family: m[0], params: undefined, sizeRange: undefined });
    }
  }
  if (found.length === 0 && figures.length === 0) return [];
  found.sort((a, b) => a.from - b.from);
  for (const figure of figures) {
    if (figure.from < from || figure.to > to || found.some(other => other.from < figure.to && figure.from < other.to))
      continue;
    const named = found.find(
      other =>
        other.from > figure.to &&
        other.params === undefined &&
        /^ (?:param(?:eter)?s? )?$/.test(text.slice(figure.to, other.from)),
    );
    if (named !== undefined && (figure.magnitude === 'B' || figure.magnitude === 'M') && !figure.spelled) {
      // "The 175B GPT-3 model"
      named.name = `${text.slice(figure.from, figure.to)} ${named.name}`;
      named.from = figure.from;
      named.params = figure.value;
      named.sizeRange = { from: figure.from, to: figure.to };
      continue;
    }
    // "the base model (135M)": the size of what was named
    const worded = found.findLast(other => other.to <= figure.from);
    if (
      worded !== undefined &&
      worded.params === undefined &&
      (figure.magnitude === 'B' || figure.magnitude === 'M') &&
      /^(?:-sized?)?(?: (?:models?|variant|version|configuration))? \($/.test(text.slice(worded.to, figure.from)) &&
      /^(?: param\w*)?\)/.test(text.slice(figure.to, figure.to + 14))
    ) {
      worded.to = figure.to;
      worded.params = figure.value;
      worded.sizeRange = { from: figure.from, to: figure.to };
      continue;
    }
    if (!isSize(text, figure, figures, found)) continue;
    const beforeText = text.slice(Math.max(from, figure.from - 30), figure.from);
    // "Gemma 2B and 7B": the second size belongs to the first one's family.
    const previous = found.findLast(other => other.to <= figure.from);
    const joined = previous !== undefined && LIST_GLUE.test(text.slice(previous.to, figure.from));
    const sizeText = text.slice(figure.from, figure.to);
    // "phi-3-mini is a 3.8 billion parameter language model": the size of what was named.
    const predicate =
      previous !== undefined &&
      previous.params === undefined &&
      /^ ?(?:is|was|,|\() ?(?:an? |our |the )?(?:[\w-]+,? ){0,4}$/.test(text.slice(previous.to, figure.from));
    const family = joined || predicate ? previous.family : '';
    const dash = /-$/.test(beforeText) ? 1 : 0;
    found.push({
      from: figure.from - dash,
      to: figure.to,
      name: family === '' ? sizeText : `${family} ${sizeText}`,
      family,
      params: figure.value,
      sizeRange: { from: figure.from, to: figure.to },
    });
    found.sort((a, b) => a.from - b.from);
  }
  found.sort((a, b) => a.from - b.from);
  // "RWKV-5 Eagle 7B", "Tülu 2 DPO 70B": one name, its size at the end.
  for (let i = found.length - 1; i > 0; i--) {
    const left = found[i - 1]!;
    const right = found[i]!;
    if (left.params !== undefined || right.from !== left.to + 1 || text[left.to] !== ' ' || right.params === undefined)
      continue;
    found.splice(i - 1, 2, { ...right, from: left.from, name: text.slice(left.from, right.to), family: left.family });
  }
  let group = -1;
  return found.map((mention, index) => {
    const previous = found[index - 1];
    const joined =
      previous !== undefined &&
      (isListGlue(text.slice(previous.to, mention.from)) || isFronted(text, previous, mention));
    if (!joined) group++;
    const { name, params, sizeRange } = mention;
    return {
      from: mention.from,
      to: mention.to,
      name,
      params,
      sizeRange,
      group,
      standing: standingOf(text, from, mention, found),
    };
  });
}

/** What may stand between two models, or two values, of one list. */
export const LIST_GLUE = /^(?:\s|,|–|\/|\(resp\.?|\band\b|\bor\b|&|\bboth\b|\bthe\b|\bmodels?\b|-|;)*$/i;

/** "Kanana Flag 32.5B and Kanana Essence 9.8B": the first word of a name may stand outside what was found of it. */
const isListGlue = (between: string): boolean =>
  LIST_GLUE.test(between) ||
  /^-(?:Base|base|Instruct|instruct|Chat|chat)(?:,|,? and|,? or| ?\/) ?(?:the |our )?$/.test(between) ||
  /^ \([\d.]+ ?[BM] activ\w*(?: param\w*)?\)(?:,|,? and|,? or) $/.test(between) ||
  /^(?:,|,? and|,? or|\/) (?:the |our )?[A-Z][A-Za-z-]{1,15} $/.test(between);

/** "for the 7.1B model and for Gopher we reduce this": both at the head of their clause. */
const isFronted = (text: string, a: Found, b: Found): boolean =>
  /^(?: models?)?,? and for (?:the |our )?$/.test(text.slice(a.to, b.from)) &&
  /(?:^|[.,;:] ?)(?:but |however,? )?for (?:the |our )?$/i.test(text.slice(Math.max(0, a.from - 24), a.from)) &&
  /^(?: models?)?,? (?:we|the|this|it)\b/.test(text.slice(b.to, b.to + 16));

/** No paper lists more sizes than this in a row; it bounds what a page of them costs. */
const LONGEST_LIST = 12;

/** A number with B or M that says how big a model is. */
function isSize(text: string, figure: Figure, figures: readonly Figure[], found: readonly Found[]): boolean {
  if (figure.kind !== 'number' || figure.value < 1e6) return false;
  if (figure.magnitude !== 'B' && figure.magnitude !== 'M' && figure.magnitude !== 'T') return false;
  const after = text.slice(figure.to, figure.to + 80);
  const before = text.slice(Math.max(0, figure.from - 50), figure.from);
  // "batch sizes of 1M, 1M and 2M", "batch size 3.2M" are no models.
  if (
    /batch(?:es)?(?:[ -]?sizes?)?(?: of| is| was|:| =| at| to| from| to)*(?: [\d.]+ ?[MBK],?(?: and| or| to)?)* ?$/i.test(
      before,
    )
  )
    return false;
  // "the 1B model saw 300B tokens and the 4B model 600B" tells what the model saw.
  if (/\d ?[BM][ -](?:models?|ones?|runs?|variants?|versions?) (?:about |roughly |only )?$/.test(before)) return false;
  // "instances of 4096 tokens (8M)"
  if (
    figure.magnitude === 'M' &&
    /(?:tokens?|sequences|instances|samples|examples)(?: each)? \((?:~|≈|about )?$/.test(before)
  )
    return false;
  // "adds 160M trainable parameters to the 7B model"
  if (/\badd(?:s|ed|ing)? (?:only |just |about )?$/.test(before)) return false;
  if (/^[ -]?batch/.test(after) || /\bactivat\w+ (?:only |about |between )?$/.test(before)) return false;
  // "2.2e-5 for 333B and 7.3e-6 for 167B tokens"
  if (/^(?:,|,? and|,? then)+ (?:at )?\S+ (?:for|over) (?:the (?:last|final) )?[\d.]+ ?[BT] tokens\b/.test(after))
    return false;
  // "batch size starts at 16M"
  if (figure.magnitude === 'M' && /\bbatch(?: ?sizes?)?\b[^.;\d]{0,40}\bat $/i.test(before)) return false;
  // "4.2M tokens for the 8B and 8.4M tokens for the 70B model"
  if (
    figure.magnitude === 'B' &&
    /\bfor (?:the |our )?$/.test(before) &&
    /^(?:,? and|,|;) [\d.,]+ ?[kKMBT]? (?:training )?(?:steps|iterations|updates|tokens|samples|sequences) for (?:the |our )?[\d.]+ ?[BM]\b/.test(
      after,
    )
  )
    return true;
  // "27B on 14T tokens, 12B on 12T"
  if (
    !figure.spelled &&
    (figure.magnitude === 'B' || figure.magnitude === 'M') &&
    /(?:^|[,;(] |\b(?:and|the|our) )$/.test(before) &&
    /^ on (?:only |about )?[\d.]+ ?T\b/.test(after)
  )
    return true;
  // "70B for 7.0M and 405B for 30.84M GPU hours", "13B for 1T and 65B for 1.4T tokens"
  if (
    !figure.spelled &&
    figure.magnitude === 'B' &&
    /(?:[,;(] |\b(?:and|of) )$/.test(before) &&
    /^ for [\d.]+ ?(?:[KMT]\b|B tokens\b)/.test(after)
  )
    return true;
  if (figure.magnitude !== 'B' && /\d ?B for (?:about )?$/.test(before)) return false;
  // "for 70B 1.5e-4 and for 405B 8e-5"
  if (
    !figure.spelled &&
    (figure.magnitude === 'B' || figure.magnitude === 'M') &&
    /\bfor (?:the |our )?$/i.test(before) &&
    /^ (?:(?:it is|of|is) )?\d(?:\.\d+)? ?(?:e[-−–]\d|[×·x] ?10)/.test(after)
  )
    return true;
  // "for 1.2M and 920k steps", "at 9B, 14B, 21B and 28B tokens"
  if (
    /^(?:(?:,? (?:and|or)|,) ?[\d.,]+ ?[kKMBT]?){1,6} (?:training )?(?:steps|iterations|updates|tokens|samples|images|words)\b/.test(
      after,
    )
  )
    return false;
  if (
    /^[ -]?(?:total |trainable |available |dense |activated? )?(?:parameters?|params?)[ -](?:[\w-]+ ){0,4}(?:models?|LMs?|LLMs?|MoE|Mixture|network|transformer|language|version|variant)/i.test(
      after,
    )
  )
    return true;
  // "a 1B parameter, 20B token run"
  if (/^[ -](?:parameters?|params?),? (?:and )?[\d.]+ ?[BT][ -]tokens? (?:\w+ )?(?:run|model)s?\b/i.test(after))
    return true;
  // "1B (400M active) and 3B (800M active)"
  if (!figure.spelled && /^ \((?:with |about )?[\d.]+ ?[BM] (?:activ)/.test(after)) return true;
  // "models from 130M to 2.7B"
  if (
    !figure.spelled &&
    /\b(?:models?|LMs|family|series|transformers|sizes?) (?:ranging )?(?:from|between) $/i.test(before) &&
    /^ ?(?:to|and|–|-) [\d.]+ ?[BM](?![A-Za-z0-9]| ?(?:tokens|steps|words|images|samples|examples))/.test(after)
  )
    return true;
  if (/^[ -]?(?:parameters?|params?)\b/i.test(after)) return false;
  // "the 1.6T checkpoint" is named by its tokens.
  if (figure.magnitude === 'T' && /^ ?-?checkpoints?\b/.test(after)) return false;
  // "training was halted at 780B", "100 billion Llama 2 tokens" are tokens.
  if (/\b(?:halt|stopp|end|interrupt|paus|cut)\w*(?: off)? (?:at|after) (?:about |only )?$/.test(before)) return false;
  if (/^ ?[A-Z][\w-]*(?: \d(?:\.\d)?)? tokens\b/.test(after)) return false;
  if (MODEL_NOUN.test(after)) return true;
  // "for “11B” we use", "the '3B' variant"
  if (!figure.spelled && figure.magnitude !== 'T' && /["“'‘]$/.test(before) && /^["”'’][ ,.;)]/.test(after))
    return true;
  // "Imagen's 2B text-to-image model"
  if (
    figure.magnitude === 'B' &&
    !figure.spelled &&
    /(?:\bthe|\bour|\ban?|'s|\btheir|\bits) $/i.test(before) &&
    /^ (?![^.;,]{0,40}\b(?:tokens?|param\w*|active|activated|total|words?)\b)(?:[a-z][\w-]{1,20} ){1,3}(?:model|LM|LLM)s?\b/.test(
      after,
    )
  )
    return true;
  // "the 280M proxy model"
  if (
    figure.magnitude === 'M' &&
    !figure.spelled &&
    /\b(?:the|our) $/i.test(before) &&
    /^ [a-z][\w-]{2,16} model\b/.test(after)
  )
    return true;
  // "a 557M AmoebaNet", "a 6B 128-layer Transformer"
  if (
    !figure.spelled &&
    figure.magnitude !== 'T' &&
    /\b(?:an?|the|our|and) $/i.test(before) &&
    /^ (?:\d{1,3}-layer )?[A-Z]\w{0,20}(?:[Nn]et|[Ff]ormer|BERT|GPT|LM|MoE)\b/.test(after)
  )
    return true;
  // "The 7.5B XGLM model"
  if (!figure.spelled && /^ [A-Z][\w-]{1,20} (?:models?|LMs?|LLMs?|checkpoint|variant)\b/.test(after)) return true;
  // "8B RLVR runs take", "…, 70B runs about 60 hours"
  if (figure.magnitude === 'B' && !figure.spelled && /^ (?:[A-Za-z][\w-]{1,20} )?runs\b/.test(after)) return true;
  if (
    !figure.spelled &&
    /(?:^|[;,.] |\b(?:and|while|whereas) )$/.test(before) &&
    /^ (?:takes?|took|needs?|needed|requires?|required|trains?|finish\w*) /.test(after)
  )
    return true;
  if (figure.spelled && /^[ -]+parameters?[ -]model/.test(after)) return true;
  if (figure.spelled) return false;
  if (
    /^[ -]?(?:\w+ )?(?:tokens?|words?|steps|images|pairs|samples|sequences|iterations|updates|GPU|examples|trainable|active|total)/i.test(
      after,
    )
  )
    return false;
  // "stage 2 at 16K for 100B and stage 3 at 64K" tells tokens.
  if (/\d ?[Kk](?: context| length)? for $/.test(before)) return false;
  // "the 34B on 50B tokens", "for 34B,", "at 6B and 34B", "sizes 7B and 13B", "our 3B"
  if (
    figure.magnitude !== 'T' &&
    /(?:\bthe|\bfor|\bour|sizes?|\bsized?|scales?|\bat|^|[-(]|\|)\s*(?:of\s|from\s|ranging from\s|between\s)?$/i.test(
      before,
    ) &&
    !/\b(?:trained|training|train|run) (?:for|on|at)\s*$/i.test(before)
  ) {
    if (
      /^\s*(?:$|[,.:;)|/–]|(?:took|takes?|requires?|required|needs?|needed|consumed|sees|saw|ran|runs|trained|trains|reache[sd]|achieve[sd]|costs?)\b|\(resp|and\b|or\b|is\b|was\b|are\b|on\b|for\b|with\b|has\b|uses?\b|to\b|from\b|we\b|it\b|using\b|in\b|at\b|respectively)/i.test(
        after,
      )
    )
      return true;
  }
  // A list whose neighbour is a size.
  const previous = found.findLast(other => other.to <= figure.from);
  if (figure.magnitude === 'T' && /^ ?(?:tokens? )?for\b/.test(after)) return false;
  if (
    previous?.params !== undefined &&
    // "SmolLM2-135M 2T"
    (figure.magnitude !== 'T' || text.slice(previous.to, figure.from).trim() !== '') &&
    LIST_GLUE.test(text.slice(previous.to, figure.from))
  )
    return true;
  // "sizes from 0.5B to 7B"
  if (previous?.params !== undefined && /^ (?:to|up to) $/.test(text.slice(previous.to, figure.from))) return true;
  // "the 1B model uses 16 layers, the 3B 28"
  if (previous?.params !== undefined && figure.magnitude !== 'T' && /\bthe $/.test(before) && /^ \d/.test(after))
    return true;
  const next = figures.find(other => other.from >= figure.to);
  if (next !== undefined && next.magnitude === figure.magnitude && LIST_GLUE.test(text.slice(figure.to, next.from))) {
    const at = figures.indexOf(next);
    return isSize(text, next, [], []) || isSize(text, next, figures.slice(at, at + LONGEST_LIST), []);
  }
  return false;
}

function standingOf(text: string, from: number, mention: Found, all: readonly Found[]): ModelMention['standing'] {
  const first = all.find(other => other.to <= mention.from && LIST_GLUE.test(text.slice(other.to, mention.from)));
  const at = first?.from ?? mention.from;
  const before = text.slice(Math.max(from, at - 60), at).toLowerCase();
  if (
    /\b(?:than|(?:compared|in contrast|in comparison|relative|contrary) (?:to|with)|unlike|\d ?[x×](?: (?:the|more|fewer|less|larger|smaller|that)(?: [\w-]+){0,3}(?: of| than)?)?|versus|vs\.?|outperform(?:s|ing)?|(?:the )?same (?:[\w-]+ ){1,4}as|fraction of|similar to|following|follow|like|as in|for|by|over) (?:the )?(?:largest )?$/.test(
      before,
    )
  ) {
    if (!/\b(?:for|by|over) (?:the )?(?:largest )?$/.test(before)) return 'compared';
  }
  // "We take the architecture from LLaMA"
  if (
    /\b(?:tak|took|adopt|us|follow|borrow|inherit|reus|keep|shar|bas)\w* [^.;,]{0,30}\b(?:architecture|design|tokenizer|recipe|hyper-?parameters|set-?up|configuration|settings?) (?:of|from|as|in) (?:the )?$/.test(
      before,
    )
  )
    return 'compared';
  if (
    /\b(?:start(?:ing|ed)? from|initiali[sz]ed (?:from|with)|from|of|base period of|continu\w+ (?:pre-?train\w* )?(?:from )?|based on|versions of|in) (?:the )?$/.test(
      before,
    )
  ) {
    if (
      /^.{0,3}(?:initiali[sz]ation|checkpoint|weights)|/.test(text.slice(mention.to, mention.to + 20)) &&
      /\b(?:start\w* from|initiali[sz]ed \w+|base period of|continu\w+(?: \w+)?|based on|versions of) (?:the )?$/.test(
        before,
      )
    )
      return 'origin';
    if (/^.{0,3}(?:initiali[sz]ation|checkpoint|weights)/.test(text.slice(mention.to, mention.to + 20)))
      return 'origin';
  }
  return 'subject';
}
