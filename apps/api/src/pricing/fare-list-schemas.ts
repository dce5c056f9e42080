import { PRICING_LIMITS } from '#pricing';
import { z } from 'zod';
import { centsSchema, msSchema, nextCursorSchema, personIdSchema } from '../openapi/common-schemas.ts';
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

const { pageFaresMax, pageFaresDefault } = PRICING_LIMITS;

export const opsFaresQuery = z.strictObject({
  cursor: z.string().max(100).optional().describe('`nextCursor` of the page before'),
  limit: queryInteger({ min: 1, max: pageFaresMax }).default(pageFaresDefault).describe('Most fares of a page'),
});
