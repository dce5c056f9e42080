import { fareForParties, PricingStore, receiptOf, type Fare, type Receipt } from '#pricing';
import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { fareNotFound } from './pricing-problems.ts';
import { Operation } from '../rest/operation.ts';
import { fareSchema, receiptSchema, ridePath } from './pricing-schemas.ts';
import { receiptHeaders, receiptPage } from './receipt-page.ts';

const PAGE = z.string().describe('A page to print');

/** Fares and receipts of one's own rides. */
@ApiTags('fares')
@Controller('v1/rides')
export class FaresController {
  readonly #store: PricingStore;

  constructor(store: PricingStore) {
    this.#store = store;
  }

  @Get(':rideId/fare')
  @RequirePermission('fares:read-own')
  @Shows('caller')
  @Operation({
    id: 'getFare',
    summary: 'The fare of one of your rides',
    description: 'Not found until the ride is over and settled.',
    answers: { 200: { description: 'The fare', schema: fareSchema } },
    problems: [fareNotFound],
  })
  async fare(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { fare } = await this.#own(rideId, principal);
    return fareForParties(fare);
  }

  @Get(':rideId/receipt')
  @RequirePermission('fares:read-own')
  @Shows('caller')
  @Operation({
    id: 'getReceipt',
    summary: 'The receipt of one of your rides',
    description: 'As JSON, or as a page to print if you ask for `text/html`.',
    answers: {
      200: { description: 'The receipt', schema: receiptSchema, content: { 'text/html': PAGE }, headers: ['Vary'] },
    },
    problems: [fareNotFound],
  })
  async receipt(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @Headers('accept') accept: string | undefined,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt | string> {
    const receipt = await this.#receipt(rideId, principal);
    void reply.header('Vary', 'Accept');
    return prefersHtml(accept) ? asPage(receipt, reply) : receipt;
  }

  @Get(':rideId/receipt.html')
  @RequirePermission('fares:read-own')
  @Shows('caller')
  @Operation({
    id: 'getReceiptPage',
    summary: 'The receipt of one of your rides, as a page to print',
    answers: { 200: { description: 'The receipt', content: { 'text/html': PAGE } } },
    problems: [fareNotFound],
  })
  async page(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return asPage(await this.#receipt(rideId, principal), reply);
  }

  async #receipt(rideId: string, principal: Principal): Promise<Receipt> {
    const { fare, audience } = await this.#own(rideId, principal);
    const [payments, refunds] = await Promise.all([this.#store.payments(rideId), this.#store.refunds(rideId)]);
    return receiptOf({ fare, payments, refunds, audience });
  }

  async #own(rideId: string, { subject, roles }: Principal): Promise<{ fare: Fare; audience: Receipt['audience'] }> {
    const fare = await this.#store.fare(rideId);
    if (fare?.riderId === subject && roles.includes('rider')) return { fare, audience: 'rider' };
    if (fare?.driverId === subject && roles.includes('driver')) return { fare, audience: 'driver' };
    throw fareNotFound();
  }
}

function asPage(receipt: Receipt, reply: FastifyReply): string {
  void reply.headers(receiptHeaders());
  return receiptPage(receipt);
}

// A browser names text/html first; a program that takes anything gets JSON.
function prefersHtml(accept = ''): boolean {
  const types = accept.split(',').map((part) => part.trim().split(';')[0] ?? '');
  const [html, json] = [types.indexOf('text/html'), types.indexOf('application/json')];
  return html >= 0 && (json < 0 || html < json);
}
