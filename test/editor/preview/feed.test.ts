import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LiveNote } from '../../../src/core/markdown/live-note.ts';
import { createNoteReader, openNote } from '../../../src/core/markdown/note.ts';
import { compare, type Feed, feedBlocks } from '../../../src/editor/preview/feed.ts';
import type { ToWebviewMessage } from '../../../src/protocol.ts';
import { applyPatch } from './apply-patch.ts';

/** What a webview does with the messages, and no more; it answers when told to. */
function fakeWebview(forgetful = false) {
  const queue: ToWebviewMessage[] = [];
  const sizes: number[] = [];
  let lost: number[] = [];
  let patches = 0;
  let blocks: { id: number; lines: number; html: string | undefined }[] = [];
  const apply = (message: ToWebviewMessage) => {
    if (message.type === 'note') {
      const before = new Map(blocks.map(block => [block.id, block.html]));
      blocks = message.blocks.map(({ id, lines, html }) => ({ id, lines, html: html ?? before.get(id) }));
    } else if (message.type === 'update') {
      for (const { id, lines } of message.lengths) for (const block of blocks) if (block.id === id) block.lines = lines;
      for (const { at, remove, insert } of message.splices) {
        const fresh = insert.map(({ id, lines, html, patch }) => {
          if (patch === undefined) return { id, lines, html };
          if (forgetful) {
            lost.push(id);
            return { id, lines, html: undefined };
          }
          patches++;
          return { id, lines, html: applyPatch(blocks[at]!.html!, patch) };
        });
        blocks.splice(at, remove, ...fresh);
      }
    } else if (message.type === 'fill') {
      for (const { id, html } of message.blocks) for (const block of blocks) if (block.id === id) block.html = html;
    }
  };
  return {
    queue,
    sizes,
    post: (message: ToWebviewMessage) => {
      queue.push(message);
      sizes.push(JSON.stringify(message).length);
    },
    stand: (standing: readonly { id: number; html: string }[]) => {
      blocks = standing.map(({ id, html }) => ({ id, lines: 0, html }));
    },
    /** Applies the oldest message that waits, and tells the feed. */
    step: (feed: Feed) => {
      const message = queue.shift();
      if (message === undefined) return false;
      apply(message);
      if (message.type === 'update') {
        const missing = lost;
        lost = [];
        feed.applied(missing);
      }
      if (message.type === 'fill') feed.filled();
      return true;
    },
    get blocks() {
      return blocks;
    },
    get patches() {
      return patches;
    },
  };
}

const rest = () => new Promise<void>(resolve => setImmediate(resolve));

function open(text: string, clock = () => 0, forgetful = false) {
  const note = openNote(text, {}, reader);
  const webview = fakeWebview(forgetful);
  const feed = feedBlocks(note, 'file:///note.md', 1, { post: webview.post, version: () => 1, now: clock, rest });
  return { note, webview, feed };
}
const reader = createNoteReader();

async function drain({ webview, feed }: ReturnType<typeof open>) {
  for (let idle = 0; idle < 3; idle++) {
    while (webview.step(feed)) idle = 0;
    await rest();
  }
}

const whole = (note: LiveNote) => note.blocks.map(({ id, lines }, index) => ({ id, lines, html: note.html(index) }));

const piece = fc.constantFrom(
  '# Heading\n\n',
  'A line of text.\n',
  '\n',
  '- item\n',
  '> quote\n',
  '$x^2$ and $y$',
  '$$\nE = mc^2 \\label{e}\n$$\n\n',
  '\\eqref{e}',
  '\\begin{equation}\na\n\\end{equation}\n',
  '%%aside%%',
  '```\ncode\n',
  '$$',
  '[^1]',
  '\n\n[^1]: note\n',
  '| a |\n|---|\n| b |\n',
  '---\n',
);
const short = fc.array(piece, { minLength: 5, maxLength: 60 }).map(pieces => pieces.join(''));
/** Blocks so long that what changes in them is sent alone. */
const long = fc.constantFrom('- an item with $x$\n', '> a line\n>\n', '- [ ] a task\n').map(line => line.repeat(80));
const textOf = fc.oneof({ weight: 3, arbitrary: short }, { weight: 1, arbitrary: long });

