import type { Random } from '../random.ts';
import { coverageAt, type IslandProfile } from './coverage-profile.ts';
import { drawOutages, mergeSpans, type Outages, type Span } from './outages.ts';
import type { Place } from './places.ts';

/** Whose network a phone is on. */
export const OPERATORS = ['north', 'south'] as const;
export type Operator = (typeof OPERATORS)[number];

const MS_PER_HOUR = 3_600_000;

/** Assumed. An operator fails all over the island twice in 90 days, for one to six hours. */
const ISLAND_OUTAGE = { perDay: 2 / 90, hoursMin: 1, hoursMax: 6 } as const;
/** Assumed. A hurricane comes in the second quarter of the run: first little works, then nothing for hours or days. */
const HURRICANE = {
  beginsShare: 0.25,
  weakHours: 2,
  weak: { availability: 0.3, meanOffMs: 600_000 },
  darkHoursMin: 6,
  darkHoursMax: 72,
  /** It leaves this share of the run for what comes after. */
  endsShare: 0.7,
} as const;

/** Where and when there is no coverage: the same spot fails for everybody who is there, on the same network. */
export class Coverage {
  readonly #outages: ReadonlyMap<string, Outages>;

  constructor(outages: ReadonlyMap<string, Outages>) {
    this.#outages = outages;
  }

  outagesAt(placeId: string, operator: Operator): Outages {
    return this.#outages.get(`${placeId}/${operator}`) ?? [];
  }
}

export interface CoverageParts {
  readonly places: readonly Place[];
  readonly island: IslandProfile;
  readonly over: Span;
  /** The mean of the common outages where the literature's coverage holds, if it is swept. */
  readonly vehicleOffMs?: number | undefined;
}

/** Draws the coverage of the whole island over some time. */
export function drawCoverage({ places, island, over, vehicleOffMs }: CoverageParts, random: Random): Coverage {
  const outages = new Map<string, Outages>();
  for (const operator of OPERATORS) {
    const everywhere = islandOutages(over, random.fork(`island/${operator}`));
    for (const { id, parish } of places) {
      const own = random.fork(`${id}/${operator}`);
      const local = drawOutages(coverageAt(island, parish, vehicleOffMs), over, own);
      const storm = island === 'hurricane' ? hurricane(over, { storm: random.fork('hurricane'), place: own }) : [];
      outages.set(`${id}/${operator}`, mergeSpans([...local, ...everywhere, ...storm]));
    }
  }
  return new Coverage(outages);
}

function islandOutages({ fromMs, toMs }: Span, random: Random): Outages {
  const days = (toMs - fromMs) / MS_PER_HOUR / 24;
  if (!random.chance(Math.min(1, ISLAND_OUTAGE.perDay * days))) return [];
  const beginMs = random.between(fromMs, toMs);
  const lastsMs = random.between(ISLAND_OUTAGE.hoursMin, ISLAND_OUTAGE.hoursMax) * MS_PER_HOUR;
  return [{ fromMs: Math.round(beginMs), toMs: Math.round(Math.min(toMs, beginMs + lastsMs)) }];
}

// The storm is one for all places; what still works before it is each place's own luck.
function hurricane(over: Span, { storm, place }: { readonly storm: Random; readonly place: Random }): Outages {
  const lengthMs = over.toMs - over.fromMs;
  const weakMs = over.fromMs + lengthMs * HURRICANE.beginsShare;
  const darkMs = Math.min(weakMs + HURRICANE.weakHours * MS_PER_HOUR, over.fromMs + lengthMs * 0.5);
  const lastsMs = storm.between(HURRICANE.darkHoursMin, HURRICANE.darkHoursMax) * MS_PER_HOUR;
  const endMs = Math.min(darkMs + lastsMs, over.fromMs + lengthMs * HURRICANE.endsShare);
  return [
    ...drawOutages(HURRICANE.weak, { fromMs: weakMs, toMs: darkMs }, place),
    { fromMs: Math.round(darkMs), toMs: Math.round(endMs) },
  ];
}
