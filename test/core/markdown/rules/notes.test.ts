import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { envOf, ruledMarkdown } from './fixtures.ts';

const shared = process.env.PAPER_NOTES_SHARED ?? path.join(import.meta.dirname, '../../../../../shared');
const notes = path.join(shared, 'notes');
const missing = existsSync(notes) ? false : `there are no notes at ${notes}`;

describe('notes of many people', { skip: missing }, () => {
  it('are rendered, in our engine and in another host', () => {
    const files = readdirSync(notes, { recursive: true, encoding: 'utf8' }).filter(
      name => name.endsWith('.md') && name !== 'README.md',
    );
    assert.ok(files.length > 0);
    const md = ruledMarkdown();
    let blocks = 0;
    for (const file of files) {
      const source = readFileSync(path.join(notes, file), 'utf8');
      const tokens = md.parse(source, envOf());
      blocks += tokens.filter(token => token.level === 0 && token.nesting >= 0).length;
      const html = md.renderer.render(tokens, md.options, envOf());
      assert.ok(
        !/<(?:script|style|iframe|object|form)\b|<[^>]*\s(?:style(?!="color:(?:[a-z]{3,20}|#[0-9a-f]{3,6})")|on[a-z]+)=/i.test(
          html,
        ),
        `${file} is not clean`,
      );
      assert.ok(!/%% (?:begin|end) [a-z]/.test(html), `${file} shows an importer's mark`);
      assert.ok(md.render(source).length > 0, file);
    }
    console.log(`rendered ${files.length} notes, ${blocks} blocks`);
  });
});
