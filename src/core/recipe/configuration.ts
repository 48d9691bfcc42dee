import { group } from './format.ts';
import { readValue } from './given-value.ts';
import { modelForm, modelType } from './model-forms.ts';
import type { Recipe, RecipeFormula, RecipeInput } from './recipe.ts';
import { entryOf, type RecipeEntry, type RecipeTree, textOf } from './recipe-tree.ts';
import { rotaryScaling } from './rotary-scaling.ts';

/*
 * Configuration files of training programs, read as recipes. A file is recognised by keys that only its program has.
 */

/** A key of a configuration and the input that it is. `convert` may change the text, or refuse it. */
interface KeyOf {
  readonly keys: readonly string[];
  readonly input: string;
  readonly convert?: (text: string, tree: RecipeTree) => string | undefined;
}

/** NeoX writes keys with `-` or `_`, and values of its parallel degrees as 0 for "none". */
const neox: readonly KeyOf[] = [
  { keys: ['train_iters'], input: 'steps' },
  { keys: ['lr_decay_iters'], input: 'decay_steps' },
  { keys: ['train_micro_batch_size_per_gpu'], input: 'micro_batch' },
  { keys: ['gradient_accumulation_steps'], input: 'grad_accum' },
  { keys: ['train_batch_size'], input: 'batch_seqs' },
  { keys: ['seq_length'], input: 'context' },
  { keys: ['model_parallel_size'], input: 'tp', convert: atLeastOne },
  { keys: ['pipe_parallel_size'], input: 'pp', convert: atLeastOne },
  { keys: ['num_layers'], input: 'layers' },
  { keys: ['hidden_size'], input: 'hidden' },
  { keys: ['num_attention_heads'], input: 'heads' },
  { keys: ['num_kv_heads'], input: 'kv_heads' },
  { keys: ['intermediate_size'], input: 'ffn' },
  { keys: ['warmup_iters'], input: 'warmup_steps' },
  { keys: ['warmup'], input: 'warmup_steps', convert: neoxWarmup },
  { keys: ['min_lr'], input: 'min_lr' },
  { keys: ['decay_lr_to'], input: 'final_lr_ratio' },
  { keys: ['rotary_emb_base'], input: 'rope_base' },
  { keys: ['precision'], input: 'dtype' },
  { keys: ['global_num_gpus'], input: 'gpus' },
  { keys: ['padded_vocab_size', 'vocab_size'], input: 'vocab' },
];

const huggingFace: readonly KeyOf[] = [
  { keys: ['num_hidden_layers', 'n_layer', 'num_layers', 'n_layers'], input: 'layers' },
  { keys: ['hidden_size', 'n_embd', 'n_embed', 'd_model'], input: 'hidden' },
  { keys: ['num_attention_heads', 'n_head', 'num_heads', 'n_heads'], input: 'heads' },
  { keys: ['num_key_value_heads', 'num_kv_heads'], input: 'kv_heads' },
  { keys: ['head_dim', 'd_kv'], input: 'head_dim' },
  { keys: ['intermediate_size', 'n_inner', 'ffn_dim', 'd_ff'], input: 'ffn' },
  { keys: ['vocab_size'], input: 'vocab' },
  { keys: ['max_position_embeddings', 'n_positions'], input: 'context' },
  { keys: ['tie_word_embeddings'], input: 'embeddings', convert: text => (text === 'true' ? '1' : '2') },
  { keys: ['num_local_experts', 'n_routed_experts', 'num_experts'], input: 'experts' },
  { keys: ['num_experts_per_tok'], input: 'top_k' },
  { keys: ['n_shared_experts'], input: 'shared_experts' },
  { keys: ['moe_intermediate_size'], input: 'expert_ffn' },
  { keys: ['first_k_dense_replace'], input: 'dense_layers' },
  { keys: ['q_lora_rank'], input: 'q_lora_rank' },
  { keys: ['kv_lora_rank'], input: 'kv_lora_rank' },
  { keys: ['qk_rope_head_dim'], input: 'rope_dim' },
  { keys: ['qk_nope_head_dim'], input: 'nope_dim' },
  { keys: ['v_head_dim'], input: 'v_dim' },
];

