import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createNoteReader, readNote } from '../../../src/core/markdown/note.ts';

const reader = createNoteReader();
const file = path.join(import.meta.dirname, '../../fixtures/math/delimiters.md');
const cases = readFileSync(file, 'utf8').matchAll(/^(\S[^\n]*)\n\.\n([\s\S]*?\n)\.\n([\s\S]*?)\.$/gm);

describe('what of a note is mathematics', () => {
  for (const [, title, input, expected] of cases) {
    it(title!, () => {
      const { elements } = readNote(input!, {}, reader);
      const found = elements
        .filter(element => element.kind === 'math')
        .map(
          ({ closed, display, tex }) =>
            `${!closed ? 'unclosed' : display ? 'display' : 'inline'} ${JSON.stringify(tex)}\n`,
        );
      assert.equal(found.join(''), expected);
    });
  }

  it('tells where the TeX of each formula stands', () => {
    for (const text of [
      'a $x_1$ b',
      '> - $$\n>   y\n>   $$\n',
      '| $a$ | $\\|b\\|$ |\n|---|---|\n',
      '```math\nz\n```\n',
      '\r\n\r\n$c$\r\n$d$',
    ]) {
      for (const element of readNote(text, {}, reader).elements) {
        if (element.kind !== 'math') continue;
        const written = text.slice(element.texRange.from, element.texRange.to);
        assert.equal(
          written
            .replace(/\r?\n> */g, '\n')
            .replaceAll('\\|', '|')
            .trim(),
          element.tex.trim(),
          JSON.stringify(text),
        );
      }
    }
  });
});
