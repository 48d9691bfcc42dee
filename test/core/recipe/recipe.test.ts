import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ReadRecipe, readRecipe, readRecipeFile } from '../../../src/core/recipe/read-recipe.ts';
import { recipeHtml } from '../../../src/core/recipe/recipe-html.ts';
import { recipeSchema } from '../../../src/core/recipe/recipe-schema.ts';
import { solveRecipe } from '../../../src/core/recipe/solve-recipe.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/recipe/${name}`, import.meta.url), 'utf8');

function solve(text: string) {
  const { recipe, problems } = readRecipe(text);
  const solved = solveRecipe(recipe);
  return { recipe, solved, problems: [...problems, ...solved.problems] };
}

const texts = (solved: ReturnType<typeof solve>['solved']) =>
  Object.fromEntries(solved.results.map(result => [result.name, result.text]));

describe('a recipe', () => {
  it('is read, computed, and written as its aside', () => {
    const { solved, problems } = solve(fixture('llemma-7b.recipe.yaml'));
    assert.deepEqual(texts(solved), {
      'fraction-of-plan': '0.84',
      passes: '2.9',
      MFU: '≈ 26 %',
      'zero-memory': '13.8 GB',
      'wall-clock': '≈ 3.74 days',
      'learning-rate-cosine': '7.1e-6',
      cost: '≈ $46k',
    });
    assert.equal(solved.aside, '0.84 epoch over the 200B dataset; MFU ≈ 26 %, 2.9 epochs of Proof-Pile-2.');
    assert.deepEqual(problems, []);
  });

  it('computes what follows when it asks for nothing, and assumes nothing for it', () => {
    const { solved } = solve('steps: 42,000\nbatch_tokens: 4M\nparams: 7B\ngpu_hours: 23,000\n');
    assert.deepEqual(texts(solved), {
      'tokens-seen': '168B tokens',
      'training-flops': '7.1e21 FLOPs',
      'tokens-per-parameter': '24 tokens/parameter',
      throughput: '2,000 tokens/s/GPU',
    });
  });

  it('may stand below "recipe:", as in front matter', () => {
    assert.equal(solve('recipe:\n  steps: 10\n  batch_tokens: 5\n').solved.results[0]?.text, '50 tokens');
  });

  it('takes inputs as expressions of those before', () => {
    const { solved, problems } = solve('sequences: 1024\nbatch_tokens: 1024 × 4096\nsteps: 84,000 / 2\nmine: 3 days\n');
    assert.deepEqual(problems, []);
    assert.equal(solved.inputs.find(input => input.name === 'batch_tokens')?.value, 4194304);
    assert.deepEqual(solved.inputs.find(input => input.name === 'mine')?.unit, 's');
    assert.equal(texts(solved)['tokens-seen'], '176B tokens');
  });

  it('takes a value in the unit that stands beside it', () => {
    const text =
      'hours: { value: 3.7, unit: day }\nbatch_tokens: { value: 4 million tokens, unit: token/step }\nsteps: 5\niterations: 5\ndays: { value: 2 × 12, unit: h }\n';
    const { solved, problems } = solve(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      solved.inputs.map(input => input.value),
      [88.80000000000001, 4e6, 5, 5, 1],
    );
  });

  it('takes an input for what its value says it is', () => {
    const text = 'steps: 42,000\nglobal batch size: 4M tokens\naccelerators: 256 A100 40GB\nresults: [tokens-seen]\n';
    const { solved, problems } = solve(text);
    assert.deepEqual(problems, []);
    assert.equal(texts(solved)['tokens-seen'], '168B tokens');
    assert.deepEqual(
      solved.inputs.map(({ title, value, text: written }) => [title, value ?? written]),
      [
        ['steps trained', 42000],
        ['tokens in a step', 4e6],
        ['accelerators', 256],
        ['accelerator', 'A100 40GB'],
      ],
    );
    const last = solved.inputs.at(-1)!.range;
    assert.equal(text.slice(last.from, last.to), 'A100 40GB');
    assert.equal(solve('batch size: 4M tokens\n').solved.inputs[0]?.unit, 'token/step');
    assert.equal(solve('batch size: 1024 sequences\n').solved.inputs[0]?.unit, 'sequence/step');
    assert.equal(solve('global_batch_size: 1024\n').solved.inputs[0]?.unit, 'sequence/step');
  });

  it('draws its learning rate, with the place where the run stopped', () => {
    const { curve } = solve(fixture('llemma-7b.recipe.yaml')).solved;
    assert.equal(curve!.points[0]![0], 0);
    assert.equal(curve?.length, 48000);
    assert.equal(curve?.stop?.at, 42000);
    assert.ok(Math.abs(curve.stop.rate - 7.089328509426e-6) < 1e-15);
    assert.ok(curve.points.some(([step, rate]) => step === 500 && rate === 1e-4));
  });
});

