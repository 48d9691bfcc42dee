import { Liquid, type TagToken, type Template } from 'liquidjs';
import type { Problem, ProblemCode } from '../../problem.ts';
import type { Range } from '../../text.ts';
import type { AnnotationData, TemplateData } from './data.ts';
import { defaultTemplate } from './default-template.ts';
import { faultInWords } from './fault-in-words.ts';
import { asideMarkdown, markdownText } from './markdown-text.ts';
import { linkAddress, yamlValue } from './output.ts';
import { unknownNames } from './unknown-names.ts';

/*
 * Note templates: LiquidJS, a template language that runs no code and, as set up here, reads no files. What a template
 * writes with {{ … }} is escaped as text, so that nothing in a library can become markup in a note.
 *
 * The part between {% annotations %} and {% endannotations %} says how one annotation is written. It is used for each
 * annotation of a new note, and by itself when annotations are added to a note later.
 */

/** What rendering gives: the text, or `undefined` where a problem prevented it. Places are in the template. */
export interface TemplateResult {
  readonly text: string | undefined;
  readonly problems: readonly Problem[];
}

/** A template that was read. Both functions give a problem instead of throwing. */
export interface NoteTemplate {
  readonly source: string;
  /** Faults of the template itself: with one of severity `error` nothing can be rendered. */
  readonly problems: readonly Problem[];
  /** The whole note. */
  renderNote(data: TemplateData): TemplateResult;
  /** One annotation as it stands in a note, without line breaks around it. */
  renderAnnotation(data: TemplateData, annotation: AnnotationData): TemplateResult;
}

/** Bounds for templates that would never end or would fill the memory. */
export interface TemplateLimits {
  /** Characters of a template. */
  readonly length: number;
  /** Milliseconds for one rendering. */
  readonly time: number;
  /** LiquidJS's count of what a rendering allocates, about one per character, on top of what the data calls for. */
  readonly memory: number;
  /** Characters of a note, and of any one text that a template makes. */
  readonly output: number;
}

export const templateLimits: TemplateLimits = {
  length: 200_000,
  time: 5_000,
  memory: 1_000_000,
  output: 20_000_000,
};

/** A template may go over each character of its data so many times. */
const passesOverData = 30;

const closedTags = ['include', 'render', 'layout', 'block'] as const;

/**
 * Reads a template. Problems: `template-invalid` for syntax, `template-unknown-name` (warning) for a name that no data
 * has, `template-limit` for one that is too long.
 *
 * @example readTemplate('# {{ item.title }}').renderNote(data).text // '# Llemma: An Open Language Model …'
 */
export function readTemplate(source: string, limits: TemplateLimits = templateLimits): NoteTemplate {
  const blocks: Template[][] = [];
  /** What the block for annotations wrote in the last rendering. */
  let written: string | undefined;
  const liquid = new Liquid({
    // Templates live in memory only: there is nothing to include, whatever a template says.
    templates: {},
    dynamicPartials: false,
    relativeReference: false,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    outputEscape: (value: unknown) => writeValue(withinLimit(value, limits)),
    parseLimit: limits.length,
    renderLimit: limits.time,
  });
  addFilters(liquid, limits);
  addTags(liquid, blocks, text => {
    written ??= text;
  });

  let parsed: Template[];
  try {
    parsed = liquid.parse(source);
  } catch (error) {
    const problems = [problemOf(error, source)];
    const failed = { text: undefined, problems };
    return { source, problems, renderNote: () => failed, renderAnnotation: () => failed };
  }
  const analysis = liquid.analyzeSync([...parsed, ...blocks.flat()], { partials: false });
  const problems = unknownNames(analysis, source);
  const render = (templates: Template[], scope: TemplateScope): TemplateResult => {
    const memoryLimit = limits.memory + passesOverData * JSON.stringify(scope).length;
    try {
      const text = withinLimit(String(liquid.renderSync(templates, scope, { memoryLimit })), limits);
      return { text, problems };
    } catch (error) {
      return { text: undefined, problems: [...problems, problemOf(error, source)] };
    }
  };
  const [block] = blocks;
  return {
    source,
    problems,
    renderNote: data => render(parsed, data),
    renderAnnotation: (data, annotation) => {
      // A template without the block says nothing about one annotation: it is written as by the default.
      if (block === undefined) return readTemplate(defaultTemplate, limits).renderAnnotation(data, annotation);
      // The whole template is gone through, for what it assigns before the block.
      const alone = { ...data, annotations: [annotation] };
      written = undefined;
      const whole = render(parsed, alone);
      if (whole.text === undefined) return whole;
      if (written !== undefined) return { text: written, problems: whole.problems };
      const result = render(block, { ...alone, annotation });
      return result.text === undefined ? result : { ...result, text: result.text.trim() };
    },
  };
}

