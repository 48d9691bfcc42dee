import { entryOf, type RecipeTree, textOf } from './recipe-tree.ts';

/*
 * Which formulas count the parameters of a model, by the type that its configuration names. Layers that look alike in
 * their sizes differ in biases, norms and what they share, so a type that is not in the table is not guessed.
 */

/** How the parameters of a type of model are counted. */
export interface ModelForm {
  /** Formulas of the catalogue with the variant that fits. Empty: they cannot be counted, for the reason in `remark`. */
  readonly formulas: Readonly<Record<string, string>>;
  /** Whether input and output share an embedding table where the configuration is silent, as its program has it. */
  readonly tied?: boolean;
  /** True where every head has keys and values of its own unless the configuration says otherwise. */
  readonly multiHead?: boolean;
  /** Keys and values are kept of what came before; false for encoders. */
  readonly cache?: boolean;
  readonly remark?: string;
}

const llama = (variant: string, tied = false): ModelForm => ({
  formulas: { 'parameters-llama': variant },
  tied,
  multiHead: true,
});
const transformer = (variant: string): ModelForm => ({
  formulas: { 'parameters-transformer': variant },
  multiHead: true,
});
const mixture = (variant: string): ModelForm => ({
  formulas: { 'parameters-moe': variant, 'parameters-moe-active': variant },
  tied: false,
});

const forms: Readonly<Record<string, ModelForm>> = {
  llama: llama('weights'),
  mistral: llama('weights'),
  phi3: llama('weights'),
  smollm3: llama('weights', true),
  gemma: llama('weights', true),
  gemma2: llama('four-norms', true),
  gemma3_text: llama('four-norms-and-head-norms', true),
  qwen2: llama('query-key-value-biases'),
  qwen3: llama('head-norms'),
  olmo: llama('norms-without-parameters'),
  olmo2: llama('query-key-norms'),
  gpt_neox: transformer('gpt-neox'),
  phi: transformer('phi'),
  opt: transformer('opt'),
  bloom: transformer('bloom'),
  bert: { ...transformer('bert'), cache: false },
  gpt2: { formulas: { 'parameters-gpt': 'biases' }, multiHead: true },
  mixtral: mixture('grouped-query'),
  qwen3_moe: mixture('head-norms'),
  deepseek_v2: mixture('latent'),
  deepseek_v3: mixture('latent'),
};

const isTrue = (tree: RecipeTree, key: string) => textOf(tree, key) === 'true';

/** The type of a model: as it is named, by its class, or by sizes that only one type has. */
export function modelType(tree: RecipeTree): string | undefined {
  const named = textOf(tree, 'model_type');
  if (named !== undefined) return named;
  const classes = entryOf(tree, 'architectures')?.value;
  const first = classes?.kind === 'list' ? classes.items[0] : undefined;
  const name = first?.kind === 'scalar' ? first.text : undefined;
  if (name !== undefined) return typeOfClass(name);
  if (textOf(tree, 'n_ctx') !== undefined && textOf(tree, 'n_embd') !== undefined) return 'gpt2';
  if (textOf(tree, 'q_lora_rank') !== undefined && textOf(tree, 'n_routed_experts') !== undefined) return 'deepseek_v3';
  return undefined;
}

/** "Qwen3MoeForCausalLM" is a qwen3_moe, "GPTNeoXForCausalLM" a gpt_neox. */
function typeOfClass(name: string): string {
  const stem = name.replace(/(?:For\w+|LMHeadModel|Model)$/, '');
  const folded = stem.toLowerCase();
  return Object.keys(forms).find(type => type.replaceAll('_', '') === folded) ?? folded;
}

/**
 * How a model's parameters are counted, by its configuration. What a configuration switches on that its type has not by
 * itself (biases, other norms, a tied output) is not guessed either.
 */
export function modelForm(tree: RecipeTree): ModelForm {
  const type = modelType(tree);
  if (type === undefined) {
    return unknown(
      'The configuration names no "model_type", so how many parameters follow from its sizes is left open.',
    );
  }
  if (type === 'falcon') return falcon(tree);
  if (type === 't5') {
    return {
      ...unknown('The parameters of a T5, an encoder with a decoder, are not counted here.'),
      cache: false,
    };
  }
  const form = Object.hasOwn(forms, type) ? forms[type] : undefined;
  if (form === undefined) {
    return unknown(
      `What the layers of "${type.slice(0, 40)}" hold is not known here, so its parameters are left open.`,
    );
  }
  const biased = ['attention_bias', 'mlp_bias', 'use_bias', 'bias'].find(key => isTrue(tree, key));
  if (biased !== undefined && 'parameters-llama' in form.formulas) {
    return {
      ...form,
      ...unknown(`"${biased}" adds biases that are not counted here, so the parameters are left open.`),
    };
  }
  const projection = textOf(tree, 'word_embed_proj_dim');
  if (projection !== undefined && projection !== textOf(tree, 'hidden_size')) {
    return {
      ...form,
      ...unknown('Embeddings of another width than the layers are not counted here; the parameters are left open.'),
    };
  }
  if (/^deepseek/.test(type) && textOf(tree, 'q_lora_rank') === undefined) return mixture('latent-plain-queries');
  const sparse = textOf(tree, 'decoder_sparse_step');
  if (type === 'qwen3_moe' && sparse !== undefined && sparse !== '1') {
    return {
      ...form,
      ...unknown('Experts in some of the layers only are not counted here; the parameters are left open.'),
    };
  }
  return form;
}

const unknown = (remark: string): ModelForm => ({ formulas: {}, remark });

/** Falcon 7B shares one key and value among its heads; later ones have groups. */
function falcon(tree: RecipeTree): ModelForm {
  const first = isTrue(tree, 'multi_query') && !isTrue(tree, 'new_decoder_architecture');
  const plain = first && isTrue(tree, 'parallel_attn') && !isTrue(tree, 'bias') && !isTrue(tree, 'alibi');
  return plain
    ? { formulas: { 'parameters-transformer': 'falcon' } }
    : unknown('Of the Falcons only the first (7B) is counted here; the parameters are left open.');
}
