/** Carrying what waits from one device of a person to another, in an encrypted file. */
import type { Clock } from '../clock.ts';
import type { Device } from '../device/device.ts';
import { queueContents, takeImport } from './move-queue.ts';
import { openQueueFile, sealQueue } from './queue-file.ts';

/** All that waits and is held, encrypted. */
export function exportQueue(
  { device, clock }: { readonly device: Device; readonly clock: Clock },
  passphrase: string,
): Promise<string> {
  const { subject } = device.options.person;
  return sealQueue(queueContents(device.state, { subject, exportedAtMs: clock.nowMs() }), passphrase);
}

/** Puts what a file of the same person holds into the queue. @throws QueueFileUnreadable; RangeError for another person's */
export async function importQueue(device: Device, file: string, passphrase: string): Promise<void> {
  const contents = await openQueueFile(file, passphrase);
  if (contents.subject !== device.options.person.subject) throw new RangeError('this queue is of another person');
  await device.change((state) => takeImport(state, contents));
}
