import { narrowKeys } from './checks.ts';
import { type Check, defineFormula, type Formula } from './formula.ts';
import {
  attentionWidth,
  context,
  ffn,
  headDim,
  heads,
  hidden,
  input,
  kvWidth,
  layers,
  named,
  vocab,
} from './inputs.ts';

const result = { symbol: 'N', unit: 'parameter' };
const tables = input('embeddings', 'embedding tables: 2, or 1 when input and output share one', 'e', '1', {
  minimum: 0,
  maximum: 2,
  whole: true,
  aliases: ['n_embeddings', 'embedding_tables'],
  default: 2,
  flags: {
    tied: { yes: 1, no: 2 },
    tie_word_embeddings: { yes: 1, no: 2 },
    tie_embeddings: { yes: 1, no: 2 },
    untied: { yes: 2, no: 1 },
  },
});
const gptSource = 'GPT-2/3; Pythia Table 1';
const llamaSource = 'Llama; equals the safetensors totals of Llama 3.1 8B, 70B, 405B';

export const gptParameters = defineFormula({
  id: 'parameters-gpt',
  title: 'Parameters of a GPT-2 or GPT-3',
  family: 'parameters',
  aliases: [
    'parameters_gpt',
    'params_gpt',
    'params_gpt2',
    'params',
    'parameters',
    { name: 'params_nonemb', variant: 'non-embedding' },
    { name: 'params_non_embedding', variant: 'non-embedding' },
    { name: 'non_embedding_params', variant: 'non-embedding' },
  ],
  inputs: [vocab, hidden, context, layers],
  result,
  variants: [
    {
      id: 'biases',
      title: 'With biases',
      tex: '@vocab \\cdot @hidden + @context \\cdot @hidden + @layers \\cdot (12 \\cdot @hidden^2 + 13 \\cdot @hidden) + 2 \\cdot @hidden',
      source: gptSource,
      evaluate: v =>
        v.vocab * v.hidden + v.context * v.hidden + v.layers * (12 * v.hidden ** 2 + 13 * v.hidden) + 2 * v.hidden,
    },
    {
      id: 'no-biases',
      title: 'Without biases',
      tex: '@vocab \\cdot @hidden + @context \\cdot @hidden + @layers \\cdot (12 \\cdot @hidden^2 + 2 \\cdot @hidden) + @hidden',
      source: 'nanoGPT (bias=False)',
      evaluate: v =>
        v.vocab * v.hidden + v.context * v.hidden + v.layers * (12 * v.hidden ** 2 + 2 * v.hidden) + v.hidden,
    },
    {
      id: 'non-embedding',
      title: 'Without embeddings',
      tex: '@layers \\cdot (12 \\cdot @hidden^2 + 13 \\cdot @hidden) + 2 \\cdot @hidden',
      source: gptSource,
      evaluate: v => v.layers * (12 * v.hidden ** 2 + 13 * v.hidden) + 2 * v.hidden,
    },
    {
      id: 'approximate',
      title: '12Lh²',
      tex: '12 \\cdot @layers \\cdot @hidden^2',
      source: 'Kaplan et al. 2020 §2.1',
      evaluate: v => 12 * v.layers * v.hidden ** 2,
    },
  ],
});

const llamaTex =
  '@embeddings \\cdot @vocab \\cdot @hidden + @layers \\cdot \\left(2 \\cdot @hidden \\cdot @attention_width + 2 \\cdot @hidden \\cdot @kv_width + 3 \\cdot @hidden \\cdot @ffn + 2 \\cdot @hidden\\right) + @hidden';
interface LlamaValues {
  readonly embeddings: number;
  readonly vocab: number;
  readonly hidden: number;
  readonly layers: number;
  readonly attention_width: number;
  readonly kv_width: number;
  readonly ffn: number;
}
const llama = (v: LlamaValues) =>
  v.embeddings * v.vocab * v.hidden +
  v.layers * (2 * v.hidden * v.attention_width + 2 * v.hidden * v.kv_width + 3 * v.hidden * v.ffn + 2 * v.hidden) +
  v.hidden;

