/** Arguments that several mutations share. */
import { uuidSchema, type DecisionTime } from '#sync/client';
import { z } from 'zod';
import { RIDE_LIMITS } from '../limits.ts';
import { quotePinSchema, type QuotePin } from '../rules/quote.ts';

/** A ride's id, made by the phone (UUIDv7). */
export const rideIdSchema = uuidSchema;

/** A mutation that needs to know the ride and nothing else. */
export const rideArgs = z.strictObject({ rideId: rideIdSchema });

const quotedPages = quotePinSchema.shape;

/** The fare that the rider was shown, and the pages of the book that it was made from. */
export const quoteFields = {
  quotedFareCents: z.int().min(0).max(RIDE_LIMITS.quotedFareCentsMax).optional(),
  tariffVersion: quotedPages.tariffVersion.optional(),
  mapVersion: quotedPages.mapVersion.optional(),
  vehicleClass: quotedPages.vehicleClass.optional(),
  discountId: quotedPages.discountId.unwrap().optional(),
  /** The time of the trip that the quote was for; without it, the time of the booking. */
  quotedForMs: quotedPages.quotedForMs.optional(),
} as const;

const quoteArgs = z.strictObject(quoteFields);

/** Which quote it is. Null: the arguments do not name the pages that it was made from. */
export function quotePinOf(args: z.infer<typeof quoteArgs>, time: DecisionTime): QuotePin | null {
  const { tariffVersion, mapVersion, vehicleClass = 'Z', discountId = null } = args;
  if (args.quotedFareCents === undefined || tariffVersion === undefined || mapVersion === undefined) return null;
  return { tariffVersion, mapVersion, vehicleClass, discountId, quotedForMs: quotedForMsOf(args, time) };
}

/** The time of the trip that a quote was for. */
export function quotedForMsOf({ quotedForMs }: z.infer<typeof quoteArgs>, time: DecisionTime): number {
  const { nowMs, claimedAtMs, clockShiftMs = 0 } = time;
  return quotedForMs ?? (claimedAtMs === null ? nowMs : claimedAtMs + clockShiftMs);
}
