/**
 * A waiting mutation as an SMS, where there is no data. The very same mutation is pushed later: whichever comes first is
 * decided, the other is a replay.
 */
import { bySeq, type Device } from '../device/device.ts';
import { isUndecided, type QueuedMutation } from '../queue/entry.ts';
import { entryOf } from '../saved-mutation.ts';

export type SmsContents = Pick<QueuedMutation, 'id' | 'name' | 'args' | 'claimedAtMs' | 'validUntilMs'>;

/** Writes the text; null: an SMS cannot say it. `smsEncoder(key)` of `@bimride/client/rides`. */
export type SmsEncoder = (
  sent: SmsContents,
  sender: { readonly groupId: string; readonly clientId: string },
) => string | null;

/** The text. Null: it does not wait any more, or an SMS cannot say it. @throws StorageFull */
export async function asSms(device: Device, ref: number, encode: SmsEncoder): Promise<string | null> {
  const entry = entryOf(device.state, ref);
  if (!entry || !isUndecided(entry)) return null;
  const text = encode(entry, { groupId: entry.groupID, clientId: entry.clientID });
  if (text === null) return null;
  // It leaves the device by another way: from now on its contents may not change.
  await device.change(({ entries }) => {
    const now = entries.get(entry.seq);
    return now && !now.offered ? { entries: bySeq([{ ...now, offered: true }]) } : null;
  });
  return text;
}
