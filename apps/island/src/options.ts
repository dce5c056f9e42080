import { parseArgs } from 'node:util';
import { ISLAND_PROFILES, type IslandProfile } from './world/coverage-profile.ts';

export const HELP = `npm run kpi -- [--seed n] [--riders n] [--drivers n] [--hours n] [--profile name] [--out dir] [--json] [--keep]
               [--patience minutes] [--half-open 0|5|20] [--vehicle-off-seconds 20|60|180] [--quick]

Lets riders and drivers use Bimride for a day of the island's own time: real clients, over real HTTP, against the real
server on a throw-away PostgreSQL. Then measures, by SQL, what became of what they did.

  --seed n        the island, its people and their luck follow from it (default 1)
  --riders n      people who book rides (default 800)
  --drivers n     drivers (default 280)
  --hours n       hours of the island's time (default 24)
  --profile name  town, mixed, scotland or hurricane: where there is how much coverage (default mixed)
  --patience m    minutes that every rider waits for a car; success follows from it more than from anything else
                  (default: 45 to 120, drawn for each)
  --half-open n   per cent of every phone's exchanges that die half-way: 0, 5 or 20 (default: drawn for each phone)
  --vehicle-off-seconds n  mean of the common outages in parishes with the literature's coverage: 20, 60 or 180 (default 60)
  --out dir       where report.html and report.json go (default .data/island)
  --keep          writes ledger, audit and evidence as CSV to <out>/evidence, with the statements: whoever doubts a number
                  runs psql empty_database -f load.sql -f measure.sql there, without this simulator
  --json          print report.json instead of the table
  --quick         two hours of few people, and only what must hold however short a run is: nothing lost, doubled or charged
                  twice, and the audit agrees. The last line is N passed, N failed; exit code 0 if none failed
  --help          print this

Exit code: 0 pass, 1 fail, 2 inconclusive (too few samples), 64 wrong arguments. The last line of the table is the verdict;
with --json it is the last line on stderr, and stdout holds the JSON alone (npm run -s, or npm adds a headline).
`;

/** What to run. */
export interface IslandOptions {
  readonly seed: number;
  readonly riders: number;
  readonly drivers: number;
  readonly hours: number;
  readonly profile: IslandProfile;
  /** Null: drawn for each rider, phone, as the literature has it. */
  readonly patienceMinutes: number | null;
  readonly halfOpenPercent: number | null;
  readonly vehicleOffSeconds: number | null;
  readonly outDir: string;
  /** Writes what was measured as CSV, with the statements. */
  readonly keep: boolean;
  readonly json: boolean;
  /** Judges what must hold in any run, and leaves out the key figures, for which a short run is too short. */
  readonly quick: boolean;
}

const LIMITS = { seedMax: 2 ** 32 - 1, peopleMax: 20_000, hoursMax: 240, patienceMinutesMax: 24 * 60 } as const;

const WHOLE = { riders: 800, drivers: 280, hours: 24 } as const;
const QUICK = { riders: 120, drivers: 45, hours: 2 } as const;

const HALF_OPEN_PERCENTS = [0, 5, 20];
const VEHICLE_OFF_SECONDS = [20, 60, 180];

/** Reads the arguments of the command line. */
export function readOptions(args: readonly string[]): IslandOptions | 'help' | 'wrong' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    seed: text,
    riders: text,
    drivers: text,
    hours: text,
    profile: text,
    patience: text,
    'half-open': text,
    'vehicle-off-seconds': text,
    out: text,
    keep: flag,
    json: flag,
    quick: flag,
    help: flag,
  };
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help) return 'help';
    const size = values.quick ? QUICK : WHOLE;
    return {
      seed: wholeNumber(values.seed, { otherwise: 1, min: 0, max: LIMITS.seedMax }),
      riders: wholeNumber(values.riders, { otherwise: size.riders, min: 1, max: LIMITS.peopleMax }),
      drivers: wholeNumber(values.drivers, { otherwise: size.drivers, min: 1, max: LIMITS.peopleMax }),
      hours: wholeNumber(values.hours, { otherwise: size.hours, min: 1, max: LIMITS.hoursMax }),
      profile: profileOf(values.profile ?? 'mixed'),
      patienceMinutes: swept(values.patience, { min: 1, max: LIMITS.patienceMinutesMax }),
      halfOpenPercent: oneOf(values['half-open'], HALF_OPEN_PERCENTS),
      vehicleOffSeconds: oneOf(values['vehicle-off-seconds'], VEHICLE_OFF_SECONDS),
      keep: values.keep,
      outDir: values.out ?? '.data/island',
      json: values.json,
      quick: values.quick,
    };
  } catch {
    return 'wrong';
  }
}

/** The command that runs the same again. */
export function againCommand(options: IslandOptions): string {
  const { seed, riders, drivers, hours, profile } = options;
  const flag = (name: string, value: number | null): string => (value === null ? '' : ` --${name} ${value}`);
  return [
    `npm run kpi -- --seed ${seed} --riders ${riders} --drivers ${drivers} --hours ${hours} --profile ${profile}`,
    flag('patience', options.patienceMinutes),
    flag('half-open', options.halfOpenPercent),
    flag('vehicle-off-seconds', options.vehicleOffSeconds),
  ].join('');
}

/** @throws RangeError */
function swept(text: string | undefined, bounds: { readonly min: number; readonly max: number }): number | null {
  return text === undefined ? null : wholeNumber(text, { otherwise: bounds.min, ...bounds });
}

/** @throws RangeError */
function oneOf(text: string | undefined, allowed: readonly number[]): number | null {
  if (text === undefined) return null;
  if (!/^\d+$/.test(text) || !allowed.includes(Number(text)))
    throw new RangeError(`${text} is none of ${allowed.join(', ')}`);
  return Number(text);
}

/** @throws RangeError */
function wholeNumber(
  text: string | undefined,
  { otherwise, min, max }: { readonly otherwise: number; readonly min: number; readonly max: number },
): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw new RangeError(`${text} is not from ${min} to ${max}`);
  return value;
}

/** @throws RangeError */
function profileOf(name: string): IslandProfile {
  const profile = ISLAND_PROFILES.find((known) => known === name);
  if (profile === undefined) throw new RangeError(`${name} is no profile`);
  return profile;
}
