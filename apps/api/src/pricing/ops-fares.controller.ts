import { FareSettlement, PricingStore, type Fare, type Recomputation } from '#pricing';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { KeyedIds } from '../keyed-ids.ts';
import { IdempotencyKey, KeyedWrite } from '../rest/keyed-write.ts';
import { Operation } from '../rest/operation.ts';
import { cursorInvalid, pageCursor, TIME_AND_ID } from '../rest/page-cursor.ts';
import { faresPageSchema, opsFaresQuery } from './fare-list-schemas.ts';
import { OPS_FARES } from './groups.ts';
import { refundExample } from './pricing-examples.ts';
import { MissingFares } from './missing-fare.service.ts';
import { MISSING_FARE_PROBLEMS } from './pricing-problems.ts';
import { opsFareSchema, refundBody, refundWrittenSchema, recomputationSchema, ridePath } from './pricing-schemas.ts';
import { Writes } from '../rest/writes.service.ts';

const lastSettled = pageCursor<Pick<Fare, 'settledAtMs' | 'rideId'>>(
  ({ settledAtMs, rideId }) => `${settledAtMs}.${rideId}`,
  TIME_AND_ID,
  (settledAtMs, rideId) => ({ settledAtMs: Number(settledAtMs), rideId }),
);

/** Fares, for staff: looked at, run again, given back. */
@OPS_FARES
@Controller('v1/ops/fares')
export class OpsFaresController {
  readonly #store: PricingStore;
  readonly #settlement: FareSettlement;
  readonly #writes: Writes;
  readonly #ids: KeyedIds;
  readonly #missing: MissingFares;

  constructor(store: PricingStore, settlement: FareSettlement, writes: Writes, ids: KeyedIds, missing: MissingFares) {
    this.#missing = missing;
    this.#ids = ids;
    this.#store = store;
    this.#settlement = settlement;
    this.#writes = writes;
  }

  @Get()
  @RequirePermission('ops:fares:read')
  @Shows({ peopleAt: ['answer.fares.*.riderId', 'answer.fares.*.driverId'] })
  @Operation({
    id: 'listFaresForStaff',
    summary: 'List fares and fees, the last settled first',
    answers: { 200: { description: 'A page of fares', schema: faresPageSchema } },
    problems: [cursorInvalid],
  })
  async list(@Query({ schema: opsFaresQuery }) { cursor, limit }: z.infer<typeof opsFaresQuery>) {
    const { fares, next } = await this.#store.fares({ after: lastSettled.read(cursor), limit });
    return { fares: fares.map(summaryOf), nextCursor: lastSettled.write(next) };
  }

  @Get(':rideId')
  @RequirePermission('ops:fares:read')
  @Shows({ peopleAt: ['answer.fare.riderId', 'answer.fare.driverId', 'answer.entries.*.driverId'] })
  @Operation({
    id: 'getFareForStaff',
    summary: 'A fare with all that was posted for it',
    description: 'Every entry sums to zero.',
    answers: { 200: { description: 'The fare, its payments, refunds and ledger entries', schema: opsFareSchema } },
    problems: MISSING_FARE_PROBLEMS,
  })
  async one(@Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>) {
    const fare = await this.#store.fare(rideId);
    if (fare === null) throw await this.#missing.why(rideId, () => true);
    const [payments, refunds, entries] = await Promise.all([
      this.#store.payments(rideId),
      this.#store.refunds(rideId),
      this.#store.entries(rideId),
    ]);
    return { fare, payments, refunds, entries };
  }

  @Post(':rideId/recompute')
  @HttpCode(200)
  @RequirePermission('ops:fares:read')
  @Shows({ peopleAt: [] })
  @Operation({
    id: 'recomputeFare',
    summary: 'Run a fare again from what is stored',
    description:
      'The distances, the quote, the fare and its ledger entry are computed anew and compared. Nothing changes.',
    answers: { 200: { description: 'Whether it came out the same', schema: recomputationSchema } },
    problems: MISSING_FARE_PROBLEMS,
  })
  async recompute(@Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>): Promise<Recomputation> {
    const recompute = await this.#settlement.recompute(rideId);
    if (recompute === null) throw await this.#missing.why(rideId, () => true);
    return recompute;
  }

  @Post(':rideId/refunds')
  @RequirePermission('ops:fares:refund')
  @Shows('caller')
  @KeyedWrite()
  @Operation({
    id: 'refundFare',
    summary: 'Give back some or all of a fare',
    description: 'Bimride bears it; the driver keeps the pay.',
    examples: refundExample,
    answers: { 201: { description: 'The outcome, and the id of the refund', schema: refundWrittenSchema } },
    performs: ['pricing.refundFare'],
  })
  async refund(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @Body({ schema: refundBody }) body: z.infer<typeof refundBody>,
    @IdempotencyKey() key: string,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { refundCents, reason } = body;
    const refundId = body.refundId ?? (await this.#ids.uuid({ subject: principal.subject, key }));
    const args = { refundId, rideId, refundCents, reason };
    return {
      outcome: (await this.#writes.perform({ principal, key, name: 'pricing.refundFare', args })).outcome,
      refundId,
    };
  }
}

function summaryOf(fare: Fare) {
  const { rideId, kind, riderId, driverId, fareCents, tariffVersion, settledAtMs } = fare;
  return { rideId, kind, riderId, driverId, fareCents, tariffVersion, settledAtMs };
}
