import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { faresPageSchema, refundsPageSchema } from '../../src/pricing/fare-list-schemas.ts';
import { refundExample, tariffExample } from '../../src/pricing/pricing-examples.ts';
import {
  fareSchema,
  opsFareSchema,
  refundWrittenSchema,
  tariffRecordSchema,
  tariffsSchema,
  tariffWrittenSchema,
} from '../../src/pricing/pricing-schemas.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import type { Answer } from '../harness/probe-app.ts';
import { PIN, Story } from './story.ts';

const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };

/** Holds an answer to the schema that the OpenAPI document shows for it: nothing more and nothing less. */
function holds(answer: Answer, status: number, schema: z.ZodObject): void {
  expect(answer.status).toBe(status);
  expect(schema.parse(answer.body)).toEqual(answer.body);
}

type Operation = {
  readonly requestBody?: { content: Record<string, { examples?: object }> };
  readonly responses: Record<string, { content?: Record<string, { schema?: object }> }>;
};

describe('fares and tariffs', () => {
  let story: Story;

  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());

  it('a tariff is proposed and approved as documented', async () => {
    expect.hasAssertions();
    const [proposer, approver] = await Promise.all([story.person('pricing'), story.person('pricing')]);
    const { value } = tariffExample.dearer;
    holds(await proposer.post('/v1/ops/tariffs', value), 201, tariffWrittenSchema);
    const looked = await approver.get(`/v1/ops/tariffs/${value.tariff.version}`);
    holds(looked, 200, tariffRecordSchema);
    const { documentHash } = looked.body;
    const path = `/v1/ops/tariffs/${value.tariff.version}/approve`;
    holds(await approver.post(path, { documentHash }), 200, tariffWrittenSchema);
    holds(await approver.get('/v1/ops/tariffs'), 200, tariffsSchema);
  });

  it('a fare is shown, looked at and refunded as documented', async () => {
    expect.hasAssertions();
    const people = [story.person('rider'), story.person('driver'), story.person('support')] as const;
    const [rider, driver, support] = await Promise.all(people);
    const quote = await story.quoted(rider, TRIP);
    const { rideId } = await story.booked(rider, TRIP, quote);
    await story.accepted(driver, rideId);
    const { fareCents, cashDueCents } = quote;
    const cash = { currency: 'BBD', tenderedCents: cashDueCents, changeCents: 0, fareCents, cashDueCents };
    await driver.push(
      ['rides.arrive', { rideId }],
      ['rides.start', { rideId, pin: PIN }],
      ['rides.end', { rideId }],
      ['pricing.recordCash', { rideId, paymentId: randomUUID(), ...cash }],
    );
    await story.fare(rider, rideId);
    holds(await rider.get(`/v1/rides/${rideId}/fare`), 200, fareSchema);
    const { value } = refundExample.overcharge;
    holds(await support.post(`/v1/ops/fares/${rideId}/refunds`, value), 201, refundWrittenSchema);
    holds(await support.get(`/v1/ops/fares/${rideId}`), 200, opsFareSchema);
    const listed = await support.get('/v1/ops/fares?limit=1');
    holds(listed, 200, faresPageSchema);
    expect(listed.body).toMatchObject({ fares: [{ rideId }], nextCursor: null });
    const again = await support.post(`/v1/ops/fares/${rideId}/refunds`, { ...value, refundCents: 100 });
    expect(again.status).toBe(201);
    const last = await support.get('/v1/ops/refunds?limit=1');
    holds(last, 200, refundsPageSchema);
    const given = { rideId, riderId: rider.subject, refundedBy: support.subject };
    expect(last.body).toMatchObject({ refunds: [{ ...given, refundCents: 100 }], nextCursor: expect.any(String) });
    const first = await support.get(`/v1/ops/refunds?limit=1&cursor=${String(last.body['nextCursor'])}`);
    expect(first.body).toMatchObject({ refunds: [{ ...given, refundCents: value.refundCents }], nextCursor: null });
    expect((await support.get('/v1/ops/refunds?refundedBy=nobody')).body).toEqual({ refunds: [], nextCursor: null });
    expect(await support.get('/v1/ops/fares?cursor=x')).toMatchObject({
      status: 400,
      body: { code: 'cursor_invalid' },
    });
  });

  it('have a schema for each answer, and an example for each body', async () => {
    const document = (await (await fetch(`${story.api.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    const wanted: readonly (readonly [string, string, string])[] = [
      ['get', '/v1/ops/tariffs', '200'],
      ['get', '/v1/ops/tariffs/{version}', '200'],
      ['post', '/v1/ops/tariffs', '201'],
      ['post', '/v1/ops/tariffs/{version}/approve', '200'],
      ['get', '/v1/ops/fares/{rideId}', '200'],
      ['post', '/v1/ops/fares/{rideId}/refunds', '201'],
      ['get', '/v1/rides/{rideId}/fare', '200'],
    ];
    for (const [method, path, status] of wanted) {
      const operation = document.paths[path]?.[method];
      const schema = operation?.responses[status]?.content?.['application/json']?.schema;
      expect([method, path, schema !== undefined]).toEqual([method, path, true]);
      const body = operation?.requestBody?.content['application/json'];
      expect([method, path, body === undefined || body.examples !== undefined]).toEqual([method, path, true]);
    }
    expect(document.paths['/v1/ops/tariffs']?.['post']?.requestBody?.content['application/json']?.examples).toEqual(
      JSON.parse(JSON.stringify(tariffExample)),
    );
  });
});
