import { EVENT_LIMITS, PARKED_EVENT_STATES } from '#sync';
import { z } from 'zod';
import { actorSchema, msSchema, personIdSchema } from '../openapi/common-schemas.ts';
import { queryInteger } from '../rest/query.ts';

export const PARKED_EVENTS_PAGE_MAX = 200;
const NOTE_CHARS_MAX = 500;
const NAME_CHARS_MAX = 200;

const ms = msSchema;
const name = z.string().min(1).max(NAME_CHARS_MAX);
const note = z.string().min(1).max(NOTE_CHARS_MAX).describe('Why: kept with the event, and with who said so');

export const parkedEventsQuery = z.strictObject({
  group: name.optional().describe('Of this group of handlers, such as pricing.settlement'),
  type: name.optional().describe('Of this type, such as rides.ended.v1'),
  key: name
    .optional()
    .describe(
      'Of this key: one lane, if a group is named too. It may be a person’s id: that you asked is written down',
    ),
  state: z.enum(PARKED_EVENT_STATES).optional().describe('Default: whatever is not handled or discarded'),
  after: z.string().max(NAME_CHARS_MAX).optional().describe('`nextAfter` of the page before'),
  limit: queryInteger({ min: 1, max: PARKED_EVENTS_PAGE_MAX }).default(50).describe('Most rows of a page'),
});

export const parkedEventPath = z.strictObject({
  group: name.describe('The group of handlers'),
  eventId: z
    .string()
    .regex(/^\d{1,4}\.\d{1,13}\.\d{1,9}$/)
    .describe('<epoch>.<commit>.<place in it>'),
});

export const whyBody = z.strictObject({ note });

const correctionHash = z
  .string()
  .max(64)
  .nullish()
  .describe('Of the newest correction, as you looked at it; without it: you saw none');

export const replayBody = z.strictObject({ note, correctionHash });

export const correctionBody = z.strictObject({
  payload: z
    .json()
    .describe(
      `What the handler is to get in the place of the first payload: as its type says, at most ${EVENT_LIMITS.payloadBytesMax} bytes`,
    ),
  note,
  correctionHash,
});

export const replayAllBody = z.strictObject({
  group: name,
  type: name.optional().describe('Only events of this type'),
  note,
});

export const replayAllSchema = z.object({
  asked: z.int().describe(`Events that are tried again: at most ${EVENT_LIMITS.replaysPerAskMax}, the oldest`),
  left: z.int().describe('Parked events that are left, but for corrected ones: ask again'),
});

const itemSchema = z.object({
  group: z.string(),
  eventId: z.string().describe('<epoch>.<commit>.<place in it>'),
  type: z.string(),
  key: z
    .union([z.string(), z.object({ hidden: z.string() })])
    .describe(
      'What it is about; events of one key come in order. A person’s id is hidden from those who may not see it',
    ),
  subject: personIdSchema.nullable().describe('Whose id the key is; null: nobody’s, or it is hidden'),
  state: z
    .enum(PARKED_EVENT_STATES)
    .describe(
      '`retrying`: it is tried again by itself. `parked`: it waits for you. `waiting`: for those before it in its lane',
    ),
  occurredAtMs: ms,
  setAsideAtMs: ms,
  tries: z.int().describe('Those that count: not those while the database was away'),
  triedAtMs: ms.nullable(),
  lastError: z.string().nullable().describe('Name, code and place in the code. The log has the message'),
  parkedAtMs: ms.nullable().describe('When it was first given up'),
  isCorrected: z.boolean(),
  resolvedAtMs: ms.nullable(),
});

export const parkedEventsSchema = z.object({
  items: z.array(itemSchema),
  nextAfter: z.string().nullable().describe('Ask for the next page with it; null: this is the last'),
});

export const parkedEventSchema = itemSchema.extend({
  payload: z.json().describe('As it happened'),
  correctedPayload: z.json().nullable(),
  correctionHash: z
    .string()
    .nullable()
    .describe(
      'Names the newest correction, whether it counts yet or not: who agrees or replays names it. Null: there is none',
    ),
  first: z.string().nullable().describe('The event at the head of its lane: the one to settle'),
  acts: z
    .array(
      z.object({
        act: z.enum(['correct', 'replay', 'discard']),
        atMs: ms,
        by: actorSchema,
        note: z.string(),
        payload: z.json().nullable(),
        tookEffect: z.boolean().describe('False of a correction that waits, or waited, for a second person'),
      }),
    )
    .describe('What staff did, the newest hundred'),
});

const placeSchema = z
  .strictObject({
    group: z.string(),
    isKnown: z.boolean().describe('Handlers of this version are in it'),
    isRead: z.boolean().describe('A process reads its events now'),
    commit: z.int().nullable().describe('Its stored place; null: it never ran here'),
    keepsSinceMs: ms.nullable().describe('The oldest event that is kept for it; retention drops none from there on'),
  })
  .meta({ id: 'EventGroup' });

export const groupsSchema = z.strictObject({ groups: z.array(placeSchema) }).meta({ id: 'EventGroups' });
