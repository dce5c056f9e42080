import { FareSettlement, PricingStore, type Replay } from '#pricing';
import { Body, Controller, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { idempotencyKey, stableUuid } from '../rest/idempotency.ts';
import { refundExample } from './pricing-examples.ts';
import { fareNotFoundProblem } from './pricing-problems.ts';
import { KeyedWrite, openApi } from '../rest/open-api.ts';
import { opsFareSchema, refundBody, refundWrittenSchema, replaySchema, ridePath } from './pricing-schemas.ts';
import { Writes } from '../rest/writes.service.ts';

/** Fares, for staff: looked at, run again, given back. */
@ApiTags('ops')
@ApiBearerAuth()
@Controller('v1/ops/fares')
export class OpsFaresController {
  readonly #store: PricingStore;
  readonly #settlement: FareSettlement;
  readonly #writes: Writes;

  constructor(store: PricingStore, settlement: FareSettlement, writes: Writes) {
    this.#store = store;
    this.#settlement = settlement;
    this.#writes = writes;
  }

  @Get(':rideId')
  @RequirePermission('ops:fares:read')
  @ApiOperation({ summary: 'A fare with all that was posted for it', description: 'Every entry sums to zero.' })
  @ApiOkResponse({ schema: openApi(opsFareSchema) })
  async one(@Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>) {
    const fare = await this.#store.fare(rideId);
    if (fare === null) throw fareNotFoundProblem();
    const [payments, refunds, entries] = await Promise.all([
      this.#store.payments(rideId),
      this.#store.refunds(rideId),
      this.#store.entries(rideId),
    ]);
    return { fare, payments, refunds, entries };
  }

  @Post(':rideId/replay')
  @HttpCode(200)
  @RequirePermission('ops:fares:read')
  @ApiOperation({
    summary: 'Run a fare again from what is stored',
    description:
      'The distances, the quote, the fare and its ledger entry are computed anew and compared. Nothing changes.',
  })
  @ApiOkResponse({ schema: openApi(replaySchema) })
  async replay(@Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>): Promise<Replay> {
    const replay = await this.#settlement.replay(rideId);
    if (replay === null) throw fareNotFoundProblem();
    return replay;
  }

  @Post(':rideId/refunds')
  @RequirePermission('ops:fares:refund')
  @ApiOperation({
    summary: 'Give back some or all of a fare',
    description: 'Bimride bears it; the driver keeps the pay.',
  })
  @KeyedWrite()
  @ApiBody({ schema: openApi(refundBody), examples: refundExample })
  @ApiCreatedResponse({ schema: openApi(refundWrittenSchema) })
  async refund(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @Body({ schema: refundBody }) body: z.infer<typeof refundBody>,
    @Headers('idempotency-key') header: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ) {
    const key = idempotencyKey(header);
    const { refundCents, reason } = body;
    const refundId = body.refundId ?? stableUuid({ subject: principal.subject, key });
    const args = { refundId, rideId, refundCents, reason };
    return {
      outcome: (await this.#writes.perform({ principal, key, name: 'pricing.refundFare', args })).outcome,
      refundId,
    };
  }
}
