import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markColour } from '../../../src/core/markdown/colour.ts';

describe('markColour', () => {
  it("names Zotero's own colours", () => {
    const colours = ['#ffd400', '#ff6666', '#5fb236', '#2ea8e5', '#a28ae5', '#e56eee', '#f19837', '#aaaaaa'];
    const names = ['yellow', 'red', 'green', 'blue', 'purple', 'magenta', 'orange', 'grey'];
    assert.deepEqual(colours.map(markColour), names);
  });

  it('names the nearest to any other that is seen', () => {
    assert.equal(markColour('rgba(183, 237, 177, 0.8)'), 'green');
    assert.equal(markColour('#FFF3A3A6'), 'yellow');
    assert.equal(markColour('#f00'), 'red');
    assert.equal(markColour('rgb(255 0 128 / 50%)'), 'magenta');
    assert.equal(markColour('Yellow'), 'yellow');
  });

  it('names none for what is no colour or is not seen', () => {
    for (const css of [
      '',
      'wide',
      '#ff',
      '#ffffff',
      'rgba(1,2,3,0)',
      '#12345600',
      'url(x)',
      'var(--x)',
      'constructor',
    ]) {
      assert.equal(markColour(css), undefined, css);
    }
  });
});
