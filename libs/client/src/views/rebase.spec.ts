/** Rebasing is deterministic, and where rows are not shared the order of arrival changes nothing. By seed. */
import { expect, it } from '@jest/globals';
import { accept, arrive, book, cancel, end, goOnline, start, type Ride } from '#rides/client';
import { note, NOTES_ROW, NotesIsland, type NotesState } from '../../test/notes.ts';
import { booking, Island, OISTINS, RIDER, TIME_ENOUGH, type Phone } from '../../test/phones.ts';
import { TestClock } from '../testing/test-clock.ts';

const PHONES = 3;
const STEPS = 24;
const SEEDS = 8;

interface Done {
  readonly who: number;
  /** Null: the list that all share. */
  readonly list: string | null;
  readonly text: string;
}

function shuffled<T>(of: readonly T[], chance: TestClock): readonly T[] {
  return of
    .map((one) => ({ one, at: chance.random() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ one }) => one);
}

function story(seed: number): readonly Done[] {
  const chance = new TestClock({ seed });
  return Array.from({ length: STEPS }, (_, step) => {
    const who = Math.floor(chance.random() * PHONES);
    return { who, list: chance.random() < 0.6 ? `list ${who}` : null, text: `${who} did ${step}` };
  });
}

async function make(phones: readonly Phone[], done: readonly Done[]): Promise<void> {
  for (const { who, list, text } of done)
    await phones[who]?.client.mutate(note.ride, list === null ? { text } : { text, list });
}

/** Plays what was done on phones without contact; then they come back in an order by chance, and each drains in small pieces. */
async function play(done: readonly Done[], seed: number) {
  const island = new NotesIsland(seed);
  const phones = await Promise.all(Array.from({ length: PHONES }, () => island.phone()));
  await make(phones, done);
  const chance = new TestClock({ seed });
  const turns = Array.from({ length: PHONES }, (_, who) => [who, who, who]).flat();
  for (const who of shuffled(turns, chance)) {
    const phone = phones[who];
    if (!phone) continue;
    phone.link.fault = () => (chance.random() < 0.4 ? 'lose_reply' : null);
    await phone.client.drainOnce(TIME_ENOUGH);
  }
  for (let round = 0; round < 2; round++)
    for (const { client, link } of phones) {
      link.fault = () => null;
      await client.drainOnce(TIME_ENOUGH);
    }
  const rowOf = (key: string) => (island.server.state.rows.get(key)?.state as NotesState | undefined)?.texts ?? [];
  const own = Object.fromEntries(phones.map((_, who) => [who, rowOf(`notes/list ${who}`)]));
  return {
    own,
    common: rowOf(NOTES_ROW),
    seen: phones.map(({ client }) => client.get<NotesState>(NOTES_ROW)?.texts ?? []),
  };
}

it('Y2 ends the same for rows that are not shared, whoever comes back first; a shared row keeps each phone’s order', async () => {
  const first = Math.floor(Math.random() * 1_000_000);
  process.stdout.write(`rebase: seeds ${first} to ${first + SEEDS - 1}\n`);
  for (let seed = first; seed < first + SEEDS; seed++) {
    const done = story(seed);
    const wanted = (who: number | null) =>
      done.filter(({ list }) => list === (who === null ? null : `list ${who}`)).map(({ text }) => text);
    for (let order = 0; order < 3; order++) {
      const { own, common, seen } = await play(done, seed * 7 + order);
      expect({ seed, own }).toEqual({ seed, own: { 0: wanted(0), 1: wanted(1), 2: wanted(2) } });
      expect({ seed, common: common.toSorted() }).toEqual({ seed, common: wanted(null).toSorted() });
      for (const who of [0, 1, 2]) {
        const of = (texts: readonly string[]) => texts.filter((text) => text.startsWith(`${who} `));
        expect({ seed, who, texts: of(common) }).toEqual({ seed, who, texts: of(wanted(null)) });
      }
      for (const texts of seen) expect({ seed, texts }).toEqual({ seed, texts: common });
    }
  }
});

const RIDES = 3;
const ORDERS = 4;

interface Couple {
  readonly rideId: string;
  readonly rider: Phone;
  readonly driver: Phone;
}

