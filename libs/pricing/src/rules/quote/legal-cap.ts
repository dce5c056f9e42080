/**
 * The legal cap: the most that the law allows for a trip.
 *
 * Invariants: nothing but lines that the law allows counts, each rounded down; a published fare between two areas is the
 * most for what it stands for; whoever makes a price compares it with this object, last of all.
 */
import { amountsOf, type Amount } from './amounts.ts';
import { dividedDown } from '../money.ts';
import type { Tariff } from '../tariff.ts';
import type { Trip } from './trip.ts';
import { zoneFaresOf, type ZoneFares } from './zone-fares.ts';

/** The most a trip may cost, and by what. */
export type LegalCap = {
  readonly capCents: number;
  /** The tariff whose law it is. */
  readonly tariffVersion: string;
  /** Percent of the lines that the law allows for this class of vehicle. */
  readonly classPercent: number;
  /** The published fare that bounds it, if there is one. */
  readonly publishedRowId: string | null;
  /** What of it no law was found for. */
  readonly assumed: boolean;
};

/** The legal cap of a trip under a tariff. Null: the tariff has no fare for it, hence no cap. */
export function legalCap(tariff: Tariff, trip: Trip): LegalCap | null {
  const zones = zoneFaresOf(tariff, trip);
  if (zones.fare === null && !hasDistanceRule(tariff)) return null;
  const { capPercent } = tariff.classes[trip.vehicleClass];
  return capFrom({
    tariff,
    trip,
    zones,
    amounts: amountsOf({ tariff, trip, percent: capPercent, zoneFare: zones.fare }),
  });
}

export interface CapInput {
  readonly tariff: Tariff;
  readonly trip: Trip;
  readonly zones: ZoneFares;
  /** Of all lines, at the most that the law allows for the class of vehicle. */
  readonly amounts: readonly Amount[];
}

/** The legal cap, from amounts that are known already. */
export function capFrom({ tariff, trip, zones, amounts }: CapInput): LegalCap {
  const { capPercent, assumed: classAssumed } = tariff.classes[trip.vehicleClass];
  let zoned = 0;
  let other = 0;
  let assumed = classAssumed && capPercent !== 100;
  for (const amount of amounts) {
    if (!amount.inCap) continue;
    if (amount.isZoned) zoned += amount.cents;
    else other += amount.cents;
    assumed ||= amount.assumed;
  }
  const bound = zones.cap === null ? zoned : dividedDown(zones.cap.cents * capPercent, 100);
  const isBound = bound < zoned;
  return {
    capCents: (isBound ? bound : zoned) + other,
    tariffVersion: tariff.version,
    classPercent: capPercent,
    publishedRowId: isBound && zones.cap !== null ? zones.cap.rowId : null,
    assumed,
  };
}

/** Whether the tariff prices by distance, and not by its table alone. */
export function hasDistanceRule({ lines }: Tariff): boolean {
  return lines.some(({ kind }) => kind === 'distance');
}
