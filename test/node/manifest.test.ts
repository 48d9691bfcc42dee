import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const project = path.join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8'));
const readme = readFileSync(path.join(project, 'README.md'), 'utf8');
const { commands, configuration, keybindings, menus, walkthroughs } = manifest.contributes;

describe('the manifest and the documents', () => {
  it('the README tells every setting with its default', () => {
    for (const { properties } of configuration) {
      for (const [name, { default: value }] of Object.entries<{ default: unknown }>(properties)) {
        assert.ok(readme.includes(`| \`${name}\` | \`${JSON.stringify(value)}\` |`), `${name} with its default`);
      }
    }
  });

  it('every setting says what it does', () => {
    for (const { properties } of configuration) {
      for (const [name, setting] of Object.entries<Record<string, string>>(properties)) {
        assert.ok((setting.markdownDescription ?? setting.description ?? '').length > 20, name);
      }
    }
  });

  it('every command has a title and the category, and every menu, key and walkthrough names one that exists', () => {
    const known = new Set(commands.map((command: { command: string }) => command.command));
    for (const { command, title, category } of commands) {
      assert.equal(category, 'Paper Notes', command);
      assert.ok(title.length > 3, command);
    }
    const named = [...keybindings, ...Object.values<{ command?: string }[]>(menus).flat()].map(
      ({ command }) => command,
    );
    const linked = JSON.stringify(walkthroughs).matchAll(/command:(paperNotes\.[\w.]+)/g);
    for (const command of [...named, ...Array.from(linked, ([, name]) => name)]) {
      if (command !== undefined && !command.endsWith('.focus')) assert.ok(known.has(command), command);
    }
  });

  it('pictures and pages that are named are there', () => {
    const pictures = Array.from(readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g), ([, file]) => file!);
    const media = Array.from(
      JSON.stringify(walkthroughs).matchAll(/"(?:image|markdown)":"([^"]+)"/g),
      ([, file]) => file!,
    );
    for (const file of [...pictures, ...media]) assert.ok(existsSync(path.join(project, file)), file);
  });
});
