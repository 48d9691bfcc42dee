import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import katex from 'katex';
import { mathLetter, texOf, texOfCharacter } from '../../../src/core/math/characters.ts';

describe('the TeX of a character', () => {
  it('is the command that people write', () => {
    const expected: Record<string, string> = {
      θ: '\\theta',
      ϵ: '\\epsilon',
      '≤': '\\leq',
      '→': '\\to',
      '∅': '\\emptyset',
      '−': '-',
      '∗': '*',
      '·': '\\cdot',
      '∑': '\\sum',
    };
    for (const [character, tex] of Object.entries(expected)) assert.equal(texOfCharacter(character), tex);
  });

  it('renders, for every character of the Basic Multilingual Plane and of the mathematical letters', () => {
    for (let code = 0xa0; code < 0x1d800; code++) {
      if (code > 0xffff && code < 0x1d400) continue;
      const tex = texOf(String.fromCodePoint(code));
      if (tex === undefined || /^['^_\\$&#%~{}-]*$/.test(tex)) continue;
      assert.doesNotThrow(() => katex.renderToString(tex, { strict: false }), `U+${code.toString(16)} as ${tex}`);
    }
  });

  it('keeps the face of a mathematical letter', () => {
    assert.equal(texOf('𝐱'), '\\mathbf{x}');
    assert.equal(texOf('𝛼'), '\\alpha');
    assert.equal(texOf('𝝅'), '\\boldsymbol{\\pi}');
    assert.equal(texOf('ℝ'), '\\mathbb{R}');
    assert.equal(texOf('ℎ'), 'h');
    assert.equal(texOf('𝟘'), '\\mathbb{0}');
    assert.deepEqual(mathLetter('𝒟'), { letter: 'D', command: '\\mathcal' });
    assert.equal(mathLetter('x'), undefined);
  });
});
