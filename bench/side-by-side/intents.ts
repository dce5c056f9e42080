/** What the person did: the same for every client. */
import type { Json } from '#sync/client';
import { Random } from '#api/testing/random';

/** One thing that a person did. */
export interface Intent {
  /** A UUID: what a document, a record or a transaction of it is called. */
  readonly id: string;
  readonly name: 'rides.book' | 'rides.cancel' | 'bench.sos';
  readonly args: Readonly<Record<string, Json>>;
}

const MADE_AT_MS = Date.UTC(2026, 10, 23, 15);

/** Book, cancel, book, cancel …: each ride new. The hashes and ids do not compress, as real ones do not. */
export function rideIntents(count: number, seed: number): readonly Intent[] {
  const random = new Random(seed);
  let rideId = '';
  return Array.from({ length: count }, (_, index) => {
    const id = random.uuidv7(MADE_AT_MS + index);
    if (index % 2 === 1) return { id, name: 'rides.cancel', args: { rideId, reason: 'changed_mind' } };
    rideId = random.uuidv7(MADE_AT_MS + index);
    return { id, name: 'rides.book', args: booking(rideId, random) };
  });
}

/** A call for help. */
export function sosIntent(seed: number): Intent {
  const random = new Random(seed ^ 0x505);
  const id = random.uuidv7(MADE_AT_MS);
  return { id, name: 'bench.sos', args: { sosId: id, ...place(random) } };
}

function booking(rideId: string, random: Random): Intent['args'] {
  const quotedFareCents = 1_000 + random.int(15_000);
  const secrets = { pinSalt: random.hex(32), pinHash: random.hex(64) };
  return { rideId, pickup: place(random), dropoff: place(random), quotedFareCents, ...secrets };
}

/** Somewhere on the island, to about a metre. East of the port: in the cruise season a booking from there is refused, and would look lost. */
function place(random: Random): { readonly lat: number; readonly lon: number } {
  return { lat: (1_305_000 + random.int(28_000)) / 100_000, lon: (-5_962_000 + random.int(19_000)) / 100_000 };
}
