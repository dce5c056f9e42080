/**
 * Installs: whose each client group is.
 *
 * Invariants: an install belongs to the person who first pushed from it or asked for its credential, for good; nobody sees
 * the row; what is decided about a device asks this row whose it is.
 */
import { defineEntity } from '../../define/entity.ts';
import type { DeviceState } from './device.ts';

export interface InstallState {
  /** Its client group. */
  readonly groupId: string;
  readonly subject: string;
  /** The newest drain that it is known to have ended. */
  readonly drainedEpisode: string | null;
}

export const installKind = defineEntity<InstallState>({
  kind: 'install',
  id: ({ groupId }) => groupId,
  views: () => ({}),
  sensitivity: { groupId: 'personal', subject: 'personal', drainedEpisode: 'plain' },
});

/** A new install of this person. */
export function newInstall(groupId: string, subject: string): InstallState {
  return { groupId, subject, drainedEpisode: null };
}

/** Whose an install is; undefined: nobody's yet. A device's row says so only where the install has none of its own. */
export function ownerOf(
  install: Pick<InstallState, 'subject'> | undefined,
  device: Pick<DeviceState, 'subject'> | undefined,
): string | undefined {
  return install?.subject ?? device?.subject;
}
