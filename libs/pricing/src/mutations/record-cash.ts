import { isOnOtherDevice, rideOfPayment, type RideOfPayment } from '#rides/contracts';
import { applied, defineMutation, refused, uuidSchema, type DecisionInput } from '#sync/client';
import { z } from 'zod';
import { cashRecorded } from '../contracts.ts';
import {
  cashDueOf,
  emptyDrawer,
  isPayable,
  keptCents,
  TENDER_CURRENCIES,
  withTender,
  type Drawer,
} from '../rules/settle/cash.ts';
import { PRICING_LIMITS } from '../limits.ts';
import { codeTexts } from '../rules/codes.ts';
import { CASH_STEP_CENTS } from '../rules/money.ts';
import { cashLines, type LedgerEntry } from '../rules/settle/posting.ts';
import type { CashPayment, Fare, PaidSoFar } from '../state.ts';
import { cashPaymentKind, drawerKind, fareKind, ledgerEntryKind, paidSoFarKind } from '../views.ts';
import { centsSchema } from './arguments.ts';

const coins = centsSchema.refine(isPayable, 'there are no coins for it');

export const recordCashArgs = z
  .strictObject({
    /** Made by the phone: the same payment twice is one. */
    paymentId: uuidSchema,
    rideId: uuidSchema,
    currency: z.enum(TENDER_CURRENCIES),
    /** What was handed over, in cents of that currency. */
    tenderedCents: coins.min(5),
    /** What was given back, in cents of a Barbados dollar. */
    changeCents: coins,
    /** The fare that the driver asked for, before it was rounded to coins. */
    fareCents: centsSchema,
    /** The same in coins, as the fare says it: what the driver asked for. */
    cashDueCents: coins,
  })
  .refine(({ fareCents, cashDueCents }) => Math.abs(cashDueCents - fareCents) < CASH_STEP_CENTS, {
    path: ['cashDueCents'],
    error: 'not the fare in coins',
  });

type Input = DecisionInput<
  z.infer<typeof recordCashArgs>,
  {
    readonly ride: RideOfPayment | undefined;
    readonly payment: CashPayment | undefined;
    readonly paid: PaidSoFar | undefined;
    readonly drawer: Drawer | undefined;
    readonly fare: Fare | undefined;
    readonly entry: LedgerEntry | undefined;
  }
>;

/**
 * The driver took cash. Works offline, right after the ride has ended, whether or not its fare has been settled here: the
 * cash is a fact. What does not fit the fare, together with what was paid before, is recorded too, and said.
 */
export const recordCash = defineMutation({
  name: 'pricing.recordCash',
  summary: 'Records cash that the driver took for a ride.',
  roles: ['driver'],
  priority: 'ride',
  correctable: 'byTwo',
  args: recordCashArgs,
  cashCents: keptCents,
  codes: codeTexts(
    'ride_not_yours',
    'other_device',
    'ride_not_over',
    'cash_exists',
    'cash_too_often',
    'change_too_much',
    'cash_short',
    'cash_over',
  ),
  appliedCodes: { cash_short: 'done', cash_over: 'done' },
  lane: (args) => rideOfPayment.key(args.rideId),
  needs: (args, actor) => ({
    ride: rideOfPayment.key(args.rideId),
    payment: cashPaymentKind.key(args.paymentId),
    paid: paidSoFarKind.key(args.rideId),
    drawer: drawerKind.key(actor.subject),
    fare: fareKind.key(args.rideId),
    entry: ledgerEntryKind.key(cashEntryId(args.paymentId)),
  }),
  decide: (input) => {
    const { args, actor, state } = input;
    const { ride } = state;
    // Whose ride it is not is told the same as if there were none.
    if (!ride || ride.driverId !== actor.subject) return refused('ride_not_yours');
    if (isOnOtherDevice(ride, actor)) return refused('other_device');
    if (ride.status !== 'ended' && ride.status !== 'cancelled')
      return refused('ride_not_over', { status: ride.status });
    if (state.payment) return refused('cash_exists');
    if ((state.paid?.payments ?? 0) >= PRICING_LIMITS.paymentsPerRideMax) return refused('cash_too_often');
    if (keptCents(args) < 0) return refused('change_too_much');
    return recorded(input, ride);
  },
});

function cashEntryId(paymentId: string): string {
  return `cash:${paymentId}`;
}

function recorded({ args, actor, time, state }: Input, ride: RideOfPayment) {
  const { paymentId, rideId, currency, tenderedCents, changeCents } = args;
  const driverId = actor.subject;
  const kept = keptCents(args);
  const paid: PaidSoFar = {
    rideId,
    driverId,
    riderId: ride.riderId,
    payments: (state.paid?.payments ?? 0) + 1,
    keptCents: (state.paid?.keptCents ?? 0) + kept,
  };
  const fareCents = state.fare?.fareCents ?? args.fareCents;
  const cashDueCents = state.fare ? cashDueOf(state.fare) : args.cashDueCents;
  const payment: CashPayment = {
    paymentId,
    rideId,
    driverId,
    currency,
    tenderedCents,
    changeCents,
    fareCents,
    cashDueCents,
    riderId: ride.riderId,
    keptCents: kept,
    recordedAtMs: time.nowMs,
    recordedClaimedAtMs: time.claimedAtMs,
  };
  const entry: LedgerEntry = {
    entryId: cashEntryId(paymentId),
    reason: 'cash',
    rideId,
    driverId,
    // Only what the coins themselves make of the fare is rounding, once it is paid; the rest stays owed.
    lines: cashLines(kept, kept > 0 && paid.keptCents === cashDueCents ? cashDueCents - fareCents : 0),
    postedAtMs: time.nowMs,
  };
  return applied({
    changes: [
      cashPaymentKind.put(payment),
      paidSoFarKind.put(paid),
      drawerKind.put(withTender(state.drawer ?? emptyDrawer(driverId), args)),
      ledgerEntryKind.put(entry),
    ],
    events: [cashRecorded.of(rideId, { paymentId, rideId, driverId, keptCents: kept, recordedAtMs: time.nowMs })],
    ...noteOf(paid.keptCents, cashDueCents),
  });
}

function noteOf(paidCents: number, cashDueCents: number) {
  if (paidCents === cashDueCents) return {};
  const code = paidCents < cashDueCents ? ('cash_short' as const) : ('cash_over' as const);
  return { code, details: { cashDueCents, paidCents } };
}