const olmoModel: readonly KeyOf[] = [
  { keys: ['n_layers'], input: 'layers' },
  { keys: ['d_model'], input: 'hidden' },
  { keys: ['n_heads'], input: 'heads' },
  { keys: ['n_kv_heads'], input: 'kv_heads' },
  { keys: ['max_sequence_length'], input: 'context' },
  // The table has a row more for each that its size is rounded up by.
  { keys: ['embedding_size'], input: 'vocab' },
  { keys: ['vocab_size'], input: 'vocab' },
  { keys: ['rope_theta'], input: 'rope_base' },
  { keys: ['weight_tying'], input: 'embeddings', convert: text => (text === 'true' ? '1' : '2') },
  { keys: ['mlp_hidden_size'], input: 'ffn', convert: olmoWidth },
  { keys: ['mlp_ratio'], input: 'ffn', convert: olmoRatio },
];
const olmoTop: readonly KeyOf[] = [
  { keys: ['global_train_batch_size'], input: 'batch_seqs' },
  { keys: ['device_train_microbatch_size'], input: 'micro_batch' },
];

/**
 * A recipe out of a configuration file of GPT-NeoX, OLMo or Hugging Face (`config.json`); `undefined` when the tree is
 * none of these. GPT-NeoX says only in comments of its `text` on how many accelerators it ran.
 */
export function readConfiguration(tree: RecipeTree, text = ''): Recipe | undefined {
  if (entryOf(tree, 'inputs', 'results', 'formulas') !== undefined) return undefined;
  const has = (...keys: readonly string[]) => keys.every(key => entryOf(tree, key) !== undefined);
  if (has('train_iters') && (has('num_layers') || has('train_micro_batch_size_per_gpu') || has('seq_length')))
    return fromNeox(tree, text);
  if (has('global_train_batch_size') && has('model')) return fromOlmo(tree);
  if (has('architectures') || has('model_type') || has('hidden_size', 'num_hidden_layers') || has('n_embd', 'n_layer'))
    return fromHuggingFace(tree);
  return undefined;
}

function fromHuggingFace(whole: RecipeTree): Recipe {
  const part = entryOf(whole, 'text_config')?.value;
  // A model of pictures and text: only the part that reads text is a language model of the kind counted here.
  const tree = part?.kind === 'map' ? part : whole;
  const form = modelForm(tree);
  const found = inputsFrom(tree, huggingFace);
  const mixture = found.some(input => input.name === 'experts');
  // In a mixture without a width of its own for experts, the width is that of the experts.
  const inputs = [
    ...(mixture && !found.some(input => input.name === 'expert_ffn')
      ? found.map(input => (input.name === 'ffn' ? { ...input, name: 'expert_ffn' } : input))
      : found.map(input => (mixture && input.name === 'ffn' ? { ...input, name: 'dense_ffn' } : input))),
  ];
  const has = (name: string) => inputs.some(input => input.name === name);
  const heads = inputs.find(input => input.name === 'heads');
  const shared = entryOf(tree, 'multi_query');
  if (!has('kv_heads') && heads !== undefined) {
    if (
      shared?.value.kind === 'scalar' &&
      shared.value.text === 'true' &&
      textOf(tree, 'new_decoder_architecture') !== 'true'
    )
      inputs.push({ ...written('kv_heads', '1', shared) });
    else if (form.multiHead === true) inputs.push({ ...heads, name: 'kv_heads' });
  }
  if (!has('embeddings') && form.tied !== undefined && heads !== undefined) {
    const source = `the default of ${modelType(tree)}`;
    inputs.push({ ...heads, name: 'embeddings', text: form.tied ? '1' : '2', source });
  }
  const rotary = rotaryOf(tree, inputs);
  inputs.push(...rotary.inputs);
  const cached = form.cache === false ? inputs.filter(input => input.name !== 'kv_heads') : inputs;
  const remarks = [
    ...(tree === whole ? [] : ['Only the text model of this configuration is reckoned with ("text_config").']),
    ...(form.remark === undefined ? [] : [form.remark]),
    ...rotary.remarks,
  ];
  return { ...recipe('Hugging Face', cached), forms: form.formulas, remarks };
}

