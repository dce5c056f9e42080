import { PRICING_LIMITS } from '#pricing';
import { subjectSchema } from '#sync/client';
import { z } from 'zod';
import { actorSchema, centsSchema, msSchema, nextCursorSchema, personIdSchema } from '../openapi/common-schemas.ts';
import { queryInteger } from '../rest/query.ts';

const fareSummarySchema = z
  .strictObject({
    rideId: z.string(),
    kind: z.enum(['ride', 'cancellation']),
    riderId: personIdSchema,
    driverId: personIdSchema.nullable(),
    fareCents: centsSchema,
    tariffVersion: z.string(),
    settledAtMs: msSchema,
  })
  .meta({ id: 'FareSummary' });

/** A page of fares, for staff. */
export const faresPageSchema = z
  .object({ fares: z.array(fareSummarySchema), nextCursor: nextCursorSchema })
  .meta({ id: 'FaresPage' });

const refundGivenSchema = z
  .strictObject({
    refundId: z.string(),
    rideId: z.string(),
    riderId: personIdSchema,
    refundCents: centsSchema,
    reason: z.string().describe('As it stands on the receipt'),
    refundedBy: actorSchema,
    refundedAtMs: msSchema,
  })
  .meta({ id: 'RefundGiven' });

/** A page of refunds, for staff. */
export const refundsPageSchema = z
  .object({ refunds: z.array(refundGivenSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'RefundsPage' });

const { pageFaresMax, pageFaresDefault } = PRICING_LIMITS;

export const opsRefundsQuery = z.strictObject({
  refundedBy: subjectSchema.optional().describe('Only what this member of staff gave back'),
  cursor: z.string().max(100).optional().describe('`nextCursor` of the page before'),
  limit: queryInteger({ min: 1, max: pageFaresMax }).default(pageFaresDefault).describe('Most refunds of a page'),
});

export const opsFaresQuery = z.strictObject({
  cursor: z.string().max(100).optional().describe('`nextCursor` of the page before'),
  limit: queryInteger({ min: 1, max: pageFaresMax }).default(pageFaresDefault).describe('Most fares of a page'),
});
