/** Scenes of each mutation of sync, by what it answers there. */
import { SYSTEM_ACTOR } from '../src/define/system-actor.ts';
import { scenesOf, type SceneTable } from '../src/testing/module-parts.ts';
import {
  DAN,
  deviceRow,
  EVE,
  fullCredentials,
  installRow,
  NOW_MS,
  outcomeRow,
  JOB_ASK,
  READ,
  REVOKED,
  SUPPORT,
} from './samples.ts';

const OF_EVE = [installRow(EVE)];

export const SYNC_SCENES: SceneTable = {
  'sync.acknowledgeOutcome': scenesOf(
    { actor: DAN, args: { clientID: 'ride-1', id: 4 }, rows: [outcomeRow()] },
    { applied: [{}, { rows: [outcomeRow({ ofAnother: true })] }], outcome_not_found: [{ rows: [] }, { actor: EVE }] },
  ),
  'sync.issueCredential': scenesOf(
    { actor: DAN, args: { groupId: 'phone' } },
    {
      applied: [{}, { rows: [installRow(), deviceRow()] }, { args: { groupId: 'phone', smsStream: 'ride-2' } }],
      device_not_found: { rows: OF_EVE },
      device_revoked: { rows: [installRow(), deviceRow(REVOKED)] },
      too_many_devices: { rows: [fullCredentials()] },
    },
  ),
  'sync.revokeDevice': scenesOf(
    { actor: DAN, args: { groupId: 'phone', subject: DAN.subject }, rows: [installRow(), deviceRow()] },
    {
      applied: [{}, { actor: SUPPORT, rows: [installRow()] }],
      device_not_found: [{ rows: [] }, { actor: EVE }, { actor: SUPPORT, rows: OF_EVE }],
      device_was_revoked: { rows: [installRow(), deviceRow({ ...REVOKED, revokedAtMs: NOW_MS - 5 })] },
    },
  ),
  'sync.recordJobAsk': scenesOf({ actor: SYSTEM_ACTOR, args: JOB_ASK }, { applied: {} }),
  'sync.recordRead': scenesOf({ actor: SYSTEM_ACTOR, args: READ }, { applied: {} }),
};
