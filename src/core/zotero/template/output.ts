import { readRichText } from './rich-text.ts';

/*
 * How values stand in the two places of a note that are not running text: front matter and link destinations.
 */

const yamlWords = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

/**
 * A value as YAML, on one line: plain where that is safe, else in double quotes. Lists come in brackets.
 *
 * @example yamlValue('Llemma: An Open Language Model') // '"Llemma: An Open Language Model"'
 */
export function yamlValue(value: unknown): string {
  if (value === undefined || value === null) return '""';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(entry => yamlQuoted(yamlText(entry))).join(', ')}]`;
  if (typeof value === 'object') return '""';
  const text = yamlText(value);
  const plain = /^[\p{L}][\p{L}\p{M}\p{N} _.,'’()/&+-]*$/u.test(text) && !yamlWords.test(text) && !text.endsWith(' ');
  return plain || /^(?:https?|zotero):\/\/[\w./~?&=%+@-]+$/.test(text) ? text : yamlQuoted(text);
}

function yamlText(value: unknown): string {
  // Front matter is read by programs: no markup in it.
  return readRichText(String(value))
    .text.toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, ' ')
    .trim();
}

function yamlQuoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * A link destination that markdown reads to its end and that shows nothing but a page, a file or Zotero: `http`,
 * `https` and `zotero` addresses and relative paths. Anything else (`javascript:`, `command:`, `data:` …) is empty.
 *
 * @example linkAddress('figures/a b (1).png') // 'figures/a%20b%20%281%29.png'
 */
export function linkAddress(address: string): string {
  const clean = address
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, '')
    .trim();
  const scheme = /^([^/?#]*):/.exec(clean)?.[1];
  if (scheme !== undefined && !/^(?:https?|zotero)$/i.test(scheme)) return '';
  if (/^[\\/]{2}/.test(clean)) return '';
  return clean
    .replace(/%(?![\dA-Fa-f]{2})/g, '%25')
    .replace(/&(?=#?\w{1,40};)/g, '%26')
    .replace(
      /[\s()<>[\]\\"`$|{}^*]/g,
      char => `%${(char.codePointAt(0) ?? 0x20).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .replace(/[^\u0021-\u007e\u00a1-\uffff]/g, '%20');
}
