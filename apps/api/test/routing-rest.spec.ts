import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { MapPages, packTrail, RoadEngine, Roads, RoutingStore, ShelfEngine } from '#routing';
import {
  closuresAnswerSchema,
  closureWrittenSchema,
  writtenSchema,
  zonesAnswerSchema,
  zoneWrittenSchema,
} from '../src/routing/routing-schemas.ts';
import { startApi, type ApiUnderTest } from './harness/api.ts';
import { call, type Answer } from './harness/probe-app.ts';
import { Random } from './harness/random.ts';
import { startTestIssuer, type TestIssuer } from './harness/test-issuer.ts';
import { until } from './harness/until.ts';

const HOLETOWN = { lat: 13.18561, lon: -59.63729 };
const BATHSHEBA = { lat: 13.21294, lon: -59.52272 };
const CATTLEWASH = { lat: 13.229, lon: -59.539 };
const AT_SEA = { lat: 13.19, lon: -59.42 };
const OXFORD = { lat: 51.75, lon: -1.25 };
const SWAPPED = { lat: -59.63729, lon: 13.18561 };

describe('routing by REST', () => {
  let api: ApiUnderTest;
  let issuer: TestIssuer;
  let rider: string;
  let dispatcher: string;

  beforeAll(async () => {
    issuer = await startTestIssuer();
    api = await startApi({ OIDC_ISSUER: issuer.issuer });
    [rider = '', dispatcher = ''] = await Promise.all(
      ['rider', 'dispatcher'].map((role) => issuer.mint({ sub: role, roles: [role] })),
    );
    const engine = api.server.app.get<RoadEngine>(RoadEngine);
    if (engine instanceof ShelfEngine) await engine.warm();
  });
  afterAll(async () => {
    await api.close();
    await issuer.close();
  });

  const get = (path: string, token = rider): Promise<Answer> => call(`${api.url}${path}`, token);
  const post = (path: string, body: unknown, token = rider, key: string = randomUUID()): Promise<Answer> =>
    call(`${api.url}${path}`, token, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const route = (from: unknown, to: unknown): Promise<Answer> => post('/v1/routes', { from, to });
  const source = {
    method: 'valhalla',
    graphVersion: expect.stringMatching(/^skeleton-/),
    mapVersion: expect.stringMatching(/^map-/),
    attribution: '© OpenStreetMap contributors',
  };

  describe('places', () => {
    it('are recorded at the first start, and not again at another', async () => {
      const { places, zones } = await api.server.app.get(RoutingStore).map(0);
      expect([places.length, zones.length]).toEqual([74, 3]);
      const commits = [...new Set([...places, ...zones].map(({ commit }) => commit))];
      expect(commits).toHaveLength(3);
    });

    it('are found in spite of a typo, best first', async () => {
      const { status, body } = await get('/v1/places?q=h%C3%A0risons+cav&limit=3');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        places: [{ placeId: 'harrisons-cave', parish: { code: 'BB-11', name: 'Saint Thomas' }, lat: 13.18635 }],
        attribution: source.attribution,
      });
    });

    it('are all listed where nothing is asked', async () => {
      expect((await get('/v1/places?limit=20')).body['places']).toHaveLength(20);
    });

    it('can be looked at one by one', async () => {
      expect((await get('/v1/places/bathsheba')).body).toMatchObject({ place: { name: 'Bathsheba', kind: 'village' } });
      expect(await get('/v1/places/atlantis')).toMatchObject({ status: 404, body: { code: 'place_unknown' } });
    });

    it('tell what is at a point', async () => {
      const { body } = await get('/v1/places/at?lat=13.2129&lon=-59.5227');
      expect(body).toMatchObject({
        parish: { code: 'BB-06', name: 'Saint Joseph' },
        offShore: false,
        outlineToleranceMeters: 10,
        nearest: [{ placeId: 'bathsheba', crowMeters: 4 }, {}, {}, {}, {}],
        zones: [{ zoneId: 'weak-scotland-district', kind: 'weak_coverage', assumed: true }],
      });
    });

    it.each([
      ['point_invalid', 'lat=NaN&lon=-59.5'],
      ['point_invalid', 'lat=&lon=-59.5'],
      ['point_at_sea', `lat=${AT_SEA.lat}&lon=${AT_SEA.lon}`],
      ['point_outside_island', `lat=${OXFORD.lat}&lon=${OXFORD.lon}`],
      ['lat_lon_swapped', `lat=${SWAPPED.lat}&lon=${SWAPPED.lon}`],
    ])('answer %s for %s', async (code, query) => {
      expect(await get(`/v1/places/at?${query}`)).toMatchObject({ status: 422, body: { code } });
    });

    it('refuse a query they do not know', async () => {
      for (const query of ['lat=13.1', 'lat=13.1&lon=-59.5&x=1']) {
        expect((await get(`/v1/places/at?${query}`)).body).toMatchObject({ code: 'query_invalid' });
      }
    });
  });

  describe('routes', () => {
    it('go by road from Holetown to Harrison’s Cave, and say how exact that is', async () => {
      const { status, body } = await route(HOLETOWN, { placeId: 'harrisons-cave' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ ...source, distanceMeters: 10_720, schematic: true, closureIds: [] });
      const { toleranceMeters, durationSeconds, geometry } = body as Record<string, number> & { geometry: unknown };
      expect(toleranceMeters).toBeGreaterThan(2_000);
      expect(durationSeconds).toBeGreaterThan(500);
      expect(geometry).toMatchObject({
        type: 'LineString',
        coordinates: expect.arrayContaining([[-59.63729, 13.18561]]),
      });
    });

    it('say when one arrives, in three times, and that these are assumed', async () => {
      const { durationSeconds, eta } = (await route(HOLETOWN, { placeId: 'harrisons-cave' })).body as {
        durationSeconds: number;
        eta: Record<string, number>;
      };
      expect(eta).toMatchObject({ assumed: true, parametersVersion: expect.any(String) });
      expect(eta['p10Seconds']).toBeLessThan(eta['p50Seconds'] ?? 0);
      expect(eta['p50Seconds']).toBeGreaterThan(durationSeconds);
      expect(eta['p90Seconds']).toBeGreaterThan(eta['p50Seconds'] ?? 0);
    });

    it('go around areas without contact where asked, and say what that costs', async () => {
      const trip = { from: { lat: 13.307, lon: -59.5844 }, to: { lat: 13.185, lon: -59.575 } };
      const [quick, heard] = [
        (await post('/v1/routes', { ...trip, prefer: 'time' })).body,
        (await post('/v1/routes', { ...trip, prefer: 'coverage' })).body,
      ];
      const silence = { zoneIds: ['weak-scotland-district'], assumed: true, backByMs: expect.any(Number) };
      expect(quick['coverage']).toMatchObject({ reason: 'not_preferred', silences: [silence], extraMeters: 0 });
      expect(heard['coverage']).toMatchObject({ reason: 'more_contact', silentMeters: 0, silences: [] });
      const extraMeters = Number(heard['distanceMeters']) - Number(quick['distanceMeters']);
      expect(heard['coverage']).toMatchObject({ extraMeters });
      const wrong = await post('/v1/routes', { ...trip, prefer: 'scenery' });
      expect(wrong).toMatchObject({ status: 400, body: { code: 'body_invalid' } });
    });

    it('say beside their own length the one that the fare stands on, as the quote does', async () => {
      const [pickup, dropoff, onward] = [
        HOLETOWN,
        { lat: 13.18635, lon: -59.57715 },
        { lat: 13.21294, lon: -59.52272 },
      ];
      const { body } = await post('/v1/routes', { stops: [pickup, dropoff, onward] });
      const quoted = await post('/v1/quotes', { pickup, dropoff, stops: [onward] });
      const { distanceMeters, toleranceMeters } = quoted.body as Record<string, number>;
      expect(body).toMatchObject({ fareDistanceMeters: distanceMeters, fareToleranceMeters: toleranceMeters });
      const apart = Math.abs(Number(body['distanceMeters']) - Number(distanceMeters));
      expect(apart).toBeLessThanOrEqual(Number(toleranceMeters));
    });

    it('go through stops', async () => {
      const stops = [{ placeId: 'airport' }, { placeId: 'sixcross' }, { placeId: 'bathsheba' }];
      expect((await post('/v1/routes', { stops })).body['distanceMeters']).toBeGreaterThan(20_000);
    });

    it.each([
      ['point_at_sea', AT_SEA],
      ['point_outside_island', OXFORD],
      ['lat_lon_swapped', SWAPPED],
      ['trip_zero_length', HOLETOWN],
      ['trip_zero_length', { placeId: 'holetown' }],
      ['place_unknown', { placeId: 'atlantis' }],
    ])('answer %s for %j', async (code, to) => {
      const { status, body } = await route(HOLETOWN, to);
      expect({ status, code: body['code'] }).toEqual({ status: 422, code });
      expect(body['errors']).toMatchObject([{ pointer: expect.stringMatching(/^\/to/) }]);
    });

    it.each([
      ['{"from":{"lat":NaN,"lon":-59.5},"to":{"placeId":"oistins"}}', 'json_malformed'],
      ['{"from":{"lat":1e999,"lon":-59.5},"to":{"placeId":"oistins"}}', expect.any(String)],
      ['{"from":{"lat":"13.1","lon":-59.5},"to":{"placeId":"oistins"}}', 'body_invalid'],
      ['{"stops":[{"placeId":"oistins"}]}', 'body_invalid'],
      ['{}', 'body_invalid'],
    ])('refuse %s', async (body, code) => {
      expect(await post('/v1/routes', body)).toMatchObject({ status: 400, body: { code } });
    });

    it('refuse more stops than the limit', async () => {
      const stops = Array.from({ length: 11 }, (_, at) => ({ placeId: at % 2 ? 'oistins' : 'holetown' }));
      expect((await post('/v1/routes', { stops })).body).toMatchObject({ code: 'body_invalid' });
    });

    it('tell how far a car gets', async () => {
      const { body } = await get(`/v1/routes/isochrone?lat=${HOLETOWN.lat}&lon=${HOLETOWN.lon}&minutes=5,15`);
      expect(body).toMatchObject({ ...source, contours: [{ minutes: 15 }, { minutes: 5 }] });
      const sea = await get(`/v1/routes/isochrone?lat=${AT_SEA.lat}&lon=${AT_SEA.lon}`);
      expect(sea).toMatchObject({ status: 422, body: { code: 'point_at_sea' } });
      const far = await get(`/v1/routes/isochrone?lat=${HOLETOWN.lat}&lon=${HOLETOWN.lon}&minutes=5,600`);
      const errors = [{ pointer: '/minutes', detail: expect.stringContaining('must be at most') }];
      expect(far).toMatchObject({ status: 400, body: { code: 'query_invalid', errors } });
    });
  });

  describe('a GPS trail', () => {
    const trailOf = async (): Promise<{ lat: number; lon: number; atMs: number }[]> => {
      const { body } = await route(HOLETOWN, { placeId: 'harrisons-cave' });
      const { coordinates } = body['geometry'] as { coordinates: [number, number][] };
      return coordinates.slice(1, -1).map(([lon, lat], at) => ({ lat, lon, atMs: 1_795_000_000_000 + at * 20_000 }));
    };

    it('is laid on the roads under it, and its two lengths agree', async () => {
      const { status, body } = await post('/v1/routes/match', { points: await trailOf() });
      expect(status).toBe(200);
      expect(body).toMatchObject({ ...source, agrees: true, gaps: [], unmatchedPoints: 0 });
      expect(body['roads']).toEqual(expect.arrayContaining(['H1A']));
      expect(Math.abs(Number(body['distanceMeters']) - 10_850)).toBeLessThan(400);
    });

    it('is flagged where its length is off by more than 5 % of the roads’', async () => {
      const trail = await trailOf();
      // Five fixes for each of the trail's, 30 m to either side of the road in turn.
      const zigzag = trail.slice(1).flatMap((to, at) => {
        const from = trail[at] ?? to;
        return [0, 1, 2, 3, 4].map((part) => ({
          lat: from.lat + ((to.lat - from.lat) * part) / 5 + ((at + part) % 2 === 0 ? 0.000_27 : -0.000_27),
          lon: from.lon + ((to.lon - from.lon) * part) / 5,
          atMs: from.atMs + part * 4_000,
        }));
      });
      const { status, body } = await post('/v1/routes/match', { points: zigzag });
      expect({ status, ...body }).toMatchObject({ status: 200, agrees: false, unmatchedPoints: 0 });
      expect(Number(body['gpsMeters'])).toBeGreaterThan(Number(body['distanceMeters']) * 1.05);
    });

    it('is flagged where it leaves the roads, and keeps its length there', async () => {
      const trail = await trailOf();
      // Twice 300 m off the road and back, as nobody drives who is on it.
      const strayed = trail.flatMap((from, at) => {
        const aside = [0, 0.0009, 0.0018, 0.0027, 0.0018, 0.0009];
        return (at % 12 === 5 ? aside : [0]).map((north, step) => {
          return { lat: from.lat + north, lon: from.lon, atMs: from.atMs + step * 3_000 };
        });
      });
      const { status, body } = await post('/v1/routes/match', { points: strayed });
      expect({ status, agrees: body['agrees'] }).toEqual({ status: 200, agrees: false });
      expect(body['unmatchedPoints']).toBeGreaterThan(4);
      expect(Math.abs(Number(body['gpsMeters']) / Number(body['distanceMeters']) - 1)).toBeLessThan(0.02);
    });

    it('may come packed, and gives the same answer', async () => {
      const points = await trailOf();
      const [plain, packed] = [{ points }, { packed: packTrail(points) }];
      const answers = await Promise.all([plain, packed].map((body) => post('/v1/routes/match', body)));
      expect(answers[1]?.body).toEqual(answers[0]?.body);
      const wrong = await post('/v1/routes/match', { packed: 'no trail' });
      expect(wrong).toMatchObject({ status: 422, body: { code: 'trail_unreadable' } });
    });

    it('of a car that stands has no kilometres, alone or within a trip, and its lengths agree', async () => {
      const fixes = [
        [13.0785, -59.512_607],
        [13.078_423, -59.512_469],
        [13.078_538, -59.512_52],
        [13.078_616, -59.512_594],
        [13.078_485, -59.512_555],
        [13.078_472, -59.512_475],
      ];
      const standing = fixes.map(([lat, lon]) => ({ lat, lon }));
      const alone = await post('/v1/routes/match', { points: standing });
      expect(alone).toMatchObject({ status: 200, body: { distanceMeters: 0, gpsMeters: 0, agrees: true, gaps: [] } });
      const { body: trip } = await route({ placeId: 'oistins' }, { placeId: 'airport' });
      const { coordinates } = trip['geometry'] as { coordinates: [number, number][] };
      const random = new Random(8);
      // Off by up to 12 m to each side, at each second, and twenty minutes at every fifth corner.
      const off = (): number => (random.next() - 0.5) * 0.000_22;
      const points = coordinates.slice(1, -1).flatMap(([lon, lat], at) => {
        const count = at % 5 === 0 ? 1_200 : 1;
        return Array.from({ length: count }, () => ({ lat: lat + off(), lon: lon + off() }));
      });
      expect(points.length).toBeGreaterThan(3_600);
      const { body } = await post('/v1/routes/match', { points });
      expect(body).toMatchObject({ agrees: true, unmatchedPoints: 0 });
      expect(Math.abs(Number(body['distanceMeters']) - Number(trip['distanceMeters']))).toBeLessThan(250);
    });

    it('keeps its gaps', async () => {
      const trail = await trailOf();
      const silent = trail.map((point, at) => (at < 10 ? point : { ...point, atMs: point.atMs + 600_000 }));
      const { body } = await post('/v1/routes/match', { points: silent });
      expect(body['gaps']).toMatchObject([{ afterPoint: 9, beforePoint: 10, ms: 620_000 }]);
      expect(body['geometry']).toMatchObject({ type: 'MultiLineString', coordinates: [{}, {}] });
      expect(Number(body['distanceMeters'])).toBeLessThan(10_500);
    });

    it('loses fixes that leapt off the island, and tells of them as gaps', async () => {
      const trail = await trailOf();
      const whole = (await post('/v1/routes/match', { points: trail })).body;
      const leapt = trail.map((point, at) => (at === 5 ? { ...point, ...AT_SEA } : point));
      const points = [{ lat: 0, lon: 0, atMs: 1 }, ...leapt, { ...OXFORD, atMs: 1_795_900_000_000 }];
      const { status, body } = await post('/v1/routes/match', { points });
      expect(status).toBe(200);
      expect(body).toMatchObject({ offIslandPoints: 3, unmatchedPoints: 0, agrees: true });
      expect(body['gaps']).toMatchObject([{ afterPoint: 5, beforePoint: 7, offIslandPoints: 1 }]);
      expect(Number(body['distanceMeters'])).toBeLessThan(Number(whole['distanceMeters']));
      expect(whole).toMatchObject({ offIslandPoints: 0, gaps: [] });
    });

    it('with garbage is refused, and the point is named', async () => {
      const trail = await trailOf();
      const points = trail.map((point, at) => (at === 3 ? { ...point, ...SWAPPED } : at === 2 ? AT_SEA : point));
      const refused = { status: 422, body: { code: 'lat_lon_swapped', errors: [{ pointer: '/points/3' }] } };
      expect(await post('/v1/routes/match', { points })).toMatchObject(refused);
      const nowhere = trail.map((point, at) => (at === 7 ? { ...point, lat: 913 } : point));
      const problem = { code: 'point_invalid', errors: [{ pointer: '/points/7' }] };
      expect(await post('/v1/routes/match', { points: nowhere })).toMatchObject({ status: 422, body: problem });
    });

    it.each([
      ['trail_too_short', [HOLETOWN]],
      ['trail_too_short', []],
      ['point_at_sea', [HOLETOWN, AT_SEA]],
      [
        'trail_off_roads',
        [
          { lat: 13.29, lon: -59.6 },
          { lat: 13.2905, lon: -59.6005 },
        ],
      ],
    ])('is refused with %s', async (code, points) => {
      expect(await post('/v1/routes/match', { points })).toMatchObject({ status: 422, body: { code } });
    });

    it('of 10,000 points is answered, of 10,001 refused', async () => {
      const points = Array.from({ length: 10_001 }, (_, at) => ({
        lat: 13.1856 + (at % 100) * 0.000_02,
        lon: -59.6373 + (at % 100) * 0.000_02,
      }));
      expect((await post('/v1/routes/match', { points: points.slice(1) })).status).toBe(200);
      const tooLong = await post('/v1/routes/match', { points });
      expect(tooLong).toMatchObject({ status: 422, body: { code: 'trail_too_long' } });
    });
  });

  describe('closures', () => {
    const flood = { reason: 'Flood at Cattlewash', edges: ['BATH-CATT'] };
    const meters = async (): Promise<unknown> => (await route(BATHSHEBA, CATTLEWASH)).body['distanceMeters'];

    it('are for staff', async () => {
      expect(await post('/v1/ops/closures', flood)).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
      expect((await get('/v1/ops/closures')).status).toBe(403);
    });

    it('shut a road at once, on the map too, until they are lifted', async () => {
      const open = await meters();
      const before = await api.server.app.get(MapPages).current();
      const key = randomUUID();
      const opened = await post('/v1/ops/closures', flood, dispatcher, key);
      expect(opened).toMatchObject({ status: 201, body: { outcome: { outcome: 'applied' } } });
      expect((await post('/v1/ops/closures', flood, dispatcher, key)).body).toEqual(opened.body);
      const closureId = String(opened.body['closureId']);

      const around = await route(BATHSHEBA, CATTLEWASH);
      expect(around.body).toMatchObject({ closureIds: [closureId] });
      expect(around.body['distanceMeters']).toBeGreaterThan(Number(open) + 10_000);
      const during = await api.server.app.get(MapPages).current();
      expect(during.closures).toMatchObject([{ id: closureId, edges: ['BATH-CATT'] }]);
      expect(during.mapVersion).not.toBe(before.mapVersion);

      expect((await post(`/v1/ops/closures/${closureId}/lift`, {}, dispatcher)).status).toBe(200);
      expect(await meters()).toBe(open);
      expect((await api.server.app.get(MapPages).current()).mapVersion).toBe(before.mapVersion);
      const { closures } = (await get('/v1/ops/closures', dispatcher)).body as { closures: object[] };
      expect(closures).toMatchObject([{ closureId, liftedAtMs: expect.any(Number) }]);
      const again = await post(`/v1/ops/closures/${closureId}/lift`, {}, dispatcher);
      expect(again).toMatchObject({ status: 409, body: { code: 'closure_lifted' } });
    });

    it('need points where their stretch is not found on the roads, and say so of those that have none', async () => {
      const unplaced = jest
        .spyOn(api.server.app.get<RoadEngine>(RoadEngine), 'unplaced')
        .mockResolvedValue(['BATH-CATT']);
      try {
        const refused = await post('/v1/ops/closures', flood, dispatcher);
        expect(refused).toMatchObject({
          status: 422,
          body: { code: 'closure_points_needed', errors: [{ pointer: '/edges/0' }] },
        });
        const opened = await post('/v1/ops/closures', { ...flood, points: [{ lat: 13.22, lon: -59.53 }] }, dispatcher);
        expect(opened.status).toBe(201);
        const closureId = String(opened.body['closureId']);
        const { body } = await route(BATHSHEBA, CATTLEWASH);
        expect(body).toMatchObject({ closureIds: [closureId], unplacedClosureIds: [] });
        await post(`/v1/ops/closures/${closureId}/lift`, {}, dispatcher);
      } finally {
        unplaced.mockRestore();
      }
      const pointless = String((await post('/v1/ops/closures', flood, dispatcher)).body['closureId']);
      const again = jest.spyOn(api.server.app.get<RoadEngine>(RoadEngine), 'unplaced').mockResolvedValue(['BATH-CATT']);
      const { body } = await route(BATHSHEBA, CATTLEWASH);
      again.mockRestore();
      expect(body).toMatchObject({ closureIds: [], unplacedClosureIds: [pointless] });
      await post(`/v1/ops/closures/${pointless}/lift`, {}, dispatcher);
    });

    it.each([
      ['edge_unknown', 409, { edges: ['BATH-MOON'] }],
      ['dated_back', 409, { fromMs: 1 }],
      ['args_invalid', 400, { edges: [] }],
      ['args_invalid', 400, { points: [OXFORD] }],
    ])('are refused with %s', async (code, status, wrong) => {
      const answer = await post('/v1/ops/closures', { ...flood, ...wrong }, dispatcher);
      expect(answer).toMatchObject({ status, body: { code } });
    });
  });

  describe('zones', () => {
    const ring = [
      { lat: 13.06, lon: -59.545 },
      { lat: 13.06, lon: -59.54 },
      { lat: 13.066, lon: -59.54 },
      { lat: 13.066, lon: -59.545 },
    ];
    const fishFry = { zoneId: 'fish-fry', kind: 'no_pickup', name: 'Oistins Bay', reason: 'Fish fry', rings: [ring] };
    const zonesAtOistins = async (): Promise<unknown> =>
      (await get('/v1/places/at?lat=13.06319&lon=-59.54224')).body['zones'];

    it('are set, seen by everybody, and ended', async () => {
      expect((await post('/v1/ops/zones', fishFry, dispatcher)).status).toBe(201);
      expect(await zonesAtOistins()).toMatchObject([{ zoneId: 'fish-fry', kind: 'no_pickup', assumed: false }]);
      const twice = await post('/v1/ops/zones', fishFry, dispatcher);
      expect(twice).toMatchObject({ status: 409, body: { code: 'zone_in_force' } });
      expect((await post('/v1/ops/zones/fish-fry/end', {}, dispatcher)).status).toBe(200);
      expect(await zonesAtOistins()).toEqual([]);
      const { zones } = (await get('/v1/ops/zones', dispatcher)).body as { zones: { zoneId: string }[] };
      expect(zones.find(({ zoneId }) => zoneId === 'fish-fry')).toMatchObject({ rings: [ring] });
    });
  });

  describe('a slow zone', () => {
    const ring = [
      { lat: 13.2, lon: -59.54 },
      { lat: 13.25, lon: -59.54 },
      { lat: 13.25, lon: -59.5 },
      { lat: 13.2, lon: -59.5 },
    ];
    const works = { zoneId: 'works', kind: 'slow', name: 'East Coast Road', reason: 'One lane', rings: [ring] };
    // One time for all quotes, so that they fall into one band of the week.
    const atMs = Date.now() + 60_000;
    const times = async () => {
      const { body } = await route(BATHSHEBA, CATTLEWASH);
      const quote = await post('/v1/quotes', { pickup: BATHSHEBA, dropoff: CATTLEWASH, atMs });
      const { fareCents, eta: quoted } = quote.body as { fareCents: number; eta: { p50Seconds: number } };
      const [[leg] = []] = (await api.server.app.get(Roads).matrix([BATHSHEBA], [CATTLEWASH], Date.now())).legs;
      return {
        fareCents,
        distanceMeters: body['distanceMeters'],
        seconds: [Number(body['durationSeconds']), leg?.durationSeconds ?? 0, quoted.p50Seconds],
      };
    };

    // Quotes are from the signed page, which follows by an event: also what the specs before this one did to the map.
    const published = () =>
      until('quotes go by the map of now', async () => {
        const { body } = await post('/v1/quotes', { pickup: BATHSHEBA, dropoff: CATTLEWASH, atMs });
        return body['mapVersion'] === (await api.server.app.get(MapPages).current()).mapVersion;
      });

    it('makes routes, quotes and what dispatch goes by longer in time, and nothing else', async () => {
      await published();
      const before = await times();
      await post('/v1/ops/zones', works, dispatcher);
      await published();
      const during = await times();
      expect({ ...during, seconds: [] }).toEqual({ ...before, seconds: [] });
      for (const [at, seconds] of during.seconds.entries()) {
        expect(seconds).toBeGreaterThan((before.seconds[at] ?? 0) * 1.5);
      }
      await post('/v1/ops/zones/works/end', {}, dispatcher);
      await published();
      expect(await times()).toEqual(before);
    });
  });

  it('describes closures and zones for staff as they are answered, with examples that fit', async () => {
    type Response = { content: { 'application/json': { schema: object; example: object } } };
    type Operation = { responses: Record<string, Response> };
    const { paths } = (await get('/openapi.json')).body as { paths: Record<string, Record<string, Operation>> };
    const described = (path: string, method: string, status: number) => {
      const { schema, example } = paths[path]?.[method]?.responses[status]?.content['application/json'] ?? {};
      return { isDescribed: JSON.stringify(schema ?? {}).includes('properties'), example };
    };
    const told = [
      [closuresAnswerSchema, described('/v1/ops/closures', 'get', 200), await get('/v1/ops/closures', dispatcher)],
      [zonesAnswerSchema, described('/v1/ops/zones', 'get', 200), await get('/v1/ops/zones', dispatcher)],
      [closureWrittenSchema, described('/v1/ops/closures', 'post', 201)],
      [zoneWrittenSchema, described('/v1/ops/zones', 'post', 201)],
      [writtenSchema, described('/v1/ops/closures/{id}/lift', 'post', 200)],
      [writtenSchema, described('/v1/ops/zones/{id}/end', 'post', 200)],
    ] as const;
    for (const [schema, { isDescribed, example }, answer] of told) {
      expect(isDescribed).toBe(true);
      expect(schema.parse(example)).toEqual(example);
      if (answer) expect(schema.parse(answer.body)).toEqual(answer.body);
    }
    expect((told[0][2].body['closures'] as object[]).length).toBeGreaterThan(0);
  });

  it('is described, with trips of Barbados', async () => {
    const { paths } = (await get('/openapi.json')).body as { paths: Record<string, Record<string, object>> };
    expect(JSON.stringify(paths['/v1/routes']?.['post'])).toContain('harrisons-cave');
    expect(JSON.stringify(paths['/v1/ops/closures']?.['post'])).toContain('BATH-CATT');
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/v1/places',
        '/v1/places/at',
        '/v1/places/{placeId}',
        '/v1/routes/isochrone',
        '/v1/routes/match',
      ]),
    );
  });
});
