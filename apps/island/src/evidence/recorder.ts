import type { MutationState } from '#client';
import type { DrainRow } from './drain-witness.ts';
import type { Span } from '../world/outages.ts';

/** A mutation that a device said was saved, as it was when it said so. */
export interface Claim {
  readonly ref: number;
  readonly clientId: string;
  readonly mutationId: number;
  readonly groupId: string;
  readonly subject: string;
  readonly name: string;
  readonly rideId: string | null;
  readonly claimedAtMs: number;
  readonly offline: boolean;
}

/** Where a claim stands by its device's own account. */
export interface ClaimRow extends Omit<Claim, 'ref'> {
  readonly stage: MutationState['stage'] | 'gone';
  readonly outcome: string | null;
}

/** A mutation as it stands on a device's disk: as much as is looked at. */
interface StoredEntry {
  readonly seq: number;
  readonly clientID: string;
  readonly id: number;
  readonly groupID: string;
  readonly name: string;
  readonly args: { readonly rideId?: string };
  readonly offline: boolean | null;
  readonly outcome: { readonly outcome: string } | null;
  readonly confirmedAtMs: number | null;
}

/** Reads from the device's disk what was saved under that reference. @throws Error when it is not there */
export function claimOf(
  disk: ReadonlyMap<string, string>,
  { ref, subject, claimedAtMs }: Pick<Claim, 'ref' | 'subject' | 'claimedAtMs'>,
): Claim {
  const entry = storedIn(disk, 'queue').get(ref);
  if (!entry) throw new Error(`mutation ${ref} of ${subject} was said to be saved and is not on the disk`);
  const { clientID, id, groupID, name, args, offline } = entry;
  return {
    ref,
    clientId: clientID,
    mutationId: id,
    groupId: groupID,
    subject,
    name,
    rideId: args.rideId ?? null,
    claimedAtMs,
    offline: offline === true,
  };
}

/** The install that a device's disk belongs to; null: the app was never opened on it. */
export function groupIdOf(disk: ReadonlyMap<string, string>): string | null {
  for (const [key, text] of disk) {
    if (key.endsWith('/head')) return (JSON.parse(text) as { readonly groupID: string }).groupID;
  }
  return null;
}

/** Whether a device's disk holds a mutation that was not confirmed. */
export function hasUnconfirmed(disk: ReadonlyMap<string, string>): boolean {
  return [...storedIn(disk, 'queue').values()].some(({ confirmedAtMs }) => confirmedAtMs === null);
}

/** What the device's disk says of its claims now. A device of the island never does so much that it forgets what was confirmed. */
export function claimRows(disk: ReadonlyMap<string, string>, claims: readonly Claim[]): readonly ClaimRow[] {
  const [queue, held] = [storedIn(disk, 'queue'), storedIn(disk, 'held')];
  return claims.map(({ ref, ...claim }) => {
    const entry = queue.get(ref);
    const stage = entry ? stageOf(entry) : held.has(ref) ? 'held' : 'gone';
    return { ...claim, stage, outcome: entry?.outcome?.outcome ?? null };
  });
}

function stageOf({ confirmedAtMs, outcome }: StoredEntry): 'confirmed' | 'received' | 'saved' {
  return confirmedAtMs !== null ? 'confirmed' : outcome !== null ? 'received' : 'saved';
}

// Keys are those of the client: `person/<subject>/queue/<number>`.
function storedIn(disk: ReadonlyMap<string, string>, kind: 'queue' | 'held'): ReadonlyMap<number, StoredEntry> {
  const found = new Map<number, StoredEntry>();
  for (const [key, text] of disk) {
    const [, , of, number] = key.split('/');
    if (of === kind) found.set(Number(number), JSON.parse(text) as StoredEntry);
  }
  return found;
}

/** A trip that never became a booking. */
export interface UnmadeTrip {
  readonly why: 'not_saved' | 'not_made' | 'nobody_free';
  /** Of the phone; null: it was nobody's trip, or the phone has never saved anything. */
  readonly groupId: string | null;
  readonly parish: string;
  readonly place: string;
  readonly atMs: number;
}

/** What all devices of a run bear witness to. */
export interface Testimony {
  readonly claims: readonly ClaimRow[];
  readonly rides: readonly { readonly rideId: string; readonly parish: string; readonly place: string }[];
  readonly outages: readonly (Span & { readonly groupId: string })[];
  readonly unmade: readonly UnmadeTrip[];
  readonly drains: readonly DrainRow[];
}
