import { MemoryStorage, type BimrideClient, type ShownRow } from '#client';
import { canonicalJson } from '#sync/client';
import type { Person } from './people.ts';
import { PATIENCE_MS } from './story-broken.ts';

/** How one party's phone stands beside the server. */
export interface Finding {
  readonly name: string;
  /** What was looked at. */
  readonly summary: string;
  /** What does not fit, in words. None: everything fits. */
  readonly flaws: readonly string[];
}

const DRAIN = { deadlineMs: PATIENCE_MS };
// Somebody else may use the server meanwhile: a row that changed between the two pulls is no difference.
const TRIES_MAX = 5;

/** Compares what a phone gathered bit by bit with a fresh snapshot taken by a device the server has never met. */
export async function compareWithServer({ name, phone }: Person): Promise<Finding> {
  let flaws: readonly string[] = [];
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    await phone.client.drainOnce(DRAIN);
    const fresh = await phone.onNewDevice(new MemoryStorage());
    await fresh.drainOnce(DRAIN);
    flaws = [...differences(phone.client.scan(''), fresh.scan('')), ...unfinished(phone.client), ...unfinished(fresh)];
    await fresh.close();
    if (flaws.length === 0) break;
  }
  return { name, summary: `${phone.client.scan('').length} rows and their digests`, flaws };
}

function differences(here: readonly ShownRow[], there: readonly ShownRow[]): readonly string[] {
  const [held, told] = [textsOf(here), textsOf(there)];
  const differing = [...new Set([...held.keys(), ...told.keys()])].filter((key) => held.get(key) !== told.get(key));
  return differing.map((key) => `${key} differs from the server's`);
}

function textsOf(rows: readonly ShownRow[]): ReadonlyMap<string, string> {
  return new Map(rows.map(({ key, value }) => [key, canonicalJson(value)]));
}

function unfinished(client: BimrideClient): readonly string[] {
  const { waiting, received } = client.queue();
  const open = waiting + received === 0 ? [] : [`${waiting + received} actions are not confirmed`];
  return [...open, ...client.status().driftedScopes.map((scope) => `the digest of ${scope} does not fit`)];
}
