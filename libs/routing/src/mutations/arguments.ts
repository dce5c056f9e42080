/** Arguments that several mutations of routing take. */
import { asPlain, timeMsSchema } from '#sync/client';
import { z } from 'zod';
import { ROUTING_LIMITS } from '../limits.ts';
import { MICRODEGREES_PER_DEGREE } from '../rules/map/metric.ts';

const LIMITS = ROUTING_LIMITS;

const latMicrodegrees = z
  .int()
  .min(LIMITS.latDegreesMin * MICRODEGREES_PER_DEGREE)
  .max(LIMITS.latDegreesMax * MICRODEGREES_PER_DEGREE);
const lonMicrodegrees = z
  .int()
  .min(LIMITS.lonDegreesMin * MICRODEGREES_PER_DEGREE)
  .max(LIMITS.lonDegreesMax * MICRODEGREES_PER_DEGREE);

/** A longitude or a latitude of anywhere. */
export const microdegrees = z
  .int()
  .min(-180 * MICRODEGREES_PER_DEGREE)
  .max(180 * MICRODEGREES_PER_DEGREE);

/** A point near Barbados. */
export const microPoint = asPlain(z.strictObject({ latMicrodegrees, lonMicrodegrees }).readonly());

/** A name for a row: a word with hyphens, or a UUID. */
export const rowId = asPlain(z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/));

export const reason = asPlain(z.string().trim().min(1).max(300));
export const atMs = timeMsSchema;

/** A ring as the map writes it: longitude, latitude, longitude, latitude, … */
export const ring = z
  .array(microdegrees)
  .min(6)
  .max(2 * LIMITS.zoneCornersMax)
  .refine((line) => line.length % 2 === 0, 'must hold a latitude for each longitude')
  .refine((line) => line.every((value, at) => (at % 2 ? latMicrodegrees : lonMicrodegrees).safeParse(value).success), {
    error: 'must stay near Barbados',
  })
  .readonly();

export const zoneFields = {
  zoneId: rowId,
  kind: z.enum(['no_pickup', 'weak_coverage', 'slow']),
  name: asPlain(z.string().trim().min(1).max(100)),
  reason,
  rings: z.array(ring).min(1).max(10).readonly(),
};
