import { PARK_REASONS, subjectSchema, SYNC_LIMITS } from '#sync';
import { z } from 'zod';
import { actorSchema, msSchema, nextCursorSchema, personIdSchema } from '../openapi/common-schemas.ts';
import { queryFlag, queryInteger } from '../rest/query.ts';

export const PARKED_PAGE_MAX = 200;
const NOTE_CHARS_MAX = 500;

export const parkedQuery = z.strictObject({
  reason: z.enum(PARK_REASONS).optional().describe('Only what is parked for this reason'),
  lane: z.string().max(200).optional().describe('Only what is about this row, such as `ride/<id>`'),
  subject: personIdSchema.optional().describe('Only what this person sent'),
  resolved: queryFlag().default(false).describe('True: what was settled, instead of what waits'),
  after: queryInteger({ min: -1, max: Number.MAX_SAFE_INTEGER }).default(-1).describe('`nextAfter` of the page before'),
  limit: queryInteger({ min: 1, max: PARKED_PAGE_MAX }).default(50).describe('Most rows of a page'),
});

export const parkedPeopleQuery = z.strictObject({
  full: queryFlag().optional().describe('Only people of whom nothing more is taken, or who have room'),
  cursor: subjectSchema.optional().describe('`nextCursor` of the page before'),
  limit: queryInteger({ min: 1, max: PARKED_PAGE_MAX }).default(50).describe('Most people of a page'),
});

const { parkedPerPersonMax, parkedBytesPerPersonMax } = SYNC_LIMITS;
const parkedPersonSchema = z
  .strictObject({
    subject: personIdSchema,
    parked: z.int().describe(`Mutations that wait: at most ${parkedPerPersonMax}, and emergencies beyond`),
    bytes: z.int().describe(`Of their arguments and bases: at most ${parkedBytesPerPersonMax}, and emergencies beyond`),
    oldestAtMs: msSchema.describe('Since when the oldest waits'),
    isFull: z.boolean().describe('What else would be parked may not be taken: their phone keeps it'),
  })
  .meta({ id: 'ParkedPerson' });

export const parkedPeopleSchema = z
  .object({ items: z.array(parkedPersonSchema), nextCursor: nextCursorSchema })
  .meta({ id: 'ParkedPeoplePage' });

export const mutationPath = z.strictObject({
  clientId: z.string().min(1).max(100).describe('The stream'),
  mutationId: queryInteger({ min: 1, max: Number.MAX_SAFE_INTEGER }).describe('Its number in the stream'),
});

export const correctionBody = z.strictObject({
  args: z.json().describe('The arguments to decide with, instead of the sent ones'),
  note: z.string().min(1).max(NOTE_CHARS_MAX).describe('Why: kept with the mutation'),
});

/** Of what nobody corrected, nothing need be said. */
export const replayBody = z
  .strictObject({
    correctionHash: z
      .string()
      .max(64)
      .nullish()
      .describe('Of the correction that you looked at, as the parked work gives it; without it: you saw none'),
  })
  .nullish();

export const discardBody = z.strictObject({
  note: z.string().min(1).max(NOTE_CHARS_MAX).describe('Why it does not count: kept with the mutation'),
});

export const parkedMutationSchema = z
  .object({
    clientId: z.string(),
    mutationId: z.int(),
    subject: personIdSchema.describe('Whose work it is'),
    sequence: z.int().describe('Its place among all that was parked'),
    parkedAtMs: msSchema,
    lane: z.string().nullable().describe('The row it is about; what is behind it there waits too'),
    reason: z.enum(PARK_REASONS),
    detail: z.string(),
    attempts: z.int().describe('How often it was decided in vain'),
    name: z.string(),
    args: z.json().describe('As sent; `{ "hidden": … }` stands in the place of what you may not see'),
    correctedArgs: z.json().nullable(),
    correctedBy: actorSchema.nullable(),
    correctionNote: z.string().nullable(),
    correctionHash: z
      .string()
      .nullable()
      .describe('Names the correction as it is now: a replay names it. Null: there is none'),
    resolved: z
      .object({ commit: z.int(), by: actorSchema, result: z.json() })
      .nullable()
      .describe('How it ended; null: it waits'),
  })
  .meta({ id: 'ParkedMutation' });

export const parkedPageSchema = z
  .object({
    items: z.array(parkedMutationSchema),
    nextAfter: z.int().nullable().describe('Ask for the next page with it; null: this is the last'),
  })
  .meta({ id: 'ParkedMutationsPage' });

export const replayedSchema = z
  .object({
    replayed: z.array(z.object({ clientId: z.string(), mutationId: z.int(), outcome: z.json() })),
  })
  .meta({ id: 'Replayed' })
  .describe('This mutation, and then those that only waited behind it, each with its outcome');

export const discardExamples = { 'Booked twice by hand': { value: { note: 'The caller rang again; ticket 112.' } } };
export const replayExamples = {
  'As somebody else corrected it': { value: { correctionHash: '0'.repeat(64) } },
};
export const correctionExamples = {
  'A position that was mistyped': {
    value: {
      args: { rideId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55', position: { lat: 13.21294, lon: -59.52272 } },
      note: 'The phone sent latitude and longitude swapped.',
    },
  },
};
