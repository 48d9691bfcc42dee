import { testFixtures } from './fixtures.ts';

testFixtures('embed.md', {
  'wikilink:Known': 'Known.md',
  'wikilink:Known#Part one': 'Known.md#part-one',
  'embed:Known#Part one': '<p>Embedded.</p>',
  'embed:Gone': '',
  'wikilink:Gone': '',
});