/** The learning rate that is drawn, or why there is none. */
function drawn(text: string): string {
  const { curve, curveRemark } = solve(text).solved;
  if (curve === undefined) return curveRemark ?? 'nothing';
  const last = curve.points.at(-1)![1];
  const stop = curve.stop === undefined ? '' : `, stop at ${curve.stop.at}: ${curve.stop.rate.toPrecision(4)}`;
  return `${curve.schedule}: ${curve.peak} to ${last.toPrecision(4)} over ${curve.length} ${curve.axis}${stop}${curve.notes.map(note => `; ${note}`).join('')}`;
}

describe('the learning rate of a recipe', () => {
  const run = 'peak_lr: 1e-4\nmin_lr: 1e-5\nsteps: 42,000\n';
  const cases: readonly (readonly [string, string])[] = [
    [
      `${run}steps_planned: 48,000\nwarmup_steps: 500\nschedule: cosine\n`,
      'cosine: 0.0001 to 0.00001000 over 48000 steps, stop at 42000: 0.00001350',
    ],
    [
      `${run}decay_steps: 48,000\nwarmup_tokens: 2B\nbatch_tokens: 4M\nschedule: cosine\n`,
      'cosine: 0.0001 to 0.00001000 over 48000 steps, stop at 42000: 0.00001350',
    ],
    [
      `${run}decay_steps: 48,000\nwarmup_tokens: 2B\nschedule: cosine\n`,
      'The learning rate is not drawn: The length of the warm-up is given in tokens and other places of the schedule in steps: give all in one of them, or the tokens in a step (batch_tokens).',
    ],
    [
      'peak_lr: 1e-4\nmin_lr: 1e-5\ntokens: 168B\ndecay_tokens: 192B\nwarmup_tokens: 2B\nschedule: cosine\n',
      'cosine: 0.0001 to 0.00001000 over 192000000000 tokens, stop at 168000000000: 0.00001350',
    ],
    [
      `${run}warmup: 1%\nschedule: linear\n`,
      'linear: 0.0001 to 0.00001000 over 42000 steps, stop at 42000: 0.00001000',
    ],
    [
      'peak_lr: 1e-4\nsteps: 42,000\nschedule: linear\n',
      'linear: 0.0001 to 0.000 over 42000 steps, stop at 42000: 0.000; No final learning rate is given: a decay to 0 is assumed. Give min_lr or final_lr_ratio.',
    ],
    [
      'peak_lr: 1e-4\nwarmup_steps: 500\nsteps: 42,000\nschedule: inverse-sqrt\n',
      'inverse-sqrt: 0.0001 to 0.00001091 over 42000 steps, stop at 42000: 0.00001091',
    ],
    [
      'peak_lr: 1e-4\nwarmup_steps: 500\nsteps: 42,000\nschedule: constant\n',
      'constant: 0.0001 to 0.0001000 over 42000 steps, stop at 42000: 0.0001000',
    ],
    [
      `${run}schedule: wsd\n`,
      'The learning rate is not drawn: a wsd schedule needs the length of the decay at the end (decay_length).',
    ],
    [
      `${run}schedule: wsd\ndecay_length: 4,000\n`,
      'wsd: 0.0001 to 0.00001000 over 42000 steps, stop at 42000: 0.00001000; The decay at the end is drawn as a straight line.',
    ],
    [
      `${run}schedule: banana\n`,
      'The learning rate is not drawn, for the recipe names no shape: add "schedule: cosine", or linear, wsd, inverse-sqrt, constant.',
    ],
    [
      run,
      'The learning rate is not drawn, for the recipe names no shape: add "schedule: cosine", or linear, wsd, inverse-sqrt, constant.',
    ],
    [
      'peak_lr: 1e-4\nschedule: constant\n',
      'The learning rate is not drawn: how long the schedule is (decay_steps or steps) is not stated.',
    ],
    ['steps: 42,000\n', 'nothing'],
  ];
  for (const [text, wanted] of cases) it(text.replaceAll('\n', ' '), () => assert.equal(drawn(text), wanted));

  it('of an inverse square root goes by the peak that is stated', () => {
    const text = 'peak_lr: 1e-4\nwarmup_steps: 500\nsteps: 42,000\nschedule: inverse-sqrt\n';
    assert.equal(texts(solve(text).solved)['learning-rate-inverse-sqrt'], '1.1e-5');
  });

  it('takes a warm-up in percent for a share', () => {
    const { solved, problems } = solve('warmup: 1%\nsteps: 42,000\nresults: [warmup-steps]\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(texts(solved), { 'warmup-steps': '420 steps' });
    assert.equal(solved.inputs[0]?.title, 'warm-up share');
  });
});

describe('problems of a recipe', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['steps: many\n', 'many', 'steps: There is no quantity or unit "many" here.'],
    ['steps: 3 days\n', '3 days', 'steps: 3 days does not measure what is wanted, a value in step.'],
    ['inputs: steps\n', 'steps', '"inputs" is a map of names and values, or a list of names.'],
    ['inputs: [steps: 4]\n', 'steps: 4', 'In a list of inputs stand names only, such as "- steps".'],
    ['steps: { value: [1] }\n', '[1]', 'The "value" of "steps" is a number or a text.'],
    ['steps: { valeu: 3 }\n', 'valeu', 'An input has no "valeu"; it has value, unit, title and source.'],
    ['steps: { value: 3, unit: apples }\n', 'apples', '"apples" is no unit known here.'],
    ['steps: { value: 5, unit: h }\n', '5', 'steps: h does not measure what is wanted: a value in step.'],
    ['inputs: { mine: { value: 5, unit: [h] } }\n', '[h]', 'A unit is a word, such as token/step.'],
    [
      'steps: 5\niterations: 7\n',
      '7',
      '"iterations" and "steps" both mean the steps trained, and differ: "steps" is taken.',
    ],
    [
      'steps: 5\nformulas: { steps: 2 × 3 }\n',
      '2 × 3',
      'The formula "steps" has the name of an input: give one of them another.',
    ],
    [
      'schedule: cosine\npeak_lr: 1e-4\nwarmup_tokens: 2B\ndecay_steps: 48,000\n',
      '2B',
      'The length of the warm-up is given in tokens and other places of the schedule in steps',
    ],
    ['results: [tokens-sen]\n', 'tokens-sen', 'There is no formula "tokens-sen".'],
    [
      'steps: 2\nresults: [tokens-seen]\n',
      'tokens-seen',
      'Tokens seen needs tokens in a step (batch_tokens): write it into the recipe.',
    ],
    [
      'results: [mfu]\n',
      'mfu',
      'Model FLOP/s utilisation needs tokens per second and accelerator (tokens_per_second_per_gpu) and parameters (params): write them into the recipe.',
    ],
    ['formulas: { a: b + 1, b: a + 1 }\n', 'b', '"a" and "b" need each other, so neither can be computed.'],
    ['formulas: { a: a + 1 }\n', 'a', '"a" needs itself.'],
    ['formulas: { a: b + 1, b: 3 }\n', 'b', '"b" is computed further down: put it above "a".'],
    ['steps: 2\nformulas: { a: steps + 3 days }\n', 'steps + 3 days', 'This adds seconds to steps.'],
    ['formulas: { a: 2 × }\n', '', 'The expression ends too early: a value is missing.'],
    ['aside: "{nothing} here"\n', '"{nothing} here"', '"nothing" in the aside is no result or input of this recipe.'],
    [
      'schedule: zigzag\n',
      'zigzag',
      '"zigzag" is no schedule known here: cosine, linear, wsd, inverse-sqrt, constant.',
    ],
    ['- a\n', '- a\n', 'A recipe is a map of names and values, such as "steps: 42,000".'],
    ['a: 1\na: 2\n', 'a', 'This is not valid YAML: Map keys must be unique.'],
    ['a: &x 1\nb: *x\n', '*x', 'Anchors and aliases are not followed in recipes: write the value out.'],
  ];
  for (const [text, place, message] of cases) {
    it(JSON.stringify(text), () => {
      const [problem] = solve(text).problems;
      assert.equal(problem?.message.startsWith(message), true, problem?.message);
      assert.equal(text.slice(problem!.range.from, problem!.range.to).slice(0, place.length), place);
    });
  }
});

