import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readUnit } from '../../../src/core/recipe/units.ts';
import { quantitiesCommand } from '../../../src/node/cli/quantities.ts';

/** What the command says of a text on standard input, and its exit code. */
async function say(text: string, ...args: string[]) {
  let out = '';
  const code = await quantitiesCommand.run(args, {
    cwd: '/',
    stdin: async () => text,
    out: written => {
      out += written;
    },
    error: () => {},
  });
  return { code, out };
}

describe('paper-notes quantities', () => {
  it('names units as the formulas do', async () => {
    const text = 'Fern 7B has 7B parameters and was trained for 42,000 steps with a learning rate of 1e-4 on 8 GPUs.';
    const { code, out } = await say(text, '-', '--json');
    assert.equal(code, 0);
    const { quantities } = JSON.parse(out) as { quantities: readonly { role: string; unit: string }[] };
    const unitOf = (role: string) => quantities.find(quantity => quantity.role === role)?.unit;
    assert.deepEqual(['params', 'steps', 'peak_lr', 'gpus'].map(unitOf), ['parameter', 'step', '1', 'GPU']);
    for (const { unit } of quantities) assert.notEqual(readUnit(unit), undefined, unit);
  });

  it('tells wrong use and files that are not there by its exit code', async () => {
    assert.equal((await say('', '--jsn')).code, 2);
    assert.equal((await say('', 'no such file.md')).code, 2);
  });
});
