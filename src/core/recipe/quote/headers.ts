import type { QuantityRole } from '../quantity.ts';

/*
 * What the header of a column, or the label of a row, says of the numbers there.
 */

/** A label's meaning. `batch` and `tokens-or-steps` wait for the number; `nothing` is known and is no quantity. */
export interface Label {
  readonly role: QuantityRole | 'batch' | 'warmup' | 'betas' | 'nothing';
  readonly unit: string;
  /** What the numbers are to be multiplied with: 1e9 for "Tokens (B)", 0.01 for "MFU (%)". */
  readonly scale: number;
}

/** In order, the first that fits: in lower case, hyphens and underscores as spaces, emphasis and TeX taken out. */
const LABELS: readonly (readonly [Label['role'], RegExp, string])[] = [
  [
    'nothing',
    /dropout|smoothing|\beps(?:ilon)?\b|ε|ϵ|\bloss\b|perplexity|\bppl\b|accuracy|score|temperature|top [pk]\b|\brank\b|lora (?:r\b|alpha|α)|\balpha\b|resolution|image size|patch|seed|noise|ema\b|drop ?path|mlp ratio|lr (?:scale|decay rate)|layer ?wise|z loss|kl|clip range|eval|tokens per (?:sample|image|expert)|sampl(?:ing|es?) (?:prop|ratio|weight)|weight \(|disk|languages?\b|ramp|effectiveness|\bpue\b|intensity|^cp\b|context parallel/,
    '',
  ],
  ['nothing', /warm ?up (?:init\w* |start\w* )?(?:lr|learning rate)|(?:lr|learning rate) (?:at|for) warm/, ''],
  // The clipping of PPO, and what is counted within an epoch or an episode.
  [
    'nothing',
    /clip\w* (?:param|ratio|eps|coef|range|factor)|(?:ppo|noise|ratio|reward|value|logit|policy) clip|(?:steps?|updates?|episodes?|cycles?|epochs?|iterations?|batch(?:es)?|samples) (?:per|\/) (?:(?:time ?)?step|epoch|episode|cycle|iteration|update|rollout|env)|(?:num(?:ber of)?|#) (?:of )?mini ?batch|(?:environment|env|denoising|diffusion|sampling|inference|rollout|warm ?start) (?:time ?)?steps|time ?steps|batch length/,
    '',
  ],
  ['vocab', /vocab/, ''],
  [
    'gpu_hours',
    /(?:[gt]pu|compute|chip|accelerator|[ahv]\d00)s?[ -]?(?:hours|hrs|h\b)|hours ?\(?gpu|time \(gpu hours\)|training time \(gpu/,
    'h',
  ],
  ['mfu', /\bmfu\b|model flops? util/, '1'],
  ['hfu', /\bhfu\b|hardware flops? util/, '1'],
  ['energy', /energy|total power|mwh|kwh/, 'MWh'],
  ['tdp', /power|\btdp\b/, 'W'],
  ['co2', /co ?2|carbon|emi(?:tted|ssion)/, 't'],
  [
    'throughput_tok_s_gpu',
    /tok(?:en)?s? ?(?:\/|per) ?s(?:ec(?:ond)?)? ?(?:\/|per) ?(?:[gt]pu|chip|device)|tok(?:en)?s? ?(?:\/|per) ?(?:[gt]pu|chip|device) ?(?:\/|per) ?s/,
    'token/s/GPU',
  ],
  ['throughput_tok_s', /tok(?:en)?s? ?(?:\/|per) ?s(?:ec(?:ond)?)?\b/, 'token/s'],
  ['achieved_flops', /t?flops? ?(?:\/|per) ?(?:s|[gt]pu)/, 'TFLOP/s'],
  [
    'sec_per_step',
    /(?:step|iteration) time|time (?:per|\/) ?(?:step|iter)|(?:sec(?:ond)?s?|\bs) ?(?:\/|per) ?(?:step|iter)/,
    's',
  ],
  ['tokens', /size of (?:the )?(?:pre ?)?training (?:data|corpus)|training data \(tokens\)/, 'token'],
  ['params_active', /activ\w* param|activated|active (?:size|params)|param\w* \(?activ|^active$/, 'param'],
  [
    'params',
    /^\W*(?:#|n|num\w*|number of|total|model|trainable|approx\w*)* ?(?:non ?embedding )?(?:params?|parameters|param count|size|model size|model parameters)\b/,
    'param',
  ],
  ['min_lr', /(?:min(?:imum|imal)?|final|end|ending)\.? (?:lr|learning)|lr min|\bηmin/, ''],
  ['final_lr_ratio', /(?:final|min\w*) (?:lr|learning rate) (?:ratio|fraction)|lr decay ratio/, '1'],
  ['warmup_ratio', /warm ?up (?:ratio|fraction|proportion|percent)/, '1'],
  ['warmup_tokens', /warm ?up tokens/, 'token'],
  ['warmup_epochs', /warm ?up epochs/, 'epoch'],
  ['warmup', /warm ?up/, 'step'],
  ['weight_decay', /weight ?decay|^wd$/, ''],
  ['decay_tokens', /decay tokens/, 'token'],
  ['decay_steps', /decay (?:steps|iter)|cool ?down/, 'step'],
  [
    'nothing',
    /schedul|decay|optimi[sz]er|precision|dtype|activation|tokeni[sz]er|(?<!grad\w* |clip\w* |max |gradients )norm(?:ali[sz]ation)?$|pf ?days|petaflop/,
    '',
  ],
  ['peak_lr', /learning ?rate|\blr\b|step size/, ''],
  ['grad_clip', /clip|grad\w* norm|max norm/, ''],
  ['betas', /(?:β|beta) ?1.*(?:β|beta) ?2|betas|\(β1/, ''],
  ['beta1', /(?:β|beta) ?1|momentum/, ''],
  ['beta2', /(?:β|beta) ?2/, ''],
  ['grad_accum', /accum/, ''],
  [
    'micro_batch',
    /micro ?batch|per (?:device|gpu|rank)|batch ?size ?(?:\/|per) ?(?:[gt]pu|device|dp|rank)|\bmbs\b|local batch/,
    'sequence',
  ],
  ['batch_tokens', /batch.*tok|tok\w* ?(?:\/|per|in|in each) ?(?:global )?(?:batch|step)/, 'token'],
  ['batch', /batch|\bgbs\b|^bs$|\bbsz\b/, 'sequence'],
  ['rope_base', /rope|rotary|θ|theta|base freq/, ''],
  [
    'context',
    /context|content length|seq(?:uence)?[. ]*(?:len|size)|(?:max\w*|input|block|token|text) (?:seq\w* |token )?(?:length|len|size)|\bctx\b|^(?:seq\.?|sequence|length)$|position emb/,
    'token',
  ],
  ['dataset_tokens', /dataset size|training data\b|corpus|unique tokens|available tokens/, 'token'],
  ['tokens_planned', /planned tokens/, 'token'],
  ['steps', /\b(?:steps?|iterations?|iters|updates)\b/, 'step'],
  ['epochs', /epochs?\b|passes/, 'epoch'],
  ['tokens', /tokens|token count|(?:training|token) budget|data size|\bdata\b/, 'token'],
  ['kv_heads', /(?:kv|key value|key\/value|query group)\w*[ -]?heads|query groups|^n?_? ?kv$/, 'head'],
  [
    'head_dim',
    /heads? channels|channels per head|d ?head|head (?:dim|size)|dim\w* (?:per|of) head|head width|key\/value size|^d ?k\b|^d ?kv\b/,
    '',
  ],
  ['ffn', /ffn|feed ?forward|intermediate|mlp|d ?ff|inner/, ''],
  ['hidden', /units per layer|hidden units|hidden layer (?:size|dim|width|units)|layer (?:size|width|dim)/, ''],
  ['layers', /layers?\b|n ?layer|\bdepth\b|blocks\b|^#? ?l$/, 'layer'],
  ['experts', /experts/, 'expert'],
  ['heads', /heads?\b|n ?head|^#? ?[ah]$/, 'head'],
  ['hidden', /hidden|d ?model|\bdim\b|dimensions?\b|width|embed\w* (?:size|dim)|model size$|n ?embd/, ''],
  ['nodes', /nodes/, 'node'],
  [
    'gpus',
    /(?:number of |num |# ?|n )?(?:gpus?|tpus?|accelerators|chips|hardware)(?: count)?$|^(?:gpus|tpus|accelerators|chips|hardware)\b|^# ?of gpus/,
    'GPU',
  ],
  ['tp', /tensor|^tp\b|^model parallel|\btp (?:size|degree)/, ''],
  ['pp', /pipeline|^pp\b/, ''],
  ['dp', /data parallel|^dp\b/, ''],
  ['ep', /expert parallel|^ep\b/, ''],
  ['zero_stage', /zero/, ''],
  ['wall_clock', /(?:days|hours|wall ?clock|training time)/, ''],
  ['flops', /\bflops?\b|compute/, 'FLOP'],
];

const SCALES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9, t: 1e12 };

/**
 * Reads a label.
 *
 * @example labelOf('Tokens (B)') // { role: 'tokens', unit: 'token', scale: 1e9 }
 */
export function labelOf(text: string): Label | undefined {
  const plain = text
    .toLowerCase()
    .replace(/[*`\\${}:↓→]/g, '')
    .replace(/[-_]/g, ' ')
    .replace(/(?:#|num\.?|no\.?) of /g, 'number of ')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (plain === '' || plain.length > 90) return undefined;
  const found = LABELS.find(([, pattern]) => pattern.test(plain));
  if (found === undefined) return undefined;
  const [role, , unit] = found;
  const scale = scaleOf(text.toLowerCase().replace(/[*`\\${}]/g, ''), role);
  if (role === 'wall_clock')
    return {
      role,
      unit: /day/.test(plain) ? 'day' : /month/.test(plain) ? 'month' : /hour|\(h/.test(plain) ? 'h' : '',
      scale,
    };
  if (role === 'co2' && /\bkg/.test(plain)) return { role, unit: 'kg', scale };
  return { role, unit, scale };
}

/** "(B)", "(in thousands)", "(×10^6 tokens)", "[10⁻⁴]", "(%)", ", millions": what the numbers under a label are counted in. */
function scaleOf(label: string, role: Label['role']): number {
  const m =
    /(?:[([](?:in |#|× ?|x ?)?|, ?(?:in )?(?=\w{4})| in (?=\w{4}))(?:(k|thousand|m|mil\.?|mio\.?|mn|million|b|bn|billion|t|tn|trillion)s?|[×x·]? ?10 ?\^?([−+-]?\d{1,2})|1e([−+-]?\d{1,2})|(%))(?: (?:of )?(?:tokens?|params?|parameters|steps|iterations|updates|hours|words|samples|sequences))?(?:[)\],]|$)/.exec(
      label.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/g, raised => `^${[...raised].map(sign => RAISED[sign] ?? '').join('')}`),
    );
  if (m === null) return 1;
  // "Layers (M)", "Batch size (B)": the letter is the quantity's own symbol.
  if (m[1]?.length === 1 && !(LETTERS[role] ?? '').includes(m[1])) return 1;
  if (m[1] !== undefined) return SCALES[m[1].charAt(0) === 't' && m[1].startsWith('th') ? 'k' : m[1].charAt(0)] ?? 1;
  if (m[4] !== undefined) return 0.01;
  return Number(`1e${(m[2] ?? m[3] ?? '0').replace('−', '-')}`);
}

/** What a lone letter behind a label may count in. */
const LETTERS: Readonly<Partial<Record<Label['role'], string>>> = {
  params: 'kmbt',
  params_active: 'kmbt',
  tokens: 'kmbt',
  tokens_planned: 'kmbt',
  dataset_tokens: 'kmbt',
  batch_tokens: 'km',
  batch: 'km',
  steps: 'km',
  warmup: 'km',
  warmup_tokens: 'kmb',
  decay_steps: 'km',
  decay_tokens: 'mb',
  gpu_hours: 'km',
  context: 'k',
};

const RAISED: Readonly<Record<string, string>> = Object.fromEntries(
  [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁻'].map((sign, i) => [sign, '0123456789-'[i] ?? '']),
);
