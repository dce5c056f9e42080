/**
 * When a car arrives: not one time but three, of which an actual trip is below the first in one case of ten and above the
 * last in one of ten. Invariants: the same on phone and server (integers, no transcendental functions);
 * p10 ≤ p50 ≤ p90; longer roads never arrive sooner within one band of the week.
 */
import { isWeekday, isWithinDayPart, type DayPart } from './local-week.ts';

/** Whose seconds are stretched: the road engine's, at legal speeds by class of road, or the table's, at one pace. */
export type EtaMethod = 'valhalla' | 'matrix';

/** `rush`: the busy hours of a weekday. `calm`: the rest of the week. */
export type EtaBand = 'rush' | 'calm';
export const ETA_BANDS: readonly EtaBand[] = ['rush', 'calm'];
export const ETA_METHODS: readonly EtaMethod[] = ['valhalla', 'matrix'];

/** Actual seconds by seconds on the road, in thousandths, at three quantiles. */
export type EtaStretch = {
  readonly p10PerMille: number;
  readonly p50PerMille: number;
  readonly p90PerMille: number;
};

export type EtaStretches = Readonly<Record<EtaMethod, Readonly<Record<EtaBand, EtaStretch>>>>;

/** Dated, versioned knowledge of how long trips take. It never changes; other knowledge is another version. */
export type EtaParameters = {
  readonly version: string;
  /** In force from then on, until later parameters are. */
  readonly fromMs: number;
  /** Not from actual trips of Barbados: shown wherever a time is shown. */
  readonly assumed: boolean;
  /** What it was made from, for people. */
  readonly source: string;
  /** The busy parts of a weekday. */
  readonly rush: readonly DayPart[];
  readonly stretches: EtaStretches;
};

export type Eta = {
  readonly p10Seconds: number;
  readonly p50Seconds: number;
  readonly p90Seconds: number;
  readonly parametersVersion: string;
  readonly assumed: boolean;
};

/** The parameters in force at a time: the latest that have begun; before all of them, the earliest. */
export function etaParametersAt(all: readonly [EtaParameters, ...EtaParameters[]], atMs: number): EtaParameters {
  const [first, ...others] = [...all].sort((a, b) => a.fromMs - b.fromMs);
  return others.filter(({ fromMs }) => fromMs <= atMs).at(-1) ?? first ?? all[0];
}

/** The band of the week that a trip begins in. */
export function etaBand(parameters: EtaParameters, atMs: number): EtaBand {
  const isRush = isWeekday(atMs) && parameters.rush.some((part) => isWithinDayPart(part, atMs));
  return isRush ? 'rush' : 'calm';
}

/** How long a trip takes that begins at `atMs`. @param trip.roadSeconds what the method says, without traffic */
export function etaOf(
  parameters: EtaParameters,
  trip: { readonly roadSeconds: number; readonly atMs: number; readonly method: EtaMethod },
): Eta {
  const stretch = parameters.stretches[trip.method][etaBand(parameters, trip.atMs)];
  const stretched = (perMille: number): number => Math.round((trip.roadSeconds * perMille) / PER_MILLE);
  return {
    p10Seconds: stretched(stretch.p10PerMille),
    p50Seconds: stretched(stretch.p50PerMille),
    p90Seconds: stretched(stretch.p90PerMille),
    parametersVersion: parameters.version,
    assumed: parameters.assumed,
  };
}

export const PER_MILLE = 1_000;
