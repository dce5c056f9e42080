import { PUBLISHED_FARES_2023, TARIFF_2023, type Quote } from '#pricing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { quoteExamples } from '../../src/pricing/pricing-examples.ts';
import { quoteSchema } from '../../src/pricing/pricing-schemas.ts';
import { BATHSHEBA, HARRISONS_CAVE, HOLETOWN, OISTINS } from '../harness/places.ts';
import { Story, type Person } from './story.ts';

describe('quotes', () => {
  let story: Story;
  let rider: Person;

  beforeAll(async () => {
    story = await Story.begin();
    rider = await story.person('rider');
  });
  afterAll(() => story.end());

  const trip = { pickup: OISTINS, dropoff: BATHSHEBA };

  it.each(Object.entries(quoteExamples))(
    'G2 the documented example %s is answered as documented',
    async (_name, { value }) => {
      const answer = await rider.post('/v1/quotes', value);
      expect(answer.status).toBe(200);
      const quote = quoteSchema.parse(answer.body);
      expect(Object.keys(answer.body).sort()).toEqual(Object.keys(quoteSchema.shape).sort());
      expect(quote.lines.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(quote.fareCents);
      expect(quote.fareCents).toBeLessThanOrEqual(quote.legalCapCents);
      expect(quote).toMatchObject({
        tariffVersion: 'v2023-01-07',
        eta: { assumed: true },
        attribution: expect.stringContaining('OpenStreetMap'),
      });
      expect(quote.assumptions.every(({ asOf, source }) => asOf === '2026-11' && source !== '')).toBe(true);
    },
  );

  it('from the airport never pass a fare that was published', async () => {
    for (const [to, dollars] of Object.entries(PUBLISHED_FARES_2023)) {
      const at = (areaId: string) => {
        // The middle of the circle around Long Beach lies 200 m out at sea.
        if (areaId === 'long-beach') return { lat: 13.053, lon: -59.505 };
        const { lat, lon } = TARIFF_2023.areas.find((area) => area.areaId === areaId) ?? { lat: 0, lon: 0 };
        return { lat, lon };
      };
      const answer = await rider.post('/v1/quotes', { pickup: at('airport'), dropoff: at(to) });
      const { fareCents } = answer.body as unknown as Quote;
      expect(fareCents).toBeLessThanOrEqual(dollars * 100);
      expect(fareCents).toBeGreaterThanOrEqual((dollars - 4) * 100);
    }
  });

  it('Holetown to Harrison’s Cave is priced by road', async () => {
    const { body } = await rider.post('/v1/quotes', { pickup: HOLETOWN, dropoff: HARRISONS_CAVE });
    expect(body['distanceMeters']).toBeGreaterThan(9_500);
  });

  it.each([
    ['lat_lon_swapped', { pickup: { lat: -59.54, lon: 13.06 } }],
    ['point_outside_island', { pickup: { lat: 40, lon: -74 } }],
    ['point_at_sea', { dropoff: { lat: 13.2, lon: -59.68 } }],
    ['trip_zero_length', { dropoff: OISTINS }],
    ['vehicle_class_unknown', { vehicleClass: 'limousine' }],
    ['extra_not_allowed', { extras: ['luggage'] }],
    ['extra_unknown', { extras: ['music'] }],
    ['waiting_invalid', { waitingMs: -5 }],
    ['discount_unknown', { discountId: 'summer' }],
    ['trip_time_invalid', { atMs: -5 }],
    ['tariff_not_in_force', { atMs: Date.UTC(2020, 0) }],
  ])('%s is a problem of its own: %j', async (code, wrong) => {
    const answer = await rider.post('/v1/quotes', { ...trip, ...wrong });
    expect(answer).toMatchObject({ status: 422, body: { code } });
  });

  it.each([
    ['no numbers', { pickup: { lat: '13', lon: '-59' } }],
    ['nothing', { pickup: null }],
    ['what is not asked for', { fareCents: 1 }],
  ])('%s is no quote', async (_what, wrong) => {
    expect(await rider.post('/v1/quotes', { ...trip, ...wrong })).toMatchObject({
      status: 400,
      body: { code: 'body_invalid' },
    });
  });

  it('NaN is not JSON', async () => {
    const response = await fetch(`${story.api.url}/v1/quotes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rider.token}`, 'content-type': 'application/json' },
      body: '{"pickup":{"lat":NaN,"lon":-59.5},"dropoff":{"lat":13.1,"lon":-59.5}}',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'json_malformed' });
  });

  it('are documented with real trips', async () => {
    const document = (await (await fetch(`${story.api.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { requestBody?: { content: Record<string, { examples: object }> } }>>;
    };
    const examples = document.paths['/v1/quotes']?.['post']?.requestBody?.content['application/json']?.examples;
    expect(examples).toEqual(quoteExamples);
    for (const path of [
      '/v1/book/{page}',
      '/v1/rides/{rideId}/receipt',
      '/v1/ops/tariffs',
      '/v1/ops/fares/{rideId}/recompute',
    ]) {
      expect(Object.keys(document.paths)).toContain(path);
    }
  });
});
