import {
  applied,
  asPlain,
  defineMutation,
  refused,
  subjectSchema,
  SYNC_LIMITS,
  timeMsSchema,
  uuidSchema,
  type DecisionInput,
} from '#sync/client';
import { z } from 'zod';
import { cancellationCharged } from '../contracts.ts';
import { CALENDAR_ID, versionAt } from '../rules/book/calendar.ts';
import { codeTexts } from '../rules/codes.ts';
import { feeFor } from '../rules/settle/fees.ts';
import { fareEntry, fareEntryId, feeFare } from '../rules/settle/fare-record.ts';
import type { LedgerEntry } from '../rules/settle/posting.ts';
import type { Fare, TariffCalendar, TariffRecord } from '../state.ts';
import { fareKind, ledgerEntryKind, tariffCalendarKind, tariffKind } from '../views.ts';
import { vehicleClassSchema } from './arguments.ts';

/** How long something had gone on, in milliseconds: no longer than all time that there is. */
const durationMs = z.int().min(0).max(SYNC_LIMITS.timeMsMax);

export const chargeCancellationArgs = z.strictObject({
  rideId: uuidSchema,
  riderId: subjectSchema,
  /** Who had the ride; null: nobody, and nobody is owed anything. */
  driverId: subjectSchema.nullable(),
  atMs: timeMsSchema,
  calledOff: z.strictObject({
    outcome: z.enum(['cancelled', 'no_show']),
    by: z.enum(['rider', 'driver', 'dispatcher']),
    fromStatus: asPlain(z.string().max(60)),
    vehicleClass: vehicleClassSchema,
    reason: asPlain(z.string().max(60)).nullable(),
    acceptedForMs: durationMs.nullable(),
    arrivedForMs: durationMs.nullable(),
  }),
});

type Input = DecisionInput<
  z.infer<typeof chargeCancellationArgs>,
  {
    readonly fare: Fare | undefined;
    readonly entry: LedgerEntry | undefined;
    readonly calendar: TariffCalendar | undefined;
    readonly inForce: TariffRecord | undefined;
  }
>;

/** Bimride charges for a ride that was called off, if a row of the tariff's matrix says so. */
export const chargeCancellation = defineMutation({
  name: 'pricing.chargeCancellation',
  summary: 'Charges for a ride that was called off, if a rule says so.',
  roles: ['system'],
  priority: 'general',
  args: chargeCancellationArgs,
  codes: codeTexts('fare_exists', 'fee_none'),
  appliedCodes: { fee_none: 'done' },
  lane: (args) => fareKind.key(args.rideId),
  needs: (args) => ({
    fare: fareKind.key(args.rideId),
    entry: ledgerEntryKind.key(fareEntryId(args.rideId)),
    calendar: tariffCalendarKind.key(CALENDAR_ID),
  }),
  follow: ({ calendar }, { atMs }) => {
    const version = versionAt(calendar, atMs);
    return { inForce: version === null ? undefined : tariffKind.key(version) };
  },
  decide: (input) => (input.state.fare ? refused('fare_exists') : charged(input)),
});

function charged({ args, time: { nowMs }, state: { inForce } }: Input) {
  const { rideId, riderId, driverId, calledOff, atMs } = args;
  const row = inForce && driverId !== null ? feeFor(inForce.document.fees, calledOff) : null;
  if (!inForce || !row || row.cents === 0) return applied({ code: 'fee_none' as const });
  const fare = feeFare({
    parties: { rideId, riderId, driverId, settledAtMs: nowMs },
    calledOff,
    row,
    atMs,
    tariff: inForce.document,
    tariffHash: inForce.documentHash,
  });
  return applied({
    changes: [fareKind.put(fare), ledgerEntryKind.put(fareEntry(fare))],
    events: [
      cancellationCharged.of(rideId, {
        rideId,
        riderId,
        driverId,
        feeCents: fare.fareCents,
        feeRowId: row.rowId,
        chargedAtMs: nowMs,
      }),
    ],
  });
}
