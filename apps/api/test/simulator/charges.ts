/** The invariant about money: each ride is charged once, and each payment that was taken is posted once. */
import type { CashPayment, Drawer, Fare, LedgerEntry } from '#pricing';
import type { Ride } from '#rides';
import { inOrder } from './retell.ts';
import type { Invariant } from './run-invariant.ts';
import type { Facts } from './sim-server.ts';

const rowsOf = <T>(facts: Facts, kind: string): readonly T[] =>
  facts.rows.filter((row) => row.kind === kind).map(({ state }) => state as T);

const postedTo = (account: LedgerEntry['lines'][number]['account'], { lines }: LedgerEntry): number =>
  lines.filter((line) => line.account === account).reduce((sum, { amountCents }) => sum + amountCents, 0);

/**
 * A ride that ended has one charge, one that was called off at most one, any other none, and each is the fare that its people
 * see. Each payment that a driver was told was taken is posted once and is in the drawer, and nothing else is.
 */
export const oneCharge: Invariant = ({ facts }) => {
  const entries = rowsOf<LedgerEntry>(facts, 'ledgerEntry');
  return [...wrongCharges(facts, entries), ...wrongPayments(facts, entries), ...wrongDrawers(facts, entries)];
};

function wrongCharges(facts: Facts, entries: readonly LedgerEntry[]): readonly string[] {
  const charges = Map.groupBy(
    entries.filter(({ reason }) => reason === 'fare' || reason === 'cancellation'),
    ({ rideId }) => rideId,
  );
  const fares = new Map(rowsOf<Fare>(facts, 'fare').map((fare) => [fare.rideId, fare]));
  const rides = rowsOf<Ride>(facts, 'ride');
  const known = new Set(rides.map(({ rideId }) => rideId));
  const strays = [...charges.keys()].filter((rideId) => !known.has(rideId));
  return [
    ...rides.flatMap((ride) => chargeFlaws(ride, charges.get(ride.rideId) ?? [], fares.get(ride.rideId))),
    ...strays.map((rideId) => `${rideId} is charged and is no ride`),
  ];
}

function chargeFlaws({ rideId, status }: Ride, charged: readonly LedgerEntry[], fare: Fare | undefined): string[] {
  const most = status === 'ended' || status === 'cancelled' ? 1 : 0;
  const least = status === 'ended' ? 1 : 0;
  if (charged.length > most || charged.length < least) return [`${rideId} is ${status} with ${charged.length} charges`];
  const [charge] = charged;
  const owedCents = charge === undefined ? undefined : postedTo('rider_receivable', charge);
  return owedCents === fare?.fareCents
    ? []
    : [`${rideId} shows a fare of ${fare?.fareCents}, and ${owedCents} is owed`];
}

function wrongPayments(facts: Facts, entries: readonly LedgerEntry[]): readonly string[] {
  const taken = inOrder(facts.ledger)
    .filter(({ name, outcome }) => name === 'pricing.recordCash' && outcome === 'applied')
    .map(({ args }) => (args as { paymentId: string }).paymentId);
  const posted = entries.filter(({ reason }) => reason === 'cash').map(({ entryId }) => entryId.replace('cash:', ''));
  const kept = rowsOf<CashPayment>(facts, 'cashPayment').map(({ paymentId }) => paymentId);
  const sorted = (ids: readonly string[]) => ids.toSorted().join();
  return [
    ...(sorted(posted) === sorted(taken)
      ? []
      : [`${taken.length} payments were taken and ${posted.length} are posted`]),
    ...(sorted(kept) === sorted(taken) ? [] : [`${taken.length} payments were taken and ${kept.length} are kept`]),
  ];
}

function wrongDrawers(facts: Facts, entries: readonly LedgerEntry[]): readonly string[] {
  const drawers = new Map(rowsOf<Drawer>(facts, 'drawer').map((drawer) => [drawer.driverId, drawer.keptCents]));
  const drivers = new Set([...drawers.keys(), ...entries.flatMap(({ driverId }) => driverId ?? [])]);
  return [...drivers].flatMap((driverId) => {
    const own = entries.filter((entry) => entry.driverId === driverId && entry.reason === 'cash');
    const postedCents = own.reduce((sum, entry) => sum + postedTo('driver_cash', entry), 0);
    const heldCents = drawers.get(driverId) ?? 0;
    return heldCents === postedCents ? [] : [`${driverId} holds ${heldCents}, and ${postedCents} is posted`];
  });
}
