import { OUTCOMES, SYNC_LIMITS } from '#sync';
import { z } from 'zod';
import { msSchema, nextCursorSchema, personIdSchema } from '../openapi/common-schemas.ts';
import { queryInteger } from '../rest/query.ts';
import { parkedMutationSchema } from './parked-schemas.ts';

const MUTATIONS_PAGE_MAX = 200;
const time = () => queryInteger({ min: 0, max: SYNC_LIMITS.timeMsMax });

export const mutationsQuery = z.strictObject({
  subject: personIdSchema.describe('Whose mutations'),
  name: z.string().min(1).max(SYNC_LIMITS.identifierCharsMax).optional().describe('Only this mutation'),
  outcome: z.enum(OUTCOMES).optional().describe('Only what was first answered so'),
  fromMs: time().optional().describe('Not before this time, by when they arrived'),
  toMs: time().optional().describe('Before this time'),
  cursor: z.string().max(60).optional().describe('`nextCursor` of the page before'),
  limit: queryInteger({ min: 1, max: MUTATIONS_PAGE_MAX }).default(50).describe('Most mutations of a page'),
});

export const ledgerItemSchema = z
  .object({
    clientId: z.string(),
    mutationId: z.int(),
    commit: z.int(),
    subject: personIdSchema,
    name: z.string(),
    args: z.json(),
    base: z.json().describe('The rows that the sender had seen, with the commit of each'),
    receivedAtMs: msSchema,
    claimedAtMs: msSchema.nullable(),
    validUntilMs: msSchema.nullable(),
    offline: z.boolean(),
    outcome: z.enum(OUTCOMES),
    result: z.json().describe('The outcome as it is answered'),
    parked: parkedMutationSchema.nullable(),
  })
  .meta({ id: 'LedgerMutation' });

export const mutationsPageSchema = z
  .object({ items: z.array(ledgerItemSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'LedgerMutationsPage' });
