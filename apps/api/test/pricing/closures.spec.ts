import { mapOf, quote, tariffOf, verifyPage, type BookJwks, type Quote, type TariffInBook } from '#pricing/client';
import { etaByTable, prepareMap, roadDistance, type RoadMap } from '#routing/client';
import type { Cookie } from '#sync/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { BATHSHEBA } from '../harness/places.ts';
import { until } from '../harness/until.ts';
import { pullBody } from '../phone/index.ts';
import { PIN, Story, type Person } from './story.ts';

const TRIP = { pickup: BATHSHEBA, dropoff: { lat: 13.229, lon: -59.539 } };
const FLOOD = { reason: 'Flood at Cattlewash', edges: ['BATH-CATT'] };

/** A book as a phone holds it: opened without a network, with keys that it got earlier. */
interface PhoneBook {
  readonly tariff: TariffInBook;
  readonly roads: RoadMap;
  readonly mapJws: string;
}

interface Patch {
  readonly cookie: Cookie;
  readonly ops: readonly { readonly op: string; readonly key: string; readonly value?: Record<string, unknown> }[];
}

describe('G12 a closure, on phones without a network', () => {
  let story: Story;
  let rider: Person;
  let dispatcher: Person;
  let jwks: BookJwks;
  let old: PhoneBook;
  let told: Patch;
  let fresh: PhoneBook;
  let closureId: string;

  const pulled = async (cookie: Cookie | null): Promise<Patch> => {
    const { body } = await rider.post('/v1/sync/pull', pullBody('closures', { cookie }));
    return { cookie: body['cookie'] as Cookie, ops: body['patch'] as Patch['ops'] };
  };
  const jwsOf = ({ ops }: Patch, page: string) =>
    String(ops.find(({ op, key }) => op === 'put' && key.startsWith(`bookPage/${page}/`))?.value?.['jws']);
  const opened = (jws: string) => {
    const verdict = verifyPage(jws, jwks, story.nowMs());
    if ('code' in verdict) throw new Error(verdict.code);
    return verdict.page;
  };
  const bookOf = (tariffJws: string, mapJws: string): PhoneBook => {
    const [tariff, map] = [tariffOf(opened(tariffJws)), mapOf(opened(mapJws))];
    if (!tariff || !map) throw new Error('a page is missing');
    return { tariff, roads: prepareMap(map), mapJws };
  };
  const quoted = ({ tariff, roads }: PhoneBook, atMs: number): Quote => {
    const answer = quote(tariff, roads, { ...TRIP, atMs });
    if ('code' in answer) throw new Error(answer.code);
    return answer;
  };

  beforeAll(async () => {
    story = await Story.begin();
    [rider, dispatcher] = await Promise.all([story.person('rider'), story.person('dispatcher')]);
    jwks = (await (await fetch(`${story.api.url}/v1/book/jwks.json`)).json()) as BookJwks;
    const first = await pulled(null);
    const tariffJws = jwsOf(first, 'tariff');
    old = bookOf(tariffJws, jwsOf(first, 'map'));
    const answer = await dispatcher.post('/v1/ops/closures', FLOOD);
    closureId = String(answer.body['closureId']);
    await until('the old map has left the phones', async () => {
      told = await pulled(first.cookie);
      return told.ops.some(({ op, key }) => op === 'del' && key.startsWith('bookPage/map/'));
    });
    fresh = bookOf(tariffJws, jwsOf(told, 'map'));
  });
  afterAll(() => story.end());

  it('comes by pull as a signed page that takes the place of the old one, and as a row', () => {
    const news = told.ops.map(({ op, key }) => `${op} ${key.split('/').slice(0, 2).join('/')}`).toSorted();
    expect(news).toEqual(['del bookPage/map', `put bookPage/map`, `put closure/${closureId}`]);
    expect(fresh.roads.page.closures).toMatchObject([{ id: closureId, edges: FLOOD.edges }]);
    expect(fresh.roads.page.mapVersion).not.toBe(old.roads.page.mapVersion);
  });

  it('is driven around on the new map, and takes longer; on the old one nothing is known of it', () => {
    const atMs = story.nowMs();
    const meters = ({ roads }: PhoneBook) => roadDistance(roads, TRIP.pickup, TRIP.dropoff, atMs);
    const [before, around] = [meters(old), meters(fresh)];
    expect(before).toMatchObject({ method: 'ruler', mapVersion: old.roads.page.mapVersion });
    expect(around).toMatchObject({ method: 'detour', mapVersion: fresh.roads.page.mapVersion });
    const points = [TRIP.pickup, TRIP.dropoff];
    const seconds = ({ roads }: PhoneBook) => etaByTable(roads, { points, atMs })?.p50Seconds ?? Number.NaN;
    expect(seconds(fresh)).toBeGreaterThan(2 * seconds(old));
  });

  it('changes no fare: both maps give the same cents, each names its own version, and the server agrees', async () => {
    const atMs = story.nowMs();
    const [before, after] = [quoted(old, atMs), quoted(fresh, atMs)];
    expect({ ...after, mapVersion: before.mapVersion }).toEqual(before);
    expect([before.mapVersion, after.mapVersion]).toEqual([old.roads.page.mapVersion, fresh.roads.page.mapVersion]);
    const { fareCents, mapVersion } = await story.quoted(rider, { ...TRIP, atMs });
    expect({ fareCents, mapVersion }).toEqual({ fareCents: after.fareCents, mapVersion: after.mapVersion });
  });

  it('leaves a booking standing that a phone made from the older map, to the cent', async () => {
    const shown = quoted(old, story.nowMs());
    const { rideId, answer } = await story.booked(rider, TRIP, shown);
    expect(answer.status).toBe(201);
    const driver = await story.person('driver');
    await story.accepted(driver, rideId, BATHSHEBA);
    const drive = ['rides.arrive', 'rides.start', 'rides.end'].map((name) => {
      return [name, { rideId, ...(name === 'rides.start' ? { pin: PIN } : {}) }] as const;
    });
    expect((await driver.push(...drive)).map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
    const { fareCents } = shown;
    expect(await story.fare(rider, rideId)).toMatchObject({ fareCents, rule: 'quote_stands', differenceCents: 0 });
    const [ride] = await story.rows('SELECT quote_pin FROM rides.ride WHERE ride_id = $1', [rideId]);
    expect(ride?.['quote_pin']).toMatchObject({ mapVersion: old.roads.page.mapVersion });
  });

  it('costs a phone one page, of which a signed difference would be a small part', () => {
    // What a difference would have to say: which map it is for, which one it makes, and the closure.
    const [closure] = fresh.roads.page.closures;
    const { mapVersion } = fresh.roads.page;
    const difference = JSON.stringify({ from: old.roads.page.mapVersion, mapVersion, closures: [closure] });
    const [head = '', , signature = ''] = fresh.mapJws.split('.');
    const signed = [head, Buffer.from(difference).toString('base64url'), signature].join('.');
    const [page = 0, byPull = 0, delta = 0] = [fresh.mapJws, JSON.stringify(told.ops), signed].map(
      (text) => gzipSync(text).length,
    );
    process.stdout.write(`packed: the page ${page} bytes, the whole pull ${byPull}, a difference ${delta}\n`);
    expect(byPull).toBeLessThan(20_480);
    expect(delta * 10).toBeLessThan(page);
  });

  it('goes as it came: lifted, the map is the one before, under a new signature', async () => {
    expect((await dispatcher.post(`/v1/ops/closures/${closureId}/lift`, {})).status).toBe(200);
    let after = told;
    await until('the map without it comes', async () => {
      after = await pulled(told.cookie);
      return after.ops.some(({ op, key }) => op === 'del' && key.startsWith('bookPage/map/'));
    });
    expect(mapOf(opened(jwsOf(after, 'map')))).toEqual(old.roads.page);
    expect(after.ops.map(({ op, key }) => `${op} ${key}`)).toContain(`del closure/${closureId}`);
  });
});