export const llamaParameters = defineFormula({
  id: 'parameters-llama',
  title: 'Parameters of a Llama',
  family: 'parameters',
  aliases: ['parameters_llama', 'params_llama', 'params', 'parameters', 'param_count', 'num_params'],
  inputs: [vocab, hidden, layers, named(ffn, {}), attentionWidth, kvWidth, tables, headDim],
  result,
  variants: [
    { id: 'weights', title: 'Weights', tex: llamaTex, source: llamaSource, also: ['ffn'], evaluate: llama },
    {
      id: 'with-inv-freq',
      title: 'With the rotary buffers that Llama 2 files hold',
      tex: `${llamaTex} + @layers \\cdot \\frac{@head_dim}{2}`,
      source: 'safetensors totals of Llama 2 (layers × 64 higher)',
      evaluate: v => llama(v) + (v.layers * v.head_dim) / 2,
    },
    {
      id: 'query-key-value-biases',
      title: 'With biases of queries, keys and values (Qwen2)',
      tex: `${llamaTex} + @layers \\cdot (@attention_width + 2 \\cdot @kv_width)`,
      source: 'Qwen2 and Qwen2.5; equals their safetensors totals',
      also: ['ffn'],
      evaluate: v => llama(v) + v.layers * (v.attention_width + 2 * v.kv_width),
    },
    {
      id: 'head-norms',
      title: 'With norms of the queries and keys of a head (Qwen3)',
      tex: `${llamaTex} + 2 \\cdot @layers \\cdot @head_dim`,
      source: 'Qwen3; equals its safetensors totals',
      also: ['ffn'],
      evaluate: v => llama(v) + 2 * v.layers * v.head_dim,
    },
    {
      id: 'query-key-norms',
      title: 'With norms of all queries and all keys (OLMo 2)',
      tex: `${llamaTex} + @layers \\cdot (@attention_width + @kv_width)`,
      source: 'OLMo 2; equals its safetensors totals',
      also: ['ffn'],
      evaluate: v => llama(v) + v.layers * (v.attention_width + v.kv_width),
    },
    {
      id: 'four-norms',
      title: 'With four norms in a layer (Gemma 2)',
      tex: `${llamaTex} + 2 \\cdot @layers \\cdot @hidden`,
      source: 'Gemma 2; equals its safetensors totals',
      also: ['ffn'],
      evaluate: v => llama(v) + 2 * v.layers * v.hidden,
    },
    {
      id: 'four-norms-and-head-norms',
      title: 'With four norms in a layer and norms of a head (Gemma 3)',
      tex: `${llamaTex} + 2 \\cdot @layers \\cdot (@hidden + @head_dim)`,
      source: 'Gemma 3 (its text model)',
      also: ['ffn'],
      evaluate: v => llama(v) + 2 * v.layers * (v.hidden + v.head_dim),
    },
    {
      id: 'norms-without-parameters',
      title: 'With norms that have no parameters (OLMo)',
      tex: '@embeddings \\cdot @vocab \\cdot @hidden + @layers \\cdot \\left(2 \\cdot @hidden \\cdot @attention_width + 2 \\cdot @hidden \\cdot @kv_width + 3 \\cdot @hidden \\cdot @ffn\\right)',
      source: 'OLMo 1 (non-parametric layer norm)',
      also: ['ffn'],
      evaluate: v => llama(v) - (2 * v.layers + 1) * v.hidden,
    },
    {
      id: 'non-embedding',
      title: 'Without embeddings',
      tex: '@layers \\cdot \\left(2 \\cdot @hidden \\cdot @attention_width + 2 \\cdot @hidden \\cdot @kv_width + 3 \\cdot @hidden \\cdot @ffn + 2 \\cdot @hidden\\right) + @hidden',
      source: llamaSource,
      evaluate: v => llama({ ...v, embeddings: 0, vocab: 0 }),
    },
  ],
  caveats: ['Gated feed-forward of three matrices, no biases.'],
  checks: [narrowKeys],
});

const biasedLayer = (v: { readonly hidden: number; readonly ffn: number }) =>
  4 * v.hidden ** 2 + 4 * v.hidden + 2 * v.hidden * v.ffn + v.ffn + v.hidden;
const biasedLayerTex = '4 \\cdot @hidden^2 + 4 \\cdot @hidden + 2 \\cdot @hidden \\cdot @ffn + @ffn + @hidden';

