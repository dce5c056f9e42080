import { applied, asPersonal, defineMutation, refused, uuidSchema } from '#sync/client';
import { z } from 'zod';
import { fareRefunded } from '../contracts.ts';
import { PRICING_LIMITS } from '../limits.ts';
import { codeTexts } from '../rules/codes.ts';
import { refundLines, type LedgerEntry } from '../rules/settle/posting.ts';
import type { Refund } from '../state.ts';
import { fareKind, ledgerEntryKind, refundKind } from '../views.ts';
import { centsSchema } from './arguments.ts';

export const refundFareArgs = z.strictObject({
  refundId: uuidSchema,
  rideId: uuidSchema,
  refundCents: centsSchema.min(1),
  /** Why, for whoever looks at the receipt. */
  reason: asPersonal(z.string().min(1).max(PRICING_LIMITS.textCharsMax)),
});

const entryId = (refundId: string): string => `refund:${refundId}`;

/** Support gives back some or all of a fare. The driver keeps the pay. */
export const refundFare = defineMutation({
  name: 'pricing.refundFare',
  summary: 'Gives back some or all of a fare.',
  roles: ['support'],
  priority: 'general',
  args: refundFareArgs,
  codes: codeTexts('fare_not_found', 'refund_exists', 'refund_too_much'),
  lane: (args) => fareKind.key(args.rideId),
  needs: (args) => ({
    fare: fareKind.key(args.rideId),
    refund: refundKind.key(args.refundId),
    entry: ledgerEntryKind.key(entryId(args.refundId)),
  }),
  decide: ({ args, actor, time: { nowMs }, state: { fare, refund } }) => {
    const { refundId, rideId, refundCents, reason } = args;
    if (!fare) return refused('fare_not_found');
    if (refund) return refused('refund_exists');
    const leftCents = fare.fareCents - fare.refundedCents;
    if (refundCents > leftCents) return refused('refund_too_much', { leftCents });
    const given: Refund = { refundId, rideId, refundCents, reason, refundedBy: actor.subject, refundedAtMs: nowMs };
    const entry: LedgerEntry = {
      entryId: entryId(refundId),
      reason: 'refund',
      rideId,
      driverId: fare.driverId,
      lines: refundLines(refundCents),
      postedAtMs: nowMs,
    };
    const { riderId } = fare;
    return applied({
      changes: [
        fareKind.put({ ...fare, refundedCents: fare.refundedCents + refundCents }),
        refundKind.put(given),
        ledgerEntryKind.put(entry),
      ],
      events: [fareRefunded.of(rideId, { refundId, rideId, riderId, refundCents, refundedAtMs: nowMs })],
    });
  },
});