interface TemplateScope extends TemplateData {
  readonly annotation?: AnnotationData;
}

/** `value`, unless it is a longer text than a note can be. */
function withinLimit<T>(value: T, limits: TemplateLimits): T {
  if (typeof value === 'string' && value.length > limits.output) throw new Error('output limit exceeded');
  return value;
}

function writeValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(writeValue).join(', ');
  if (typeof value === 'string') return markdownText(value);
  if (typeof value !== 'object') return String(value);
  // A creator among `item.creators` is written by name.
  return 'name' in value && typeof value.name === 'string' ? markdownText(value.name) : '';
}

function addFilters(liquid: Liquid, limits: TemplateLimits): void {
  const add = (name: string, handler: (value: unknown, argument: unknown) => string): void =>
    liquid.registerFilter(name, {
      raw: true,
      handler: (value: unknown, argument: unknown) => handler(withinLimit(value, limits), argument),
    });
  const text = (value: unknown): string =>
    value === undefined || value === null || typeof value === 'object' ? '' : String(value);
  add('yaml', yamlValue);
  add('url', value => linkAddress(text(value)));
  add('aside', (value, prefix) => asideMarkdown(text(value), text(prefix)));
  add('lines', (value, prefix) => markdownText(text(value), { linePrefix: text(prefix) }));
}

function addTags(liquid: Liquid, blocks: Template[][], wrote: (text: string) => void): void {
  for (const name of closedTags) {
    liquid.registerTag(name, {
      parse() {
        throw new Error(`a template cannot use other files, so {% ${name} %} is not available`);
      },
      *render() {},
    });
  }
  liquid.registerTag('annotations', {
    parse(token: TagToken, remaining) {
      if (blocks.length > 0) throw new Error('{% annotations %} can stand in a template only once');
      const templates: Template[] = [];
      blocks.push(templates);
      this.templates = templates;
      const stream = this.liquid.parser
        .parseStream(remaining)
        .on('template', template => {
          if (template !== undefined) templates.push(template as Template);
        })
        .on('tag:endannotations', () => {
          stream.stop();
        })
        .on('end', () => {
          throw new Error(`${token.input.slice(token.begin, token.end)} is not closed by {% endannotations %}`);
        });
      stream.start();
    },
    *render(context, emitter) {
      const annotations = context.getSync(['annotations']);
      const written: string[] = [];
      for (const annotation of Array.isArray(annotations) ? annotations : []) {
        context.push({ annotation });
        const text: unknown = yield this.liquid.renderer.renderTemplates(this.templates, context);
        context.pop();
        written.push(String(text).trim());
      }
      const text = written.filter(one => one !== '').join('\n\n');
      wrote(text);
      emitter.write(text);
    },
  });
}

/** LiquidJS's errors carry the token they rose at; it is read by shape, so that this file needs no class of it. */
function problemOf(error: unknown, source: string): Problem {
  const { message, token } = error as { readonly message?: unknown; readonly token?: unknown };
  const words = String(message ?? error)
    .replace(/,? ?(?:file:.*?)?,? ?line:\d+, col:\d+.*$/s, '')
    .trim();
  const limit = /limit exceeded|invalid string length|invalid array length/i.test(words);
  const code: ProblemCode = limit ? 'template-limit' : 'template-invalid';
  return {
    code,
    range: tokenRange(token, source),
    message: limit
      ? 'The template does too much: it is too long, repeats too often, or makes too much text.'
      : faultInWords(words),
    severity: 'error',
  };
}

function tokenRange(token: unknown, source: string): Range {
  const { begin, end, input } = (token ?? {}) as Partial<Record<'begin' | 'end' | 'input', unknown>>;
  if (typeof begin !== 'number' || typeof end !== 'number' || input !== source) return { from: 0, to: source.length };
  const from = Math.max(0, Math.min(begin, source.length));
  return { from, to: Math.max(from, Math.min(end, source.length)) };
}
