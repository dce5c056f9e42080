/** What sync itself brings into the pipeline. The same on phone and server. */
import type { MutationDefinition } from './define/mutation.ts';
import { acknowledgeOutcome } from './decide/mutations/acknowledge-outcome.ts';
import { issueCredential } from './devices/mutations/issue-credential.ts';
import { revokeDevice } from './devices/mutations/revoke-device.ts';

/** Every mutation of sync. Names are never taken off this list. */
export const syncMutations: readonly MutationDefinition[] = [acknowledgeOutcome, issueCredential, revokeDevice];