export const transformerParameters = defineFormula({
  id: 'parameters-transformer',
  title: 'Parameters of a transformer with biases',
  family: 'parameters',
  aliases: ['parameters_transformer', 'params_transformer', 'params_gpt_neox', 'params_bert'],
  inputs: [vocab, hidden, layers, named(ffn, {}), context, kvWidth],
  result,
  variants: [
    {
      id: 'gpt-neox',
      title: 'GPT-NeoX (Pythia): two embedding tables, two norms in a layer',
      tex: `2 \\cdot @vocab \\cdot @hidden + @layers \\cdot \\left(${biasedLayerTex} + 4 \\cdot @hidden\\right) + 2 \\cdot @hidden`,
      source: 'Pythia Table 1; equals the totals of Pythia 70M to 12B',
      evaluate: v => 2 * v.vocab * v.hidden + v.layers * (biasedLayer(v) + 4 * v.hidden) + 2 * v.hidden,
    },
    {
      id: 'phi',
      title: 'Phi-1 to Phi-2: one norm in a layer, a bias of the output',
      tex: `2 \\cdot @vocab \\cdot @hidden + @vocab + @layers \\cdot \\left(${biasedLayerTex} + 2 \\cdot @hidden\\right) + 2 \\cdot @hidden`,
      source: 'Phi-2; equals its safetensors total',
      evaluate: v => 2 * v.vocab * v.hidden + v.vocab + v.layers * (biasedLayer(v) + 2 * v.hidden) + 2 * v.hidden,
    },
    {
      id: 'opt',
      title: 'OPT: one embedding table, learned positions',
      tex: `@vocab \\cdot @hidden + (@context + 2) \\cdot @hidden + @layers \\cdot \\left(${biasedLayerTex} + 4 \\cdot @hidden\\right) + 2 \\cdot @hidden`,
      source: 'OPT (Zhang et al. 2022)',
      evaluate: v => (v.vocab + v.context + 2) * v.hidden + v.layers * (biasedLayer(v) + 4 * v.hidden) + 2 * v.hidden,
    },
    {
      id: 'bert',
      title: 'BERT: an encoder with its pooler, without a head',
      tex: `(@vocab + @context + 2) \\cdot @hidden + 2 \\cdot @hidden + @layers \\cdot \\left(${biasedLayerTex} + 4 \\cdot @hidden\\right) + @hidden^2 + @hidden`,
      source: 'BERT (Devlin et al. 2018): 110M',
      evaluate: v =>
        (v.vocab + v.context + 2) * v.hidden +
        2 * v.hidden +
        v.layers * (biasedLayer(v) + 4 * v.hidden) +
        v.hidden ** 2 +
        v.hidden,
    },
    {
      id: 'bloom',
      title: 'BLOOM: one embedding table with a norm, no positions',
      tex: '@vocab \\cdot @hidden + @layers \\cdot (12 \\cdot @hidden^2 + 13 \\cdot @hidden) + 4 \\cdot @hidden',
      source: 'BLOOM (Scao et al. 2022): 176.25B',
      evaluate: v => v.vocab * v.hidden + v.layers * (12 * v.hidden ** 2 + 13 * v.hidden) + 4 * v.hidden,
    },
    {
      id: 'falcon',
      title: 'Falcon 7B: no biases of matrices, keys and values shared by the heads',
      tex: '@vocab \\cdot @hidden + @layers \\cdot \\left(10 \\cdot @hidden^2 + 2 \\cdot @hidden \\cdot @kv_width + 2 \\cdot @hidden\\right) + 2 \\cdot @hidden',
      source: 'Falcon 7B; equals its safetensors total',
      evaluate: v =>
        v.vocab * v.hidden + v.layers * (10 * v.hidden ** 2 + 2 * v.hidden * v.kv_width + 2 * v.hidden) + 2 * v.hidden,
    },
  ],
  caveats: ['Feed-forward of two matrices.'],
});

