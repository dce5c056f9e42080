import { PricingStore, type RefundPlace } from '#pricing';
import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { Operation } from '../rest/operation.ts';
import { cursorInvalid, pageCursor, TIME_AND_ID } from '../rest/page-cursor.ts';
import { opsRefundsQuery, refundsPageSchema } from './fare-list-schemas.ts';
import { OPS_FARES } from './groups.ts';

const lastGiven = pageCursor<RefundPlace>(
  ({ refundedAtMs, refundId }) => `${refundedAtMs}.${refundId}`,
  TIME_AND_ID,
  (refundedAtMs, refundId) => ({ refundedAtMs: Number(refundedAtMs), refundId }),
);

/** What was given back of fares, for staff. */
@OPS_FARES
@Controller('v1/ops/refunds')
export class OpsRefundsController {
  readonly #store: PricingStore;

  constructor(store: PricingStore) {
    this.#store = store;
  }

  @Get()
  @RequirePermission('ops:fares:read')
  @Shows({ peopleAt: ['answer.refunds.*.riderId'] })
  @Operation({
    id: 'listRefundsForStaff',
    summary: 'List refunds, the last given first',
    description: 'Who gave back how much of which fare, to whom and why.',
    answers: { 200: { description: 'A page of refunds', schema: refundsPageSchema } },
    problems: [cursorInvalid],
  })
  async list(@Query({ schema: opsRefundsQuery }) { cursor, limit, refundedBy }: z.infer<typeof opsRefundsQuery>) {
    const asked = { after: lastGiven.read(cursor), limit, refundedBy: refundedBy ?? null };
    const { refunds, next } = await this.#store.refundsGiven(asked);
    return { refunds: [...refunds], nextCursor: lastGiven.write(next) };
  }
}