/** The base of the rotary embedding and the scaling of its positions, as far as wavelengths follow from them. */
function rotaryOf(
  tree: RecipeTree,
  inputs: readonly RecipeInput[],
): { readonly inputs: readonly RecipeInput[]; readonly remarks: readonly string[] } {
  const parameters = entryOf(tree, 'rope_parameters')?.value;
  const base = entryOf(tree, 'rope_theta', 'rotary_emb_base') ?? entryOf(parameters, 'rope_theta');
  if (base?.value.kind !== 'scalar' || ofWholeHead(base.value.text, tree) === undefined)
    return { inputs: [], remarks: [] };
  const number = (name: string) => Number(inputs.find(input => input.name === name)?.text ?? Number.NaN);
  const headDim = [number('rope_dim'), number('head_dim'), number('hidden') / number('heads')].find(Number.isFinite);
  const scaling = rotaryScaling(tree, Number(base.value.text), headDim);
  const stated = written('rope_base', base.value.text, base);
  if (scaling.kind === 'unknown') return { inputs: [], remarks: [scaling.remark] };
  return {
    inputs:
      scaling.kind === 'none' ? [stated] : [stated, written('rope_scaling_factor', scaling.factor, scaling.entry)],
    remarks: [],
  };
}

function recipe(configuration: string, inputs: readonly RecipeInput[], schedule?: string): Recipe {
  return {
    configuration,
    inputs,
    open: [],
    formulas: [],
    results: [],
    ...(schedule === undefined ? {} : { schedule }),
  };
}

function inputsFrom(tree: RecipeTree | undefined, table: readonly KeyOf[]): readonly RecipeInput[] {
  const found: RecipeInput[] = [];
  for (const { keys, input, convert } of table) {
    const entry = entryOf(tree, ...keys);
    if (entry?.value.kind !== 'scalar' || /^(?:null|~)?$/.test(entry.value.text)) continue;
    const text = convert === undefined ? entry.value.text : convert(entry.value.text, tree!);
    if (text !== undefined && !found.some(each => each.name === input)) found.push({ ...written(input, text, entry) });
  }
  return found;
}

const written = (name: string, text: string, entry: RecipeEntry): RecipeInput => ({
  name,
  text,
  range: entry.value.range,
  source: entry.key,
});

/** A schedule without a length of its own is as long as the training: in its tokens, or in steps of its batch. */
function decayOf(inputs: readonly RecipeInput[], inTokens: boolean): readonly RecipeInput[] {
  const planned = inputs.find(input => input.name === 'tokens_planned' || input.name === 'steps_planned');
  if (planned === undefined) return [];
  if (planned.name === 'steps_planned') return inTokens ? [] : [{ ...planned, name: 'decay_steps' }];
  if (inTokens) return [{ ...planned, name: 'decay_tokens' }];
  const value = (name: string) => Number(inputs.find(input => input.name === name)?.text ?? Number.NaN);
  const steps = Math.round(Number(planned.text) / (value('batch_seqs') * value('context')));
  if (!Number.isFinite(steps) || steps <= 0) return [];
  const source = `${planned.source} ÷ (global_train_batch_size × max_sequence_length)`;
  return [{ ...planned, name: 'decay_steps', text: group(String(steps)), source }];
}

/** Where only a part of a head is rotated, wavelengths go by that part. */
function ofWholeHead(text: string, tree: RecipeTree): string | undefined {
  const part = textOf(tree, 'rotary_pct', 'partial_rotary_factor');
  return part === undefined || Number(part) === 1 ? text : undefined;
}

function atLeastOne(text: string): string {
  return text === '0' ? '1' : text;
}

/** NeoX's `warmup` is a share of the decay steps. */
function neoxWarmup(text: string, tree: RecipeTree): string | undefined {
  const length = entryOf(tree, 'lr_decay_iters', 'train_iters')?.value;
  const share = Number(text);
  const steps = length?.kind === 'scalar' ? Number(length.text) : Number.NaN;
  return Number.isFinite(share * steps) ? String(Math.round(share * steps)) : undefined;
}

/** OLMo's width is that before the gate, which takes half of it. */
function olmoWidth(text: string, tree: RecipeTree): string | undefined {
  const width = Number(text) / (isGated(tree) ? 2 : 1);
  return Number.isInteger(width) && width > 0 ? String(width) : undefined;
}

function olmoRatio(text: string, tree: RecipeTree): string | undefined {
  return olmoWidth(String(Number(text) * Number(textOf(tree, 'd_model'))), tree);
}