const experts = input('experts', 'experts of a layer', 'E', '1', {
  minimum: 1,
  whole: true,
  aliases: ['n_experts', 'num_experts', 'num_local_experts', 'E', 'n_routed_experts'],
});
const topK = input('top_k', 'experts that a token uses', 'k_e', '1', {
  minimum: 1,
  whole: true,
  aliases: ['k', 'topk', 'active_experts', 'experts_per_token', 'num_experts_per_tok', 'n_active'],
});
const shared = input('shared_experts', 'experts that every token uses', 'E_s', '1', {
  minimum: 0,
  whole: true,
  aliases: ['n_shared_experts', 'shared'],
  default: 0,
});
const expertFfn = input('expert_ffn', 'feed-forward width of an expert', 'f_e', '1', {
  minimum: 1,
  whole: true,
  aliases: [
    'moe_ffn',
    'moe_intermediate_size',
    'expert_intermediate_size',
    'ffn',
    'ff',
    'f',
    'intermediate_size',
    'd_ff',
  ],
});
const denseLayers = input('dense_layers', 'layers without experts', 'L_d', '1', {
  minimum: 0,
  whole: true,
  aliases: ['n_dense_layers', 'first_k_dense_replace'],
  default: 0,
});
const denseFfn = input('dense_ffn', 'feed-forward width of those', 'f_d', '1', {
  minimum: 0,
  whole: true,
  aliases: ['dense_intermediate_size'],
  default: 0,
});
const qLora = input('q_lora_rank', 'size of the compressed queries', 'd_q', '1', {
  minimum: 1,
  whole: true,
  aliases: ['q_lora', 'd_q'],
});
const kvLora = input('kv_lora_rank', 'size of the compressed keys and values', 'd_c', '1', {
  minimum: 1,
  whole: true,
  aliases: ['kv_lora', 'd_c'],
});
const nope = input('nope_dim', 'part of a head without rotation', 'd_n', '1', {
  minimum: 1,
  whole: true,
  aliases: ['qk_nope_head_dim', 'd_nope'],
  default: 128,
});
const rope = input('rope_dim', 'rotary part of a head', 'd_r', '1', {
  minimum: 0,
  whole: true,
  aliases: ['rope', 'qk_rope_head_dim', 'd_rope'],
  default: 64,
});
const vDim = input('v_dim', 'size of a value', 'd_v', '1', {
  minimum: 1,
  whole: true,
  aliases: ['v_head_dim', 'd_v'],
  default: 128,
});

const moeInputs = [
  vocab,
  hidden,
  layers,
  attentionWidth,
  kvWidth,
  tables,
  experts,
  topK,
  shared,
  expertFfn,
  denseLayers,
  denseFfn,
  heads,
  qLora,
  kvLora,
  nope,
  rope,
  vDim,
  headDim,
] as const;
type MoeValues = Readonly<Record<(typeof moeInputs)[number]['name'], number>>;

const groupedAttention = (v: MoeValues) => 2 * v.hidden * v.attention_width + 2 * v.hidden * v.kv_width;
const latentAttention = (v: MoeValues) =>
  v.hidden * v.q_lora_rank +
  v.q_lora_rank +
  v.q_lora_rank * v.heads * (v.nope_dim + v.rope_dim) +
  v.hidden * (v.kv_lora_rank + v.rope_dim) +
  v.kv_lora_rank +
  v.kv_lora_rank * v.heads * (v.nope_dim + v.v_dim) +
  v.heads * v.v_dim * v.hidden;

const latentOfPlainQueries = (v: MoeValues) =>
  v.hidden * v.heads * (v.nope_dim + v.rope_dim) +
  v.hidden * (v.kv_lora_rank + v.rope_dim) +
  v.kv_lora_rank +
  v.kv_lora_rank * v.heads * (v.nope_dim + v.v_dim) +
  v.heads * v.v_dim * v.hidden;
const headNormed = (v: MoeValues) => groupedAttention(v) + 2 * v.head_dim;

/** `used` experts of each sparse layer counted; norms, router and embeddings are. */
function mixture(v: MoeValues, attention: number, used: number, embeddings: number): number {
  const expert = 3 * v.hidden * v.expert_ffn;
  const sparse = v.layers - v.dense_layers;
  return (
    embeddings * v.vocab * v.hidden +
    v.hidden +
    v.layers * (attention + 2 * v.hidden) +
    v.dense_layers * 3 * v.hidden * v.dense_ffn +
    sparse * (v.hidden * v.experts + (used + v.shared_experts) * expert)
  );
}

