/*
 * The names that models go by: known families, names with a size behind or within them, and words that stand for one.
 */

/** Families of models. A name that is not here is still found when a size or a telling suffix follows it. */
const FAMILIES = [
  'Code ?Llama',
  'LLEMMA',
  'TinyLlama',
  'OpenLLaMA',
  'Vicuna',
  'Alpaca',
  'LLaMA',
  'gpt-oss',
  'GPT-NeoX',
  'GPT-Neo',
  'GPT-J',
  'GPT-3\\.5',
  'GPT-4o?',
  'GPT-3',
  'GPT-2',
  'GPT',
  'InstructGPT',
  'ChatGPT',
  'BloombergGPT',
  'Cerebras-GPT',
  'PaLM',
  'Med-PaLM',
  'Chinchilla',
  'Gopher',
  'OPT',
  'BLOOMZ?',
  'GLM',
  'ChatGLM',
  'Falcon(?:-H\\d)?',
  'MPT',
  'Pythia',
  'OLMo',
  'OLMoE',
  'Qwen',
  'DeepSeek(?:Math|-Coder|-LLM|-V\\d|-R\\d|-MoE)*',
  'Mixtral',
  'Mistral',
  'Gemma',
  'Gemini',
  'Phi',
  'Yi',
  'StarCoder(?:Base)?',
  'SantaCoder',
  'CodeGen',
  'T5',
  'mT5',
  'ByT5',
  'UL2',
  'Flan-T5',
  'Flan-PaLM',
  'FLAN',
  'BERT',
  'RoBERTa',
  'ALBERT',
  'ELECTRA',
  'DeBERTa',
  'XLNet',
  'MosaicBERT',
  'ModernBERT',
  'BART',
  'Whisper',
  'CLIP',
  'Flamingo',
  'DALL-E',
  'ViT(?:-[A-Za-z]+)?',
  'MAE',
  'DiT',
  'Stable Diffusion',
  'Imagen',
  'SmolLM',
  'Nemotron',
  'Grok',
  'Megatron-Turing NLG',
  'MT-NLG',
  'Turing-NLG',
  'Megatron-LM',
  'Galactica',
  'WizardMath',
  'WizardLM',
  'Minerva',
  'InternLM',
  'Baichuan',
  'Kimi(?: K\\d(?:\\.\\d)?)?',
  'Moonlight',
  'MiniMax(?:-Text-\\d+)?',
  'MiniCPM',
  'LaMDA',
  'GLaM',
  'Switch[- ]Transformers?',
  'Switch',
  'Meena',
  'Primer',
  'Evolved Transformer',
  'ST-MoE',
  'Jurassic-1',
  'AlexaTM',
  'Skywork',
  'Zamba',
  'Jamba',
  'DBRX',
  'Arctic',
  'Granite',
  'Persimmon',
  'Aquila',
  'StableLM',
  'RedPajama-INCITE',
  'XGen',
  'Zephyr',
  'Orca',
  'Command R\\+?',
  'Hunyuan',
  'ERNIE',
  'PanGu(?:-α)?',
  'Swallow',
  'AlphaCode',
  'wav2vec 2\\.0',
  'HuBERT',
  'Transformer',
  'Vision Transformer',
  'ResNet',
  'RN50x64',
  'ConvNeXt',
  'DINOv2',
  'Cosmo',
  'Claude',
  'SPIRIT LM',
  'Mamba',
  'RWKV',
  'Hyena',
  'RecurrentGemma',
  'Griffin',
  'Apertus',
  'EuroLLM',
  'Teuken',
  'Salamandra',
  'LLM360',
  'Amber',
  'K2',
  'XLM-?R',
  'XLS-R',
  'Stable ?LM',
  'PixArt-\\S',
  'SDXL',
  'BEiT',
  'EVA',
  'SigLIP',
  'CoCa',
  'Parti',
  'Chameleon',
  'LLaVA',
  'InternVL',
  'BLIP-2',
  'AlphaFold',
  'ESM-2',
  'Nougat',
  'Tulu',
  'Tülu',
  'OpenELM',
  'DCLM',
  'Aya',
  'Guanaco',
  'Dolly',
  'Koala',
  'DeepSeekMoE',
  'EXAONE',
  'MusicGen',
  'SeamlessM4T',
  'data2vec',
  'OpenVLA',
];

const SIZE = String.raw`\d{1,4}(?:\.\d{1,3})? ?(?:[BMTbm](?![A-Za-z0-9])|billion|million|trillion)`;
const VERSION = String.raw`(?:[- ]?[Vv]?\d(?:\.\d)?(?![\d.,]*[BMTKbm%]|[\d,]| ?(?:million|billion|trillion|tokens|steps|epochs|days|hours)))?`;
const SUFFIX =
  '(?:[- ]?(?:DPO|SFT|RLHF|BASE|Base|base|LARGE|Large|large|SMALL|Small|small|XXL|XL|Tiny|tiny|Medium|medium|Huge|Mini|mini|Nano|nano|Instruct|Chat|MONO|Mono|MULTI|Multi|NL|Flash|Lite|Pro|Preview|Next|Dense|MoE|C|Python|Math|Coder)|[- ]H(?=-[A-Z\\d]))*(?![a-z])';
