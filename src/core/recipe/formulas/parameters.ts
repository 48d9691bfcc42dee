import { defineFormula, type Formula } from './formula.ts';
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
      id: 'non-embedding',
      title: 'Without embeddings',
      tex: '@layers \\cdot \\left(2 \\cdot @hidden \\cdot @attention_width + 2 \\cdot @hidden \\cdot @kv_width + 3 \\cdot @hidden \\cdot @ffn + 2 \\cdot @hidden\\right) + @hidden',
      source: llamaSource,
      evaluate: v => llama({ ...v, embeddings: 0, vocab: 0 }),
    },
  ],
  caveats: ['Gated feed-forward of three matrices, no biases.'],
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
const mixtureTex = (attention: string, used: string, embeddings = '@embeddings') =>
  `${embeddings} \\cdot @vocab \\cdot @hidden + @hidden + @layers \\cdot \\left(${attention} + 2 \\cdot @hidden\\right) + 3 \\cdot @dense_layers \\cdot @hidden \\cdot @dense_ffn + (@layers - @dense_layers) \\cdot @hidden \\cdot \\left(@experts + 3 \\cdot (${used} + @shared_experts) \\cdot @expert_ffn\\right)`;
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
  ],
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
});

export const parameters: readonly Formula[] = [llamaParameters, gptParameters, moeTotal, moeActive, loraParameters];