const attentionTex = '2 \\cdot @hidden \\cdot (@attention_width + @kv_width)';
const latentTex =
  '@hidden \\cdot @q_lora_rank + @q_lora_rank + @q_lora_rank \\cdot @heads \\cdot (@nope_dim + @rope_dim) + @hidden \\cdot (@kv_lora_rank + @rope_dim) + @kv_lora_rank + @kv_lora_rank \\cdot @heads \\cdot (@nope_dim + @v_dim) + @heads \\cdot @v_dim \\cdot @hidden';
const plainLatentTex =
  '@hidden \\cdot @heads \\cdot (@nope_dim + @rope_dim) + @hidden \\cdot (@kv_lora_rank + @rope_dim) + @kv_lora_rank + @kv_lora_rank \\cdot @heads \\cdot (@nope_dim + @v_dim) + @heads \\cdot @v_dim \\cdot @hidden';
const headNormedTex = `${attentionTex} + 2 \\cdot @head_dim`;
const mixtureTex = (attention: string, used: string, embeddings = '@embeddings') =>
  `${embeddings} \\cdot @vocab \\cdot @hidden + @hidden + @layers \\cdot \\left(${attention} + 2 \\cdot @hidden\\right) + 3 \\cdot @dense_layers \\cdot @hidden \\cdot @dense_ffn + (@layers - @dense_layers) \\cdot @hidden \\cdot \\left(@experts + 3 \\cdot (${used} + @shared_experts) \\cdot @expert_ffn\\right)`;
const mixtureChecks: readonly Check<(typeof moeInputs)[number]['name']>[] = [
  {
    says: 'A token uses no more experts than there are.',
    doubt: (_, v) =>
      v.top_k > v.experts ? `A token uses ${v.top_k} experts, and a layer has ${v.experts}.` : undefined,
  },
  {
    says: 'No more layers are without experts than there are.',
    doubt: (_, v) =>
      v.dense_layers > v.layers ? `${v.dense_layers} layers are without experts, of ${v.layers}.` : undefined,
  },
];
const moeSource = 'Mixtral; DeepSeek-V3 (config_671B.json)';

export const moeTotal = defineFormula({
  id: 'parameters-moe',
  title: 'Parameters of a mixture of experts',
  family: 'parameters',
  aliases: ['moe_total', 'parameters_moe', 'params_moe', 'moe_params'],
  inputs: moeInputs,
  result,
  variants: [
    {
      id: 'grouped-query',
      title: 'Multi-head or grouped-query attention',
      tex: mixtureTex(attentionTex, '@experts'),
      source: moeSource,
      evaluate: v => mixture(v, groupedAttention(v), v.experts, v.embeddings),
    },
    {
      id: 'latent',
      title: 'Multi-head latent attention',
      marks: ['kv_lora_rank'],
      tex: mixtureTex(latentTex, '@experts'),
      source: moeSource,
      evaluate: v => mixture(v, latentAttention(v), v.experts, v.embeddings),
    },
    {
      id: 'latent-plain-queries',
      marks: ['kv_lora_rank'],
      title: 'Multi-head latent attention whose queries are not compressed (DeepSeek-V2-Lite)',
      tex: mixtureTex(plainLatentTex, '@experts'),
      source: 'DeepSeek-V2-Lite; equals its safetensors total',
      evaluate: v => mixture(v, latentOfPlainQueries(v), v.experts, v.embeddings),
    },
    {
      id: 'head-norms',
      title: 'Grouped-query attention with norms of the queries and keys of a head (Qwen3)',
      tex: mixtureTex(headNormedTex, '@experts'),
      source: 'Qwen3-30B-A3B; equals its safetensors total',
      evaluate: v => mixture(v, headNormed(v), v.experts, v.embeddings),
    },
  ],
  checks: [narrowKeys, ...mixtureChecks],
});

