import { z } from 'zod';
import { deviceKind, deviceOf, type DeviceState } from '../rules/device.ts';
import { installKind, ownerOf } from '../rules/install.ts';
import { SYNC_LIMITS } from '../../limits.ts';
import { asPlain } from '../../define/sensitivity.ts';
import { applied, defineMutation, refused, type Actor } from '../../define/mutation.ts';
import { ANY_ROLE } from '../../define/role.ts';
import { subjectSchema } from '../../define/subject.ts';

/** Staff who may take a device out of service. Everybody may their own. */
const REVOKING_ROLES = ['safety', 'support', 'admin'];

const identifier = asPlain(z.string().min(1).max(SYNC_LIMITS.identifierCharsMax));

/** A device is lost, stolen or misused: from here on what it sends is kept for staff to look at. For good. */
export const revokeDevice = defineMutation({
  name: 'sync.revokeDevice',
  summary: 'Takes a lost device out of service.',
  roles: [ANY_ROLE],
  priority: 'general',
  args: z.strictObject({ groupId: identifier, subject: subjectSchema }),
  codes: {
    device_not_found: 'There is no such device.',
    device_was_revoked: 'It was taken out of service before.',
  },
  appliedCodes: { device_was_revoked: 'done' },
  lane: ({ groupId }) => deviceKind.key(groupId),
  needs: ({ groupId }) => ({ device: deviceKind.key(groupId), install: installKind.key(groupId) }),
  decide: ({ args: { groupId, subject }, actor, time, state: { device, install } }) => {
    const mayRevoke = isStaff(actor) || actor.subject === subject;
    if (ownerOf(install, device) !== subject || !mayRevoke) return refused('device_not_found');
    const known = deviceOf(subject, device) ?? bareDevice(groupId, subject);
    if (known.revokedAtMs !== null) return applied({ code: 'device_was_revoked' as const });
    const revoked: DeviceState = { ...known, revokedAtMs: time.nowMs, revokedBy: actor.subject };
    return applied({ changes: [deviceKind.put(revoked)] });
  },
});

function isStaff(actor: Actor): boolean {
  return actor.roles.some((role) => REVOKING_ROLES.includes(role));
}

// An install that never asked for a credential can be lost, too.
function bareDevice(groupId: string, subject: string): DeviceState {
  const never = {
    issuedAtMs: null,
    endsAtMs: null,
    lapsedFromMs: null,
    lapsedToMs: null,
    cashLimitCents: null,
    cashCents: 0,
    earlierCashCents: 0,
    smsStream: null,
    smsSender: null,
  };
  return { groupId, subject, roles: [], ...never, revokedAtMs: null, revokedBy: null };
}
