import { keyText } from '../define/entity.ts';
import { deviceKind, type DeviceState } from '../devices/rules/device.ts';
import { installKind, ownerOf, type InstallState } from '../devices/rules/install.ts';
import type { Intent, LoadedRows, Step } from './step.ts';

/**
 * Pushes that name a group or a stream of somebody else. Nothing of such a push is decided, also not what would be good in
 * it. A group belongs to the person who first used it (`devices/rules/install.ts`), a stream to the group that first used it.
 */
export function foreignPushes(steps: readonly Step[], { rows, clients }: LoadedRows): ReadonlySet<string> {
  const foreign = new Set<string>();
  const newOwners = new Map<string, string>();
  const newStreams = new Map<string, string>();
  for (const step of steps) {
    if (step.kind !== 'push') continue;
    const { groupId, clientId, actor } = step.intent;
    const owner = storedOwner(rows, groupId) ?? newOwners.get(groupId) ?? actor.subject;
    const group = clients.get(clientId)?.groupId ?? newStreams.get(clientId) ?? groupId;
    newOwners.set(groupId, owner);
    newStreams.set(clientId, group);
    if (owner !== actor.subject || group !== groupId) foreign.add(pushOf(step.intent));
  }
  return foreign;
}

function storedOwner(rows: LoadedRows['rows'], groupId: string): string | undefined {
  const install = rows.get(keyText(installKind.key(groupId)))?.state as InstallState | undefined;
  return ownerOf(install, rows.get(keyText(deviceKind.key(groupId)))?.state as DeviceState | undefined);
}

/** A push is of one person and one group. */
export function pushOf({ groupId, actor }: Intent): string {
  return `${actor.subject}\n${groupId}`;
}
