import type { ClientParts } from './client-parts.ts';
import type { WhatWaits } from './device/forget.ts';

/** A tab that drains lets go of the lock when it hears that its person is gone: so often asked, so long apart. */
const TRIES_MAX = 50;
const PAUSE_MS = 100;

/**
 * Takes everything of a person away, whichever tabs are open. What another tab did before it heard of it stays: it was told durable.
 * @throws StillWaits: nothing was taken away
 */
export async function forgetPerson(parts: ClientParts, whatWaits: WhatWaits): Promise<void> {
  await parts.device.forget(whatWaits);
  await sweepOthers(parts);
  await parts.device.options.storage.purge?.().catch(parts.onError);
}

async function sweepOthers({ device, tabs, clock }: ClientParts): Promise<void> {
  if (!tabs.shared) return;
  tabs.post({ why: 'forgotten' });
  const sweep = async (): Promise<true> => {
    await device.forget('keep');
    return true;
  };
  const never = new AbortController().signal;
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    if (await tabs.exclusively(sweep)) return;
    await clock.sleep(PAUSE_MS, never);
  }
  await sweep();
}
