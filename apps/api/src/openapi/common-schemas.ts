/** Schemas that answers of all modules are made of. */
import { outcomeSchema } from '#sync';
import { z } from 'zod';
import { named } from './schemas.ts';

/** A time. */
export const msSchema = z
  .int()
  .min(0)
  .describe('Milliseconds since 1970')
  .meta({ examples: [1_795_600_000_000] });

/** A length of time. */
export const durationMsSchema = z
  .int()
  .min(0)
  .describe('Milliseconds')
  .meta({ examples: [300_000] });

/** An amount of money; a refund or a correction may be below zero. */
export const centsSchema = z
  .int()
  .describe('Cents of a Barbados dollar')
  .meta({ examples: [8_100] });

const subject = () => z.string().describe('The subject of a token');

/** A person's id, in every answer that has one: who looks at it is written down, by the paths of `@Shows`. */
export const personIdSchema = subject().meta({ examples: ['rider'] });

/** Which member of staff did something: not whose data it is, so nobody writes down that it was looked at. */
export const actorSchema = subject().meta({ examples: ['support'] });

/** Whether a schema is that of a person's id, described anew or not. */
export const isPersonId = (schema: z.ZodType): boolean => comesFrom(schema, personIdSchema);

/** Whether a schema is that of staff who did something. */
export const isActorId = (schema: z.ZodType): boolean => comesFrom(schema, actorSchema);

// A schema that is described anew is another object: it knows the one that it was made from.
function comesFrom(schema: z.ZodType, wanted: z.ZodType): boolean {
  for (let at: z.ZodType | undefined = schema; at; at = at._zod.parent as z.ZodType | undefined)
    if (at === wanted) return true;
  return false;
}

/** How a mutation ended, as push and REST answer it. */
export const namedOutcomeSchema = named('Outcome', outcomeSchema);

/** Whether a write was done before, under the same key. */
export const replayedSchema = z
  .boolean()
  .describe('It was done before, under this key: this is what was answered then');

/** Where a page ended. */
export const nextCursorSchema = z
  .string()
  .nullable()
  .describe('Ask for the next page with it, as `cursor`; null: this is the last');
