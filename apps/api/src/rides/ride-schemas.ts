import {
  CANCEL_REASONS,
  LAPSE_REASONS,
  MOVE_ACTORS,
  OFFLINE_BOOKINGS,
  pinHashSchema,
  pinSaltSchema,
  pinSchema,
  positionSchema,
  RIDE_LIMITS,
  RIDE_STATUSES,
  rideIdSchema,
  type OpsRide,
  type RidesFilter,
  quotePinSchema,
} from '#rides';
import { subjectSchema } from '#sync/client';
import { z } from 'zod';
import {
  centsSchema,
  durationMsSchema,
  msSchema,
  namedOutcomeSchema,
  nextCursorSchema,
  personIdSchema,
  replayedSchema,
} from '../openapi/common-schemas.ts';
import { named } from '../openapi/schemas.ts';
import { queryInteger, queryList } from '../rest/query.ts';

named('Position', positionSchema);
named('QuotePin', quotePinSchema);

const ms = msSchema;
const optionalMs = ms.nullable();
const claimed = optionalMs.describe('When it happened by the device’s own clock: evidence, not proof');

/** Of the PIN nothing but how often it was wrong: only phones that check it without a network hold more. */
const fields = {
  rideId: rideIdSchema,
  riderId: personIdSchema.describe('Towards the driver a pseudonym, another one on each ride'),
  bookedBy: z.enum(['rider', 'dispatcher']),
  status: z.enum(RIDE_STATUSES),
  pickup: positionSchema,
  dropoff: positionSchema,
  quotedFareCents: centsSchema.nullable(),
  quotePin: quotePinSchema.nullable().describe('The pages that the quote was made from'),
  pinFailures: z.int().describe('How often a wrong PIN was tried'),
  driverId: personIdSchema.nullable(),
  driverDevice: z.string().nullable().describe('The driver’s install that the ride is on; to its driver only'),
  offerCount: z.int(),
  offeredAtMs: optionalMs,
  offerExpiresAtMs: optionalMs,
  declinedDriverIds: z.array(personIdSchema),
  missedDriverIds: z.array(personIdSchema),
  requestedAtMs: ms,
  requestedClaimedAtMs: claimed,
  wantedUntilMs: optionalMs.describe('After this the rider no longer wants it'),
  lapseReason: z.enum(LAPSE_REASONS).nullable().describe('Why it lapsed: see the codes of rides'),
  offlineBooking: z
    .enum(OFFLINE_BOOKINGS)
    .nullable()
    .describe('Booked offline, and whether it is known what became of it; to dispatchers only'),
  queuedAtMs: optionalMs.describe('Its place among the waiting rides'),
  acceptedAtMs: optionalMs,
  acceptedClaimedAtMs: claimed,
  arrivedAtMs: optionalMs,
  arrivedClaimedAtMs: claimed,
  arrivedPosition: positionSchema.nullable().describe('Where the driver was on arrival; to its driver only'),
  startedAtMs: optionalMs,
  startedClaimedAtMs: claimed,
  endedAtMs: optionalMs,
  endedClaimedAtMs: claimed,
  cancelledAtMs: optionalMs,
  cancelledClaimedAtMs: claimed,
  cancelledBy: z.enum(['rider', 'driver', 'dispatcher']).nullable().describe('`driver`: nobody came to the pickup'),
  cancelledFromStatus: z.enum(RIDE_STATUSES).nullable(),
  cancelReason: z.enum([...CANCEL_REASONS, 'no_show']).nullable(),
  noShow: z
    .strictObject({ arrivedMeters: z.int(), distanceMeters: z.int(), waitedMs: durationMsSchema })
    .nullable()
    .describe('What a driver’s report that nobody came was believed on: metres from the pickup, and the wait'),
  commsLost: z.boolean().describe('The driver’s phone is out of contact; the status has nothing to do with it'),
  commsChangedAtMs: optionalMs,
} as const;

/** A ride as the caller sees it; what does not concern the caller is null or empty. */
export const rideSchema: z.ZodType<OpsRide> = z.strictObject(fields).meta({ id: 'Ride' });

/** The pages of the book that `quotedFareCents` was made from: with them the quote stands. As `POST /v1/quotes` answers. */
const quotedFrom = {
  tariffVersion: quotePinSchema.shape.tariffVersion.optional(),
  mapVersion: quotePinSchema.shape.mapVersion.optional(),
  vehicleClass: quotePinSchema.shape.vehicleClass.optional(),
  discountId: quotePinSchema.shape.discountId.optional(),
  quotedForMs: quotePinSchema.shape.quotedForMs.optional().describe('`atMs` of the quote'),
} as const;

