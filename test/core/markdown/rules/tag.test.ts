import { testFixtures } from './fixtures.ts';

testFixtures('tag.md');
