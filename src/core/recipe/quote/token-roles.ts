import type { Concept } from './governors.ts';
import { phaseOf } from './phases.ts';
import { type Decided, decided, type Placed } from './placed.ts';

/*
 * Counts of tokens: of a batch, a context, a corpus, a phase or a whole run.
 */

/** The role of a count of tokens or words. */
export function decideTokens(
  placed: Placed,
  concept: Concept | undefined,
  links: readonly string[],
): Decided | undefined {
  const { figure, compound, left, right } = placed;
  const { words, per, to } = compound;
  const rest = right.slice(to - figure.to);
  if (isOfBatchSpan(placed)) return decided('batch_tokens', compound.counted === 'word' ? 'word' : 'token', to);
  // "350GT" are giga-tokens.
  if (/^gt\b/.test(words) && figure.magnitude === '')
    return figure.value >= 1 ? decided('tokens', 'token', to, figure.value * 1e9) : undefined;
  // "150 tok/s/user" is of serving.
  if (
    /^(?:user|request|stream)$/.test(per[1] ?? '') ||
    (per[0] === 'second' &&
      /\b(?:generation|decoding|inference|serving) (?:speed|throughput|rate)\b[^.;]{0,50}$/.test(left) &&
      !/training throughput/.test(left.slice(-50)))
  )
    return undefined;
  if (
    per[0] === 'second' ||
    (per[0] === 'gpu' && per[1] === 'second') ||
    (per.length === 0 && /^ ?(?:every|each) second\b/.test(rest))
  ) {
    const perGpu =
      per.includes('gpu') ||
      /\b(?:each|every|a single|one|per) (?:[\w]+ )?(?:gpu|tpu|chip|device|accelerator|[ahv]\d00)s? (?:\w+ )?(?:process\w*|sees?|handles?|reach\w*|achiev\w*|train\w*|sustain\w*|deliver\w*|runs?|consum\w*)(?: at)?(?: about| around| roughly| approximately| up to| over| more than)* $/.test(
        left,
      ) ||
      /^ ?(?:per|on (?:a|one|each)|for each) (?:single )?(?:[a-z]\d|gpu|tpu|chip|device)/.test(rest);
    return perGpu ? decided('throughput_tok_s_gpu', 'token/s/GPU', to) : decided('throughput_tok_s', 'token/s', to);
  }
  if (per[0] === 'param' || /^ ?per (?:\w+ )?param/.test(rest)) return decided('tokens_per_param', 'token/param', to);
  if (per[0] === 'gpu') return decided('tokens_per_gpu', 'token/GPU', to);
  const unit = compound.counted === 'word' ? 'word' : 'token';
  // "256 documents of 512 subwords", "sequences of at most 2,048 tokens each"
  if (
    placed.previous?.role.startsWith('batch_') === true &&
    figure.value < 2e6 &&
    /^ ?(?:each |that are |, each )?(?:of|with|having|containing|at|holding|(?:are|is) of) (?:a |the )?(?:(?:sequence |maximum |max )*length(?: of)? |up to |at most |about |exactly |around |[a-z] ?= ?)*$/.test(
      placed.previous.between,
    )
  )
    return decided('context', unit, to);
  // "1,024 sequences × 1,024 tokens per step"
  if (
    placed.previous?.role === 'batch_seqs' &&
    /^ ?(?:sequences )?[×x*] ?$/.test(placed.previous.between) &&
    figure.value < 2e6
  )
    return decided('context', unit, to);
  if (unit === 'word' && per.length > 0) return undefined;
  if (per[0] === 'batch' || per[0] === 'step' || IN_EACH_STEP.test(rest) || /batch/.test(words))
    return decided('batch_tokens', unit, to);
  // "every optimizer step consumes 4M tokens", "480k steps at 4.2M tokens each"
  if (
    /\b(?:each|every|one|an?|a single|per) (?:\w+ ){0,2}(?:step|update|iteration)s?,? (?:consum|sees|process|us|cover|see|contain|compris|includ|span|tak|read|hold|ha[sd]|amount|correspond|equal|average)\w*(?: to| over| on)?(?: about| around| roughly| approximately| some| a total of)? $/.test(
      left,
    ) ||
    (figure.value < 1e8 &&
      placed.previous?.role === 'steps' &&
      /^ ?(?:at|of|with|each(?: of| with| on)?|×|x|\*) ?(?:about |roughly |around |approximately |∼|~)?$/.test(
        placed.previous.between,
      ))
  )
    return decided('batch_tokens', unit, to);
  // "2,048 × 2,048 = 4M tokens"
  if (
    figure.value >= 1e4 &&
    figure.value <= 2e8 &&
    /\d ?[×x*] ?\d[\d,.]*k? ?(?:tokens )?[=≈] ?(?:about |~ ?)?$/.test(left)
  )
    return decided('batch_tokens', unit, to);
  if (/\bevery (?:\w+ )?$/.test(left)) return undefined;
  if (per.length > 0)
    return /byte|image|question|document|example|sequence|prompt/.test(per[0] ?? '') && per[0] === 'sequence'
      ? decided('context', unit, to)
      : undefined;
  if (
    /generat|sampled|respons|output|vocab|special/.test(words) ||
    (/(?:generat\w+|sampl\w+|output|vocabulary|vocab size|decod\w+)(?: \w+){0,4} $/.test(left) &&
      /generat|vocab/.test(left.slice(-40)))
  ) {
    return /\boutput\b/.test(left.slice(-24)) && !/generat|vocab/.test(left)
      ? decided('context_out', unit, to)
      : undefined;
  }
  // "on 1024-token inputs"
  if (
    words === 'token' &&
    !/\b(?:local|sliding)\b/.test(left.slice(-60)) &&
    figure.value >= 128 &&
    figure.value < 2e7 &&
    /^ ?(?:long )?(?:inputs?|windows?|chunks?|blocks?|texts?|documents?|prompts?|crops?)\b/.test(rest)
  )
    return decided('context', unit, to);
  // "bsz 4M tok": no device takes that many.
  if (concept === 'micro' && figure.value >= 2 ** 19) return decided('batch_tokens', unit, to);
  if (concept === 'micro') return decided('tokens_per_gpu', 'token/GPU', to);
  // "a sliding window of 1024 tokens", "4,096 extra tokens"
  if (
    figure.value < 2e6 &&
    (/\b(?:sliding|local|attention) (?:attention )?(?:window|bandwidth|attention)s?(?: attention)?(?: size)?(?: (?:of|is|was|to|at|with|spans|covers))* $/.test(
      left,
    ) ||
      (/^ ?windows?\b/.test(rest) && /\b(?:local|sliding)\b/.test(left.slice(-60))) ||
      /^(?:extra|additional|new|dummy|padding|mask(?:ed)?|register)\b/.test(words))
  )
    return undefined;
  const phase = phaseOf(placed, concept, links);
  if (unit === 'word') return phase === 'dataset' ? decided('dataset_words', 'word', to) : undefined;
  switch (phase) {
    case 'batch':
      return decided('batch_tokens', unit, to);
    case 'context':
      if (/\binput (?:of|length)?[^,;]{0,12}$/.test(left.slice(-24)) && /output|target/.test(left + right))
        return decided('context_in', unit, to);
      return decided(/from $/.test(left) && /^ ?(?:tokens? )?to\b/.test(right) ? 'context_from' : 'context', unit, to);
    case 'warmup':
      return decided('warmup_tokens', unit, to);
    case 'decay':
      return decided('decay_tokens', unit, to);
    case 'constant':
      return decided('constant_tokens', unit, to);
    case 'segment':
      return decided('segment_tokens', unit, to);
    case 'dataset':
      // "25% of the text between 4,096 and 16,384 tokens in length": no corpus is that small.
      if (figure.value < 1e5) return undefined;
      return decided('dataset_tokens', unit, to);
    case 'planned':
      return decided('tokens_planned', unit, to);
    case 'generation':
      return undefined;
    default:
      if (/\binput of $|\binput $/.test(left)) return decided('context_in', unit, to);
      if (/\boutput of $|\btarget of $/.test(left)) return decided('context_out', unit, to);
      // A small count is a context or nothing; a run is never a few thousand tokens.
      if (figure.value < 2e6) {
        if (
          figure.value >= 128 &&
          ((figure.value >= 1024 &&
            /\b(?:handl|support|process|accept|fit)\w* (?:(?:inputs?|contexts?|sequences|documents|prompts) of )?(?:up to |as many as )$/.test(
              left,
            )) ||
            /\bnatively (?:handl|support|process|accept)\w* (?:contexts? of )?(?:about )?$/.test(left) ||
            (/\blonger than $/.test(left) &&
              /^[^.;]{0,24}\b(?:trim|trunc|discard|remov|filter|drop|cut|split)/.test(rest)) ||
            /\bnatively supports? $/.test(left) ||
            /\b(?:extended|expanded|lengthened) to (?:up to |about )?$/.test(left) ||
            /\b(?:truncat|trim|cut|clip|pad|pack|chunk)\w* (?:\w+ ){0,3}(?:to|at|into|in) (?:(?:\w+ )?(?:segments|chunks|sequences|blocks|windows|pieces|samples|examples|lengths?) of (?:length |size )?)?(?:a maximum of |up to |at most )?$/.test(
              left,
            ) ||
            /\b(?:instances|sequences|samples|examples|documents) (?:of|with)(?: length| up to)? $/.test(left) ||
            /^ ?(?:in )?(?:context|each|long|maximum|window|per sequence|max)/.test(rest.trimStart()) ||
            /seq|context|length|window|[*×x] ?$/.test(left.slice(-30)))
        ) {
          return decided('context', unit, to);
        }
        return undefined;
      }
      return decided('tokens', unit, to);
  }
}

/** "the batch size grows with the budget, from 250K to 4M": both ends of a span. */
export function isOfBatchSpan({ figure, left, right }: Placed): boolean {
  if (!left.includes('batch size') || figure.value < 1e4 || figure.value > 2e8) return false;
  const span = BATCH_SPAN.exec(left);
  return (
    span !== null &&
    !/learning|tokens|length|context|steps|train/.test(span[1] ?? '') &&
    (span[2] !== undefined
      ? figure.magnitude === 'M'
      : /^ ?[km]?(?: tokens)? (?:to|and) [\d.]+ ?m\b/.test(right) || /^ ?tokens\b/.test(right))
  );
}

const BATCH_SPAN =
  /\bbatch sizes?\b([^.;\d]{0,70}) (?:from|between)(?: about)? ([\d.]+ ?[km]?(?: tokens)? (?:to|and) )?$/;

/** "… are processed in each optimizer step", "packed into every batch" */
const IN_EACH_STEP =
  /^ ?(?:(?:are|is|were|was) )?(?:processed |consumed |used |seen |read |fed |packed |put )?(?:in|for|into|per|at|by|during|with) (?:each|every|a single|one) (?:\w+ )?(?:batch|step|update|iteration)\b/;
