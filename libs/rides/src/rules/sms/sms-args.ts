/**
 * The arguments of a booking and of a cancel as bytes. Positions lie on a grid of 0.0001 degrees (about 11 metres), pages of
 * the book are named by the beginning of their version's hash.
 */
import { sha256Hex } from '#sync/client';
import type { z } from 'zod';
import { RIDE_LIMITS } from '../../limits.ts';
import type { bookArgs } from '../../mutations/book.ts';
import type { cancelArgs } from '../../mutations/cancel.ts';
import type { Position } from '../position.ts';
import { CANCEL_REASONS } from '../../state.ts';
import { SmsCut, type ByteReader, type ByteWriter } from './sms-bytes.ts';

type Book = z.infer<typeof bookArgs>;
type Cancel = z.infer<typeof cancelArgs>;

const STEPS_PER_DEGREE = 10_000;
const LAT_STEPS = Math.round(RIDE_LIMITS.latDegreesMin * STEPS_PER_DEGREE);
const LON_STEPS = Math.round(RIDE_LIMITS.lonDegreesMin * STEPS_PER_DEGREE);
const HASH_BYTES = 4;
const HAS = { fare: 1, tariff: 2, map: 4, quotedFor: 8, classZ: 16, classZM: 32 } as const;

/** A page that an SMS names is not among those the server knows. */
export class SmsPageUnknown extends Error {}

/** The nearest point of the grid: book from here, and the booking fits into an SMS. */
export function onSmsGrid({ lat, lon }: Position): Position {
  return { lat: gridDegrees(lat), lon: gridDegrees(lon) };
}

/**
 * A booking that an SMS can say, from the places that a phone gives: both on the grid, at most some 8 metres from where they were. Book
 * with it where there may be no data: what an SMS says is the very booking that is kept.
 */
export function bookingForSms<Args extends { readonly pickup: Position; readonly dropoff: Position }>(
  args: Args,
): Args {
  return { ...args, pickup: onSmsGrid(args.pickup), dropoff: onSmsGrid(args.dropoff) };
}

export function writeBook(to: ByteWriter, args: Book, claimedAtMs: number): void {
  const { quotedFareCents, tariffVersion, mapVersion, quotedForMs, vehicleClass, pinSalt } = args;
  const flags =
    (quotedFareCents === undefined ? 0 : HAS.fare) +
    (tariffVersion === undefined ? 0 : HAS.tariff) +
    (mapVersion === undefined ? 0 : HAS.map) +
    (quotedForMs === claimedAtMs ? HAS.quotedFor : 0) +
    (vehicleClass === 'Z' ? HAS.classZ : 0) +
    (vehicleClass === 'ZM' ? HAS.classZM : 0);
  to.hex(args.rideId.replaceAll('-', '')).uint(flags, 1);
  writePosition(to, args.pickup);
  writePosition(to, args.dropoff);
  if (quotedFareCents !== undefined) to.uint(quotedFareCents, 3);
  if (tariffVersion !== undefined) to.hex(versionHash(tariffVersion));
  if (mapVersion !== undefined) to.hex(versionHash(mapVersion));
  to.uint(pinSalt.length / 2, 1)
    .hex(pinSalt)
    .hex(args.pinHash);
}

/** @throws SmsCut, SmsPageUnknown */
export function readBook(from: ByteReader, claimedAtMs: number, versions: readonly string[]): Book {
  const rideId = readUuid(from);
  const flags = from.uint(1);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const [pickup, dropoff] = [readPosition(from), readPosition(from)];
  const fare = has(HAS.fare) ? { quotedFareCents: from.uint(3) } : {};
  const tariff = has(HAS.tariff) ? { tariffVersion: versionOf(from.hex(HASH_BYTES), versions) } : {};
  const map = has(HAS.map) ? { mapVersion: versionOf(from.hex(HASH_BYTES), versions) } : {};
  const quotedFor = has(HAS.quotedFor) ? { quotedForMs: claimedAtMs } : {};
  const [pinSalt, pinHash] = [from.hex(from.uint(1)), from.hex(32)];
  return { rideId, pickup, dropoff, ...fare, ...tariff, ...map, ...quotedFor, ...classOf(flags), pinSalt, pinHash };
}

export function writeCancel(to: ByteWriter, { rideId, reason }: Cancel): void {
  to.hex(rideId.replaceAll('-', '')).uint(reason === undefined ? 0 : CANCEL_REASONS.indexOf(reason) + 1, 1);
}

/** @throws SmsCut */
export function readCancel(from: ByteReader): Cancel {
  const [rideId, place] = [readUuid(from), from.uint(1)];
  if (place === 0) return { rideId };
  const reason = CANCEL_REASONS[place - 1];
  if (reason === undefined) throw new SmsCut();
  return { rideId, reason };
}

export function writePosition(to: ByteWriter, { lat, lon }: Position): void {
  const [north, east] = [
    Math.round(lat * STEPS_PER_DEGREE) - LAT_STEPS,
    Math.round(lon * STEPS_PER_DEGREE) - LON_STEPS,
  ];
  to.uint(north * 4_096 + east, 3);
}

export function readPosition(from: ByteReader): Position {
  const steps = from.uint(3);
  const [north, east] = [Math.floor(steps / 4_096), steps % 4_096];
  return { lat: (LAT_STEPS + north) / STEPS_PER_DEGREE, lon: (LON_STEPS + east) / STEPS_PER_DEGREE };
}

function gridDegrees(degrees: number): number {
  return Math.round(degrees * STEPS_PER_DEGREE) / STEPS_PER_DEGREE;
}

function classOf(flags: number): Pick<Book, 'vehicleClass'> {
  if ((flags & HAS.classZ) !== 0) return { vehicleClass: 'Z' };
  return (flags & HAS.classZM) === 0 ? {} : { vehicleClass: 'ZM' };
}

function readUuid(from: ByteReader): string {
  return from.hex(16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function versionHash(version: string): string {
  return sha256Hex(version).slice(0, 2 * HASH_BYTES);
}

// Two pages of one hash are as good as none: nobody is to pay by the wrong one.
function versionOf(hash: string, versions: readonly string[]): string {
  const [found, ...more] = new Set(versions.filter((version) => versionHash(version) === hash));
  if (found === undefined || more.length > 0) throw new SmsPageUnknown();
  return found;
}
