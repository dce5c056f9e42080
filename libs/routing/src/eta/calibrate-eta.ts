/** Learns how long trips take from trips that were driven, and says how well that holds for others. Pure. */
import {
  ETA_BANDS,
  ETA_METHODS,
  etaBand,
  etaOf,
  PER_MILLE,
  type EtaBand,
  type EtaMethod,
  type EtaParameters,
  type EtaStretch,
  type EtaStretches,
} from '../rules/eta/eta.ts';

/** A trip that was driven, beside what the road engine or the table had said. */
export type DrivenTrip = {
  readonly atMs: number;
  readonly method: EtaMethod;
  /** Above zero. */
  readonly roadSeconds: number;
  /** Above zero. */
  readonly actualSeconds: number;
};

/** Trips of each method and band that a calibration wants: with fewer a tenth is a handful of them. */
export const TRIPS_PER_BAND_MIN = 100;

/** There are too few trips of a kind to learn from. */
export class TooFewTrips extends Error {
  constructor(method: EtaMethod, band: EtaBand, trips: number) {
    super(`only ${trips} trips for ${method} in the ${band} hours: ${TRIPS_PER_BAND_MIN} are needed`);
    this.name = 'TooFewTrips';
  }
}

/** The stretches that these trips show, banded as the given parameters band the week. @throws TooFewTrips */
export function calibrateEta(parameters: EtaParameters, trips: readonly DrivenTrip[]): EtaStretches {
  const bandsOf = (method: EtaMethod) =>
    Object.fromEntries(ETA_BANDS.map((band) => [band, stretchOf(parameters, trips, { method, band })]));
  return Object.fromEntries(ETA_METHODS.map((method) => [method, bandsOf(method)])) as EtaStretches;
}

/** The share of trips, in percent, that took from p10 to p90 seconds: 80 when the parameters are right. */
export function etaCoveragePercent(parameters: EtaParameters, trips: readonly DrivenTrip[]): number {
  const covered = trips.filter((trip) => {
    const { p10Seconds, p90Seconds } = etaOf(parameters, trip);
    return trip.actualSeconds >= p10Seconds && trip.actualSeconds <= p90Seconds;
  });
  return trips.length === 0 ? 0 : (covered.length * 100) / trips.length;
}

/** Actual seconds by predicted ones, trip by trip: what drift is looked for in. */
export function etaRatios(parameters: EtaParameters, trips: readonly DrivenTrip[]): number[] {
  return trips.map((trip) => trip.actualSeconds / Math.max(1, etaOf(parameters, trip).p50Seconds));
}

function stretchOf(
  parameters: EtaParameters,
  trips: readonly DrivenTrip[],
  { method, band }: { readonly method: EtaMethod; readonly band: EtaBand },
): EtaStretch {
  const sorted = trips
    .filter((trip) => trip.method === method && etaBand(parameters, trip.atMs) === band)
    .map(({ actualSeconds, roadSeconds }) => actualSeconds / roadSeconds)
    .toSorted((a, b) => a - b);
  if (sorted.length < TRIPS_PER_BAND_MIN) throw new TooFewTrips(method, band, sorted.length);
  const quantile = (percent: number): number =>
    Math.round((sorted[Math.floor((sorted.length * percent) / 100)] ?? 0) * PER_MILLE);
  return { p10PerMille: quantile(10), p50PerMille: quantile(50), p90PerMille: quantile(90) };
}
