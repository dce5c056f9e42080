/**
 * What pricing tells other modules: events, in the past tense. The key of an event is the ride's id, or the version of what
 * was published. A payload never changes its meaning; a new meaning is a new version.
 */
import { asPersonal, asPlain, defineEvent } from '#sync/client';
import { z } from 'zod';

const ms = z.int().min(0);
const cents = z.int();
const text = asPlain(z.string());
const rideId = text;
const subject = asPersonal(z.string());

/** A tariff has two signatures and a date from which it counts. */
export const tariffPublished = defineEvent(
  'pricing.tariffPublished.v1',
  z.strictObject({
    version: text,
    /** SHA-256 of the document's canonical JSON. */
    documentHash: text,
    effectiveFromMs: ms,
    proposedBy: subject,
    approvedBy: subject,
  }),
);

/** A signed page of the book is there for phones. */
export const pagePublished = defineEvent(
  'pricing.pagePublished.v1',
  z.strictObject({
    page: text,
    version: text,
    contentVersion: text,
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
    rule: text,
    tariffVersion: text,
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
    feeRowId: text,
    chargedAtMs: ms,
  }),
);

/** A driver took cash. */
export const cashRecorded = defineEvent(
  'pricing.cashRecorded.v1',
  z.strictObject({ paymentId: text, rideId, driverId: subject, keptCents: cents, recordedAtMs: ms }),
);

/** Something of a fare was given back. */
export const fareRefunded = defineEvent(
  'pricing.fareRefunded.v1',
  z.strictObject({ refundId: text, rideId, riderId: subject, refundCents: cents, refundedAtMs: ms }),
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