const isGated = (model: RecipeTree) => (textOf(model, 'activation_type') ?? 'swiglu') === 'swiglu';

/** How OLMo's layers are counted; it is said where its configuration leaves that open, or has what is not counted. */
function olmoForm(model: RecipeTree | undefined): Pick<Recipe, 'forms' | 'remarks'> {
  const open = (remark: string) => ({ forms: {}, remarks: [`${remark}, so how many parameters follow is left open.`] });
  if (textOf(model, 'mlp_hidden_size', 'mlp_ratio') === undefined)
    return open('The configuration has neither "mlp_hidden_size" nor "mlp_ratio"');
  if (textOf(model, 'include_bias') !== 'false') return open('"include_bias" is not set to false');
  if (model !== undefined && !isGated(model))
    return open('Layers without a gate ("activation_type") are not counted here');
  if (textOf(model, 'weight_tying') === undefined) return open('"weight_tying" is not stated');
  const norm = textOf(model, 'layer_norm_type') ?? 'default';
  const affine = textOf(model, 'layer_norm_with_affine') !== 'false';
  const normed = textOf(model, 'attention_layer_norm') === 'true';
  if (!affine && !normed) return { forms: { 'parameters-llama': 'norms-without-parameters' } };
  if (affine && norm === 'rms') return { forms: { 'parameters-llama': normed ? 'query-key-norms' : 'weights' } };
  return open(`Norms of type "${norm}" with parameters are not counted here`);
}

/** "# trained on 256 gpus", "# 8x A100", in a comment of the file. */
function machinesIn(text: string): readonly RecipeInput[] {
  const found =
    /#[^\n]{0,80}?(?<![\w.])(\d[\d,]{0,6})\s?(?:x\s?)?(?:[AHV]\d{2,3}s?|GPUs?|TPUs?|chips|accelerators)\b/i.exec(text);
  if (found === null) return [];
  const from = found.index + found[0].lastIndexOf(found[1]!);
  return [{ name: 'gpus', text: found[1]!, range: { from, to: from + found[1]!.length }, source: 'a comment' }];
}

function fromNeox(tree: RecipeTree, text: string): Recipe {
  const inputs = [...inputsFrom(tree, neox)];
  const rate = entryOf(entryOf(entryOf(tree, 'optimizer')?.value, 'params')?.value, 'lr');
  if (rate?.value.kind === 'scalar') inputs.push(written('peak_lr', rate.value.text, rate));
  const stage = entryOf(entryOf(tree, 'zero_optimization')?.value, 'stage');
  if (stage?.value.kind === 'scalar') inputs.push(written('zero_stage', stage.value.text, stage));
  if (!inputs.some(input => input.name === 'gpus')) inputs.push(...machinesIn(text));
  const style = entryOf(tree, 'lr_decay_style')?.value;
  // What its layers hold depends on more keys than are read here: how many parameters follow is left open.
  return { ...recipe('GPT-NeoX', inputs, style?.kind === 'scalar' ? style.text : undefined), forms: {} };
}

/** What follows from a plan before anything was trained, each where its inputs are stated. */
const ofPlans: readonly (readonly [name: string, title: string, expression: string, ...inputs: string[]])[] = [
  [
    'planned_steps',
    'steps for the planned tokens',
    'floor(tokens_planned / (batch_seqs × context))',
    'tokens_planned',
    'batch_seqs',
    'context',
  ],
  [
    'planned_tokens',
    'tokens of the planned steps',
    'steps_planned × batch_seqs × context',
    'steps_planned',
    'batch_seqs',
    'context',
  ],
  [
    'warmup_share',
    'share of the warm-up',
    'warmup_steps / planned_steps in %',
    'warmup_steps',
    'tokens_planned',
    'batch_seqs',
    'context',
  ],
  ['warmup_share', 'share of the warm-up', 'warmup_steps / steps_planned in %', 'warmup_steps', 'steps_planned'],
  ['warmup_share', 'share of the warm-up', 'warmup_tokens / tokens_planned in %', 'warmup_tokens', 'tokens_planned'],
  ['final_lr', 'learning rate at the end', 'peak_lr × final_lr_ratio', 'peak_lr', 'final_lr_ratio'],
];

