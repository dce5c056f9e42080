import type { Receipt } from '#pricing';
import { SyncRuntime, verifyStoredChain } from '#sync';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { FEE_DECIDED_WITHIN_MS } from '../../src/pricing/pricing-problems.ts';
import { receiptSchema } from '../../src/pricing/pricing-schemas.ts';
import { BATHSHEBA, HOLETOWN, OISTINS } from '../harness/places.ts';
import { until } from '../harness/until.ts';
import { PIN, Story, type Person, type Quoted } from './story.ts';

const DAY_MS = 86_400_000;
const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };

describe('a fare', () => {
  let story: Story;
  let rider: Person;
  let driver: Person;

  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());

  const meet = async (): Promise<void> => {
    [rider, driver] = await Promise.all([story.person('rider'), story.person('driver')]);
  };
  const leave = () => driver.push(['drivers.goOffline', {}]);

  /** A ride from the booking to its end; the driver's part comes in one push, as from a dead zone. */
  async function ridden(
    more: { end?: object; waitedMs?: number; cash?: (quote: Quoted) => object; unpinned?: boolean } = {},
  ) {
    await meet();
    const quote = await story.quoted(rider, TRIP);
    const { rideId, answer } = await story.booked(rider, TRIP, more.unpinned === true ? null : quote);
    expect(answer.status).toBe(201);
    await story.accepted(driver, rideId);
    const arrivedAtMs = story.nowMs();
    story.clock.offsetMs += more.waitedMs ?? 0;
    const outcomes = await driver.push(
      ['rides.arrive', { rideId }, { claimedAt: arrivedAtMs }],
      ['rides.start', { rideId, pin: PIN }, { claimedAt: story.nowMs() }],
      ['rides.end', { rideId, ...more.end }, { claimedAt: story.nowMs(), offline: true }],
      ...(more.cash ? [['pricing.recordCash', { rideId, paymentId: randomUUID(), ...more.cash(quote) }] as const] : []),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(outcomes.map(() => 'applied'));
    const fare = await story.fare(rider, rideId);
    await leave();
    return { rideId, quote, fare, outcomes };
  }
  const notes = ({ cashDueCents, fareCents }: Quoted) => {
    const tenderedCents = Math.ceil(cashDueCents / 2000) * 2000;
    return { currency: 'BBD', tenderedCents, changeCents: tenderedCents - cashDueCents, fareCents, cashDueCents };
  };

  it('R4 is what was quoted, to the cent, though the driver was out of contact; cash settles it, and the books balance', async () => {
    const { rideId, quote, fare, outcomes } = await ridden({ cash: notes });
    expect(outcomes.at(-1)?.code).toBeUndefined();
    expect(fare).toMatchObject({ rule: 'quote_stands', fareCents: quote.fareCents, driverPayCents: quote.fareCents });
    const { rider_receivable: owed = 0, driver_cash: cash } = await story.ledger(rideId);
    expect([owed, cash]).toEqual([0, quote.cashDueCents]);
    expect(Object.values(await story.ledger()).reduce((sum, cents) => sum + cents, 0)).toBe(0);
  });

  it('P13 has a receipt, as JSON and as a page to print, for its rider and its driver and nobody else', async () => {
    const { rideId, quote } = await ridden({ cash: notes });
    const answer = await rider.get(`/v1/rides/${rideId}/receipt`);
    const receipt = receiptSchema.parse(answer.body);
    expect(receipt).toMatchObject({
      audience: 'rider',
      fareCents: quote.fareCents,
      openCents: 0,
      paidCents: quote.cashDueCents,
    });
    expect(receipt.vat).toMatchObject({
      ride: { treatment: 'exempt' },
      platformFee: { treatment: 'standard', taxBasisPoints: 1750 },
    });
    const source = {
      mapVersion: quote.mapVersion,
      graphVersion: quote.graphVersion,
      toleranceMeters: quote.toleranceMeters,
      attribution: expect.stringContaining('© OpenStreetMap contributors'),
    };
    expect(receipt).toMatchObject(source);
    expect((await rider.get(`/v1/rides/${rideId}/fare`)).body).toMatchObject(source);
    expect(receipt).toMatchObject({
      driverPayCents: null,
      pickup: { ...OISTINS, parish: 'Christ Church' },
      dropoff: { ...BATHSHEBA, parish: 'Saint Joseph' },
    });
    const ofDriver = { ...answer.body, audience: 'driver', driverPayCents: quote.fareCents };
    expect((await driver.get(`/v1/rides/${rideId}/receipt`)).body).toEqual(ofDriver);
    for (const page of [
      await rider.text(`/v1/rides/${rideId}/receipt`, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }),
      await rider.text(`/v1/rides/${rideId}/receipt.html`),
    ]) {
      expect(page).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
      expect(page.text).toContain((answer.body as unknown as Receipt).fareText);
      expect(page.text).toContain('assumed');
      expect(page.text).toContain('Christ Church');
      expect(page.text).not.toContain('What the driver gets');
      expect(page.text).not.toMatch(/\d{4}-\d\d-\d\dT/);
      expect(page.text).toContain('17.5 %');
      expect(page.text).toContain('© OpenStreetMap contributors');
      expect(page.text).toContain(quote.graphVersion);
    }
    for (const accept of ['text/html;q=0, application/json', 'text/html; q=0.1, application/json', '*/*'])
      expect((await rider.text(`/v1/rides/${rideId}/receipt`, { accept })).type).toContain('application/json');
    const stranger = await story.person('rider', 'driver');
    for (const path of ['fare', 'receipt', 'receipt.html']) {
      expect(await stranger.get(`/v1/rides/${rideId}/${path}`)).toMatchObject({
        status: 404,
        body: { code: 'ride_not_found' },
      });
    }
  });

  it('is seen by both phones, the driver’s without the rider’s name', async () => {
    const { rideId, quote } = await ridden();
    expect((await rider.pull()).get(`fare/${rideId}`)).toMatchObject({ fareCents: quote.fareCents });
    const seen = (await driver.pull()).get(`fare/${rideId}`);
    expect(seen).toMatchObject({ driverPayCents: quote.fareCents });
    expect(JSON.stringify(seen)).not.toContain(rider.subject);
  });

  it('P6 is that of the ride as it was, when it ended early', async () => {
    const end = { position: { lat: 13.08201, lon: -59.50217 } };
    const { fare, quote } = await ridden({ end });
    const shorter = await story.quoted(rider, { pickup: OISTINS, dropoff: end.position });
    expect(fare).toMatchObject({
      rule: 'recomputed_lower',
      fareCents: shorter.fareCents,
      quotedFareCents: quote.fareCents,
    });
    expect(fare['differenceCents']).toBe(shorter.fareCents - quote.fareCents);
  });

  it('P7 P8 rises for waiting and onward travel that the rider asked for, by no more than was said', async () => {
    const waitingMs = 2 * 3_600_000;
    const { fare, quote, rideId, outcomes } = await ridden({
      waitedMs: waitingMs,
      end: { waitingMs, stops: [HOLETOWN] },
    });
    expect(outcomes.at(-1)?.code).toBeUndefined();
    expect(fare).toMatchObject({ rule: 'raised_for_changes', fareCents: quote.fareCents + 3000, upwardCapCents: 3000 });
    // What the tariff says for the ride as it was stands beside it: one query finds where somebody paid less or more.
    const differing = await story.rows('SELECT ride_id FROM pricing.fare WHERE meter_fare_cents > fare_cents');
    expect(differing).toContainEqual({ ride_id: rideId });
    const charged = await story.rows('SELECT ride_id FROM pricing.fare WHERE meter_fare_cents < fare_cents');
    expect(charged).not.toContainEqual({ ride_id: rideId });
  });

  it('does not rise for waiting that cannot be true, and the ride is not lost over it', async () => {
    const { fare, quote, outcomes } = await ridden({ end: { waitingMs: 6 * 3_600_000 } });
    expect(outcomes.at(-1)).toMatchObject({ outcome: 'applied', code: 'waiting_reduced' });
    expect(fare).toMatchObject({ rule: 'quote_stands', fareCents: quote.fareCents });
  });

  it('is the tariff’s, when no quote came with the booking', async () => {
    const { fare, quote } = await ridden({ unpinned: true });
    expect(fare).toMatchObject({ rule: 'no_quote', fareCents: quote.fareCents, quotedFareCents: null });
  });

  it('is not raised by what the driver’s phone says alone, when no quote came with the booking', async () => {
    const { fare: far } = await ridden({ unpinned: true, end: { position: { lat: 13.33, lon: -59.62 } } });
    const { fare: round, quote } = await ridden({
      unpinned: true,
      end: { stops: [TRIP.pickup, TRIP.dropoff, TRIP.pickup] },
    });
    expect([far.fareCents, far.rule]).toEqual([quote.fareCents, 'no_quote']);
    expect(round.fareCents).toBe(quote.fareCents + 3_000);
  });

  it('cannot be talked down: a quote that the pages do not give does not count', async () => {
    await meet();
    const quote = await story.quoted(rider, TRIP);
    const { rideId } = await story.booked(rider, TRIP, { ...quote, fareCents: 100 });
    await story.accepted(driver, rideId);
    await driver.push(['rides.arrive', { rideId }], ['rides.start', { rideId, pin: PIN }], ['rides.end', { rideId }]);
    expect(await story.fare(rider, rideId)).toMatchObject({
      rule: 'no_quote',
      fareCents: quote.fareCents,
      quotedFareCents: 100,
    });
    await leave();
  });

  it('can be run again, and refunded in part by support', async () => {
    const { rideId, quote } = await ridden();
    const [support, auditor] = await Promise.all([story.person('support'), story.person('auditor')]);
    expect(await auditor.post(`/v1/ops/fares/${rideId}/recompute`, {})).toMatchObject({
      status: 200,
      body: {
        rideId,
        same: true,
        storedFareCents: quote.fareCents,
        recomputedFareCents: quote.fareCents,
        differences: [],
      },
    });
    const key = randomUUID();
    const refund = { refundCents: 1500, reason: 'The driver took a detour' };
    const first = await support.post(`/v1/ops/fares/${rideId}/refunds`, refund, key);
    expect(first.status).toBe(201);
    expect((await support.post(`/v1/ops/fares/${rideId}/refunds`, refund, key)).body).toEqual(first.body);
    expect(
      await support.post(`/v1/ops/fares/${rideId}/refunds`, { refundCents: quote.fareCents, reason: 'All of it' }),
    ).toMatchObject({ status: 409, body: { code: 'refund_too_much' } });
    expect(await auditor.post(`/v1/ops/fares/${rideId}/refunds`, refund)).toMatchObject({ status: 403 });
    const { body } = await rider.get(`/v1/rides/${rideId}/receipt`);
    expect(body).toMatchObject({ openCents: quote.fareCents - 1500, refunds: [{ refundCents: 1500 }] });
    expect((await auditor.post(`/v1/ops/fares/${rideId}/recompute`, {})).body['same']).toBe(true);
    const looked = await auditor.get(`/v1/ops/fares/${rideId}`);
    const entries = looked.body['entries'] as { lines: { amountCents: number }[] }[];
    expect(entries.map(({ lines }) => lines.reduce((sum, { amountCents }) => sum + amountCents, 0))).toEqual([0, 0]);
    expect(await support.post(`/v1/ops/fares/${randomUUID()}/recompute`, {})).toMatchObject({
      status: 404,
      body: { code: 'ride_not_found' },
    });
  });

  it('of a ride that was called off at the pickup is the fee of the row that says so', async () => {
    await meet();
    const { rideId } = await story.booked(rider, TRIP, await story.quoted(rider, TRIP));
    await story.accepted(driver, rideId);
    await driver.push(['rides.arrive', { rideId }]);
    expect((await rider.post(`/v1/rides/${rideId}/cancel`, {})).status).toBe(200);
    expect(await story.fare(rider, rideId)).toMatchObject({
      kind: 'cancellation',
      feeRowId: 'rider-at-pickup',
      fareCents: 1000,
    });
    const auditor = await story.person('auditor');
    expect((await auditor.post(`/v1/ops/fares/${rideId}/recompute`, {})).body).toMatchObject({
      same: true,
      recomputedFareCents: 1000,
    });
    await leave();
  });

  it('of a ride that was called off at once is none', async () => {
    await meet();
    const { rideId } = await story.booked(rider, TRIP, null);
    await story.accepted(driver, rideId);
    for (const path of ['fare', 'receipt', 'receipt.html']) {
      const early = await driver.get(`/v1/rides/${rideId}/${path}`);
      expect(early).toMatchObject({ status: 409, body: { code: 'ride_not_over', details: { status: 'accepted' } } });
    }
    await rider.post(`/v1/rides/${rideId}/cancel`, {});
    await until('it is decided that nothing is due', async () => {
      const rows = await story.rows(
        `SELECT 1 FROM sync.ledger WHERE name = 'pricing.chargeCancellation' AND args ->> 'rideId' = $1 AND result LIKE '%fee_none%'`,
        [rideId],
      );
      return rows.length === 1;
    });
    const soon = await rider.get(`/v1/rides/${rideId}/fare`);
    expect(soon).toMatchObject({ status: 404, body: { code: 'fare_pending' } });
    story.clock.offsetMs += FEE_DECIDED_WITHIN_MS + 1;
    const later = await rider.get(`/v1/rides/${rideId}/fare`);
    expect(later).toMatchObject({ status: 404, body: { code: 'fare_not_found' } });
    await leave();
  });

  it('paid in two halves is paid, and paid again is too much', async () => {
    const { rideId, quote } = await ridden();
    const { fareCents, cashDueCents } = quote;
    const paid = (keptCents: number) => ({
      rideId,
      paymentId: randomUUID(),
      currency: 'BBD',
      tenderedCents: keptCents,
      changeCents: 0,
      fareCents,
      cashDueCents,
    });
    const halves = [1000, cashDueCents - 1000].map((cents) => ['pricing.recordCash', paid(cents)] as const);
    expect((await driver.push(...halves)).map(({ code }) => code)).toEqual(['cash_short', undefined]);
    expect((await rider.get(`/v1/rides/${rideId}/receipt`)).body).toMatchObject({
      paidCents: cashDueCents,
      openCents: 0,
    });
    expect((await story.ledger(rideId))['rider_receivable'] ?? 0).toBe(0);
    expect(await driver.push(['pricing.recordCash', paid(cashDueCents)])).toMatchObject([
      { outcome: 'applied', code: 'cash_over' },
    ]);
    expect((await rider.get(`/v1/rides/${rideId}/receipt`)).body).toMatchObject({ openCents: -cashDueCents });
    const page = await rider.text(`/v1/rides/${rideId}/receipt.html`);
    expect(page.text).toContain('owed back to you');
    expect(page.text).not.toContain('−BBD');
    expect((await story.ledger(rideId))['rider_receivable']).toBe(-cashDueCents);
  });

  it('is paid to the driver who drove, and to nobody else', async () => {
    const { rideId, quote } = await ridden();
    const thief = await story.person('driver');
    const args = { rideId, paymentId: randomUUID(), ...notes(quote) };
    expect(await thief.push(['pricing.recordCash', args])).toMatchObject([
      { outcome: 'rejected', code: 'ride_not_yours' },
    ]);
    const usd = { ...args, currency: 'USD', tenderedCents: Math.ceil(quote.cashDueCents / 1000) * 500 };
    const cash = { ...usd, changeCents: usd.tenderedCents * 2 - quote.cashDueCents };
    expect(await driver.push(['pricing.recordCash', cash], ['pricing.recordCash', cash])).toMatchObject([
      { outcome: 'applied' },
      { outcome: 'rejected', code: 'cash_exists' },
    ]);
    expect((await driver.pull()).get(`drawer/${driver.subject}`)).toMatchObject({
      payments: 1,
      usdInCents: usd.tenderedCents,
      keptCents: quote.cashDueCents,
    });
  });

  // The last one: the clock of this server goes years ahead.
  it('P16 can be run again years later, when retention has dropped what is old', async () => {
    const { rideId, quote } = await ridden({ cash: notes });
    const sync = story.api.server.app.get(SyncRuntime);
    const { jobs } = sync;
    await sync.idle();
    story.clock.offsetMs += 3 * 365 * DAY_MS;
    const retain = async (dryRun: boolean) => {
      const runId = String(await jobs.ask('retention', { dryRun, cause: 'operator' }));
      await until('retention is done', async () => (await jobs.run('retention', runId))?.state === 'done');
      return (await jobs.run('retention', runId))?.counts;
    };
    const counted = await retain(true);
    expect(counted?.['ledger-arguments']).toBeGreaterThan(10);
    expect(counted?.['events']).toBeGreaterThan(0);
    expect(await retain(false)).toEqual(counted);
    expect(await story.rows('SELECT 1 FROM sync.ledger WHERE args IS NOT NULL')).toEqual([]);
    const auditor = await story.person('auditor');
    expect((await auditor.post(`/v1/ops/fares/${rideId}/recompute`, {})).body).toMatchObject({
      same: true,
      recomputedFareCents: quote.fareCents,
    });
    expect(await verifyStoredChain(story.api.database.dataSource)).toMatchObject({ ok: true });
  });
});
