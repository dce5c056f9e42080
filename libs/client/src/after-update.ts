/** What an update of the app does to work that an older one left, once, when the queue is opened. */
import type { Device } from './device/device.ts';
import type { QueuedMutation } from './queue/entry.ts';
import { holdEntry, releaseHeld } from './queue/hold.ts';
import { upcast, type UpcastRules } from './queue/upcast.ts';
import { toWire } from './queue/entry.ts';

/** Brings waiting mutations into today's form, sets aside those that cannot be, and takes back those that now can. */
export async function afterUpdate(device: Device, rules: UpcastRules): Promise<void> {
  for (const entry of device.state.entries.values()) await bringUp(device, entry, rules);
  for (const { entry } of device.state.held.values()) await takeBack(device, entry, rules);
}

async function bringUp(device: Device, { seq }: QueuedMutation, rules: UpcastRules): Promise<void> {
  await device.change((state) => {
    const entry = state.entries.get(seq);
    if (!entry) return null;
    const today = upcast(entry, rules);
    if (today.kind === 'keep') return null;
    if (today.kind === 'held')
      return holdEntry(state, { entry, why: today.why, detail: today.detail }, device.options.newId);
    const next = { ...entry, name: today.name, args: today.args, schemaVersion: rules.schemaVersion };
    return { entries: new Map([[seq, { ...next, bytes: JSON.stringify(toWire(next)).length }]]) };
  });
}

async function takeBack(device: Device, { seq }: QueuedMutation, rules: UpcastRules): Promise<void> {
  await device.change((state) => {
    const entry = state.held.get(seq)?.entry;
    if (!entry || entry.schemaVersion === rules.schemaVersion) return null;
    // The server refused it or never saw it: under its old id it was not decided, so its contents may change.
    const today = upcast({ ...entry, offered: false }, rules);
    if (today.kind === 'held') return null;
    const { name, args } = today.kind === 'changed' ? today : entry;
    return releaseHeld(state, entry, { name, args, schemaVersion: rules.schemaVersion });
  });
}
