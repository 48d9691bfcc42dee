import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { envOf, ruledMarkdown } from './fixtures.ts';

const block = '```recipe\nsteps: 42,000\nbatch_tokens: 4M\ntokens_planned: 200B\n```\n';

describe('a fenced recipe', () => {
  it('shows what it states and what follows, with formulas set', () => {
    const html = ruledMarkdown().render(block, envOf());
    assert.match(html, /^<div class="recipe-block"><figure class="recipe">/);
    assert.match(html, /<th scope="row">Fraction of the plan<\/th><td class="recipe-value">0\.84<\/td>/);
    assert.match(html, /<div class="recipe-derivation"><span class="katex-display">/);
  });

  it('shows its problems', () => {
    const html = ruledMarkdown().render('```recipe\nsteps: many\n```\n', envOf());
    assert.match(html, /<ul class="recipe-problems"><li>steps: There is no quantity or unit &#34;many&#34; here\./);
  });

  it('says in its row what a result lacks, and not as something wrong above', () => {
    const html = ruledMarkdown().render('```recipe\nsteps: 2\nresults: [tokens-seen]\n```\n', envOf());
    assert.doesNotMatch(html, /recipe-problems/);
    assert.match(html, /needs tokens in a step<.*\(batch_tokens\): write it into the recipe\./);
  });

  it('stays code in another host, and other code stays code', () => {
    assert.match(ruledMarkdown().render(block), /<code class="language-recipe">/);
    assert.match(
      ruledMarkdown().render('```yaml\nsteps: 1\n```\n', envOf()),
      /^<pre class="code" data-language="yaml">/,
    );
  });
});