describe('a recipe with open inputs', () => {
  const template = fixture('electricity.recipe.yaml');

  it('is no mistake, and names what it needs', () => {
    const { recipe, solved, problems } = solve(template);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      recipe.open.map(({ name }) => name),
      ['gpu_hours'],
    );
    assert.deepEqual(solved.formulas[0]?.missing, ['gpu_hours']);
    assert.equal(solved.aside, undefined);
    assert.match(
      recipeHtml(solved, { id: 'r' }),
      /from the quotes.*0\.55 kW.*needs accelerator-hours.*">energy<\/span> of electricity for <span/,
    );
  });

  it('is open by an empty value, a description without one, and a name in a list alike', () => {
    for (const text of ['steps:', 'inputs: { steps: }', 'inputs: { steps: { title: Updates } }', 'inputs: [steps]']) {
      const { recipe, problems } = readRecipe(`${text}\n`);
      assert.deepEqual([recipe.open.map(({ name }) => name), problems], [['steps'], []], text);
    }
  });

  it('says what is wrong besides', () => {
    const { problems } = solve(template.replace('power in', 'powr in'));
    assert.deepEqual(
      problems.map(({ message }) => message.split('.')[0]),
      ['There is no quantity or unit "powr" here'],
    );
  });

  it('is computed with what is known of a run', () => {
    const { aside, problems } = solveRecipe(readRecipe(template).recipe, {
      gpu_hours: { value: 47_000, significant: 2 },
    });
    assert.deepEqual([aside, problems], ['26 MWh of electricity for 47,000 GPU-hours.', []]);
  });
});

