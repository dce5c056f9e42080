import { z } from 'zod';
import { SYNC_LIMITS } from '../limits.ts';
import { asPersonal } from './sensitivity.ts';

/** How the server signs its own mutations. No token may carry it. */
export const SYSTEM_SUBJECT = 'system';

// Neither control characters (NUL cannot even be stored) nor half a surrogate pair (which no database takes). By code points, not by
// classes such as \p{Cc}: the pattern is published with the API, and regular expressions of other languages do not know those.
const WELL_FORMED = new RegExp(String.raw`^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]+$`, 'u');

/**
 * A person's id, as the subject of their token says it: the one rule for tokens, arguments and tables. RFC 9068 and OpenID
 * Connect allow 255 characters.
 */
export const subjectSchema = asPersonal(
  z
    .string()
    .min(1)
    .max(SYNC_LIMITS.subjectCharsMax)
    .regex(WELL_FORMED, 'no person’s id')
    // Not by the pattern: one that looks ahead is published with the API, and few generators of values can read it.
    .refine((subject) => subject !== SYSTEM_SUBJECT, 'no person’s id'),
);

/** Whether this can be a person's id. */
export function isSubject(value: unknown): value is string {
  return subjectSchema.safeParse(value).success;
}
