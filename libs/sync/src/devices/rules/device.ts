/**
 * Devices: the installs that were given an offline credential, and those that must not act any more.
 *
 * Invariants: a revoked device stays revoked; what it sends is kept, parked, and never decided without staff; an
 * emergency is never held; an install that has no row here is bound by nothing of it.
 */
import { defineEntity } from '../../define/entity.ts';
import { personScope } from '../../define/scope.ts';
import { sha256Hex } from '../../wire/sha256.ts';

export interface DeviceState {
  /** The install: its client group. */
  readonly groupId: string;
  readonly subject: string;
  /** What its credential allows: the roles it was issued for. Empty: it was revoked before it had one. */
  readonly roles: readonly string[];
  readonly issuedAtMs: number | null;
  /** When its newest credential ends. */
  readonly endsAtMs: number | null;
  /** The newest time without a credential: from the end of one to the issue of the next. */
  readonly lapsedFromMs: number | null;
  readonly lapsedToMs: number | null;
  /** Cash that it may take without contact under one credential, in cents of a Barbados dollar; null: it never had a credential. */
  readonly cashLimitCents: number | null;
  /** Cash that it took so since its newest credential was issued, and before that under the one before it. */
  readonly cashCents: number;
  readonly earlierCashCents: number;
  /** The stream whose mutations it may also send by SMS. */
  readonly smsStream: string | null;
  /** Its short name in an SMS; null without such a stream. */
  readonly smsSender: string | null;
  readonly revokedAtMs: number | null;
  readonly revokedBy: string | null;
}

/** A device as its person sees it. */
export type DeviceRow = Pick<
  DeviceState,
  'groupId' | 'roles' | 'issuedAtMs' | 'endsAtMs' | 'cashCents' | 'revokedAtMs'
>;

export const deviceKind = defineEntity<DeviceState, DeviceRow>({
  kind: 'device',
  id: (device) => device.groupId,
  views: ({ subject, groupId, roles, issuedAtMs, endsAtMs, cashCents, revokedAtMs }) => ({
    [personScope(subject)]: { groupId, roles: [...roles], issuedAtMs, endsAtMs, cashCents, revokedAtMs },
  }),
  sensitivity: {
    groupId: 'personal',
    subject: 'personal',
    roles: 'plain',
    issuedAtMs: 'plain',
    endsAtMs: 'plain',
    lapsedFromMs: 'plain',
    lapsedToMs: 'plain',
    cashLimitCents: 'plain',
    cashCents: 'plain',
    earlierCashCents: 'plain',
    smsStream: 'personal',
    smsSender: 'personal',
    revokedAtMs: 'plain',
    revokedBy: 'personal',
  },
});

/**
 * The lane of what a device sent and is held: no entity's, not even the device's own. So a stolen phone holds up nobody:
 * not its owner's new phone, and not the credential or the revocation of the device itself.
 */
export function heldLane(groupId: string): string {
  return `held-device/${groupId}`;
}

/** The short name of an install in an SMS: 12 hex digits. Two may share one: the key tells them apart. */
export function smsSenderId(groupId: string): string {
  return sha256Hex(`bimride sms 1\n${groupId}`).slice(0, 12);
}

/** The device's row, if it is this person's. One under another person's name says nothing about them. */
export function deviceOf(subject: string, device: DeviceState | undefined): DeviceState | undefined {
  return device?.subject === subject ? device : undefined;
}

/** Why work of a device is parked instead of decided, whatever it is. */
export type HoldReason = 'device_revoked' | 'credential_expired';

/** What the gate knows of one piece of work. */
export interface DeviceWork {
  readonly subject: string;
  readonly emergency: boolean;
  /** By our clock; null: it does not tell. */
  readonly madeAtMs: number | null;
  readonly receivedAtMs: number;
}

/** Whether work of this device is to be held for staff, and why. Null: it is decided like any other. */
export function whyHeld(found: DeviceState | undefined, work: DeviceWork): HoldReason | null {
  const device = deviceOf(work.subject, found);
  if (!device || work.emergency) return null;
  if (device.revokedAtMs !== null) return 'device_revoked';
  return device.roles.includes('driver') && isWithoutCredential(device, work) ? 'credential_expired' : null;
}

/** By whichever is later: a device's clock that was put back wins nothing. */
function isWithoutCredential(device: DeviceState, { madeAtMs: toldMs, receivedAtMs }: DeviceWork): boolean {
  const { endsAtMs, lapsedFromMs, lapsedToMs } = device;
  const madeAtMs = toldMs ?? receivedAtMs;
  if (endsAtMs !== null && Math.max(madeAtMs, receivedAtMs) > endsAtMs) return true;
  return lapsedFromMs !== null && lapsedToMs !== null && madeAtMs > lapsedFromMs && madeAtMs < lapsedToMs;
}
