import { testFixtures } from './fixtures.ts';

testFixtures('task.md');