describe('configuration files', () => {
  it('GPT-NeoX', () => {
    const { recipe, solved, problems } = solve(fixture('neox-7B.yml'));
    assert.deepEqual(problems, []);
    assert.equal(recipe.configuration, 'GPT-NeoX');
    assert.equal(recipe.schedule, 'cosine');
    const inputs = Object.fromEntries(solved.inputs.map(input => [input.name, input.value]));
    assert.deepEqual(inputs, {
      steps: 48000,
      decay_steps: 48000,
      micro_batch: 4,
      grad_accum: 2,
      context: 4096,
      tp: 2,
      pp: 1,
      layers: 32,
      hidden: 4096,
      heads: 32,
      warmup_steps: 500,
      min_lr: 3.3e-6,
      rope_base: 10000,
      peak_lr: 1e-4,
      zero_stage: 1,
    });
    assert.equal(solved.curve?.length, 48000);
  });

  it('OLMo, whose T is the unit "tokens"', () => {
    const { recipe, solved, problems } = solve(fixture('olmo-7B.yaml'));
    assert.deepEqual(problems, []);
    assert.equal(recipe.configuration, 'OLMo');
    const inputs = Object.fromEntries(solved.inputs.map(input => [input.name, input.value]));
    assert.equal(inputs.tokens_planned, 5e12);
    assert.equal(inputs.batch_seqs, 1024);
    assert.equal(texts(solved)['batch-tokens'], '4.194M tokens/step');
    assert.equal(solved.curve?.axis, 'tokens');
  });

  it('OLMo that stops before the end of its schedule', () => {
    const { solved, problems } = solve(`${fixture('olmo-7B.yaml')}stop_at: 928646\n`);
    assert.deepEqual(problems, []);
    const inputs = Object.fromEntries(solved.inputs.map(input => [input.name, input.value]));
    assert.equal(inputs.steps, 928646);
    assert.equal(inputs.tokens, 928646 * 1024 * 4096);
    assert.equal(solved.curve?.stop?.at, inputs.tokens);
    const inSteps = solve(
      `${fixture('olmo-7B.yaml').replace('units: tokens', 'units: steps').replace('5e12\n', '1192092\n')}stop_at: 928646\n`,
    );
    assert.equal(inSteps.solved.curve?.stop?.at, 928646);
  });

  it('GPT-NeoX, with the accelerators and the vocabulary that it was launched with', () => {
    const { solved, problems } = solve(
      '"train_iters": 48000\n"num_layers": 32\n"hidden_size": 4096\n"num_attention_heads": 32\n"intermediate_size": 11008\n"num_kv_heads": 32\n"global_num_gpus": 256\n"model_parallel_size": 2\n"vocab_size": 32016\n',
    );
    assert.deepEqual(problems, []);
    const inputs = Object.fromEntries(solved.inputs.map(input => [input.name, input.value]));
    assert.deepEqual([inputs.gpus, inputs.vocab], [256, 32016]);
    assert.equal(texts(solved)['data-parallel-degree'], '128');
    assert.equal(texts(solved)['parameters-llama'], undefined, 'its layers may be others');
  });

  it('Hugging Face, whose parameters come out exactly', () => {
    const { recipe, solved } = solve(fixture('llama-3.1-8B.config.json'));
    assert.equal(recipe.configuration, 'Hugging Face');
    assert.equal(solved.results.find(result => result.name === 'parameters-llama')?.value, 8030261248);
    assert.equal(solved.results.find(result => result.name === 'kv-cache-per-token')?.value, 131072);
  });
});

