import { testFixtures } from './fixtures.ts';

testFixtures('importers.md');
