/** What phones do in benchmarks. */
import type { Done } from '#api/phone';
import { BATHSHEBA, OISTINS } from '#api/testing/places';
import { randomUUID } from 'node:crypto';

/** What a phone does as its mutation of this id. */
export type Deed = (id: number) => Done;

/** Book, cancel, book, cancel … each ride new. */
export function bookAndCancel(): Deed {
  let rideId = randomUUID();
  return (id) => {
    if (id % 2 === 0) return ['rides.cancel', { rideId }];
    rideId = randomUUID();
    const args = {
      rideId,
      pickup: OISTINS,
      dropoff: BATHSHEBA,
      quotedFareCents: 10_744,
      pinSalt: 'ab'.repeat(16),
      pinHash: 'a'.repeat(64),
    };
    return ['rides.book', args];
  };
}