const bookFields = z.strictObject({
  rideId: rideIdSchema
    .optional()
    .describe(
      'Any UUID in lower case that the caller makes: version 7 sorts by time. Without it the server makes one from your key, of version 8',
    ),
  pickup: positionSchema,
  dropoff: positionSchema,
  quotedFareCents: z.int().min(0).max(RIDE_LIMITS.quotedFareCentsMax).optional().describe('Barbados cents'),
  ...quotedFrom,
  pin: pinSchema.optional().describe('Four digits that the rider tells the driver. Either this, or salt and hash'),
  pinSalt: pinSaltSchema.optional(),
  pinHash: pinHashSchema.optional().describe('SHA-256 over the ride’s id, the salt and the PIN; needs a rideId'),
  riderId: subjectSchema.optional().describe('For whom a dispatcher books'),
  newRider: z
    .boolean()
    .optional()
    .describe('True: whoever books has made sure that this rider, whom nobody booked for before, is the right one'),
  validUntil: msSchema.optional().describe('Milliseconds since 1970 after which you no longer want it'),
});

/** What books a ride: the PIN itself, or its hash bound to an id of the caller’s own; and a fare together with where it is from. */
export const bookBody = bookFields
  .refine(hasOnePin, { path: ['pin'], message: 'either pin, or rideId with pinSalt and pinHash' })
  .refine(saysWhereFareIsFrom, {
    path: ['quotedFareCents'],
    message: 'only with tariffVersion, mapVersion and quotedForMs of the quote: alone it would promise nothing',
  });
export type BookBody = z.infer<typeof bookBody>;

function hasOnePin({ rideId, pin, pinSalt, pinHash }: z.infer<typeof bookFields>): boolean {
  if (pin !== undefined) return pinSalt === undefined && pinHash === undefined;
  return rideId !== undefined && pinSalt !== undefined && pinHash !== undefined;
}

function saysWhereFareIsFrom(body: z.infer<typeof bookFields>): boolean {
  const { quotedFareCents, tariffVersion, mapVersion, quotedForMs } = body;
  if (quotedFareCents === undefined) return true;
  return tariffVersion !== undefined && mapVersion !== undefined && quotedForMs !== undefined;
}

export const cancelBody = z.strictObject({ reason: z.enum(CANCEL_REASONS).optional() }).nullish();

export const ridePath = z.strictObject({ rideId: rideIdSchema.describe('The ride') });

const { pageRidesMax, pageRidesDefault } = RIDE_LIMITS;
const paging = {
  cursor: z.string().max(100).optional().describe('`nextCursor` of the page before'),
  limit: queryInteger({ min: 1, max: pageRidesMax }).default(pageRidesDefault).describe('Most rides of a page'),
};

// As many digits as a query takes: the year 33658.
const QUERY_MS_MAX = 999_999_999_999_999;
const queryMs = queryInteger({ min: 0, max: QUERY_MS_MAX });
const ridesFilter = {
  status: queryList(RIDE_STATUSES).optional().describe('Only rides that stand so'),
  fromMs: queryMs.optional().describe('Only rides asked for at this time or later, in milliseconds since 1970'),
  toMs: queryMs.optional().describe('Only rides asked for before this time, in milliseconds since 1970'),
};

/** The filter of a list, as the store takes it. */
export function filterOf({ status, fromMs, toMs }: z.infer<z.ZodObject<typeof ridesFilter>>): RidesFilter {
  return {
    ...(status === undefined ? {} : { statuses: status }),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  };
}

export const ownRidesQuery = z.strictObject({
  ...ridesFilter,
  as: z.enum(['rider', 'driver']).optional().describe('For people who are both: which of their rides'),
  ...paging,
});

export const opsRidesQuery = z.strictObject({
  ...ridesFilter,
  riderId: subjectSchema.optional().describe('Only rides of this rider'),
  driverId: subjectSchema.optional().describe('Only rides of this driver'),
  ...paging,
});

/** What a write answers. */
export const writtenSchema = z
  .object({
    outcome: namedOutcomeSchema,
    ride: rideSchema.nullable().describe('As you see it now; null while the write is parked'),
    replayed: replayedSchema,
  })
  .meta({ id: 'RideWritten' });

/** A page of rides. */
export const ridesPageSchema = z
  .object({ rides: z.array(rideSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'RidesPage' });

const move = z.object({
  from: z.enum(RIDE_STATUSES).nullable().describe('null: there is no ride yet'),
  to: z.enum(RIDE_STATUSES),
  actor: z.enum(MOVE_ACTORS),
  mutations: z.array(z.string()).describe('By which mutations'),
});

/** The table of legal moves. */
export const rideMovesSchema = z
  .object({
    statuses: z.array(z.object({ status: z.enum(RIDE_STATUSES), terminal: z.boolean() })),
    moves: z.array(move),
  })
  .meta({ id: 'RideMoves' });

/** Where the people of a ride stand. */
export const peopleOfRide = (ride: string): readonly string[] =>
  ['riderId', 'driverId', 'declinedDriverIds.*', 'missedDriverIds.*'].map((id) => `${ride}.${id}`);
