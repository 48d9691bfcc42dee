import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mayHoldNumbers } from '../../../../src/core/recipe/quote/relevance.ts';

const far = 'Much is said of other things, at such length that it pays to look at each sentence by itself.';

describe('what need not be read', () => {
  const unread = {
    'no digit': 'The batch size grows with the learning rate.',
    'no word of recipes': 'In 17 of 23 villages the harvest failed.',
    'a page on a link': 'on the batch size [(p. 3)](zotero://open-pdf/library/items/ABCD2345?page=3)',
    'a year': 'the tokens of Smith et al. (2020)',
    'citations in brackets': 'with larger batches [12, 38] and longer contexts [4]',
    'sections, tables and figures': 'The batch size is discussed in Section 3.2, Table 4 and Fig. 5.',
    'digits in one sentence, recipes in another': `In 17 of 23 villages the harvest failed. ${far} ${far} Larger batches help.`,
    'words that only hold such letters': 'the output of 3 overheads',
  };
  for (const [name, text] of Object.entries(unread))
    it(name, () => {
      assert.equal(mayHoldNumbers(text), false);
    });

  const read = {
    'a number beside a citation': 'a batch size of 512 [12, 38]',
    'a sentence among others': `${far} The batch size was 512. ${far}`,
    'a number in words': 'Training took two weeks on eight GPUs.',
    'a key and its value': 'devices: 8',
    'a list whose first number is a reference by chance': 'see Section 3.2, 512 tokens',
    'the gap of a number': 'The learning rate is set to and the batch size to .',
    'rows of a table, whose words stand in another line': `Layers and hidden size of the model, and what else it is made of, as the authors say in their appendix\n12\n768`,
  };
  for (const [name, text] of Object.entries(read))
    it(`reads ${name}`, () => {
      assert.equal(mayHoldNumbers(text), true);
    });
});
