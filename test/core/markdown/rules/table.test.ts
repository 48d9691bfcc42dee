import { testFixtures } from './fixtures.ts';

testFixtures('table.md');
