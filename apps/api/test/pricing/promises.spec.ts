import { mapOf, quote, tariffOf, verifyPage, type BookJwks, type TariffInBook } from '#pricing/client';
import { MapPageSource } from '#routing';
import { TARIFF_2023, type Tariff } from '#pricing';
import { prepareMap, type RoadMap } from '#routing/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { PIN, pinned, Story, type Person, type Quoted } from './story.ts';

const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Dearer by BBD 5, with a discount for its first day. */
const next = (effectiveFromMs: number): Tariff => ({
  ...TARIFF_2023,
  version: 'v2027',
  effectiveFromMs,
  lines: TARIFF_2023.lines.map((line) => (line.kind === 'flat' ? { ...line, cents: line.cents + 500 } : line)),
  discounts: [
    {
      discountId: 'first-day',
      label: 'First day',
      cents: 500,
      basisPoints: 0,
      fromMs: effectiveFromMs,
      toMs: effectiveFromMs + DAY_MS,
      basis: 'Invented for a test',
    },
  ],
});

describe('what the signed book promises', () => {
  let story: Story;

  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());

  /** Books as somebody new, and gives back how the ride stands. */
  async function booked(quoted: object | null, more?: { rider: Person }) {
    const rider = more?.rider ?? (await story.person('rider'));
    const rideId = randomUUID();
    const answer = await rider.post('/v1/rides', { rideId, ...TRIP, ...quoted, pin: PIN });
    const { ride, outcome } = answer.body as unknown as { ride: { status: string }; outcome: { code?: string } };
    return { rideId, rider, stands: [answer.status, ride.status, outcome.code] };
  }
  const STANDS = [201, 'requested', undefined];
  const OFFERED_ANEW = [201, 'lapsed', 'quote_lapsed'];
  const fresh = async (more: object = {}): Promise<Quoted> =>
    story.quoted(await story.person('rider'), { ...TRIP, ...more });

  it('a page that nobody knows is no surprise at the end: the rider is asked again, and confirms with a fare that holds', async () => {
    const quoted = await fresh();
    for (const wrong of [{ tariffVersion: 'v1999' }, { mapVersion: 'map-of-atlantis' }]) {
      const { rideId, rider, stands } = await booked({ ...pinned(quoted), ...wrong });
      expect(stands).toEqual(OFFERED_ANEW);
      expect(await rider.push(['rides.confirm', { rideId, ...pinned(quoted) }])).toMatchObject([
        { outcome: 'applied' },
      ]);
      expect((await rider.get(`/v1/rides/${rideId}`)).body).toMatchObject({
        status: 'requested',
        quotedFareCents: quoted.fareCents,
      });
      await rider.post(`/v1/rides/${rideId}/cancel`, {});
    }
  });

  it('a quote is for a trip at the time of the booking: not for an hour of its phone’s choice', async () => {
    const { atMs } = await fresh();
    const later = await fresh({ atMs: atMs + 2 * HOUR_MS });
    expect((await booked(pinned(later))).stands).toEqual(OFFERED_ANEW);
    expect((await booked(pinned(await fresh({ atMs: atMs + HOUR_MS / 2 })))).stands).toEqual(STANDS);
  });

  it('a phone that was offline over a tariff change has the fare that it was shown', async () => {
    const rider = await story.person('rider');
    const book = await pagesOf(rider);
    const before = await fresh();
    await story.publish(next(story.nowMs() + DAY_MS));
    story.clock.offsetMs += 3 * DAY_MS;
    const atMs = story.nowMs();
    const shown = quote(book.tariff, book.map, { ...TRIP, atMs });
    if ('code' in shown) throw new Error(shown.code);
    expect(shown).toMatchObject({ fareCents: before.fareCents, honouredUntilMs: atMs + 7 * DAY_MS });
    expect((await fresh()).fareCents).toBe(shown.fareCents + 500);
    const { rideId, stands } = await booked(pinned(shown), { rider });
    expect(stands).toEqual(STANDS);
    const driver = await story.person('driver');
    await story.accepted(driver, rideId);
    await driver.push(['rides.arrive', { rideId }], ['rides.start', { rideId, pin: PIN }], ['rides.end', { rideId }]);
    expect(await story.fare(rider, rideId)).toMatchObject({ rule: 'quote_stands', fareCents: shown.fareCents });
  });

  it('a discount is for the days it was given: not for whoever says so later', async () => {
    const { effectiveFromMs } = next(await startOfNext());
    const discounted = await fresh({ atMs: effectiveFromMs, discountId: 'first-day' });
    expect(discounted.discountCents).toBe(500);
    const quoted = { ...pinned(discounted), discountId: 'first-day' };
    expect((await booked(quoted)).stands).toEqual(OFFERED_ANEW);
  });

  it('a quote stands as long as it says, though its tariff has no successor', async () => {
    const quoted = await fresh();
    story.clock.offsetMs += 7 * DAY_MS - HOUR_MS;
    expect((await booked(pinned(quoted))).stands).toEqual(STANDS);
    story.clock.offsetMs += 2 * HOUR_MS;
    expect(story.nowMs()).toBeGreaterThan(quoted.honouredUntilMs);
    expect((await booked(pinned(quoted))).stands).toEqual(OFFERED_ANEW);
  });

  it('a map’s page keeps its promise, and no more than that', async () => {
    const { mapVersion } = await fresh();
    const maps = story.api.server.app.get(MapPageSource, { strict: false });
    const { content } = await maps.current();
    const contentVersion = `${mapVersion}-next`;
    maps.current = async () => ({ contentVersion, content: { ...(content as object), mapVersion: contentVersion } });
    await story.keepBook();
    const ofOldMap = async () => ({ ...pinned(await fresh()), mapVersion });
    expect((await booked(await ofOldMap())).stands).toEqual(STANDS);
    story.clock.offsetMs += 38 * DAY_MS;
    await story.keepBook();
    expect((await booked(await ofOldMap())).stands).toEqual(OFFERED_ANEW);
  });

  async function pagesOf(rider: Person): Promise<{ tariff: TariffInBook; map: RoadMap }> {
    const jwks = (await (await fetch(`${story.api.url}/v1/book/jwks.json`)).json()) as BookJwks;
    const opened = [...(await rider.pull())].flatMap(([key, value]) => {
      const verdict = key.startsWith('bookPage/') ? verifyPage(String(value['jws']), jwks, story.nowMs()) : null;
      return verdict !== null && 'page' in verdict ? [verdict.page] : [];
    });
    const tariff = opened.map(tariffOf).find((found) => found !== null);
    const map = opened.map(mapOf).find((found) => found !== null);
    if (!tariff || !map) throw new Error('a page is missing');
    return { tariff, map: prepareMap(map) };
  }

  async function startOfNext(): Promise<number> {
    const [row] = await story.rows(`SELECT effective_from_ms FROM pricing.tariff WHERE version = 'v2027'`);
    return Number(row?.['effective_from_ms']);
  }
});
