import { z } from 'zod';
import { asPlain } from '../../define/sensitivity.ts';
import { applied, defineMutation, refused } from '../../define/mutation.ts';
import { ANY_ROLE } from '../../define/role.ts';
import { outcomeKind } from '../outcome.ts';
import { SYNC_LIMITS } from '../../limits.ts';

/** The person has seen how a mutation ended: its row may go. */
export const acknowledgeOutcome = defineMutation({
  name: 'sync.acknowledgeOutcome',
  summary: 'Takes a refusal off the list once its sender has seen it.',
  roles: [ANY_ROLE],
  priority: 'general',
  args: z.strictObject({
    clientID: asPlain(z.string().min(1).max(SYNC_LIMITS.identifierCharsMax)),
    id: z.int().min(1).max(SYNC_LIMITS.mutationsPerStreamMax),
  }),
  codes: { outcome_not_found: 'There is no such outcome to acknowledge.' },
  lane: (args) => outcomeKind.key(`${args.clientID}/${args.id}`),
  needs: (args) => ({ outcome: outcomeKind.key(`${args.clientID}/${args.id}`) }),
  decide: ({ actor, state: { outcome } }) =>
    outcome?.subject === actor.subject
      ? applied({ changes: [outcomeKind.remove(outcome.outcomeId)] })
      : refused('outcome_not_found'),
});
