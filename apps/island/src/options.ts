import { parseArgs } from 'node:util';
import { ISLAND_PROFILES, type IslandProfile } from './world/coverage-profile.ts';

export const HELP = `npm run kpi -- [--seed n] [--riders n] [--drivers n] [--hours n] [--profile name] [--out dir] [--json]

Lets riders and drivers use Bimride for a day of the island's own time: real clients, over real HTTP, against the real
server on a throw-away PostgreSQL. Then measures, by SQL, what became of what they did.

  --seed n        the island, its people and their luck follow from it (default 1)
  --riders n      people who book rides (default 800)
  --drivers n     drivers (default 280)
  --hours n       hours of the island's time (default 24)
  --profile name  town, mixed, scotland or hurricane: where there is how much coverage (default mixed)
  --out dir       where report.html and report.json go (default .data/island)
  --json          print report.json instead of the table
  --help          print this

Exit code: 0 pass, 1 fail, 2 inconclusive (too few samples), 64 wrong arguments. The last line is the verdict.
`;

/** What to run. */
export interface IslandOptions {
  readonly seed: number;
  readonly riders: number;
  readonly drivers: number;
  readonly hours: number;
  readonly profile: IslandProfile;
  readonly outDir: string;
  readonly json: boolean;
}

const LIMITS = { seedMax: 2 ** 32 - 1, peopleMax: 20_000, hoursMax: 240 } as const;

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
    out: text,
    json: flag,
    help: flag,
  };
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help) return 'help';
    return {
      seed: wholeNumber(values.seed, { otherwise: 1, min: 0, max: LIMITS.seedMax }),
      riders: wholeNumber(values.riders, { otherwise: 800, min: 1, max: LIMITS.peopleMax }),
      drivers: wholeNumber(values.drivers, { otherwise: 280, min: 1, max: LIMITS.peopleMax }),
      hours: wholeNumber(values.hours, { otherwise: 24, min: 1, max: LIMITS.hoursMax }),
      profile: profileOf(values.profile ?? 'mixed'),
      outDir: values.out ?? '.data/island',
      json: values.json,
    };
  } catch {
    return 'wrong';
  }
}

/** The command that runs the same again. */
export function againCommand({ seed, riders, drivers, hours, profile }: IslandOptions): string {
  return `npm run kpi -- --seed ${seed} --riders ${riders} --drivers ${drivers} --hours ${hours} --profile ${profile}`;
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