const FAMILY = new RegExp(
  `(?:${FAMILIES.join('|')})${VERSION}${SUFFIX}(?:[- ]?(?:\\d+x)?(${SIZE})(?!-?[Pp]ython)(?! ?(?:tokens?|words)))?(?:/\\d+)?`,
  'iy',
);
const BEGINNINGS = pairsAt(FAMILIES, 0);
const SECOND_LETTERS = pairsAt(FAMILIES, 1);
const WORD_CHARACTERS = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** The letters at two places of the families, as `pair` numbers them; a family that has none there allows any. */
function pairsAt(families: readonly string[], place: number): Uint8Array {
  const found = new Uint8Array(128 * 128);
  for (const family of families) {
    const letters = /^[\w -]*(?![?*])/.exec(family)![0];
    if (place + 1 < letters.length) found[pair(family.charCodeAt(place), family.charCodeAt(place + 1))] = 1;
    else for (let any = 0; any < 128; any++) found[pair(letters.charCodeAt(place), any)] = 1;
  }
  return found;
}

/** Bit 5 tells capitals from small letters, and all digits have it. */
function pair(first: number, second: number): number {
  return ((first | 32) << 7) | (second | 32);
}

/** The names of known families in a sentence, in order: only words that begin like one are compared with them. */
export function familiesIn(sentence: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  let before = 0;
  for (let i = 0; i + 1 < sentence.length; i++) {
    const first = sentence.charCodeAt(i);
    const inWord = WORD_CHARACTERS[before] === 1;
    before = first;
    if (inWord || WORD_CHARACTERS[first] !== 1) continue;
    // "Tülu" begins like "Tulu".
    const second = sentence.charCodeAt(i + 1) === 0xfc ? 117 : sentence.charCodeAt(i + 1);
    if (second > 127 || BEGINNINGS[pair(first, second)] !== 1) continue;
    const third = i + 2 < sentence.length ? sentence.charCodeAt(i + 2) : 0;
    if (third < 128 && SECOND_LETTERS[pair(second, third)] !== 1) continue;
    FAMILY.lastIndex = i;
    const m = FAMILY.exec(sentence);
    if (m === null) continue;
    found.push(m);
    i += m[0].length - 1;
    before = sentence.charCodeAt(i);
  }
  return found;
}

/** Any name that carries a size: "Zamba-7B", "DCLM 1.5B". */
const NAMED_SIZE =
  /(?<![A-Za-z0-9-])([a-z]{0,2}[A-Z][A-Za-z0-9.+]*(?:(?:-[A-Za-z0-9.]+){0,3}?| \d(?:\.\d)?(?=-\d))|[a-z][a-z0-9]{0,11}(?=-\d+(?:\.\d+)?B))[- ](\d{1,4}(?:\.\d{1,3})?[BMT])(?![A-Za-z0-9]| tokens| words| training| text)/g;
/** A name with its size in parentheses: "XLS-R (2B)". */
const SIZE_APART =
  /(?<![A-Za-z0-9])(?<!\b(?:on|from|and|dataset|corpus) )([A-Z][A-Za-z0-9.+]*(?:-[A-Za-z0-9.]+){0,3}) \((\d{1,4}(?:\.\d{1,3})?[BMT])(?: parameters| params)?\)/g;
