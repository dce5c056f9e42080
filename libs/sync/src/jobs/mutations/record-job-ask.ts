import { z } from 'zod';
import { applied, defineMutation } from '../../define/mutation.ts';
import { asPlain } from '../../define/sensitivity.ts';
import { subjectSchema } from '../../define/subject.ts';
import { uuidSchema } from '../../define/uuid.ts';
import { SYNC_LIMITS } from '../../limits.ts';

const word = asPlain(z.string().min(1).max(SYNC_LIMITS.identifierCharsMax));

/** The server writes down who of the staff asks for a run of a job, before it is asked for. The ledger keeps it; no row changes. */
export const recordJobAsk = defineMutation({
  name: 'sync.recordJobAsk',
  summary: 'Writes down that staff ask for a run of a job.',
  roles: ['system'],
  priority: 'general',
  args: z.strictObject({
    askId: uuidSchema,
    by: subjectSchema,
    roles: z.array(word).max(SYNC_LIMITS.rolesPerReadMax),
    job: word,
    dryRun: asPlain(z.boolean()),
  }),
  codes: {},
  lane: ({ askId }) => ({ kind: 'job-ask', id: askId }),
  needs: () => ({}),
  decide: () => applied({}),
});