function plannedBy(inputs: readonly RecipeInput[]): readonly RecipeFormula[] {
  const stated = new Map(inputs.map(input => [input.name, input]));
  return ofPlans.flatMap(([name, title, expression, ...needs]) => {
    const first = stated.get(needs[0]!);
    return first !== undefined && needs.every(each => stated.has(each))
      ? [{ name, title, expression, range: first.range }]
      : [];
  });
}

/** Without a number of their own, keys and values are one of each head, or one of all. */
function olmoHeads(inputs: readonly RecipeInput[], model: RecipeTree | undefined): readonly RecipeInput[] {
  const heads = inputs.find(input => input.name === 'heads');
  if (heads === undefined) return [];
  const shared = entryOf(model, 'multi_query_attention');
  const isShared = shared?.value.kind === 'scalar' && shared.value.text === 'true';
  return [isShared ? written('kv_heads', '1', shared) : { ...heads, name: 'kv_heads' }];
}

/** Where the run was to stop, in steps; a schedule in tokens is at as many tokens then. */
function olmoStop(tree: RecipeTree, inputs: readonly RecipeInput[], inTokens: boolean): readonly RecipeInput[] {
  const stop = entryOf(tree, 'stop_at');
  if (stop?.value.kind !== 'scalar' || !/^\d[\d_]*$/.test(stop.value.text)) return [];
  const steps = written('steps', stop.value.text, stop);
  const value = (name: string) => Number(inputs.find(input => input.name === name)?.text ?? Number.NaN);
  const tokens = Number(stop.value.text.replaceAll('_', '')) * value('batch_seqs') * value('context');
  if (!inTokens || !Number.isSafeInteger(tokens)) return [steps];
  const source = `${stop.key} × global_train_batch_size × max_sequence_length`;
  return [steps, { ...steps, name: 'tokens', text: group(String(tokens)), source }];
}

function fromOlmo(tree: RecipeTree): Recipe {
  const inputs = [...inputsFrom(tree, olmoTop), ...inputsFrom(entryOf(tree, 'model')?.value, olmoModel)];
  const rate = entryOf(entryOf(tree, 'optimizer')?.value, 'learning_rate');
  if (rate?.value.kind === 'scalar') inputs.push(written('peak_lr', rate.value.text, rate));
  const scheduler = entryOf(tree, 'scheduler')?.value;
  const units = entryOf(scheduler, 'units')?.value;
  const inTokens = units?.kind === 'scalar' && units.text === 'tokens';
  const table: readonly KeyOf[] = [
    { keys: ['t_warmup'], input: inTokens ? 'warmup_tokens' : 'warmup_steps' },
    { keys: ['t_max'], input: inTokens ? 'decay_tokens' : 'decay_steps' },
    { keys: ['alpha_f'], input: 'final_lr_ratio' },
  ];
  inputs.push(...inputsFrom(scheduler, table));
  const duration = entryOf(tree, 'max_duration');
  if (duration?.value.kind === 'scalar') {
    // "2e12T" is tokens and "1ep" an epoch: the letter is a unit here, no suffix of the number.
    const [, number, unit] = /^([\d._,]+(?:e\+?\d+)?)\s*(T|ep)?$/i.exec(duration.value.text.trim()) ?? [];
    const name =
      unit?.toUpperCase() === 'T' ? 'tokens_planned' : unit?.toLowerCase() === 'ep' ? 'epochs' : 'steps_planned';
    if (number !== undefined && 'value' in readValue(number, '1')) inputs.push(written(name, number, duration));
  }
  inputs.push(...olmoStop(tree, inputs, inTokens));
  const shape = entryOf(scheduler, 'name')?.value;
  const name = shape?.kind === 'scalar' ? shape.text : '';
  if (!inputs.some(input => /^decay_/.test(input.name))) inputs.push(...decayOf(inputs, inTokens));
  const model = entryOf(tree, 'model')?.value;
  if (!inputs.some(input => input.name === 'kv_heads')) inputs.push(...olmoHeads(inputs, model));
  const schedule = /cos/.test(name) ? 'cosine' : /linear/.test(name) ? 'linear' : undefined;
  return { ...recipe('OLMo', inputs, schedule), formulas: plannedBy(inputs), ...olmoForm(model) };
}
