import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { atEnd, endsWith, firstAtEnd } from '../../../../src/core/recipe/quote/at-end.ts';

describe('patterns at the end of a text', () => {
  it('are found where the text ends, and nowhere else', () => {
    const size = atEnd(/\bbatch sizes?/);
    assert.equal(endsWith(size, 'a global batch size'), true);
    assert.equal(endsWith(size, 'batch sizes'), true);
    assert.equal(endsWith(size, 'a batch size of'), false);
    assert.equal(endsWith(size, 'minibatch size'), false);
  });

  it('are tried in their order, and the first is told', () => {
    const first = firstAtEnd([/learning rate$/, /(?:peak )?rate$/, /lr$/]);
    assert.equal(first('a learning rate'), 0);
    assert.equal(first('the peak rate'), 1);
    assert.equal(first('max lr'), 2);
    assert.equal(first('a rated'), -1);
    assert.equal(first(''), -1);
  });

  it('are left untried only where they cannot match', () => {
    const patterns = [
      /grad(?:ient)?s? ?clip(?:ping|ped|s)?(?: \w+)?$/,
      /clip\w*\b[^.;\d]{0,40}\b(?:norm|threshold)$/,
      /(?:^|[\s(])(?:β|\\?beta) ?[12]?$/,
      /layers?(?: [a-z])?$|\bn ?layers?$/,
      /hidden sizes?(?: [a-z][\w']?)?$/,
      /head dim\w*$|d ?head$/,
      /tok(?:en)?s?(?:\/| per )s(?:ec(?:ond)?)?$/,
      /co2(?: ?eq)?(?: \([^)]*\)| \(.*)?$/,
      /context ?(?:length|windows?)(?: [lnt])?$|seq\.?$/,
      /rope value(?: to support(?: \w+){1,2})?$/,
      /number of (?:\w+ )?tokens$/,
      /optimi[sz]ers?$|size =$/,
      /rate \(?(?:α|eta) ?\w{0,3}\)?$/,
      /batch(?:es)?(?: ?sizes?(?: [bmn])?)?$/,
      /(?:step|iteration)s?(?<!\b(?:per|each) ?(?:training )?(?:step|iteration))$/,
    ];
    const first = firstAtEnd(patterns);
    const word = fc.constantFrom(
      ...'gradient grads grad clip clipping clips clipped norm threshold β beta beta1 1 2 \\beta (β layers layer n nlayers'.split(
        ' ',
      ),
      ...'hidden size sizes h dim dims dimension dhead d head tok tokens token/s toks/sec per s second co2 eq (t) (any thing'.split(
        ' ',
      ),
      ...'context contextlength length window windows l seq seq. rope value to support longer texts number of optimizer'.split(
        ' ',
      ),
      ...'optimisers = é ) ( 0.5 ; steps step per each training iteration iterations rate eta α abc b m batch batches'.split(
        ' ',
      ),
    );
    const plainly = (text: string) => patterns.findIndex(({ source }) => new RegExp(`(?:${source})$`).test(text));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), fc.constantFrom(' ', ' ', ' ', ''), (words, between) => {
        const text = words.join(between);
        assert.equal(first(text), plainly(text), text);
      }),
      { numRuns: 4000 },
    );
  });
});
