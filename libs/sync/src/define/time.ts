import { z } from 'zod';
import { SYNC_LIMITS } from '../limits.ts';

/** A time as an argument: whole milliseconds since 1970, up to a year that every calendar and column can hold. */
export const timeMsSchema = z.int().min(0).max(SYNC_LIMITS.timeMsMax);