export const moeActive = defineFormula({
  id: 'parameters-moe-active',
  title: 'Parameters that a token uses in a mixture of experts',
  family: 'parameters',
  aliases: ['moe_active', 'parameters_moe_active', 'active_params', 'params_active'],
  inputs: moeInputs,
  result: { symbol: 'N_a', unit: 'parameter' },
  variants: [
    {
      id: 'grouped-query',
      title: 'Multi-head or grouped-query attention',
      tex: mixtureTex(attentionTex, '@top_k'),
      source: moeSource,
      evaluate: v => mixture(v, groupedAttention(v), v.top_k, v.embeddings),
    },
    {
      id: 'latent',
      title: 'Multi-head latent attention',
      marks: ['kv_lora_rank'],
      tex: mixtureTex(latentTex, '@top_k'),
      source: moeSource,
      evaluate: v => mixture(v, latentAttention(v), v.top_k, v.embeddings),
    },
    {
      id: 'latent-plain-queries',
      marks: ['kv_lora_rank'],
      title: 'Multi-head latent attention whose queries are not compressed (DeepSeek-V2-Lite)',
      tex: mixtureTex(plainLatentTex, '@top_k'),
      source: 'DeepSeek-V2-Lite',
      evaluate: v => mixture(v, latentOfPlainQueries(v), v.top_k, v.embeddings),
    },
    {
      id: 'head-norms',
      title: 'Grouped-query attention with norms of the queries and keys of a head (Qwen3)',
      tex: mixtureTex(headNormedTex, '@top_k'),
      source: 'Qwen3-30B-A3B',
      evaluate: v => mixture(v, headNormed(v), v.top_k, v.embeddings),
    },
    {
      id: 'latent-without-input-embedding',
      title: 'Multi-head latent attention, without the input embedding',
      tex: mixtureTex(latentTex, '@top_k', '1'),
      source: moeSource,
      evaluate: v => mixture(v, latentAttention(v), v.top_k, 1),
    },
    {
      id: 'grouped-query-without-input-embedding',
      title: 'Grouped-query attention, without the input embedding',
      tex: mixtureTex(attentionTex, '@top_k', '1'),
      source: moeSource,
      evaluate: v => mixture(v, groupedAttention(v), v.top_k, 1),
    },
  ],
  caveats: [
    'Papers differ in whether embeddings count as active: DeepSeek-V3 is 37.55B with the input embedding, 36.6B without.',
  ],
  checks: [narrowKeys, ...mixtureChecks],
});

const rank = input('rank', 'rank', 'r', '1', { minimum: 1, whole: true, aliases: ['r', 'lora_rank', 'lora_r'] });
const matrices = input('matrices', 'matrices adapted in a layer', 'm', '1', {
  minimum: 1,
  whole: true,
  aliases: ['m', 'n_matrices', 'targets', 'modules'],
  default: 2,
});
const dIn = input('d_in', 'input size of a matrix', 'd_{\\text{in}}', '1', {
  minimum: 1,
  whole: true,
  aliases: ['in_features'],
});
const dOut = input('d_out', 'output size of a matrix', 'd_{\\text{out}}', '1', {
  minimum: 1,
  whole: true,
  aliases: ['out_features'],
});

export const loraParameters = defineFormula({
  id: 'parameters-lora',
  title: 'Parameters of LoRA adapters',
  family: 'parameters',
  aliases: ['lora_params', 'parameters_lora', 'params_lora', 'lora_parameters'],
  inputs: [named(layers, {}), matrices, rank, named(hidden, { aliases: ['d', 'd_model'] }), dIn, dOut],
  result,
  variants: [
    {
      id: 'square',
      title: 'Square matrices (queries and values)',
      tex: '@layers \\cdot @matrices \\cdot @rank \\cdot 2 \\cdot @hidden',
      source: 'LoRA (Hu et al. 2021) §4.2',
      evaluate: v => v.layers * v.matrices * v.rank * 2 * v.hidden,
    },
    {
      id: 'rectangular',
      title: 'Any matrices',
      tex: '@layers \\cdot @matrices \\cdot @rank \\cdot (@d_in + @d_out)',
      source: 'LoRA (Hu et al. 2021) §4.2',
      evaluate: v => v.layers * v.matrices * v.rank * (v.d_in + v.d_out),
    },
  ],
  caveats: [
    'Two adapted matrices in a layer (queries and values) unless stated; count encoder, decoder and cross attention each.',
  ],
  checks: [
    {
      says: 'The rank is at most the sizes of a matrix.',
      doubt: (_, v) =>
        v.rank > Math.min(...[v.hidden, v.d_in, v.d_out].filter(size => size > 0))
          ? 'The rank is above the size of a matrix: nothing is saved.'
          : undefined,
    },
  ],
});

export const parameters: readonly Formula[] = [
  llamaParameters,
  gptParameters,
  transformerParameters,
  moeTotal,
  moeActive,
  loraParameters,
];