/** Sizes in capitals that stand for a name, in a sentence that is not all capitals. */
const SIZE_NAME =
  /(?:BASE|LARGE|SMALL|HUGE)(?<=(?<![A-Za-z0-9-] ?)(?<=^|[a-z,;.(] ?)(?:BASE|LARGE|SMALL|HUGE))(?= (?:[a-z]|\()|[,;)]|\.(?:\s|$)|$)/g;
/** "3e-4 for BASE and 2e-4 for LARGE" */
const SIZE_AFTER =
  /(?<=\b(?:for|the|our|and|or|both|in|of|than) )(?:BASE|LARGE|SMALL|HUGE|TINY|XXL|XL)(?![A-Za-z0-9-])/g;
const SIZE_IN_CAPITALS = '(?:BASE|LARGE|SMALL|TINY|MEDIUM|HUGE|XXL|XL)';
const SIZE_BEHIND_HYPHEN = String.raw`-(?:XXL|XL|XS|[SMBLHGT](?!\d)|small|base|large|xxl|xl|tiny|medium|mini|nano|huge|giant|Small|Base|Large|Tiny|Medium|Mini|Nano|Huge|Jumbo|Grande|Ultra|Pico)`;
/** A name with its size as a word: "CodeT5-base", "PEGASUSLARGE" as the subscript of a paper comes out. */
const SIZE_SUFFIX = new RegExp(
  String.raw`(?<![A-Za-z0-9])(?:[A-Z][A-Za-z0-9]*(?:-[A-Z0-9][A-Za-z0-9]*){0,2}[- ]?${SIZE_IN_CAPITALS}|(?:(?<=\b[a-z]{0,2})[A-Z][A-Za-z0-9]*[A-Z0-9][A-Za-z0-9]*|[a-z]{1,2}[A-Z][A-Za-z]+|Swin|Conformer|Whisper|Mixer)${SIZE_BEHIND_HYPHEN})(?![A-Za-z0-9]|-\d)`,
  'g',
);
/** "mGPT1.3B": the size directly behind the name. */
const GLUED_SIZE = /(?<![A-Za-z0-9])([a-z]?[A-Z]{2,}[A-Za-z]*)(\d{1,3}(?:\.\d)?[BM])(?![A-Za-z0-9])/g;
/** "for the base and small models": sizes in words that stand for the models. */
const SIZE_WORD = '(?:tiny|mini|nano|micro|small|medium|base|large|huge|giant|mega|giga|xl|xxl)';
const WORDED = new RegExp(
  `(?<=(?:\\b(?:the|our|both|and|or|for|,) |\\{(?:\\w+, ?){0,4}))${SIZE_WORD}(?=(?:(?:,| and|, and| or) ?(?:the )?${SIZE_WORD})*(?:-sized?)?\\}? (?:models?|versions?|variants?|configurations?)\\b)`,
  'gi',
);
const SUBJECT_VERB = String.raw` (?:(?:uses|takes|took|needs|required|requires|ran|runs|sees|saw|consumed|consumes) (?:only |about |a |an |over |roughly |approximately )*\d|(?:contains|has|had|boasts|comprises|features|activates|counts) (?:only |about |a total of |approximately )?\d|(?:is|was|were) (?:first |then |further |also )?(?:(?:pre-?)?trained|(?:fine-?)?tuned|optimi[sz]ed)\b|(?:pre-?|fine-?)?(?:trains|tunes) (?:for|on|with)\b)`;
/** A name of letters mixed as names are, with a verb that says what it is: "Ling-Lite contains 16.8 billion parameters". */
const SUBJECT = new RegExp(
  String.raw`(?<![A-Za-z0-9-])([A-Z][A-Za-z0-9.]*(?:-[A-Z0-9][A-Za-z0-9.]*)+|[A-Z][A-Za-z]*\d[\w.]*|[A-Z][a-z]+[A-Z]\w*|[a-z]{1,2}[A-Z]{2,}\w*|(?<=^|[.;] )[A-Z]{3,}[A-Za-z]*)(?=${SUBJECT_VERB})`,
  'g',
);
const NO_SUBJECT =
  /^(?:[AHVBLTP]\d|TPU|GPU|CPU|ADAM|SGD|LAMB|LARS|PPO|DPO|SFT|RLHF|MLM|BPE|LR|MFU|FSDP|DDP|ZERO|NCCL|RTX|MI\d|DGX|HGX|ImageNet|LibriSpeech|OpenWeb|Redpajama|RedPajama|SlimPajama|FineWeb|RefinedWeb|JFT|LAION|C4|CC\d|WikiText|BookCorpus)/;

/** Names with a size in figures: the name is the first capture, the size the second. */
export const SIZED_NAMES: readonly RegExp[] = [NAMED_SIZE, GLUED_SIZE, SIZE_APART];

/** Names without a figure; `where` is a cheap look at the sentence, `not` tells what only looks like one. */
export const WORDED_NAMES: readonly { readonly pattern: RegExp; readonly where: RegExp; readonly not?: RegExp }[] = [
  { pattern: SIZE_AFTER, where: /BASE|LARGE|SMALL|HUGE|TINY|XL/ },
  { pattern: SIZE_NAME, where: /BASE|LARGE|SMALL|HUGE/ },
  {
    pattern: SIZE_SUFFIX,
    where: new RegExp(`${SIZE_IN_CAPITALS}|${SIZE_BEHIND_HYPHEN}`),
    not: /^(?:DATA|CODE|KNOWLEDGE|EN)(?:BASE|LARGE)|^(?:The|A|Our|We|Each|Both) /,
  },
  {
    pattern: SUBJECT,
    where: new RegExp(SUBJECT_VERB),
    not: NO_SUBJECT,
  },
  { pattern: WORDED, where: / (?:models?|versions?|variants?|configurations?)\b/ },
];
