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

/** Who somebody is. */
export const subjectSchema = z
  .string()
  .describe('The subject of a token')
  .meta({ examples: ['rider'] });

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
