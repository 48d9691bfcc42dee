import { testFixtures } from './fixtures.ts';

testFixtures('block-id.md');
