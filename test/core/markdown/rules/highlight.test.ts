import { testFixtures } from './fixtures.ts';

testFixtures('highlight.md');
