import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import MarkdownItParser, { type MarkdownIt } from 'markdown-it';
import type { Definition, NoteEnv } from '../../../../src/core/markdown/env.ts';
import { noteRules } from '../../../../src/core/markdown/rules/rules.ts';
import { renderFormula } from '../../../../src/core/math/render.ts';

/** A case of a fixture file: what it shows, a note's text, and the HTML it gives. */
export interface Fixture {
  readonly title: string;
  readonly line: number;
  readonly input: string;
  readonly html: string;
}

export function ruledMarkdown(): MarkdownIt {
  const md = new MarkdownItParser({ html: true, linkify: true });
  md.linkify.set({ fuzzyLink: false });
  for (const rule of noteRules) md.use(rule);
  return md;
}

/** An env in which the facts are these, and which keeps what the rules define. */
export function envOf(facts: Readonly<Record<string, string>> = {}): NoteEnv & { definitions: Definition[] } {
  const definitions: Definition[] = [];
  return {
    definitions,
    note: {
      read: key => facts[key],
      define: definition => definitions.push(definition),
      formula: (tex, display) => renderFormula(tex, { display, macros: {} }),
      report: () => {},
      blockId: 7,
    },
  };
}

/**
 * Reads a fixture file: cases of a title, the input and the HTML, with lines of a single `.` before, between and behind.
 */
export function readFixtures(name: string): Fixture[] {
  const file = path.join(import.meta.dirname, '../../../fixtures/markdown', name);
  const lines = readFileSync(file, 'utf8').split('\n');
  const fixtures: Fixture[] = [];
  let at = 0;
  const upToDot = (): string[] => {
    const part: string[] = [];
    while (at < lines.length && lines[at] !== '.') part.push(lines[at++]!);
    at++;
    return part;
  };
  while (at < lines.length) {
    const title = upToDot().findLast(line => line.trim() !== '');
    if (at >= lines.length || title === undefined) break;
    const line = at;
    const input = upToDot().join('\n');
    const html = upToDot().join('\n');
    fixtures.push({ title, line, input, html });
  }
  return fixtures;
}

/** One test a case. */
export function testFixtures(name: string, facts: Readonly<Record<string, string>> = {}): void {
  const fixtures = readFixtures(name);
  const md = ruledMarkdown();
  describe(name, () => {
    it('holds cases', () => assert.ok(fixtures.length > 0));
    for (const { title, line, input, html } of fixtures) {
      it(`${title} (line ${line})`, () => assert.equal(md.render(`${input}\n`, envOf(facts)).trimEnd(), html));
    }
  });
}
