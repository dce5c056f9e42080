import { canonicalJson } from '#sync/client';
import { Phone } from './phone.ts';
import type { Person } from './people.ts';

/** How one party's phone stands beside the server. */
export interface Finding {
  readonly name: string;
  /** What was looked at. */
  readonly summary: string;
  /** What does not fit, in words. None: everything fits. */
  readonly flaws: readonly string[];
}

// Somebody else may use the server meanwhile: a row that changed between the two pulls is no difference.
const TRIES_MAX = 5;

/** Compares what a phone gathered bit by bit with a fresh snapshot taken by a device the server has never met. */
export async function compareWithServer({ name, phone }: Person): Promise<Finding> {
  let flaws: string[] = [];
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    await phone.pull();
    const fresh = new Phone(phone.actor, phone.link);
    await fresh.pull();
    flaws = [...differences(phone.views.rows, fresh.views.rows), ...unfinished(phone), ...unfinished(fresh)];
    if (flaws.length === 0) break;
  }
  return { name, summary: `${phone.views.rows.size} rows and their digests`, flaws };
}

type Rows = ReadonlyMap<string, unknown>;

function differences(here: Rows, there: Rows): string[] {
  const keys = new Set([...here.keys(), ...there.keys()]);
  const differing = [...keys].filter((key) => text(here, key) !== text(there, key));
  return differing.map((key) => `${key} differs from the server's`);
}

function text(rows: Rows, key: string): string | undefined {
  return rows.has(key) ? canonicalJson(rows.get(key)) : undefined;
}

function unfinished(phone: Phone): string[] {
  const waiting = phone.waitingCount === 0 ? [] : [`${phone.waitingCount} actions are not confirmed`];
  return [...waiting, ...phone.driftedScopes.map((scope) => `the digest of ${scope} does not fit`)];
}
