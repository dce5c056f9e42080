import { applied, defineMutation, refused, subjectSchema, uuidSchema, type DecisionInput } from '#sync/client';
import { z } from 'zod';
import { fareSettled } from '../contracts.ts';
import { CALENDAR_ID, versionAt } from '../rules/book/calendar.ts';
import { codeTexts } from '../rules/codes.ts';
import { fareEntry, fareEntryId, rideFare } from '../rules/settle/fare-record.ts';
import { settle } from '../rules/settle/settlement.ts';
import type { Fare, TariffCalendar, TariffRecord } from '../state.ts';
import { fareKind, ledgerEntryKind, tariffCalendarKind, tariffKind } from '../views.ts';
import type { LedgerEntry } from '../rules/settle/posting.ts';
import { rideFactsSchema } from './arguments.ts';

export const settleRideArgs = z.strictObject({
  rideId: uuidSchema,
  riderId: subjectSchema,
  driverId: subjectSchema,
  facts: rideFactsSchema,
});

type Input = DecisionInput<
  z.infer<typeof settleRideArgs>,
  {
    readonly fare: Fare | undefined;
    readonly entry: LedgerEntry | undefined;
    readonly calendar: TariffCalendar | undefined;
    readonly quoted: TariffRecord | undefined;
    readonly inForce: TariffRecord | undefined;
  }
>;

/** Bimride settles a ride that has ended: once. */
export const settleRide = defineMutation({
  name: 'pricing.settleRide',
  summary: 'Decides what an ended ride costs.',
  roles: ['system'],
  priority: 'general',
  args: settleRideArgs,
  codes: { ...codeTexts('fare_exists', 'tariff_unknown'), fare_not_in_table: 'The tariff has no fare for this ride.' },
  lane: (args) => fareKind.key(args.rideId),
  needs: (args) => ({
    fare: fareKind.key(args.rideId),
    entry: ledgerEntryKind.key(fareEntryId(args.rideId)),
    calendar: tariffCalendarKind.key(CALENDAR_ID),
  }),
  follow: ({ calendar }, { facts }) => {
    const version = versionAt(calendar, facts.tripAtMs);
    return {
      quoted: facts.pin ? tariffKind.key(facts.pin.tariffVersion) : undefined,
      inForce: version === null ? undefined : tariffKind.key(version),
    };
  },
  decide: (input) => (input.state.fare ? refused('fare_exists') : settled(input)),
});

function settled({ args, time: { nowMs }, state: { quoted, inForce } }: Input) {
  if (!inForce) return refused('tariff_unknown');
  const quotedTariff = quoted?.status === 'published' ? quoted : null;
  const { facts, rideId, riderId, driverId } = args;
  const settlement = settle({ facts, quotedTariff: quotedTariff?.document ?? null, tariffInForce: inForce.document });
  if ('code' in settlement) return refused('fare_not_in_table', { version: inForce.version });
  const charged = settlement.rule === 'no_quote' || quotedTariff === null ? inForce : quotedTariff;
  const fare = rideFare({
    parties: { rideId, riderId, driverId, settledAtMs: nowMs },
    facts,
    settlement,
    tariff: charged.document,
    tariffHash: charged.documentHash,
  });
  const { fareCents, driverPayCents, tariffVersion } = fare;
  return applied({
    changes: [fareKind.put(fare), ledgerEntryKind.put(fareEntry(fare))],
    events: [
      fareSettled.of(rideId, {
        rideId,
        riderId,
        driverId,
        fareCents,
        driverPayCents,
        tariffVersion,
        rule: settlement.rule,
        settledAtMs: nowMs,
      }),
    ],
  });
}
