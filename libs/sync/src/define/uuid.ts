import { z } from 'zod';
import { asPlain } from './sensitivity.ts';

// RFC 9562, the nil and the greatest one too. One pattern, for one message and one line in the API document.
const UUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/;

/** An id made by a device (UUID). Lower case only: one id has one spelling. */
export const uuidSchema = asPlain(z.string().regex(UUID, 'must be a UUID in lower case'));
