import { RIDE_LIMITS, RidesStore, type Ride, type RidesCursor } from '#rides';
import {
  driftOf,
  ETA_PARAMETERS,
  etaParametersAt,
  etaRatios,
  prepareMap,
  roadDistance,
  shippedMapPage,
  TABLE_METERS_PER_SECOND,
  type Drift,
  type DrivenTrip,
  type RoadMap,
} from '#routing';
import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

const HOUR_MS = 3_600_000;
const HOURS_PER_DAY = 24;
/** A ride is begun on within this time of being asked for; what waited longer is not looked for. */
const REQUESTED_BEFORE_MS = HOURS_PER_DAY * HOUR_MS;

/** Which rides are compared: those that ended in the last hours before a time, with those of the days before them. */
export interface DriftRequest {
  readonly help: boolean;
  readonly json: boolean;
  readonly untilMs: number;
  readonly sampleHours: number;
  readonly referenceDays: number;
}

export type RideDrift = Drift & {
  readonly exitCode: number;
  readonly parametersVersion: string;
  readonly sampleRides: number;
  readonly referenceRides: number;
};

const EXIT_CODES: Readonly<Record<Drift['verdict'], number>> = { steady: 0, drift: 1, too_few: 3 };

/** Reads the arguments. @throws UsageError when they make no sense */
export function readDriftRequest(args: readonly string[], nowMs: number): DriftRequest {
  const { values } = parseArgs({
    args: [...args],
    options: {
      until: { type: 'string' },
      'sample-hours': { type: 'string', default: '24' },
      'reference-days': { type: 'string', default: '28' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const untilMs = values.until === undefined ? nowMs : Date.parse(values.until);
  if (!Number.isFinite(untilMs)) throw new UsageError('--until must be a time, such as 2026-11-25T04:00:00Z.');
  return {
    help: values.help,
    json: values.json,
    untilMs,
    sampleHours: wholeOf('--sample-hours', values['sample-hours']),
    referenceDays: wholeOf('--reference-days', values['reference-days']),
  };
}

/** Whether rides still take as long by prediction as they did. Predictions are the table's, as phones make them. */
export async function driftOfRides(store: RidesStore, request: DriftRequest): Promise<RideDrift> {
  const { untilMs, sampleHours, referenceDays } = request;
  const sampleFromMs = untilMs - sampleHours * HOUR_MS;
  const fromMs = sampleFromMs - referenceDays * HOURS_PER_DAY * HOUR_MS;
  const rides = await endedRides(store, { fromMs, untilMs });
  const map = prepareMap(shippedMapPage());
  const isSample = ({ endedAtMs }: Ride): boolean => (endedAtMs ?? 0) >= sampleFromMs;
  const tripsOf = (some: readonly Ride[]): DrivenTrip[] => some.flatMap((ride) => tripOf(map, ride) ?? []);
  const [sample, reference] = [tripsOf(rides.filter(isSample)), tripsOf(rides.filter((ride) => !isSample(ride)))];
  const parameters = etaParametersAt(ETA_PARAMETERS, untilMs);
  const drift = driftOf(etaRatios(parameters, reference), etaRatios(parameters, sample));
  return {
    exitCode: EXIT_CODES[drift.verdict],
    ...drift,
    parametersVersion: parameters.version,
    sampleRides: sample.length,
    referenceRides: reference.length,
  };
}

/** How long a ride took, by the driver's device where it said both times: those are when it happened, not when it was told. */
export function tripOf(map: RoadMap, ride: Ride): DrivenTrip | null {
  const { startedClaimedAtMs, endedClaimedAtMs, startedAtMs, endedAtMs, pickup, dropoff } = ride;
  const isClaimed = startedClaimedAtMs !== null && endedClaimedAtMs !== null;
  const [fromMs, toMs] = isClaimed ? [startedClaimedAtMs, endedClaimedAtMs] : [startedAtMs, endedAtMs];
  const road = roadDistance(map, pickup, dropoff);
  if (fromMs === null || toMs === null || toMs <= fromMs || road.kind === 'unanswered') return null;
  const roadSeconds = Math.max(1, Math.round(road.distanceMeters / TABLE_METERS_PER_SECOND));
  return { atMs: fromMs, method: 'matrix', roadSeconds, actualSeconds: (toMs - fromMs) / 1_000 };
}

async function endedRides(store: RidesStore, { fromMs, untilMs }: { fromMs: number; untilMs: number }) {
  const found: Ride[] = [];
  let after: RidesCursor | null = null;
  do {
    const page = await store.ridesWhere({ statuses: ['ended'] }, { after, limit: RIDE_LIMITS.pageRidesMax });
    found.push(
      ...page.rides.filter(({ endedAtMs }) => endedAtMs !== null && endedAtMs >= fromMs && endedAtMs < untilMs),
    );
    after = page.next;
  } while (after !== null && after.requestedAtMs >= fromMs - REQUESTED_BEFORE_MS);
  return found;
}

function wholeOf(name: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`${name} must be a whole number from 1 to 9999.`);
  return Number(text);
}
