/**
 * What pricing tells other modules: events, in the past tense, and the one row of its own that others may need by key.
 * The key of an event is the ride's id, or the version of what was published. A payload never changes its meaning; a new
 * meaning is a new version.
 */
import { defineEvent, type EntityKey } from '#sync/client';
import { z } from 'zod';
import { PRICING_LIMITS } from './limits.ts';
import { VEHICLE_CLASSES } from './rules/tariff.ts';

const ms = z.int().min(0);
const cents = z.int();
const rideId = z.string();
const subject = z.string();

/** A tariff has two signatures and a date from which it counts. */
export const tariffPublished = defineEvent(
  'pricing.tariffPublished.v1',
  z.strictObject({
    version: z.string(),
    /** SHA-256 of the document's canonical JSON. */
    documentHash: z.string(),
    effectiveFromMs: ms,
    proposedBy: subject,
    approvedBy: subject,
  }),
);

/** A signed page of the book is there for phones. */
export const pagePublished = defineEvent(
  'pricing.pagePublished.v1',
  z.strictObject({
    page: z.string(),
    version: z.string(),
    contentVersion: z.string(),
    validFromMs: ms,
    validToMs: ms,
    honouredUntilMs: ms,
  }),
);

/** It is decided what an ended ride costs. */
export const fareSettled = defineEvent(
  'pricing.fareSettled.v1',
  z.strictObject({
    rideId,
    riderId: subject,
    driverId: subject,
    fareCents: cents,
    driverPayCents: cents,
    rule: z.string(),
    tariffVersion: z.string(),
    settledAtMs: ms,
  }),
);

/** A rider owes something for a ride that was called off. */
export const cancellationCharged = defineEvent(
  'pricing.cancellationCharged.v1',
  z.strictObject({
    rideId,
    riderId: subject,
    driverId: subject.nullable(),
    feeCents: cents,
    feeRowId: z.string(),
    chargedAtMs: ms,
  }),
);

/** A driver took cash. */
export const cashRecorded = defineEvent(
  'pricing.cashRecorded.v1',
  z.strictObject({ paymentId: z.string(), rideId, driverId: subject, keptCents: cents, recordedAtMs: ms }),
);

/** Something of a fare was given back. */
export const fareRefunded = defineEvent(
  'pricing.fareRefunded.v1',
  z.strictObject({ refundId: z.string(), rideId, riderId: subject, refundCents: cents, refundedAtMs: ms }),
);

/** All of them. */
export const pricingEvents = [
  tariffPublished,
  pagePublished,
  fareSettled,
  cancellationCharged,
  cashRecorded,
  fareRefunded,
] as const;

/** Which quote a booking is made with: a server that has the same pages comes to the same cents. */
export const quotePinSchema = z.strictObject({
  tariffVersion: z.string().min(1).max(PRICING_LIMITS.idCharsMax),
  mapVersion: z.string().min(1).max(PRICING_LIMITS.idCharsMax),
  vehicleClass: z.enum(VEHICLE_CLASSES),
  discountId: z.string().min(1).max(PRICING_LIMITS.idCharsMax).nullable(),
  /** The time of the trip that the quote was for. */
  quotedForMs: ms.max(PRICING_LIMITS.timeMsMax),
});
export type QuotePin = Readonly<z.infer<typeof quotePinSchema>>;

/** What anybody may know of a tariff without its page: when it counts, and until when bookings with it stand. */
export type TariffDates = {
  readonly version: string;
  readonly effectiveFromMs: number;
  /** When the next tariff takes over; null: none is known. */
  readonly effectiveToMs: number | null;
  /** The latest date that a signed page promised. */
  readonly honouredUntilMs: number;
};

/** The row of a tariff, for mutations of other modules that need to know whether a quote still stands. */
export function tariffDatesKey(version: string): EntityKey<TariffDates> {
  return { kind: 'tariff', id: version };
}

/**
 * Whether a booking with a quote from this tariff still stands: if it was quoted for a time at which the tariff is in force,
 * then while that is so, and as long as a page promised.
 */
export function isHonoured(tariff: TariffDates, at: { readonly quotedForMs: number; readonly nowMs: number }): boolean {
  const { effectiveFromMs, effectiveToMs, honouredUntilMs } = tariff;
  if (at.quotedForMs < effectiveFromMs) return false;
  if (effectiveToMs === null) return true;
  return at.quotedForMs < effectiveToMs && (at.nowMs < effectiveToMs || at.nowMs <= honouredUntilMs);
}
