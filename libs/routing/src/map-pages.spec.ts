import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import { DAY_MS, NOW_MS, sampleClosure, sampleZone } from '../test/samples.ts';
import { ClosureRow } from './entities/closure.entity.ts';
import { NoPickupListRow } from './entities/no-pickup-list.entity.ts';
import { PlaceRow } from './entities/place.entity.ts';
import { ZoneRow } from './entities/zone.entity.ts';
import { MapPages } from './map-pages.service.ts';
import type { RoutingOptions } from './options.ts';
import { RoutingStore } from './routing.store.ts';
import { routingOnServer } from './server.ts';
import { shippedMapPage } from './shipped-map.ts';

const OPTIONS: RoutingOptions = { roadsFolder: '', engine: 'matrix', seeds: false, clock: () => NOW_MS };

describe('the map of the database', () => {
  let database: TestDatabase;
  let store: RoutingStore;
  let pages: MapPages;

  beforeAll(async () => {
    database = await testDatabase({ modules: [routingOnServer] });
    const { dataSource: source } = database;
    store = new RoutingStore(
      source.getRepository(PlaceRow),
      source.getRepository(ZoneRow),
      source.getRepository(ClosureRow),
      source.getRepository(NoPickupListRow),
    );
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE routing.place, routing.zone, routing.closure, routing.no_pickup_list');
    pages = new MapPages(store, OPTIONS);
  });
  const put = async (
    row: typeof ZoneRow | typeof ClosureRow | typeof PlaceRow | typeof NoPickupListRow,
    state: object,
  ): Promise<void> => {
    await database.dataSource.getRepository<object>(row).save({ ...state, commit: 1 });
    pages.forget();
  };

  it('tells which zones without pickups no list holds yet, once', async () => {
    await put(ZoneRow, sampleZone());
    await put(ZoneRow, sampleZone({ zoneId: 'weak', kind: 'weak_coverage' }));
    expect(await store.unlistedNoPickups(NOW_MS)).toEqual(['port']);
    await put(NoPickupListRow, { listId: 'island', zones: [] });
    expect(await store.unlistedNoPickups(NOW_MS)).toEqual([]);
  });

  it('is the shipped one where nothing is stored, without zones', async () => {
    const { zones: _zones, mapVersion: _mapVersion, ...shipped } = shippedMapPage();
    expect(await pages.current()).toMatchObject({ ...shipped, zones: [] });
  });

  it('knows what is in force or will be, and forgets what is over', async () => {
    await put(ZoneRow, sampleZone());
    await put(ZoneRow, sampleZone({ zoneId: 'over', toMs: NOW_MS }));
    await put(ClosureRow, sampleClosure());
    await put(ClosureRow, sampleClosure({ closureId: 'ahead', fromMs: NOW_MS + DAY_MS }));
    await put(ClosureRow, sampleClosure({ closureId: 'over', toMs: NOW_MS - 1 }));
    const { zones, closures } = await pages.current();
    expect([zones.map(({ id }) => id), closures.map(({ id }) => id)]).toEqual([['port'], ['ahead', 'flood']]);
    expect((await store.closures(10)).map(({ closureId }) => closureId).sort()).toEqual(['ahead', 'flood', 'over']);
    expect(await store.zones(1)).toHaveLength(1);
  });

  it('has another version with each change, and the same one again after it is taken back', async () => {
    const before = await pages.current();
    await put(ClosureRow, sampleClosure());
    const during = await pages.current();
    await put(ClosureRow, sampleClosure({ toMs: NOW_MS }));
    const after = await pages.current();
    expect(during.mapVersion).not.toBe(before.mapVersion);
    expect(after.mapVersion).toBe(before.mapVersion);
  });

  it('is prepared once while nothing changes', async () => {
    const first = await pages.map();
    pages.forget();
    expect(await pages.map()).toBe(first);
  });

  it.each([
    ['closure_not_dated_back', ClosureRow, sampleClosure({ fromMs: NOW_MS, openedAtMs: NOW_MS + 1 })],
    ['closure_ends_after_it_begins', ClosureRow, sampleClosure({ toMs: NOW_MS - 2 * DAY_MS })],
    ['zone_ends_after_it_begins', ZoneRow, sampleZone({ toMs: NOW_MS - 2 * DAY_MS })],
    ['zone_kind_known', ZoneRow, { ...sampleZone(), kind: 'fast' }],
  ])('refuses what breaks %s, whoever writes it', async (constraint, row, state) => {
    await expect(put(row, state)).rejects.toMatchObject({ constraint });
  });
});
