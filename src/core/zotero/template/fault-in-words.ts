/*
 * What LiquidJS finds wrong with a template, said to those who write templates and not programs.
 */

const said: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^undefined filter: (.*)$/is, 'There is no filter “$1”.'],
  [/^tag "(.*)" not found$/is, 'There is no tag {% $1 %}.'],
  [/^output "(.*)" not closed$/is, '“$1” is not closed by }}.'],
  [/^tag "(\{%-?\s*(\w+).*)" not closed$/is, '“$1” is not closed by {% end$2 %}.'],
  [/^tag "(.*)" not closed$/is, '“$1” is not closed.'],
  [/^tag (\{%-?\s*(\w+).*) not closed$/is, '“$1” is not closed by {% end$2 %}.'],
  [
    /^expected "\|" before filter$/i,
    'This cannot be read: put | before a filter, and == between two things to compare.',
  ],
  [/^invalid value expression: ""$/i, 'There is nothing to write between {{ and }}.'],
  [/^invalid value expression: "?(.*?)"?$/is, '“$1” is neither a name nor a value.'],
];

/**
 * A fault in words.
 *
 * @example faultInWords('undefined filter: shout') // 'There is no filter “shout”.'
 */
export function faultInWords(fault: string): string {
  for (const [pattern, words] of said) {
    const match = pattern.exec(fault);
    if (match !== null) return words.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
  }
  return `${fault.charAt(0).toUpperCase()}${fault.slice(1)}.`;
}
