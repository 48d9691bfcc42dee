import { testFixtures } from './fixtures.ts';

testFixtures('callout.md');
