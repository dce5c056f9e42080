import { z } from 'zod';
import { CREDENTIAL_ROLES, credentialTerms } from '../rules/credential-policy.ts';
import { credentialsKind, withCredential } from '../rules/credentials.ts';
import { deviceKind, deviceOf, smsSenderId, type DeviceState } from '../rules/device.ts';
import { installKind, newInstall, ownerOf } from '../rules/install.ts';
import { SYNC_LIMITS } from '../../limits.ts';
import { asPlain } from '../../define/sensitivity.ts';
import { applied, defineMutation, refused } from '../../define/mutation.ts';

const identifier = asPlain(z.string().min(1).max(SYNC_LIMITS.identifierCharsMax));

/**
 * A device in contact is given a new offline credential. The server signs what this decides. An install that was nobody's
 * belongs to its person from now on, as if they had pushed from it.
 */
export const issueCredential = defineMutation({
  name: 'sync.issueCredential',
  summary: 'Lets a device act without contact for a while.',
  roles: CREDENTIAL_ROLES,
  priority: 'general',
  args: z.strictObject({ groupId: identifier, smsStream: identifier.optional() }),
  codes: {
    device_not_found: 'There is no such device of yours.',
    too_many_devices:
      'As many devices of yours as may act without contact do so. One that was taken out of service counts until its credential ends.',
    device_revoked: 'This device may not act any more. Sign in again on it to begin anew.',
  },
  lane: ({ groupId }) => deviceKind.key(groupId),
  needs: ({ groupId }, { subject }) => ({
    device: deviceKind.key(groupId),
    install: installKind.key(groupId),
    credentials: credentialsKind.key(subject),
  }),
  decide: ({
    args: { groupId, smsStream = null },
    actor,
    time: { nowMs },
    state: { device: found, install, credentials },
  }) => {
    const owner = ownerOf(install, found);
    if (owner !== undefined && owner !== actor.subject) return refused('device_not_found');
    const device = deviceOf(actor.subject, found);
    if (device && device.revokedAtMs !== null) return refused('device_revoked');
    const terms = credentialTerms(actor.roles, nowMs);
    const { roles, issuedAtMs, expiresAtMs: endsAtMs, cashLimitCents } = terms;
    const inForce = withCredential(credentials, { groupId, endsAtMs, subject: actor.subject, nowMs });
    if (inForce === null) return refused('too_many_devices');
    const issued: DeviceState = {
      groupId,
      subject: actor.subject,
      roles,
      issuedAtMs,
      endsAtMs,
      ...lapseOf(device, nowMs),
      cashLimitCents,
      cashCents: 0,
      // What was taken under the credential before may still be on its way.
      earlierCashCents: device?.cashCents ?? 0,
      smsStream,
      smsSender: smsStream === null ? null : smsSenderId(groupId),
      revokedAtMs: null,
      revokedBy: null,
    };
    const own = install ? [] : [installKind.put(newInstall(groupId, actor.subject))];
    return applied({
      changes: [deviceKind.put(issued), credentialsKind.put(inForce), ...own],
      details: { ...terms, roles: [...roles] },
    });
  },
});

// What was done between the two credentials is still to come: it must not pass for work under the new one.
function lapseOf(device: DeviceState | undefined, nowMs: number): Pick<DeviceState, 'lapsedFromMs' | 'lapsedToMs'> {
  const endsAtMs = device?.endsAtMs ?? null;
  if (endsAtMs !== null && endsAtMs < nowMs) return { lapsedFromMs: endsAtMs, lapsedToMs: nowMs };
  return { lapsedFromMs: device?.lapsedFromMs ?? null, lapsedToMs: device?.lapsedToMs ?? null };
}