describe('the HTML of a recipe', () => {
  it('shows what is stated, what follows, and the plot with its description', () => {
    const html = recipeHtml(solve(fixture('llemma-7b.recipe.yaml')).solved, { id: 'r1' });
    assert.match(
      html,
      /<th scope="row">Steps trained.*?<td class="recipe-value">42,000<\/td><td class="recipe-source">p\. 3<\/td>/,
    );
    assert.match(html, /<th scope="row">Fraction of the plan<\/th><td class="recipe-value">0\.84<\/td>/);
    assert.match(html, /<svg [^>]*role="img" aria-labelledby="r1-plot-title r1-plot-desc"/);
    assert.match(
      html,
      /<desc id="r1-plot-desc">It reaches 1e-4 and ends at 3\.3e-6 after 48,000 steps\. The run stopped at 42,000 steps, at a rate of 7\.1e-6\.<\/desc>/,
    );
  });

  it('says what is missing', () => {
    const html = recipeHtml(solve('steps: 2\nresults: [tokens-seen]\n').solved, { id: 'r' });
    assert.match(html, /recipe-missing">needs tokens in a step</);
    assert.match(html, /<li>Tokens seen needs tokens in a step \(batch_tokens\): write it into the recipe\.<\/li>/);
  });

  it('names the conventions by their titles', () => {
    const html = recipeHtml(solve('gpu_hours: 23,000\ngpus: 256\nsteps: 2\nbatch_tokens: 4M\n').solved, { id: 'r' });
    assert.match(html, /<summary>Accelerator-hours over accelerators<\/summary>/);
    assert.match(html, /<summary>One batch size throughout \(GPT-NeoX, Megatron /);
    assert.doesNotMatch(html, /definition|constant-batch/);
  });

  it('says how to begin when it is empty', () => {
    assert.match(recipeHtml(solve('').solved, { id: 'r' }), /This recipe is empty/);
  });

  it('lets nothing of the recipe be markup', () => {
    const evil = '"<img src=x onerror=alert(1)>\\"\'&"';
    const text = `title: ${evil}\nmodel: ${evil}\nsource: ${evil}\nsteps: { value: 2, title: ${evil}, source: ${evil} }\nformulas: { ${evil}: 2 + 2 }\n${evil}: ${evil}\naside: ${evil}\n`;
    const { solved, problems } = solve(text);
    const html = recipeHtml(solved, { id: '"><script>', problems: problems.map(problem => problem.message) });
    assert.doesNotMatch(html, /<img|<script/);
  });
});

describe('a recipe file', () => {
  const limit = ['recipe-limit', 'A recipe of more than 20,000 characters is not read.'];
  const told = ({ problems }: ReadRecipe) => problems.map(({ code, message }) => [code, message]);

  it('that is too large for a recipe is not read, and says what a text that is too long says', async () => {
    const text = async () => assert.fail('it was read');
    assert.deepEqual(told(await readRecipeFile({ size: async () => 60_004, text })), [limit]);
    assert.deepEqual(told(readRecipe('a'.repeat(20_001))), [limit]);
  });

  it('is read as long as its bytes may be 20,000 characters', async () => {
    const text = `# ${'文'.repeat(19_988)}\nsteps: 1`;
    assert.equal(text.length, 19_999);
    const bytes = new TextEncoder().encode(`\ufeff${text}`).length;
    const read = await readRecipeFile({ size: async () => bytes, text: async () => text });
    assert.deepEqual([read.problems, read.recipe.inputs.map(({ name }) => name)], [[], ['steps']]);
  });
});

describe('hostile recipes', () => {
  const bombs: Readonly<Record<string, string>> = {
    'a megabyte': 'a: 1\n'.repeat(200_000),
    'a line of a megabyte': 'x'.repeat(1_000_000),
    'nested lists': '['.repeat(19_000),
    'nested maps': '{a: '.repeat(4900),
    'nested dashes': '- '.repeat(9900),
    'nested questions': '? '.repeat(9900),
    'nested keys': 'a: '.repeat(6600),
    'nested indentation': Array.from({ length: 190 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
    'billion laughs': `a: &a [x, x]\n${Array.from({ length: 30 }, (_, index) => `b${index}: &b${index} [${'*a, '.repeat(9)}*a]`).join('\n')}`,
    'an alias of itself': 'a: &a [*a]',
    'merge keys': '<<: &a { <<: *a }',
    quotes: '"'.repeat(19_999),
    anchors: '&a '.repeat(6600),
    tags: '!!'.repeat(9900),
    'many inputs': Array.from({ length: 1800 }, (_, index) => `k${index}: ${index}`).join('\n'),
    'many formulas': `formulas:\n${Array.from({ length: 700 }, (_, index) => `  k${index}: ${'1+'.repeat(8)}1`).join('\n')}`,
    'chained formulas': `formulas:\n  k0: 1\n${Array.from({ length: 700 }, (_, index) => `  k${index + 1}: k${index} + k${index}`).join('\n')}`,
    'many results': `steps: 1\nresults: [${'mfu, '.repeat(3900)}mfu]`,
    prototype: '__proto__: { steps: 1 }\nconstructor: 2\ninputs: { __proto__: 3 }',
  };
  for (const [name, text] of Object.entries(bombs)) {
    it(`${name}: a problem or a recipe, soon`, () => {
      const start = performance.now();
      const { solved, problems } = solve(text);
      recipeHtml(solved, { id: 'r' });
      const took = performance.now() - start;
      assert.ok(problems.length > 0 || solved.inputs.length + solved.recipe.formulas.length > 0);
      for (const { range } of problems) assert.ok(0 <= range.from && range.from <= range.to && range.to <= text.length);
      if (took > 200) console.log(`${name}: ${took.toFixed(0)} ms`);
    });
  }

  it('no text makes it throw', () => {
    const piece = fc.constantFrom(
      'steps',
      'batch_tokens',
      ': ',
      '\n',
      '  ',
      '- ',
      '42,000',
      '4M',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '|',
      '>',
      '&a',
      '*a',
      '!!',
      '#',
      '%',
      'recipe:',
      'results:',
      'formulas:',
      'aside:',
      'mfu',
      '×',
      '\t',
      '---',
      '...',
      '\0',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 40 }).map(parts => parts.join('')),
        ),
        text => {
          const { solved, problems } = solve(text);
          recipeHtml(solved, { id: 'r' });
          for (const { range } of problems)
            assert.ok(0 <= range.from && range.from <= range.to && range.to <= text.length);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('the schema', () => {
  it('is the one that the catalogue makes (npm run schema writes it)', () => {
    const file = readFileSync(new URL('../../../schemas/recipe.schema.json', import.meta.url), 'utf8');
    assert.deepEqual(JSON.parse(file), recipeSchema());
  });
});

describe('the configurations of the fixture', () => {
  for (const line of fixture('configurations.txt').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [text, wanted] = line.split(' => ') as [string, string];
    it(`${/"model_type":"(\w+)"/.exec(text)?.[1]}: ${wanted}`, () => {
      const { recipe, solved, problems } = solve(text);
      assert.deepEqual(problems, []);
      assert.equal(recipe.configuration, 'Hugging Face');
      const counts = solved.results.flatMap(({ name, value }) =>
        name.startsWith('parameters-') ? `${name} ${value}` : name === 'kv-cache-per-token' ? `cache ${value}` : [],
      );
      assert.equal([...counts, ...(recipe.remarks ?? [])].join('; '), wanted);
    });
  }

  it('shows in the preview what is left open', () => {
    const { solved } = solve('{"model_type":"mamba","hidden_size":2560,"num_hidden_layers":64}');
    assert.match(recipeHtml(solved, { id: 'r' }), /<li>What the layers of &#34;mamba&#34; hold is not known here/);
  });
});

describe('a configuration of OLMo', () => {
  const olmo = (model: string, rest: string) =>
    solve(
      `model: { d_model: 4096, n_heads: 32, n_layers: 32, include_bias: false, layer_norm_with_affine: false, max_sequence_length: 2048, vocab_size: 50280, embedding_size: 50304, ${model} }\noptimizer: { learning_rate: 3.0e-4 }\nscheduler: { name: linear_with_warmup, t_warmup: 5000, alpha_f: 0.1 }\nglobal_train_batch_size: 2160\n${rest}`,
    );

  it('gives its parameters, its steps, its warm-up and its last rate', () => {
    for (const width of ['mlp_hidden_size: 22016', 'mlp_ratio: 5.375']) {
      const { solved, problems } = olmo(`${width}, weight_tying: false`, 'max_duration: 2e12T\n');
      assert.deepEqual(problems, []);
      assert.deepEqual(texts(solved), {
        planned_steps: '452,112 steps',
        warmup_share: '1.1 %',
        final_lr: '3e-5',
        'batch-tokens': '4.424M tokens/step',
        'parameters-llama': '6.888B parameters',
        'kv-cache-per-token': '524.3 kB',
      });
      assert.equal(
        solved.inputs.find(input => input.name === 'decay_steps')?.source,
        'max_duration ÷ (global_train_batch_size × max_sequence_length)',
      );
    }
  });

  it('reads a duration in steps and in epochs', () => {
    const steps = olmo('mlp_ratio: 8, weight_tying: true', 'max_duration: 739_328\n').solved;
    assert.equal(texts(steps).planned_tokens, '3.27055T tokens');
    assert.equal(texts(steps).warmup_share, '0.68 %');
    const epoch = olmo('mlp_ratio: 8, weight_tying: true', 'max_duration: 1ep\n').solved;
    assert.equal(epoch.inputs.find(input => input.name === 'epochs')?.value, 1);
  });

  it('says where its parameters are left open', () => {
    const { recipe, solved } = olmo('mlp_ratio: 8', 'max_duration: 2e12T\n');
    assert.equal(texts(solved)['parameters-llama'], undefined);
    assert.deepEqual(recipe.remarks, ['"weight_tying" is not stated, so how many parameters follow is left open.']);
  });
});

describe('configurations as they are found', () => {
  it('reads the number of accelerators from a comment of GPT-NeoX, its stage of ZeRO and its keys with dashes', () => {
    const { solved } = solve(
      '# trained on 256 gpus\n"train-iters": 48000\n"lr-decay-style": cosine\n"num-layers": 32\n"seq-length": 4096\n"pipe-parallel-size": 0\n"model-parallel-size": 2\n"train_micro_batch_size_per_gpu": 4\n"gradient_accumulation_steps": 2\n"zero_optimization": {"stage": 1}\n',
    );
    assert.equal(texts(solved)['data-parallel-degree'], '128');
    assert.equal(texts(solved)['sequences-per-step'], '1,024 sequences');
    assert.equal(solved.inputs.find(input => input.name === 'zero_stage')?.value, 1);
  });

  it('draws the linear schedule of OLMo over the tokens of its duration', () => {
    const { solved } = solve(
      'model: { d_model: 4096, n_layers: 32, max_sequence_length: 2048 }\noptimizer: { learning_rate: 3.0e-4 }\nscheduler: { name: linear_with_warmup, t_warmup: 5000, alpha_f: 0.1 }\nmax_duration: 2e12T\nglobal_train_batch_size: 2048\n',
    );
    assert.equal(solved.inputs.find(input => input.name === 'decay_steps')?.value, 476837);
    assert.equal(solved.curve?.length, 476837);
  });

  it('reckons with the scaling of the rotary embedding, or leaves its wavelengths out', () => {
    const model = 'hidden_size: 4096\nnum_hidden_layers: 32\nnum_attention_heads: 32\nrope_theta: 500000.0\n';
    const wavelength = (scaling: string) => {
      const { solved } = solve(`model_type: llama\n${model}${scaling}`);
      return texts(solved)['rope-max-wavelength'] ?? (solved.recipe.remarks ?? []).join(' ');
    };
    assert.equal(wavelength(''), '2.559M tokens');
    assert.equal(wavelength('rope_scaling: null\n'), '2.559M tokens');
    const llama3 =
      'rope_scaling: { factor: 8.0, low_freq_factor: 1.0, high_freq_factor: 4.0, original_max_position_embeddings: 8192, rope_type: llama3 }\n';
    assert.equal(wavelength(llama3), '20.5M tokens');
    assert.equal(wavelength('rope_scaling: { type: linear, factor: 4 }\n'), '10.2M tokens');
    assert.match(wavelength('rope_scaling: { type: dynamic, factor: 4 }\n'), /^Wavelengths are left out: .* "dynamic"/);
    assert.match(wavelength('rope_scaling: { rope_type: longrope, long_factor: [1, 2] }\n'), /"longrope"/);
  });

  it('counts a mixture with latent attention by that, and its cache too', () => {
    const { solved } = solve(
      JSON.stringify({
        first_k_dense_replace: 3,
        hidden_size: 7168,
        intermediate_size: 18432,
        kv_lora_rank: 512,
        max_position_embeddings: 163840,
        moe_intermediate_size: 2048,
        n_routed_experts: 256,
        n_shared_experts: 1,
        num_attention_heads: 128,
        num_experts_per_tok: 8,
        num_hidden_layers: 61,
        num_key_value_heads: 128,
        q_lora_rank: 1536,
        qk_nope_head_dim: 128,
        qk_rope_head_dim: 64,
        v_head_dim: 128,
        vocab_size: 129280,
      }),
    );
    assert.equal(texts(solved)['parameters-moe'], '671.0B parameters');
    assert.equal(texts(solved)['parameters-moe-active'], '37.55B parameters');
    assert.equal(texts(solved)['kv-cache-per-token'], '70.27 kB');
  });

  it('counts a GPT-2, whose heads all have keys and values', () => {
    const { solved } = solve(
      '{"n_ctx":1024,"n_embd":768,"n_head":12,"n_layer":12,"n_positions":1024,"vocab_size":50257}',
    );
    assert.equal(texts(solved)['parameters-gpt'], '124.4M parameters');
  });
});
