/** What an update of the app does to work that an older one left, once, when the queue is opened. */
import { progressOf, type Device } from './device/device.ts';
import { isVisible, toWire, type QueuedMutation } from './queue/entry.ts';
import { backAsItWas, releaseHeld, setAside } from './queue/hold.ts';
import { upcast, type UpcastRules } from './queue/upcast.ts';

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
    if (today.kind === 'held') return setAside({ entry, why: today.why, detail: today.detail });
    const { name, args, schemaVersion, formerForms = [] } = entry;
    const former = [...formerForms, { name, args, schemaVersion }];
    const next = { ...entry, ...today.form, schemaVersion: rules.schemaVersion, formerForms: former };
    return { entries: new Map([[seq, { ...next, bytes: JSON.stringify(toWire(next)).length }]]) };
  });
}

async function takeBack(device: Device, { seq }: QueuedMutation, rules: UpcastRules): Promise<void> {
  await device.change((state) => {
    const entry = state.held.get(seq)?.entry;
    if (!entry || entry.schemaVersion === rules.schemaVersion) return null;
    // Its id is used up: it left without a note of it, and is to be asked for as it was.
    if (isVisible(entry, progressOf(state))) return backAsItWas(entry);
    // The server refused it or never saw it: under its old id it was not decided, so its contents may change.
    const today = upcast({ ...entry, offered: false }, rules);
    if (today.kind === 'held') return null;
    const { name, args } = today.kind === 'changed' ? today.form : entry;
    return releaseHeld(state, entry, { name, args, schemaVersion: rules.schemaVersion });
  });
}
