import { testFixtures } from './fixtures.ts';

testFixtures('property.md');
