import { alone, type Edit } from '../text.ts';
import { normalised, withoutMark } from './block-parser.ts';
import { editLineStarts, type LineChange, lineStarts } from './line-starts.ts';

/** The text of a live note with its lines, brought up to date edit by edit. */
export interface NoteSource {
  readonly text: string;
  readonly lineCount: number;
  /** The offset where a line begins; the text's length for a line behind the last. */
  offset(line: number): number;
  /** The text from one line up to another, line ends as `\n`. */
  lines(from: number, to: number): string;
  isBlank(line: number): boolean;
  edit(edit: Edit): LineChange;
  /** Edits of one moment, not overlapping. */
  editMany(edits: readonly Edit[]): void;
}

export function createNoteSource(initial: string): NoteSource {
  let text = initial;
  let starts = [0, ...lineStarts(text)];
  const offset = (line: number) => starts[line] ?? text.length;
  return {
    get text() {
      return text;
    },
    get lineCount() {
      return starts.length;
    },
    offset,
    lines: (from, to) => {
      const plain = normalised(alone(text.slice(offset(from), offset(to))));
      // a heading behind the mark is still one
      return from === 0 ? withoutMark(plain) : plain;
    },
    isBlank: line => line + 1 < starts.length && /^[ \t]*\r?\n?$/.test(text.slice(starts[line], starts[line + 1])),
    edit(edit) {
      text = text.slice(0, edit.range.from) + edit.insert + text.slice(edit.range.to);
      return editLineStarts(starts, text, edit);
    },
    editMany(edits) {
      let at = 0;
      let out = '';
      for (const { range, insert } of [...edits].sort((a, b) => a.range.from - b.range.from)) {
        out += text.slice(at, range.from) + insert;
        at = range.to;
      }
      text = out + text.slice(at);
      starts = [0, ...lineStarts(text)];
    },
  };
}
