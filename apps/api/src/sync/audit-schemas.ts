import { AUDIT_KINDS, OUTCOMES, ROLES, SYNC_LIMITS } from '#sync';
import { z } from 'zod';
import { actorSchema, msSchema, nextCursorSchema, personIdSchema } from '../openapi/common-schemas.ts';
import { queryInteger } from '../rest/query.ts';

export const AUDIT_PAGE_MAX = 200;
const time = () => queryInteger({ min: 0, max: SYNC_LIMITS.timeMsMax });
const pseudonym = z
  .string()
  .regex(/^[0-9a-f]{16}$/, 'must be a pseudonym: 16 hex digits')
  .meta({ examples: ['8f2a64c1d07be935'] });

export const auditQuery = z.strictObject({
  kind: z
    .enum(AUDIT_KINDS)
    .optional()
    .describe('Only looks, acts, or what was done about parked work or parked events'),
  by: z.string().min(1).max(SYNC_LIMITS.subjectCharsMax).optional().describe('Only what this member of staff did'),
  role: z
    .enum(ROLES)
    .optional()
    .describe('Only what was done in this role; parked work and events have none written down'),
  what: z
    .string()
    .min(1)
    .max(SYNC_LIMITS.routeCharsMax)
    .optional()
    .describe('Only what begins so: `GET /v1/ops/rides`, `pricing.`, `sync_corrected`, `event_`'),
  subject: personIdSchema.optional().describe('Only looks at this person; that you asked is written down'),
  person: pseudonym.optional().describe('Only looks at the person with this pseudonym'),
  fromMs: time().optional().describe('Not before this time'),
  toMs: time().optional().describe('Before this time'),
  cursor: z.string().max(100).optional().describe('`nextCursor` of the page before'),
  limit: queryInteger({ min: 1, max: AUDIT_PAGE_MAX }).default(50).describe('Most lines of a page'),
});

export const auditPageSchema = z
  .object({
    items: z.array(
      z.object({
        kind: z
          .enum(AUDIT_KINDS)
          .describe(
            '`look`: was shown something; `act`: sent a mutation; `parked`: decided or corrected parked work; `event`: proposed a correction of a parked event, corrected it, had it tried again, or discarded it',
          ),
        commit: z.int().describe('The commit in which it was written down'),
        atMs: msSchema,
        by: actorSchema,
        roles: z.array(z.string()).nullable().describe('In which roles; null: not written down'),
        what: z
          .string()
          .describe(
            'The route of a look, the mutation of an act, or what was done about parked work or a parked event',
          ),
        about: z
          .array(z.string())
          .describe('What the path of a look named; stream and number of the mutation; group and id of the event'),
        people: z.array(z.string()).describe('Pseudonyms of whom a look was about'),
        scopes: z.array(z.string()).describe('Shared scopes that a look brought rows of'),
        outcome: z.enum(OUTCOMES).nullable().describe('How an act ended'),
        reason: z.string().nullable().describe('Why, as they said'),
      }),
    ),
    nextCursor: nextCursorSchema,
  })
  .meta({ id: 'AuditPage' });
