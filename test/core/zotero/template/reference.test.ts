import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { templateFilters } from '../../../../src/core/zotero/template/data-description.ts';
import { exampleData } from '../../../../src/core/zotero/template/example.ts';
import { templateReference } from '../../../../src/core/zotero/template/reference.ts';
import { readTemplate } from '../../../../src/core/zotero/template/template.ts';

test('the page on templates says what the description says', () => {
  const page = readFileSync(new URL('../../../../docs/note-templates.md', import.meta.url), 'utf8');
  assert.equal(page, templateReference(), 'write docs/note-templates.md anew from templateReference()');
});

test('every example of a filter can be used', () => {
  for (const { example } of templateFilters) {
    const template = readTemplate(`{% annotations %}${example}{% endannotations %}`);
    const { text, problems } = template.renderNote(exampleData('figures'));
    assert.deepEqual(problems, [], example);
    assert.ok(text !== undefined && text !== '', example);
  }
});
