/** What sync itself brings into the pipeline. The same on phone and server. */
import { outcomeKind } from './decide/outcome.ts';
import { acknowledgeOutcome } from './decide/mutations/acknowledge-outcome.ts';
import { defineModule } from './define/module.ts';
import type { MutationDefinition } from './define/mutation.ts';
import { PERSON_ROLES } from './define/role.ts';
import { PERSON_SCOPE, PUBLIC_SCOPE } from './define/scope.ts';
import { issueCredential } from './devices/mutations/issue-credential.ts';
import { revokeDevice } from './devices/mutations/revoke-device.ts';
import { credentialsKind } from './devices/rules/credentials.ts';
import { deviceKind } from './devices/rules/device.ts';
import { installKind } from './devices/rules/install.ts';
import { EVENT_LIMITS } from './events/rules/event-limits.ts';
import { recordJobAsk } from './jobs/mutations/record-job-ask.ts';
import { JOB_LIMITS } from './jobs/rules/job-limits.ts';
import { SYNC_LIMITS } from './limits.ts';
import { retentionJob } from './retention/rules/retention-job.ts';
import { recordRead } from './reads/mutations/record-read.ts';
import { readKind } from './reads/rules/read.ts';

/** Every mutation of sync. Names are never taken off this list. */
export const syncMutations: readonly MutationDefinition[] = [
  acknowledgeOutcome,
  issueCredential,
  revokeDevice,
  recordRead,
  recordJobAsk,
];

export const sync = defineModule({
  name: 'sync',
  mutations: syncMutations,
  jobs: [retentionJob],
  kinds: [outcomeKind, deviceKind, credentialsKind, installKind, readKind],
  scopes: [PUBLIC_SCOPE, PERSON_SCOPE],
  limits: { ...SYNC_LIMITS, ...EVENT_LIMITS, ...JOB_LIMITS },
  permissions: {
    // Push, pull and poke. What comes through there is decided mutation by mutation.
    'sync:use': PERSON_ROLES,
    // Staff act in contact: only who rides or drives has a credential for acting without.
    'devices:use': ['rider', 'driver'],
    'ops:devices:revoke': ['support', 'safety', 'admin'],
    'ops:parked:read': ['dispatcher', 'support', 'auditor', 'admin'],
    // Support repairs what a person did, admin what the machine did.
    'ops:parked:write': ['support', 'admin'],
    'ops:jobs:read': ['dispatcher', 'support', 'compliance', 'auditor', 'admin'],
    'ops:jobs:run': ['admin'],
    'ops:mutations:read': ['support', 'compliance', 'auditor'],
    // Those who look after staff; whoever acts much does not look after themselves.
    'ops:audit:read': ['compliance', 'auditor'],
    // Whoever looks at parked work, at events and at the ledger sees in them what these say, and of secrets nothing.
    'ops:places:see': ['dispatcher', 'support', 'safety', 'auditor'],
    'ops:personal:see': ['dispatcher', 'support', 'safety', 'compliance', 'auditor'],
  },
});
