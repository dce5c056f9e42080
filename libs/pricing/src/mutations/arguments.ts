/** Arguments that several mutations share. */
import { quotePinSchema, VEHICLE_CLASSES } from '#rides/contracts';
import { asPlace, asPlain, timeMsSchema } from '#sync/client';
import { z } from 'zod';
import { PRICING_LIMITS } from '../limits.ts';
import { SETTLEMENT_EDITION } from '../rules/settle/settlement.ts';

export const centsSchema = z.int().min(0).max(PRICING_LIMITS.amountCentsMax);
export const waitingMsSchema = z.int().min(0).max(PRICING_LIMITS.waitingMsMax);
export const vehicleClassSchema = z.enum(VEHICLE_CLASSES);
export const hashSchema = asPlain(z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hex digits'));

const versionSchema = asPlain(
  z
    .string()
    .min(1)
    .max(2 * PRICING_LIMITS.idCharsMax),
);

/** WGS 84 degrees: where a car was, on the island or not. */
export const pointSchema = asPlace(
  z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }).readonly(),
);

const meters = z.int().min(0).max(PRICING_LIMITS.legMetersMax);
const legSchema = z.strictObject({ distanceMeters: meters, toleranceMeters: meters, isEstimate: z.boolean() });
const legsSchema = z
  .array(legSchema)
  .min(1)
  .max(PRICING_LIMITS.stopsMax + 2);

/** All that settling a ride needs to know of it. */
export const rideFactsSchema = z.strictObject({
  pickup: pointSchema,
  dropoff: pointSchema,
  stops: z.array(pointSchema).max(PRICING_LIMITS.stopsMax),
  endedAt: pointSchema.nullable(),
  bookedLegs: legsSchema,
  drivenLegs: legsSchema,
  waitingMs: waitingMsSchema,
  tripAtMs: timeMsSchema,
  quotedFareCents: centsSchema.nullable(),
  pin: quotePinSchema.nullable(),
  mapVersion: versionSchema,
  graphVersion: versionSchema,
  attribution: asPlain(z.string().max(PRICING_LIMITS.textCharsMax)),
  edition: z.literal(SETTLEMENT_EDITION).optional(),
});