test('whatever is typed and however slow the webview is, in the end it has what the note has', async () => {
  let edits = 0;
  let patches = 0;
  const edit = fc.record({ at: fc.nat(), cut: fc.nat(30), insert: piece, steps: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(textOf, fc.array(edit, { maxLength: 25 }), fc.nat(3), async (text, changes, kind) => {
      const [slow, forgetful] = [kind === 1, kind === 2];
      // A clock that runs a slice with every look makes fills as small as they can be.
      let time = 0;
      const side = open(text, slow ? () => (time += 5) : () => 0, forgetful);
      const { note, webview, feed } = side;
      webview.stand(feed.standing(0));
      feed.start(0);
      for (const { at, cut, insert, steps } of changes) {
        const from = at % (note.text.length + 1);
        const to = Math.min(from + cut, note.text.length);
        note.edit([{ range: { from, to }, insert }]);
        feed.changed();
        for (let step = 0; step < steps; step++) webview.step(feed);
        if (steps === 3) await rest();
        edits++;
      }
      await drain(side);
      assert.deepEqual(webview.blocks, whole(note));
      patches += webview.patches;
    }),
    { numRuns: 300 },
  );
  console.log(`${edits} edits sent, ${patches} of them as patches`);
  assert.ok(patches > 0);
});

test('the first page holds the first screen, and its blocks are not sent again', async () => {
  const side = open(Array.from({ length: 400 }, (_, index) => `Paragraph ${index}.\n\n`).join(''));
  const standing = side.feed.standing(300);
  assert.ok(standing.length > 5 && standing.length < 100);
  assert.ok(standing.some(({ html }) => html.includes('Paragraph 150.')));
  side.webview.stand(standing);
  side.feed.start(300);
  const note = side.webview.queue[0];
  assert.ok(note?.type === 'note');
  assert.deepEqual(
    note.blocks.filter(({ html }) => html !== undefined),
    [],
  );
  await drain(side);
  assert.deepEqual(side.webview.blocks, whole(side.note));
});

test('what is nearest to the view comes first', async () => {
  let time = 0;
  const side = open(Array.from({ length: 300 }, (_, index) => `Paragraph ${index}.\n\n`).join(''), () => (time += 5));
  side.webview.stand(side.feed.standing(0));
  side.feed.start(0);
  side.feed.inView(200, 210);
  await rest();
  await rest();
  const filled = side.webview.queue.flatMap(message => (message.type === 'fill' ? message.blocks : []));
  const first = side.note.blocks.findIndex(({ id }) => id === filled[0]?.id);
  assert.equal(first, 200);
  await drain(side);
});

test('a key costs one small message, and while it is not applied the next ones wait and go together', async () => {
  const side = open(Array.from({ length: 500 }, (_, index) => `Paragraph $x_{${index}}$.\n\n`).join(''));
  const { note, webview, feed } = side;
  webview.stand(feed.standing(0));
  feed.start(0);
  await drain(side);
  webview.sizes.length = 0;
  for (const letter of 'typing') {
    const at = note.text.indexOf('Paragraph $x_{250}$');
    note.edit([{ range: { from: at, to: at }, insert: letter }]);
    feed.changed();
  }
  assert.equal(webview.queue.length, 1);
  await drain(side);
  assert.equal(webview.sizes.length, 2);
  assert.ok(Math.max(...webview.sizes) < 3000, `${webview.sizes} characters`);
  assert.deepEqual(webview.blocks, whole(note));
});

test('a block that stays but takes more lines sends its length and none of its HTML', () => {
  const block = (id: number, lines: number) => ({ id, revision: 0, lines, height: 20 });
  const [one, two, three] = [block(1, 2), block(2, 2), block(3, 2)];
  assert.deepEqual(compare([one, two, three], [one, block(2, 3), three]), {
    splices: [],
    lengths: [{ id: 2, lines: 3 }],
  });
});

test('blocks that come, go and stay between the first and the last change', () => {
  const block = (id: number) => ({ id, revision: 0, lines: 2, height: 20 });
  const [one, three, four] = [block(1), block(3), block(4)];
  const { splices } = compare([one, block(2), three, four], [one, block(5), three, block(6), four]);
  assert.deepEqual(
    splices.map(({ at, removed, inserted }) => [at, removed.map(each => each.id), inserted.map(each => each.block.id)]),
    [
      [1, [2], [5]],
      [3, [], [6]],
    ],
  );
});
