/** Arguments that several mutations share. */
import { z } from 'zod';
import { RIDE_LIMITS } from '../limits.ts';

/** A ride's id, made by the phone (UUIDv7). Lower case only: one id has one spelling. */
export const rideIdSchema = z.uuid().regex(/^[0-9a-f-]+$/, 'lower case');

export const subjectSchema = z.string().min(1).max(RIDE_LIMITS.subjectCharsMax);

/** A mutation that needs to know the ride and nothing else. */
export const rideArgs = z.strictObject({ rideId: rideIdSchema });
