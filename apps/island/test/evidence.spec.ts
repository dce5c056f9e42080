import { describe, expect, it } from '@jest/globals';
import { DrainWitness } from '../src/evidence/drain-witness.ts';
import type { Place } from '../src/world/places.ts';

const PLACE: Place = { id: 'bathsheba', parish: 'Saint Joseph', at: { lat: 13.2, lon: -59.5 }, weight: 1 };
const OUTAGE = { fromMs: 100, toMs: 1_000 };
const key = (seq: number) => `person/rider-1/queue/${seq}`;
const waits = (seq: number) => ({ key: key(seq), value: '{"seq":1,"outcome":null}' });
const decided = (seq: number) => ({ key: key(seq), value: '{"seq":1,"outcome":{"outcome":"applied"}}' });

/** A phone with two mutations that it made in an outage, which is over. */
function witness(): DrainWitness {
  const phone = new DrainWitness();
  phone.stored([waits(1), waits(2), { key: 'person/rider-1/head', value: '{}' }], 500);
  phone.afterOutage(OUTAGE);
  return phone;
}

const told = (phone: DrainWitness) =>
  phone
    .rows('g')
    .map(({ endedAtMs, heardAtMs, mutations, servedAtMs }) => [servedAtMs, heardAtMs, endedAtMs, mutations]);

describe('a drain as its phone lives through it', () => {
  it('begins with the first exchange, and ends when the last outcome is on the disk', () => {
    const phone = witness();
    phone.served(1_100, PLACE);
    phone.observed(1_100);
    phone.stored([decided(1)], 1_400);
    phone.served(1_450, PLACE);
    phone.stored([decided(2)], 1_900);
    expect(phone.rows('g')).toEqual([
      {
        groupId: 'g',
        parish: 'Saint Joseph',
        outage: OUTAGE,
        servedAtMs: 1_100,
        heardAtMs: 1_100,
        endedAtMs: 1_900,
        mutations: 2,
      },
    ]);
  });

  it('goes on over an answer that got lost, and over what is done meanwhile', () => {
    const phone = witness();
    phone.served(1_100, PLACE);
    phone.stored([waits(3)], 2_000);
    phone.served(17_000, PLACE);
    phone.observed(17_000);
    phone.stored([decided(1), decided(2), { key: key(3), value: null }], 17_500);
    expect(told(phone)).toEqual([[1_100, 17_000, 17_500, 3]]);
  });

  it('is cut off by the next outage, and the next one is a drain of its own', () => {
    const phone = witness();
    phone.served(1_100, PLACE);
    phone.cut();
    phone.afterOutage({ fromMs: 1_200, toMs: 5_000 });
    phone.served(4_900, PLACE);
    phone.served(5_100, PLACE);
    phone.stored([decided(1), decided(2)], 5_600);
    expect(told(phone)).toEqual([
      [1_100, null, null, 2],
      [5_100, null, 5_600, 2],
    ]);
  });

  it('is none without an outage, or with nothing to send', () => {
    const fresh = new DrainWitness();
    fresh.begin([[key(1), '{"outcome":null}']]);
    fresh.served(1_100, PLACE);
    fresh.stored([decided(1)], 1_200);
    fresh.afterOutage(OUTAGE);
    fresh.served(1_300, PLACE);
    fresh.stored([waits(2)], 1_400);
    fresh.served(1_500, PLACE);
    fresh.cut();
    expect(fresh.rows('g')).toEqual([]);
  });
});
