import type { LanguageFn } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import fortran from 'highlight.js/lib/languages/fortran';
import go from 'highlight.js/lib/languages/go';
import haskell from 'highlight.js/lib/languages/haskell';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import julia from 'highlight.js/lib/languages/julia';
import latex from 'highlight.js/lib/languages/latex';
import lua from 'highlight.js/lib/languages/lua';
import markdown from 'highlight.js/lib/languages/markdown';
import matlab from 'highlight.js/lib/languages/matlab';
import python from 'highlight.js/lib/languages/python';
import r from 'highlight.js/lib/languages/r';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import scala from 'highlight.js/lib/languages/scala';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

/** What people who read papers write in their notes. */
const LANGUAGES: Readonly<Record<string, LanguageFn>> = {
  bash,
  c,
  cpp,
  css,
  diff,
  fortran,
  go,
  haskell,
  ini,
  java,
  javascript,
  json,
  julia,
  latex,
  lua,
  markdown,
  matlab,
  python,
  r,
  ruby,
  rust,
  scala,
  sql,
  typescript,
  xml,
  yaml,
};

const ALIASES: Readonly<Record<string, string>> = {
  cc: 'cpp',
  console: 'bash',
  'c++': 'cpp',
  cu: 'cpp',
  cuda: 'cpp',
  f90: 'fortran',
  golang: 'go',
  h: 'c',
  hpp: 'cpp',
  hs: 'haskell',
  html: 'xml',
  jl: 'julia',
  js: 'javascript',
  jsonc: 'json',
  jsx: 'javascript',
  md: 'markdown',
  octave: 'matlab',
  patch: 'diff',
  py: 'python',
  python3: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  svg: 'xml',
  tex: 'latex',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  yml: 'yaml',
  zsh: 'bash',
};

/** Code longer than this stays plain: colouring it would hold up the reader. Characters. */
const LONGEST = 30_000;

/** Some grammars read a line in quadratic time. Characters. */
const LONGEST_LINE = 1_000;

/**
 * Makes a function that colours code: HTML with classes only, or undefined when the language is not known or the code is
 * too long. A language's grammar is made ready when it is first met.
 */
export function createHighlighter(): (code: string, language: string) => string | undefined {
  const highlighter = hljs.newInstance();
  return (code, language) => {
    const name = Object.hasOwn(ALIASES, language) ? ALIASES[language]! : language;
    if (!Object.hasOwn(LANGUAGES, name) || code.length > LONGEST) return undefined;
    if (code.split('\n').some(line => line.length > LONGEST_LINE)) return undefined;
    if (highlighter.getLanguage(name) === undefined) highlighter.registerLanguage(name, LANGUAGES[name]!);
    return highlighter.highlight(code, { language: name, ignoreIllegals: true }).value;
  };
}
