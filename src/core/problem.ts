import type { Range } from './text.ts';

/** What can be wrong with a note as markdown. */
export type MarkdownProblemCode =
  | 'front-matter-invalid'
  | 'fence-unclosed'
  | 'aside-unclosed'
  | 'footnote-undefined'
  | 'embed-missing';

/** What can be wrong with a formula. */
export type MathProblemCode =
  | 'math-error'
  | 'math-unclosed'
  | 'math-too-long'
  | 'label-duplicate'
  | 'reference-undefined'
  | 'macro-file-invalid'
  | 'math-foreign-sign'
  | 'math-comment'
  | 'math-unbalanced';

/** What can be wrong with a template of notes; the place is in the template. */
export type TemplateProblemCode = 'template-invalid' | 'template-unknown-name' | 'template-limit';

/** What can be wrong with a link into Zotero. */
export type LinkProblemCode =
  | 'link-malformed'
  | 'link-deleted'
  | 'link-trashed'
  | 'link-moved'
  | 'link-wrong-library'
  | 'link-page'
  | 'link-changed'
  | 'link-file-missing';

/** What can be wrong with the numbers of a recipe, or with what an aside says of them. */
export type RecipeProblemCode =
  | 'value-lost'
  | 'value-implausible'
  | 'recipe-inconsistent'
  | 'aside-stale'
  | 'aside-expression'
  | 'recipe-invalid'
  | 'recipe-value'
  | 'recipe-limit';

/** The closed list of everything Paper Notes can say about a text. A code never changes its meaning once released. */
export type ProblemCode =
  | MarkdownProblemCode
  | MathProblemCode
  | TemplateProblemCode
  | LinkProblemCode
  | RecipeProblemCode;

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/**
 * Something to tell about a text, with its place. Reading never throws: it gives a value and problems.
 * `message` is a sentence for people: what is wrong and, where it helps, what to do.
 */
export interface Problem {
  readonly code: ProblemCode;
  readonly range: Range;
  readonly message: string;
  readonly severity: Severity;
}
