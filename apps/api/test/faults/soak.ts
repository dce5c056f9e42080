/**
 * `npm run soak -- [--minutes n] [--seed s]`: phones push while servers and the database are killed, round after round, and
 * everything is checked after each. Ends with 1, and says how to repeat it, at the first thing that is wrong.
 */
import { parseArgs } from 'node:util';
import { Random } from '../harness/random.ts';
import { Chaos, type Blow, type RoundReport } from './chaos.ts';
import { World } from './world.ts';

const ROUNDS_PER_EPISODE = 12;

const HELP = `npm run soak -- [--minutes n] [--seed s]

  --minutes n   how long, in minutes; fractions are allowed (default 10)
  --seed s      a whole number; the run before printed its own (default: a new one)

Each episode is a database and two servers of its own, ${ROUNDS_PER_EPISODE} rounds long. In each round phones push, and then
  kill at random      one server gets SIGKILL at any moment
  kill at a point     one server kills itself before a commit, after it, or before it marks an event as handled
  stop and go on      one server stops inside a commit; the database cuts it off; later it goes on
  cut connections     every connection of the servers to the database is ended
  postgres immediate  the database ends without a shutdown and is started again
After each round: nothing lost, nothing doubled, every reader has every row, the hash chain verifies.
`;

const MS_PER_MINUTE = 60_000;
const BLOWS: readonly Blow[] = [
  'kill at random',
  'kill at random',
  'kill at a point',
  'kill at a point',
  'stop and go on',
  'cut connections',
  'cut connections',
  'postgres immediate',
];

interface Settings {
  readonly minutes: number;
  readonly seed: number;
}

/** @throws RangeError, TypeError when an option is not known or is not what it must be. */
function readSettings(): Settings | 'help' {
  const options = {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help === true) return 'help';
  const minutes = Number(values.minutes ?? '10');
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  if (!(minutes > 0) || !Number.isFinite(minutes)) throw new RangeError('--minutes must be a number above 0');
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('--seed must be a whole number, 0 or more');
  return { minutes, seed };
}

async function episode(seed: number, onRound: (report: RoundReport) => void): Promise<number> {
  const { world, cluster } = await World.createDurable();
  const random = new Random(seed);
  const blows = Array.from({ length: ROUNDS_PER_EPISODE }, () => random.pick(BLOWS));
  const interrupted = (): void => void world.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupted);
  try {
    const reports = await new Chaos({ world, cluster, seed, blows, onRound }).run();
    return reports.at(-1)?.mutations ?? 0;
  } finally {
    process.off('SIGINT', interrupted);
    await world.close();
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function roundLine({ round, blow, proof, mutations, pushesLost, pushesPutOff }: RoundReport): string {
  const seen = `${mutations} mutations, ${pushesLost} replies lost, ${pushesPutOff} pushes put off`;
  return `  round ${String(round).padStart(2)}  ${blow.padEnd(18)}  ${seen}\n            ${proof}`;
}

async function soak({ minutes, seed }: Settings): Promise<void> {
  const startMs = Date.now();
  const endMs = startMs + minutes * MS_PER_MINUTE;
  let [episodes, rounds, mutations] = [0, 0, 0];
  for (let episodeSeed = seed; episodes === 0 || Date.now() < endMs; episodeSeed += 1) {
    const left = Math.max(0, (endMs - Date.now()) / MS_PER_MINUTE).toFixed(1);
    say(`episode with seed ${episodeSeed}, ${left} minutes to go`);
    mutations += await episode(episodeSeed, (report) => {
      rounds += 1;
      say(roundLine(report));
    });
    episodes += 1;
  }
  const took = ((Date.now() - startMs) / MS_PER_MINUTE).toFixed(1);
  say(`all is well after ${took} minutes: ${episodes} episodes, ${rounds} rounds, ${mutations} mutations`);
}

try {
  const settings = readSettings();
  if (settings === 'help') say(HELP);
  else await soak(settings);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write('The seed above repeats an episode: npm run soak -- --minutes 1 --seed <seed>\n');
  process.exitCode = 1;
}