/** A rider and a driver who has taken the ride; then both lose the network. */
async function couple(island: Island, which: number): Promise<Couple> {
  const rideId = `0198f1d2-7c1a-7b3e-9a40-00000000000${which}`;
  const people = [
    { subject: `rider ${which}`, roles: ['rider'] },
    { subject: `driver ${which}`, roles: ['driver'] },
  ] as const;
  const [rider, driver] = await Promise.all(
    people.map((person) => island.phone({ person, newId: countedIds(person.subject) })),
  );
  if (!rider || !driver) throw new Error('two phones were asked for');
  await driver.client.mutate(goOnline, { position: OISTINS });
  await rider.client.mutate(book, booking(rideId));
  for (const { client } of [driver, rider]) await client.drainOnce(TIME_ENOUGH);
  island.offer(rideId, people[1]);
  await driver.client.drainOnce(TIME_ENOUGH);
  await driver.client.mutate(accept, { rideId });
  for (const { client } of [driver, rider]) await client.drainOnce(TIME_ENOUGH);
  return { rideId, rider, driver };
}

/** The same ids in every run: what differs is the order alone. */
function countedIds(subject: string): () => string {
  let count = 0;
  const name = Buffer.from(subject).toString('hex').slice(-12).padStart(12, '0');
  return () => `0198f1d2-7c1a-7b3e-${(0x9000 + count++).toString(16)}-${name}`;
}

/** What they do without a network follows from the seed; in which order they come back, from the order. */
async function rideOut(seed: number, order: number) {
  const island = new Island(seed);
  const couples: Couple[] = [];
  for (let which = 0; which < RIDES; which++) couples.push(await couple(island, which));
  const chance = new TestClock({ seed });
  for (const { rideId, rider, driver } of couples) {
    if (chance.random() < 0.5) await rider.client.mutate(cancel, { rideId, reason: 'changed_mind' });
    const driven = [
      () => driver.client.mutate(arrive, { rideId, position: OISTINS }),
      () => driver.client.mutate(start, { rideId, pin: '1234' }),
      () => driver.client.mutate(end, { rideId, waitingMs: 60_000 }),
    ];
    for (const act of driven.slice(0, 1 + Math.floor(chance.random() * 3))) await act();
  }
  const back = shuffled(
    couples.flatMap(({ rider, driver }) => [rider, driver]),
    new TestClock({ seed: seed * 31 + order }),
  );
  for (const { client } of back) await client.drainOnce(TIME_ENOUGH);
  for (const { client } of back) await client.drainOnce(TIME_ENOUGH);
  return couples.map(({ rideId, rider, driver }, which) => ({
    isRiderFirst: back.indexOf(rider) < back.indexOf(driver),
    rows: ['ride', 'rider', 'driver'].map((kind) => {
      const id = { ride: rideId, rider: `rider ${which}`, driver: `driver ${which}` }[kind];
      return island.server.state.rows.get(`${kind}/${id}`)?.state;
    }),
    seen: [rider, driver].map(({ client }) => client.get<Ride>(`ride/${rideId}`)?.status),
  }));
}

it('Y2 ends the same for rides in every order of arrival, but for who of a ride’s own two people came first', async () => {
  const first = Math.floor(Math.random() * 1_000_000);
  process.stdout.write(`rebase of rides: seeds ${first} to ${first + SEEDS - 1}\n`);
  const raced = new Set<string>();
  for (let seed = first; seed < first + SEEDS; seed++) {
    const known = new Map<string, unknown>();
    for (let order = 0; order < ORDERS; order++) {
      for (const [which, { isRiderFirst, ...ended }] of (await rideOut(seed, order)).entries()) {
        const race = `${which}, the ${isRiderFirst ? 'rider' : 'driver'} first`;
        expect({ seed, race, ended }).toEqual({ seed, race, ended: known.get(race) ?? ended });
        known.set(race, ended);
        raced.add(`${isRiderFirst} ${ended.seen.join()}`);
      }
    }
  }
  // Both came first, and it made a difference.
  expect(raced.size).toBeGreaterThan(2);
});

it('Y2 shows after a restart exactly what was shown before it: deciding one by one and all anew are the same', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const island = new NotesIsland(seed);
    const [here, there] = [await island.phone(), await island.phone()];
    const chance = new TestClock({ seed });
    for (const { text } of story(seed)) {
      const { client } = chance.random() < 0.7 ? here : there;
      await client.mutate(note.ride, { text });
      if (chance.random() < 0.3) await client.drainOnce(TIME_ENOUGH);
      // What waits stays waiting, what another phone did is taken in under it.
      here.link.fault = ({ path }) => (path.endsWith('/push') ? { status: 503 } : null);
      if (chance.random() < 0.3) await here.client.drainOnce(TIME_ENOUGH);
      here.link.fault = () => null;
      const again = await here.restart();
      expect({ seed, shown: again.scan('') }).toEqual({ seed, shown: here.client.scan('') });
    }
    expect(here.client.get<NotesState>(`notes/${RIDER.subject}`)).toBeDefined();
  }
});
