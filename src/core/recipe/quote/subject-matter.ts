/*
 * What a text is about, where a batch size has no unit: sequences of text, or examples (pictures, audio, episodes).
 */

const TEXT =
  /tok(?:en|s\b)|\bmax(?:imum)? length|tensor|pipeline|Megatron|sequence|context|\bLMs?\b|LLM|language model|corpus|seqs?\b|\blength (?:of )?\d{3}|\bseq_?len|\bBPE\b|\bMLM\b|\bsubword|\babstracts\b|\bwords\b|\btext pairs?\b|\bsentences?\b/i;
const TEXT_MODELS =
  /\d ?B\b|\d[ -]billion[ -]param\w{0,6}[- ](?:[a-z]+ )?(?:LM|[Mm]odel|[Tt]ransformer)|BERT|GPT|LL[aA][mM][aA]|\bllama|\bT5|PaLM|\bOPT\b|Pythia|Qwen|Mistral|Mixtral|Gemma|DeepSeek|\b[Pp]hi-?\d|XLNet|Longformer|BigBird|Transformer-XL|XLM|ELECTRA|BART\b|LAMB\b|prompts?\b|few-shot|\b[Pp]assages?\b|\b[Rr]etriever|\b[Tt]ranslation\b|[Ss]ummari[sz]ation|\bGLUE\b|\bSQuAD|\bMNLI\b|Wikipedia|The Pile\b/;
const OTHER =
  /[Ii]mage|\b[Vv]ision|\b[Vv]isual|LLaVA|[Pp]ixel|[Aa]udio|[Ss]peech|ViT\b|\bCLIP\b|[Dd]iffusion|[Mm]usic|\b[Vv]ideo|U-?Net|ResNet|ImageNet|[Aa]ugmentation|drop ?path|mixup|RandAug|base learning rate|[Ww]arm-?up epochs|LAION|\bJFT|\bDiT\b|\bSiT\b|\bDDPM|\bDDIM|\bGANs?\b|\bFID\b|SimCLR|BYOL|\bMoCo\b|\bDINO|CIFAR|\bCOCO\b|w2v|wav2vec|WavLM|HuBERT|Whisper|Conformer|LSUN|CelebA|FFHQ/;
/** Speech is told in tokens and language models too, and its batches are still of recordings. */
const SPEECH = /SpecAug|\bWERs?\b|\bASR\b|\b[Pp]honemes?\b|\bspeech recogni|\bspectrogram|\brecogni[sz]er\b/;
/** What is done to language models alone, whatever they are tuned for afterwards. */
const PRETRAINING =
  /\b[Ee]ncoder[-–]decoder\b|\bmasked language|\bpre-?train(?:ed|ing|s)?(?: an?| the| our)? \d{1,4}(?:\.\d{1,3})? ?M[- ]param|\b\d{1,4} ?M[- ]param\w{0,8}(?: model)? (?:is|was) (?:first )?pre-?trained/;
/** A batch of what a finished model is tuned with holds examples, whatever their length. */
const TUNING = /fine-?tun|\btun(?:e|ed|ing)\b|\b(?:SFT|Q?LoRA|SBERT)\b|instruction/i;
/** Tokens that are no text. */
const OTHER_TOKENS =
  /(?:visual|image|vision|audio|speech|patch|acoustic) tokens|tokens per (?:image|frame|second)|latent tokens/gi;
/** Schedules and momenta that are used for language models alone. */
const HABITS =
  /(?:warm\w*(?:[- ]up)?|ramp\w*|grow\w*|increas\w*) (?:the )?(?:global )?batch[ -]?size|\bglobal batch|(?:β ?_?2|beta ?_?2)[^.;]{0,30}0?\.95\b|\b0?\.9(?:,| and) (?:β_?2 ?= ?)?0?\.95\b/i;

/** True where the text is about language models, and a bare batch size counts sequences. */
export function isOfText(text: string): boolean {
  if (/\b(?:image|video|audio|speech)[- ]text pairs|\btext[- ](?:image|video) pairs/i.test(text)) return false;
  if (SPEECH.test(text)) return /\btokens? per (?:batch|update|step)|tokenizer/i.test(text);
  if (PRETRAINING.test(text) && !OTHER.test(text)) return true;
  if (TEXT.test(text.replace(OTHER_TOKENS, ' '))) return true;
  if (TUNING.test(text)) return false;
  return !OTHER.test(text) && (TEXT_MODELS.test(text) || HABITS.test(text));
}

/** True where the text is about pictures, audio and the like, and not about language models too. */
export function isOfPictures(text: string): boolean {
  return OTHER.test(text) && !isOfText(text);
}

/** True for a sentence on learning from rewards or preferences: its batches are of prompts, episodes or pairs. */
export function isOfRewards(sentence: string): boolean {
  return /\b(?:PPO|GRPO|DPO|KTO|RLOO|REINFORCE|RLHF|DAPO)\b|rollout|\bKL\b|\brewards?\b|\bpolicy\b|preference|episodes|\bquestions\b|mini-?batch size[^.]{0,60}(?:PPO|polic|rollout|prompt)/i.test(
    sentence,
  );
}
