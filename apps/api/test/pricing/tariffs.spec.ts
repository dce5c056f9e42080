import { TARIFF_2023, type Tariff, type TariffRecord } from '#pricing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { until } from '../harness/until.ts';
import { PIN, pinned, Story, type Person, type Quoted } from './story.ts';

const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };
const DAY_MS = 86_400_000;

/** Dearer by BBD 5 from tomorrow on. */
const dearer = (effectiveFromMs: number): Tariff => ({
  ...TARIFF_2023,
  version: 'v2027-01-01',
  effectiveFromMs,
  lines: TARIFF_2023.lines.map((line) => (line.kind === 'flat' ? { ...line, cents: line.cents + 500 } : line)),
});

describe('a tariff change', () => {
  let story: Story;
  let proposer: Person;
  let approver: Person;
  let rider: Person;
  let before: Quoted;

  beforeAll(async () => {
    story = await Story.begin();
    [proposer, approver, rider] = await Promise.all([
      story.person('pricing'),
      story.person('pricing'),
      story.person('rider'),
    ]);
    before = await story.quoted(rider, TRIP);
  });
  afterAll(() => story.end());

  it('P14 takes two people, a date to come, and the hash of what was looked at', async () => {
    const tariff = dearer(story.nowMs() + DAY_MS);
    expect(await rider.post('/v1/ops/tariffs', { tariff })).toMatchObject({ status: 403 });
    expect(
      await proposer.post('/v1/ops/tariffs', { tariff: { ...tariff, effectiveFromMs: story.nowMs() - 1000 } }),
    ).toMatchObject({
      status: 409,
      body: { code: 'tariff_backdated' },
    });
    expect(await proposer.post('/v1/ops/tariffs', { tariff: { ...tariff, areas: [] } })).toMatchObject({
      status: 400,
      body: { code: 'tariff_invalid' },
    });
    expect(await proposer.post('/v1/ops/tariffs', { tariff: { ...tariff, lines: 'none' } })).toMatchObject({
      status: 400,
      body: { code: 'body_invalid' },
    });
    expect((await proposer.post('/v1/ops/tariffs', { tariff })).status).toBe(201);
    const { body } = await approver.get('/v1/ops/tariffs/v2027-01-01');
    const { documentHash, document } = body as unknown as TariffRecord;
    expect(document).toEqual(tariff);
    const path = '/v1/ops/tariffs/v2027-01-01/approve';
    expect(await proposer.post(path, { documentHash })).toMatchObject({
      status: 403,
      body: { code: 'approver_is_proposer' },
    });
    expect(await approver.post(path, { documentHash: '0'.repeat(64) })).toMatchObject({
      status: 409,
      body: { code: 'tariff_changed' },
    });
    expect(await approver.post(path, { documentHash })).toMatchObject({
      status: 200,
      body: { tariff: { status: 'published' } },
    });
    expect(await approver.post(path, { documentHash })).toMatchObject({
      status: 409,
      body: { code: 'tariff_published' },
    });
    const { body: list } = await approver.get('/v1/ops/tariffs');
    expect((list['tariffs'] as TariffRecord[]).map(({ version, effectiveToMs }) => [version, effectiveToMs])).toEqual([
      ['v2027-01-01', null],
      ['v2023-01-07', tariff.effectiveFromMs],
      ['v2022', TARIFF_2023.effectiveFromMs],
    ]);
  });

  it('P4 is on the phones before it counts: the page of the next tariff, and the old one with its end', async () => {
    await until('both pages are published', async () => {
      const { body } = await rider.get('/v1/book');
      const pages = (body['pages'] as { page: string; contentVersion: string }[]).filter(
        ({ page }) => page === 'tariff',
      );
      return new Set(pages.map(({ contentVersion }) => contentVersion)).size === 2;
    });
    const now = await story.quoted(rider, TRIP);
    const later = await story.quoted(rider, { ...TRIP, atMs: story.nowMs() + 2 * DAY_MS });
    expect(now).toMatchObject({ fareCents: before.fareCents, tariffVersion: 'v2023-01-07' });
    expect(later).toMatchObject({ fareCents: before.fareCents + 500, tariffVersion: 'v2027-01-01' });
  });

  it('leaves a quote standing that was made before it, as long as the page promised', async () => {
    story.clock.offsetMs = 3 * DAY_MS;
    expect((await story.quoted(rider, TRIP)).fareCents).toBe(before.fareCents + 500);
    const { rideId, answer } = await story.booked(rider, TRIP, before);
    expect(answer).toMatchObject({ status: 201, body: { ride: { status: 'requested' } } });
    const driver = await story.person('driver');
    await story.accepted(driver, rideId);
    await driver.push(['rides.arrive', { rideId }], ['rides.start', { rideId, pin: PIN }], ['rides.end', { rideId }]);
    expect(await story.fare(rider, rideId)).toMatchObject({
      rule: 'quote_stands',
      fareCents: before.fareCents,
      tariffVersion: 'v2023-01-07',
    });
    const auditor = await story.person('auditor');
    expect((await auditor.post(`/v1/ops/fares/${rideId}/recompute`, {})).body).toMatchObject({ same: true });
    await driver.push(['drivers.goOffline', {}]);
  });

  it('makes a quote past its promise a new offer, not a refusal and not a surprise', async () => {
    story.clock.offsetMs = before.honouredUntilMs + DAY_MS - Date.now();
    await story.keepBook();
    const late = await story.person('rider');
    const { rideId, answer } = await story.booked(late, TRIP, before);
    expect(answer).toMatchObject({
      status: 201,
      body: { outcome: { outcome: 'applied', code: 'quote_lapsed' }, ride: { status: 'lapsed' } },
    });
    expect(await late.push(['rides.confirm', { rideId, ...pinned(before) }])).toMatchObject([
      { outcome: 'rejected', code: 'quote_lapsed' },
    ]);
    const fresh = await story.quoted(late, TRIP);
    expect(await late.push(['rides.confirm', { rideId, ...pinned(fresh) }])).toMatchObject([{ outcome: 'applied' }]);
    const { body } = await late.get(`/v1/rides/${rideId}`);
    expect(body).toMatchObject({
      status: 'requested',
      quotedFareCents: before.fareCents + 500,
      quotePin: { tariffVersion: 'v2027-01-01' },
    });
  });

  it('keeps the old page on the shelf, so that old fares can be run again', async () => {
    const { status } = await rider.get('/v1/book');
    expect(status).toBe(200);
    const pages = await story.rows(
      `SELECT DISTINCT content_version FROM pricing.book_page WHERE page = 'tariff' ORDER BY 1`,
    );
    expect(pages.map((row) => row.content_version)).toEqual(['v2023-01-07', 'v2027-01-01']);
  });
});
