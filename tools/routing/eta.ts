/** What `npm run routing:eta` answers, without the reading and printing. */
import {
  calibrateEta,
  driftOf,
  etaCoveragePercent,
  ETA_METHODS,
  etaRatios,
  TooFewTrips,
  TRIPS_PER_BAND_MIN,
  type Drift,
  type DrivenTrip,
  type EtaParameters,
} from '#routing';
import { z } from 'zod';

/** A file holds something else than trips. */
export class TripsInvalid extends Error {}

const tripSchema = z.strictObject({
  atMs: z.int().min(0),
  method: z.enum(ETA_METHODS),
  roadSeconds: z.number().positive(),
  actualSeconds: z.number().positive(),
});

/** Percent of trips that lie between p10 and p90 when parameters are right, and how far off is still right. */
const COVERAGE = { rightPercent: 80, offPointsMax: 5 };

/** Reads trips, a JSON object on each line. @throws TripsInvalid with the line at fault */
export function tripsFrom(text: string): readonly DrivenTrip[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, at) => {
    if (line === '') return [];
    const trip = tripSchema.safeParse(jsonOf(line));
    if (!trip.success) throw new TripsInvalid(`line ${at + 1} is no trip: ${z.prettifyError(trip.error)}`);
    return [trip.data];
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Learns from every other trip, and holds what was learnt against the trips between. */
export function calibrationOf(parameters: EtaParameters, trips: readonly DrivenTrip[]) {
  const learnt = trips.filter((_, at) => at % 2 === 0);
  const heldOut = trips.filter((_, at) => at % 2 === 1);
  try {
    const stretches = calibrateEta(parameters, learnt);
    const coveragePercent = etaCoveragePercent({ ...parameters, stretches }, heldOut);
    const isRight = Math.abs(coveragePercent - COVERAGE.rightPercent) <= COVERAGE.offPointsMax;
    const inUsePercent = etaCoveragePercent(parameters, heldOut);
    return { exitCode: isRight ? 0 : 1, trips: trips.length, coveragePercent, inUsePercent, stretches };
  } catch (error) {
    if (!(error instanceof TooFewTrips)) throw error;
    return { exitCode: 3, trips: trips.length, tooFew: error.message, tripsPerBandMin: TRIPS_PER_BAND_MIN };
  }
}

const EXIT_CODES: Readonly<Record<Drift['verdict'], number>> = { steady: 0, drift: 1, too_few: 3 };

/** Compares how predictions hold now with how they held. */
export function driftBetween(
  parameters: EtaParameters,
  trips: { readonly reference: readonly DrivenTrip[]; readonly sample: readonly DrivenTrip[] },
) {
  const drift = driftOf(etaRatios(parameters, trips.reference), etaRatios(parameters, trips.sample));
  const { version } = parameters;
  return { exitCode: EXIT_CODES[drift.verdict], ...drift, parametersVersion: version };
}
