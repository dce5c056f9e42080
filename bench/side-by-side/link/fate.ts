/**
 * What becomes of a packet, a request or a reply on the bad link. Pure.
 *
 * Invariant: it depends on the seed, on what it is and on its number only, so the k-th request of every client meets the same fate.
 */
export const LOSSES = ['late_packet', 'lost_request', 'lost_reply'] as const;

/**
 * `late_packet`: TCP sends it again, so everything behind it on its connection waits. `lost_request`: all of it was sent and nothing
 * arrives; the connection is cut. `lost_reply`: the server did the work; the connection is cut instead of the answer.
 */
export type Loss = (typeof LOSSES)[number];

export interface Chance {
  readonly seed: number;
  readonly loss: Loss;
  /** The how-maniest packet, request or reply of the run, from 0. */
  readonly index: number;
  /** How many of all are lost, in [0, 1]. */
  readonly share: number;
}

/** Whether this one is lost. */
export function isLost({ seed, loss, index, share }: Chance): boolean {
  return share > 0 && mixed(seed, LOSSES.indexOf(loss), index) < share;
}

/** A number in [0, 1) that looks like chance: murmur3's finalizer over the three (Austin Appleby, public domain). */
function mixed(...numbers: readonly number[]): number {
  let hash = 0x9747b28c;
  for (const number of numbers) {
    hash = Math.imul(hash ^ number, 0x85ebca6b) + 0x6b43a9b5;
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}
