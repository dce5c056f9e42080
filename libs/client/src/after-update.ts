/** What an update of the app does to work that an older one left, once, when the queue is opened. */
import { utf8Length } from '#sync/client';
import { unharmed, type OnError } from './app-code.ts';
import { progressOf, type Device, type OpenState } from './device/device.ts';
import type { StateChange } from './device/records.ts';
import { isVisible, toWire, type HeldMutation, type QueuedMutation } from './queue/entry.ts';
import { backAsItWas, releaseHeld, setAside } from './queue/hold.ts';
import { upcast, type Upcast, type UpcastRules } from './queue/upcast.ts';

/** How far it is: mutations that were looked at, and how many there are. */
export interface UpdateProgress {
  readonly done: number;
  readonly of: number;
}

export interface UpdateParts extends UpcastRules {
  readonly onError: OnError;
  /** Told a few times where much waits, with time to show it. */
  readonly onUpdate: ((progress: UpdateProgress) => void) | undefined;
}

/** Looked at in one go, before the screen gets its turn. */
const CHUNK = 500;

/**
 * Brings waiting mutations into today's form, sets aside those that cannot be, and takes back those that now can: all of it in
 * one commit. Where the device cannot keep that, everything stays in its earlier form, which the server knows, too.
 */
export async function afterUpdate(device: Device, parts: UpdateParts): Promise<void> {
  const known = await judgeAll(device.state, parts);
  const judge = (entry: QueuedMutation): Upcast => known.get(entry) ?? judged(entry, parts);
  await device.change((state) => planUpdate(state, parts, judge)).catch(parts.onError);
}

async function judgeAll({ entries }: OpenState, parts: UpdateParts): Promise<ReadonlyMap<QueuedMutation, Upcast>> {
  const { onUpdate, onError, schemaVersion } = parts;
  const known = new Map<QueuedMutation, Upcast>();
  const older = [...entries.values()].filter((entry) => entry.schemaVersion !== schemaVersion);
  for (let done = 0; done < older.length; done += CHUNK) {
    if (onUpdate && older.length > CHUNK) {
      unharmed(() => onUpdate({ done, of: older.length }), undefined, onError);
      await new Promise((resolve) => setTimeout(resolve));
    }
    for (const entry of older.slice(done, done + CHUNK)) known.set(entry, judged(entry, parts));
  }
  return known;
}

/** An upcaster that throws has no way for what it was given. */
function judged(entry: QueuedMutation, parts: UpdateParts): Upcast {
  const noWay: Upcast = { kind: 'held', why: 'no_upcaster', detail: `the upcaster of ${entry.name} threw` };
  return unharmed(() => upcast(entry, parts), noWay, parts.onError);
}

function planUpdate(
  state: OpenState,
  rules: UpcastRules,
  judge: (entry: QueuedMutation) => Upcast,
): StateChange | null {
  const entries = new Map<number, QueuedMutation | null>();
  const held = new Map<number, HeldMutation | null>();
  let { head } = state;
  const take = (change: StateChange | null): void => {
    for (const [seq, entry] of change?.entries ?? []) entries.set(seq, entry);
    for (const [seq, one] of change?.held ?? []) held.set(seq, one);
    head = change?.head ?? head;
  };
  for (const entry of state.entries.values()) take(broughtUp(entry, judge(entry), rules));
  for (const { entry } of state.held.values()) take(takenBack({ ...state, head }, entry, { rules, judge }));
  if (entries.size === 0 && held.size === 0) return null;
  return { entries, held, ...(head === state.head ? {} : { head }) };
}

function broughtUp(entry: QueuedMutation, today: Upcast, rules: UpcastRules): StateChange | null {
  if (today.kind === 'keep') return null;
  if (today.kind === 'held') return setAside({ entry, why: today.why, detail: today.detail });
  const { name, args, schemaVersion, formerForms = [] } = entry;
  const former = [...formerForms, { name, args, schemaVersion }];
  const next = { ...entry, ...today.form, schemaVersion: rules.schemaVersion, formerForms: former };
  return { entries: new Map([[entry.seq, { ...next, bytes: utf8Length(JSON.stringify(toWire(next))) }]]) };
}

function takenBack(
  state: OpenState,
  entry: QueuedMutation,
  { rules, judge }: { readonly rules: UpcastRules; readonly judge: (entry: QueuedMutation) => Upcast },
): StateChange | null {
  if (entry.schemaVersion === rules.schemaVersion) return null;
  // Its id is used up: it left without a note of it, and is to be asked for as it was.
  if (isVisible(entry, progressOf(state))) return backAsItWas(entry);
  // The server refused it or never saw it: under its old id it was not decided, so its contents may change.
  const today = judge({ ...entry, offered: false });
  if (today.kind === 'held') return null;
  const { name, args } = today.kind === 'changed' ? today.form : entry;
  return releaseHeld(state, entry, { name, args, schemaVersion: rules.schemaVersion });
}
