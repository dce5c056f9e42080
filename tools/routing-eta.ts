/** `npm run routing:eta`: learns how long trips take, checks it, and looks every night whether it still holds. */
import { readFile, writeFile } from 'node:fs/promises';
import { readCommandLine } from './command-line.ts';
import { ETA_PARAMETERS, etaParametersAt, tripSimulator, type DrivenTrip } from '#routing';
import { calibrationOf, driftBetween, TripsInvalid, tripsFrom } from './routing/eta.ts';
import { seededRandom } from './routing/random.ts';

const HELP = `npm run routing:eta -- <command> [options]

  simulate   writes trips made up from a seed, one JSON object on a line
               --out file  --seed 2026  --trips 20000  --slower 0 (percent)
  calibrate  learns the stretches of ETA_PARAMETERS from trips, and says how many of other trips they cover (80 % is right)
               --trips-file file, or simulated trips: --seed 2026  --trips 20000
  drift      compares actual by predicted times of trips with those of a reference (Kolmogorov and Smirnov, two samples)
               --reference file  --sample file

  --json     prints the answer as JSON, for a nightly job

A trip is {"atMs":1795000000000,"method":"valhalla","roadSeconds":900,"actualSeconds":1100}; method is valhalla or matrix.

Exit codes: 0 it holds, 1 drift or a coverage off by more than 5 points, 2 wrong use or unreadable trips, 3 too few trips to tell.
`;

const { values, positionals } = readCommandLine({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '2026' },
    trips: { type: 'string', default: '20000' },
    slower: { type: 'string', default: '0' },
    out: { type: 'string' },
    'trips-file': { type: 'string' },
    reference: { type: 'string' },
    sample: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const parameters = etaParametersAt(ETA_PARAMETERS, Date.now());

function simulate(seed: number): readonly DrivenTrip[] {
  const slowerPercent = Number(values.slower);
  return tripSimulator(parameters)({ random: seededRandom(seed), trips: Number(values.trips), slowerPercent });
}

async function readTrips(file: string): Promise<readonly DrivenTrip[]> {
  return tripsFrom(await readFile(file, 'utf8'));
}

function tell(answer: object): void {
  const lines = Object.entries(answer).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  process.stdout.write(values.json ? `${JSON.stringify(answer)}\n` : lines.join(''));
}

async function run(): Promise<number> {
  const [command] = positionals;
  if (command === 'simulate' && values.out !== undefined) {
    const trips = simulate(Number(values.seed));
    await writeFile(values.out, trips.map((trip) => `${JSON.stringify(trip)}\n`).join(''));
    return 0;
  }
  if (command === 'calibrate') {
    const file = values['trips-file'];
    const trips = file === undefined ? simulate(Number(values.seed)) : await readTrips(file);
    const { exitCode, ...answer } = calibrationOf(parameters, trips);
    tell(answer);
    return exitCode;
  }
  if (command === 'drift' && values.reference !== undefined && values.sample !== undefined) {
    const [reference, sample] = await Promise.all([readTrips(values.reference), readTrips(values.sample)]);
    const { exitCode, ...answer } = driftBetween(parameters, { reference, sample });
    tell(answer);
    return exitCode;
  }
  process.stderr.write(HELP);
  return 2;
}

if (values.help) process.stdout.write(HELP);
else {
  process.exitCode = await run().catch((error: unknown) => {
    if (!(error instanceof TripsInvalid) && !(error instanceof Error && 'code' in error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  });
}
