/** A point on the island. Invariant: WGS 84 degrees, within the box of RIDE_LIMITS. */
import { asPlace } from '#sync/client';
import { z } from 'zod';
import { RIDE_LIMITS } from '../limits.ts';

/** A place as an argument: outside of Barbados it is not a place. */
export const positionSchema = asPlace(
  z
    .strictObject({
      lat: z.number().min(RIDE_LIMITS.latDegreesMin).max(RIDE_LIMITS.latDegreesMax),
      lon: z.number().min(RIDE_LIMITS.lonDegreesMin).max(RIDE_LIMITS.lonDegreesMax),
    })
    .readonly(),
);

export type Position = {
  readonly lat: number;
  readonly lon: number;
};
