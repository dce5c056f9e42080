/** The lanes of `.ci/run`, in the order in which they run. Whoever needs more minutes takes them from another lane. */
import type { Lane } from './lane.ts';

/** Git ignores it; what a run writes is there to look at afterwards. */
const RESULTS = 'dist/ci';

/** Done by `.ci/run` itself, before there are packages to run anything else with. */
export const SET_UP = { name: 'set-up', budgetMinutes: 4 } as const;

export const LANES: readonly Lane[] = [
  {
    name: 'check',
    what: 'format, lint, types, boundaries, unused code, schema, generated documents',
    command: 'npm run -s check -- --skip tests',
    // Takes one; two of its four went to the fuzzing of 81 operations as ten people.
    budgetMinutes: 2,
  },
  {
    name: 'test',
    what: 'every spec, by the command of the README',
    command: `npm ci && npm test -- --json --outputFile=${RESULTS}/test.json`,
    budgetMinutes: 8,
    jestJson: `${RESULTS}/test.json`,
  },
  {
    name: 'test:long',
    what: 'the long versions of specs, and a bite into every acceptance row',
    command: `npm run -s test:long -- --json --outputFile=${RESULTS}/test-long.json`,
    // A minute each from docs:try and kpi, for 1,000 simulated seeds and the bites of more rows.
    budgetMinutes: 10,
    jestJson: `${RESULTS}/test-long.json`,
  },
  {
    name: 'fuzz',
    what: 'whatever the OpenAPI document allows, and does not, of the running server, as every role',
    command: 'npm run -s fuzz -- --quick',
    budgetMinutes: 5,
  },
  {
    name: 'docs:try',
    what: 'the quick commands of the Markdown, in a fresh clone; the list of what is shipped',
    command: 'npm run -s docs:try -- --lane quick',
    budgetMinutes: 1,
  },
  {
    name: 'kpi',
    what: 'two hours on the island: nothing lost, doubled or charged twice, and the audit agrees',
    command: 'npm run -s kpi -- --quick',
    budgetMinutes: 2,
  },
];

/** Lanes to come. Their minutes are theirs already. */
export const KEPT_FREE = [
  { name: 'test:data', budgetMinutes: 18 },
  { name: 'test:release', budgetMinutes: 10 },
] as const;
