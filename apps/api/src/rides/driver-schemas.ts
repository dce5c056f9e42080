import { RIDE_LIMITS } from '#rides';
import { subjectSchema } from '#sync/client';
import { z } from 'zod';
import { msSchema, nextCursorSchema, personIdSchema } from '../openapi/common-schemas.ts';
import { queryFlag, queryInteger } from '../rest/query.ts';

const { pageRidesMax, pageRidesDefault } = RIDE_LIMITS;

export const opsDriversQuery = z.strictObject({
  online: queryFlag().optional().describe('Only drivers who are on duty, or who are not'),
  cursor: subjectSchema.optional().describe('`nextCursor` of the page before'),
  limit: queryInteger({ min: 1, max: pageRidesMax }).default(pageRidesDefault).describe('Most drivers of a page'),
});

const driverSchema = z
  .strictObject({
    driverId: personIdSchema,
    online: z.boolean().describe('On duty'),
    onlineChangedAtMs: msSchema,
    positionAtMs: msSchema.nullable().describe('When they last said where they were'),
    activeRideId: z.string().nullable().describe('The ride they accepted and have not ended'),
    offeredRideId: z.string().nullable().describe('The ride they have been asked to take'),
  })
  .meta({ id: 'Driver' });

export const driversPageSchema = z
  .object({ drivers: z.array(driverSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'DriversPage' });
