import { BookKeeper, PageSigner, PricingStore } from '#pricing';
import { mapOf, quote, tariffOf, verifyPage, type BookJwks } from '#pricing/client';
import { etaByTable, prepareMap } from '#routing/client';
import { FaultReports, Pipeline, SyncRuntime } from '#sync';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModuleRef } from '@nestjs/core';
import { bootstrap } from '../../src/bootstrap.ts';
import { readConfig } from '../../src/read-config.ts';
import { BATHSHEBA, HARRISONS_CAVE, HOLETOWN, OISTINS } from '../harness/places.ts';
import { Story, type Person } from './story.ts';

describe('the offline book', () => {
  let story: Story;
  let rider: Person;

  beforeAll(async () => {
    story = await Story.begin();
    rider = await story.person('rider');
  });
  afterAll(() => story.end());

  const open = (path: string, headers: Record<string, string> = {}) => fetch(`${story.api.url}${path}`, { headers });
  const keys = async () => (await (await open('/v1/book/jwks.json')).json()) as BookJwks;

  it('is there without a token, and a phone can check it', async () => {
    const jwks = await keys();
    for (const page of ['tariff', 'map']) {
      const response = await open(`/v1/book/${page}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('application/jose');
      const verdict = verifyPage(await response.text(), jwks, story.nowMs());
      expect(verdict).toMatchObject({ page: { page } });
    }
  });

  it('is not sent again to who has it, and has every version that was published', async () => {
    const response = await open('/v1/book/tariff');
    const etag = response.headers.get('etag') ?? '';
    const again = await open('/v1/book/tariff', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const version = etag.slice('"tariff/'.length, -1);
    const named = await open(`/v1/book/tariff?version=${version}`);
    expect(named.headers.get('cache-control')).toContain('immutable');
    expect(await named.text()).toBe(await response.text());
    expect((await open('/v1/book/tariff?version=v1.1')).status).toBe(404);
    expect((await open('/v1/book/weather')).status).toBe(404);
    expect((await open('/v1/book/Weather_1')).status).toBe(400);
  });

  it('lists what phones hold now', async () => {
    const { pages } = (await (await open('/v1/book')).json()) as { pages: { page: string; contentVersion: string }[] };
    expect(pages.map(({ page }) => page)).toEqual(['map', 'tariff']);
    expect(pages[1]?.contentVersion).toBe('v2023-01-07');
  });

  it('P5 comes to phones by pull, and gives the same cents as the server, without a network', async () => {
    const jwks = await keys();
    const rows = [...(await rider.pull())].filter(([key]) => key.startsWith('bookPage/'));
    expect(rows.map(([key]) => key.split('/')[1] ?? '').toSorted()).toEqual(['map', 'tariff']);
    const opened = rows.map(([, value]) => {
      const verdict = verifyPage(String(value['jws']), jwks, story.nowMs());
      if ('code' in verdict) throw new Error(verdict.code);
      return verdict.page;
    });
    const tariff = opened.map(tariffOf).find((found) => found !== null);
    const map = opened.map(mapOf).find((found) => found !== null);
    if (!tariff || !map) throw new Error('a page is missing');
    const roads = prepareMap(map);
    const trips = [
      { pickup: OISTINS, dropoff: BATHSHEBA },
      { pickup: HOLETOWN, dropoff: HARRISONS_CAVE, vehicleClass: 'ZM' },
      { pickup: HOLETOWN, dropoff: OISTINS, waitingMs: 900_000 },
    ] as const;
    for (const trip of trips) {
      const atMs = story.nowMs();
      const onServer = await rider.post('/v1/quotes', { ...trip, atMs });
      const onPhone = quote(tariff, roads, { ...trip, atMs });
      if ('code' in onPhone) throw new Error(onPhone.code);
      expect({ ...onPhone, eta: etaByTable(roads, { points: [trip.pickup, trip.dropoff], atMs }) }).toEqual(
        onServer.body,
      );
    }
  });

  it('is not signed again when the server starts again', async () => {
    const count = async (): Promise<number> => (await story.rows('SELECT page_id FROM pricing.book_page')).length;
    const before = await count();
    const { url } = story.api.database;
    const settings = { PORT: '0', BIMRIDE_MANAGEMENT_PORT: '0', BIMRIDE_LOG_LEVEL: 'silent', DATABASE_URL: url };
    const second = await bootstrap(readConfig({ ...settings, BIMRIDE_DATA_DIR: story.dataDir }));
    await second.close();
    expect(await count()).toBe(before);
  });

  it('is signed anew before it runs out, and the page it replaces leaves the phones but not the shelf', async () => {
    const first = await (await open('/v1/book/tariff')).text();
    story.clock.offsetMs = 16 * 86_400_000;
    await story.keepBook();
    const second = await (await open('/v1/book/tariff')).text();
    expect(second).not.toBe(first);
    const rows = [...(await rider.pull())].filter(([key]) => key.startsWith('bookPage/tariff/'));
    expect(rows.map(([, { jws }]) => jws)).toEqual([second]);
    const shelf = await story.rows(`SELECT jws FROM pricing.book_page WHERE page = 'tariff'`);
    expect(new Set(shelf.map(({ jws }) => jws))).toEqual(new Set([first, second]));
  });

  it('is published once by two servers that keep it in the same millisecond, and neither complains', async () => {
    story.clock.offsetMs += 16 * 86_400_000;
    const count = async (sql: string): Promise<number> => Number((await story.rows(sql))[0]?.['count']);
    const pages = "SELECT count(*) FROM pricing.book_page WHERE page = 'tariff'";
    const reused =
      "SELECT count(*) FROM public.audit_offline_first_mobile_architecture WHERE metric = 'sync_id_reused'";
    const before = await count(pages);
    const nowMs = story.nowMs();
    const both = new Meeting(2);
    await Promise.all([keeperAt(story, nowMs, both), keeperAt(story, nowMs, both)].map((keeper) => keeper.keep()));
    expect(both.met).toBe(true);
    expect(await count(pages)).toBe(before + 1);
    expect(await count(reused)).toBe(0);
  });
});

/** Lets so many go on at once, when the last of them has come; later ones go through. */
class Meeting {
  readonly #all = Promise.withResolvers<void>();
  #missing: number;

  constructor(size: number) {
    this.#missing = size;
  }

  get met(): boolean {
    return this.#missing <= 0;
  }

  async come(): Promise<void> {
    this.#missing -= 1;
    if (this.met) this.#all.resolve();
    await this.#all.promise;
  }
}

/** A keeper as another process would have it, which waits for the others before it publishes a tariff. */
function keeperAt(story: Story, nowMs: number, others: Meeting): BookKeeper {
  const { app } = story.api.server;
  const pipeline = app.get(Pipeline, { strict: false });
  const meeting = {
    perform: async (request: Parameters<Pipeline['perform']>[0]) => {
      if (request.name === 'pricing.publishPage' && (request.args as { page?: string }).page === 'tariff')
        await others.come();
      return pipeline.perform(request);
    },
  };
  const [store, signer, runtime] = [PricingStore, PageSigner, SyncRuntime].map((part) =>
    app.get<unknown>(part, { strict: false }),
  ) as [PricingStore, PageSigner, SyncRuntime];
  const options = { keepsBook: true, clock: () => nowMs, onUnsettled: () => undefined };
  const faults = app.get(FaultReports, { strict: false });
  return new BookKeeper(store, meeting, faults, signer, runtime, app.get(ModuleRef, { strict: false }), options);
}
