import { PIPELINE_CODES } from '../reconcile.ts';
import { reasonsOf, type ModuleWords } from '../../define/words.ts';

const WAITS = 'You need not do it again. We tell you what comes of it.';
const FAULT = { reason: 'Bimride has it, but something went wrong on our side. It is decided later.', next: WAITS };

/** What sync says in English. */
export const SYNC_ENGLISH: ModuleWords = {
  codes: {
    ...reasonsOf(PIPELINE_CODES),
    args_invalid: {
      reason: 'Bimride could not read it, so nothing was done.',
      next: 'Update the app and do it again, or contact us.',
    },
    role_missing: { reason: 'You may not do this with this account.', next: 'Contact us if you should.' },
    valid_until_passed: {
      reason: 'It reached us after the time you gave, so nothing was done.',
      next: 'Do it again if you still want it.',
    },
    mutation_too_large: { reason: 'It is too long to be taken.', next: 'Make it shorter and do it again.' },
    discarded: { reason: 'Our staff looked at it and decided that it does not count.', next: 'Contact us to ask why.' },
    too_old: { reason: 'It waited on this phone too long to count.', next: 'Contact us if it still matters.' },
    unknown_mutation: { reason: 'Bimride has it. It is decided after our next update.', next: WAITS },
    defect: FAULT,
    store_failed: FAULT,
    lane_held: { reason: 'Bimride has it. Something you did before it has to be decided first.', next: WAITS },
    device_revoked: {
      reason: 'This phone was taken out of service. Bimride has what you did, and our staff look at it.',
      next: 'Sign in again on this phone, or contact us.',
    },
    credential_expired: {
      reason:
        'This phone was without network longer than it may be. Bimride has what you did, and our staff look at it.',
      next: WAITS,
    },
    cash_limit_reached: {
      reason: 'You took more cash than you may without network. Bimride has what you noted, and our staff look at it.',
      next: WAITS,
    },
    outcome_not_found: { reason: 'That message is gone already.' },
  },
  acts: {
    'sync.acknowledgeOutcome': { did: 'You said that you had read a message' },
  },
};
