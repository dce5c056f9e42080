/** Cash that was taken without contact, as far as this phone knows: against what its credential allows. */
import type { DeviceRow, Json, MutationDefinition } from '#sync/client';
import { isVisible } from '../queue/entry.ts';
import { progressOf, type Device } from './device.ts';

/** Cash of acts made without contact that the server has not counted yet, in cents. */
function waitingCashCents({ state, options }: Device): number {
  const progress = progressOf(state);
  let cents = 0;
  for (const entry of state.entries.values())
    if (entry.offline === true && !isVisible(entry, progress))
      cents += cashOf(options.definitions.get(entry.name), entry.args);
  return cents;
}

/** Cash taken under the credential that is kept, the server's count of it included, in cents. */
export function takenCashCents(device: Device): number {
  const { credential, head, rows } = device.state;
  const row = rows.get(`device/${head.groupID}`)?.value as DeviceRow | undefined;
  const counted = row && row.issuedAtMs === credential?.terms.issuedAtMs ? row.cashCents : 0;
  return counted + waitingCashCents(device);
}

/** Cash that an act takes, in cents. */
export function cashOf(definition: MutationDefinition | undefined, args: Json): number {
  return Math.max(0, definition?.cashCents?.(args as never) ?? 0);
}
