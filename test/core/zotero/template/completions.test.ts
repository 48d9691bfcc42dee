import assert from 'node:assert/strict';
import { test } from 'node:test';
import { templateCompletions } from '../../../../src/core/zotero/template/completions.ts';
import { exampleData } from '../../../../src/core/zotero/template/example.ts';
import { readTemplate } from '../../../../src/core/zotero/template/template.ts';

const offered = (template: string) => {
  const at = template.indexOf('¦');
  return templateCompletions(template.slice(0, at), template.replace('¦', '')).map(one => one.name);
};

test('names, fields, filters and tags, each where it can stand', () => {
  assert.deepEqual(offered('{{ ¦ }}'), ['item', 'annotations', 'today']);
  assert.ok(offered('{% annotations %}{{ ¦').includes('annotation'));
  assert.ok(offered('{{ item.ti¦ }}').includes('title'));
  assert.ok(offered('{% if annotation.co¦').includes('comment'));
  assert.ok(offered('{{ item.title | ¦ }}').includes('yaml'));
  assert.ok(offered('{{ item.title | tr¦ }}').includes('truncate'));
  assert.deepEqual(offered('{% fo¦').slice(0, 2), ['annotations', 'endannotations']);
  assert.ok(offered('{%- ¦').includes('for'));
  for (const nowhere of ['¦', 'a {{ b }} ¦', '{% if x %}¦', '{{ item.nothing.¦'])
    assert.deepEqual(offered(nowhere), []);
});

test('variables of loops have the fields of what they go through', () => {
  assert.ok(offered('{% for a in annotations %}{{ ¦ }}{% endfor %}').includes('a'));
  assert.ok(offered('{% for a in annotations %}{{ a.¦ }}{% endfor %}').includes('page_label'));
  assert.ok(offered('{% for c in item.creators %}{{ c.¦ }}{% endfor %}').includes('last_name'));
});

test('every filter and tag that is offered is one', () => {
  const data = exampleData('figures');
  const all = [...templateCompletions('{{ x | ', ''), ...templateCompletions('{% ', '')];
  for (const { kind, name, example } of all) {
    if (/^(?:end|els|when$)/.test(name)) continue;
    const { text, problems } = readTemplate(example.replace('tag |', 'item.citekey |')).renderNote(data);
    assert.deepEqual(problems, [], `${kind} ${name}`);
    assert.notEqual(text, undefined, `${kind} ${name}`);
  }
});
