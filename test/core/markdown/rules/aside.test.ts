import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { envOf, ruledMarkdown, testFixtures } from './fixtures.ts';

testFixtures('aside.md');

describe('places of asides', () => {
  const places = (source: string) => {
    const asides: unknown[] = [];
    for (const token of ruledMarkdown().parse(source, envOf())) {
      for (const { type, meta } of [token, ...(token.children ?? [])]) {
        if (!/^aside_(?:block_)?(?:open|mark|lone)$/.test(type)) continue;
        const { from, to, contentFrom, contentTo } = meta as Record<string, number>;
        const text = token.type === 'inline' ? token.content : source;
        asides.push([text.slice(from, to), text.slice(contentFrom, contentTo), meta!.mark, meta!.closed]);
        assert.equal(text.slice(contentFrom, contentTo), meta!.content);
      }
    }
    return asides;
  };

  it('are in the inline content, or in the text of the blocks', () => {
    assert.deepEqual(places('a %%b%% c\n\n%%d\n\ne%%\n\n> %%f%%\n\n%% begin notes %%\n\ng %%h\ni\n\n%%'), [
      ['%%b%%', 'b', false, true],
      ['%%d\n\ne%%', 'd\n\ne', false, true],
      ['%%f%%', 'f', false, true],
      ['%% begin notes %%', ' begin notes ', true, true],
      ['%%h', 'h', false, false],
      ['%%', '', false, false],
    ]);
  });

  it('come with a problem when they are not closed', () => {
    const [, inline] = ruledMarkdown().parse('a %%b', envOf());
    const problem = inline!.children!.find(token => token.type === 'aside_open')!.meta!.problem as { code: string };
    assert.equal(problem.code, 'aside-unclosed');
  });

  it('tell where the lines of a block aside begin', () => {
    const source = '> text\n>\n> %%one\n>   two%%\n';
    const inline = ruledMarkdown()
      .parse(source, envOf())
      .findLast(token => token.type === 'inline')!;
    assert.equal(inline.content, 'one\ntwo');
    const starts = inline.meta!.lineStarts as number[];
    assert.deepEqual(
      starts.map(start => source.slice(start, start + 3)),
      ['one', 'two'],
    );
  });

  it('say how far a rule has looked', () => {
    const env = envOf();
    ruledMarkdown().parse('%%typing\n\ntext\n\n- list\n', env);
    assert.ok((env.reach ?? 0) >= 4, `reached ${env.reach}`);
  });
});
