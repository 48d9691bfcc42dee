import { testFixtures } from './fixtures.ts';

testFixtures('admonition.md');
