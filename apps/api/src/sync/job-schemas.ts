import { RUN_CAUSES, RUN_STATES } from '#sync';
import { z } from 'zod';
import { msSchema } from '../openapi/common-schemas.ts';

export const jobPath = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .describe('The name of a job')
    .meta({ examples: ['retention'] }),
});

export const runBody = z.strictObject({
  dryRun: z.boolean().default(false).describe('Only count what would be done'),
});

export const runExamples = { 'Only look': { value: { dryRun: true } } };

const runSchema = z
  .strictObject({
    runId: z.uuid(),
    dryRun: z.boolean().describe('It only counted what would be done'),
    cause: z.enum(RUN_CAUSES).describe('Its time had come, staff asked by this API, or an operator by a command'),
    state: z.enum(RUN_STATES).describe('`retrying`: it failed or was killed, and is begun again'),
    tries: z.int().describe('How often it was begun'),
    askedAtMs: msSchema,
    startedAtMs: msSchema.nullable(),
    endedAtMs: msSchema.nullable(),
    counts: z.record(z.string(), z.number()).nullable().describe('What was done, or would be'),
    error: z.string().nullable().describe('What it failed with last: a name, a code and a place'),
  })
  .meta({ id: 'JobRun' });

const jobSchema = z
  .strictObject({
    name: z.string(),
    summary: z.string(),
    cron: z.string().describe('When, by the clocks of Barbados: minute, hour, day, month, day of the week'),
    missed: z.enum(['once', 'skip']).describe('Times that passed without a server: made up for by one run, or skipped'),
    limitSeconds: z.int().describe('Seconds that a run may take'),
    nextRunAtMs: msSchema,
    last: runSchema.nullable().describe('The newest run'),
    lastFailed: runSchema.nullable().describe('The newest run that failed, or was begun again'),
  })
  .meta({ id: 'Job' });

export const jobsSchema = z
  .strictObject({
    processes: z.int().describe('Server processes that do jobs: with none, nothing is done at its time'),
    jobs: z.array(jobSchema),
  })
  .meta({ id: 'Jobs' });

export const askedSchema = z.strictObject({ runId: z.uuid() }).meta({ id: 'JobAsked' });
