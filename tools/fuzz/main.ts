/**
 * `npm run fuzz [-- --quick]`: schemathesis reads the OpenAPI document of the running server and asks it whatever the document
 * allows and much that it does not, as every role and as a stranger. No answer may be a 5xx, and each must be one that the document knows.
 * The last line is `N passed, N failed`: operations that held, for each person.
 */
import { readCommandLine } from '../command-line.ts';
import { DEMO_PEOPLE, signIn } from '#api/people';
import { closingLine, sumOf, type Tally } from '../ci/lane.ts';
import { findsPlant } from './plant.ts';
import { tallyOf } from './report.ts';
import { fuzz, installSchemathesis } from './schemathesis.ts';
import { serve, type Served } from './served.ts';

const QUICK_SECONDS = 8;
const SECONDS = 120;
const STRANGER = 'nobody';

const HELP = `npm run fuzz -- [--quick] [--as person,…] [--seconds n] [--seed n]

  --quick      ${QUICK_SECONDS} seconds for each person, as .ci/run does, instead of ${SECONDS}
  --seconds n  so many seconds for each
  --as a,b     only these people: ${[STRANGER, ...DEMO_PEOPLE.map(({ id }) => id)].join(' ')} (default: one of each set of roles, and nobody)
  --seed n     what is asked follows from it (default: a new one, which is printed)

Needs Python 3.11 and, the first time, PyPI: schemathesis is installed below .data/.
`;

/** One person for each set of roles, and a stranger. */
function everyRole(): readonly string[] {
  const byRoles = new Map(DEMO_PEOPLE.toReversed().map(({ id, roles }) => [[...roles].toSorted().join(), id]));
  return [STRANGER, ...[...byRoles.values()].toReversed()];
}

interface Asked {
  readonly people: readonly string[];
  readonly seconds: number;
  readonly seed: number;
}

async function fuzzAll({ url }: Served, { people, seconds, seed }: Asked): Promise<Tally> {
  const program = installSchemathesis();
  const isPlantFound = await findsPlant(program, seed);
  process.stdout.write(`a planted 500 is ${isPlantFound ? 'found' : 'NOT FOUND'}\n`);
  const tallies: Tally[] = [{ passed: isPlantFound ? 1 : 0, failed: isPlantFound ? 0 : 1, skipped: 0 }];
  for (const person of people) {
    const token = person === STRANGER ? null : (await signIn({ baseUrl: url, person })).accessToken;
    const report = await fuzz({ program, url, token, seconds, seed }, (text) => void process.stdout.write(text));
    const tally = tallyOf(report);
    tallies.push(tally);
    process.stdout.write(`${person.padEnd(12)} ${report.test_cases.generated} requests: ${closingLine(tally)}\n`);
  }
  return sumOf(tallies);
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = readCommandLine({ options: { quick: flag, help: flag, as: text, seconds: text, seed: text } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  const seconds = Number(values.seconds ?? (values.quick ? QUICK_SECONDS : SECONDS));
  const people = values.as?.split(',') ?? everyRole();
  process.stdout.write(`fuzzing with seed ${seed}, ${seconds} s for each of ${people.join(', ')}\n`);
  const server = await serve();
  try {
    const tally = await fuzzAll(server, { people, seconds, seed });
    const isWell = await server.isWell();
    if (!isWell) process.stdout.write('the server did not live through it\n');
    const sum = { ...tally, failed: tally.failed + (isWell ? 0 : 1) };
    process.stdout.write(`${closingLine(sum)}\n`);
    return sum.failed === 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

process.exitCode = await main();
