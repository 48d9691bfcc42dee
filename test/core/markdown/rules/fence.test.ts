import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { envOf, ruledMarkdown, testFixtures } from './fixtures.ts';

testFixtures('fence.md');

describe('a fence that is not closed', () => {
  it('says so, and how far it has looked', () => {
    const env = envOf();
    const [token] = ruledMarkdown().parse('```js\nx\n\ny\n\nz\n', env);
    assert.equal(token!.meta!.closed, false);
    assert.equal((token!.meta!.problem as { code: string }).code, 'fence-unclosed');
    assert.deepEqual(token!.map, [0, 2]);
    assert.equal(env.reach, 6);
  });

  it('does not make one that is closed look further than its end', () => {
    const env = envOf();
    const [token] = ruledMarkdown().parse('```js\nx\n```\n\ny\n', env);
    assert.equal(token!.meta!.closed, true);
    assert.ok((env.reach ?? 0) <= 3);
  });
});

describe('code in another host', () => {
  it('is coloured by that host', () => {
    assert.equal(
      ruledMarkdown().render('```js\nlet a;\n```\n'),
      '<pre><code class="language-js">let a;\n</code></pre>\n',
    );
  });
});
