import { cashDueOf, fareForParties, PricingStore, receiptOf, type Fare, type Receipt } from '#pricing';
import { MapPages } from '#routing';
import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { CurrentPrincipal, type Principal } from '../auth/principal.ts';
import { MissingFares } from './missing-fare.service.ts';
import { MISSING_FARE_PROBLEMS } from './pricing-problems.ts';
import { Operation } from '../rest/operation.ts';
import { fareSchema, receiptSchema, ridePath } from './pricing-schemas.ts';
import { placesOnReceipt } from './receipt-places.ts';
import { receiptHeaders, receiptPage } from './receipt-page.ts';
import { FARES } from './groups.ts';

const PAGE = z.string().describe('A page to print');

/** Fares and receipts of one's own rides. */
@FARES
@Controller('v1/rides')
export class FaresController {
  readonly #store: PricingStore;
  readonly #missing: MissingFares;
  readonly #pages: MapPages;

  constructor(store: PricingStore, missing: MissingFares, pages: MapPages) {
    this.#pages = pages;
    this.#store = store;
    this.#missing = missing;
  }

  @Get(':rideId/fare')
  @RequirePermission('fares:read-own')
  @Shows('caller')
  @Operation({
    id: 'getFare',
    summary: 'The fare of one of your rides',
    description: 'It is settled right after the ride has ended; until it is, the answer is `fare_pending`.',
    answers: { 200: { description: 'The fare', schema: fareSchema } },
    problems: MISSING_FARE_PROBLEMS,
  })
  async fare(
    @Param({ schema: ridePath }) { rideId }: z.infer<typeof ridePath>,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { fare } = await this.#own(rideId, principal);
    return { ...fareForParties(fare), cashDueCents: cashDueOf(fare) };
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
    problems: MISSING_FARE_PROBLEMS,
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
    problems: MISSING_FARE_PROBLEMS,
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
    const places = placesOnReceipt(fare, await this.#pages.map());
    return receiptOf({ fare, payments, refunds, audience, ...places });
  }

  async #own(rideId: string, principal: Principal): Promise<{ fare: Fare; audience: Audience }> {
    const fare = await this.#store.fare(rideId);
    const audience = fare && audienceOf(fare, principal);
    if (!audience) throw await this.#missing.why(rideId, (ride) => audienceOf(ride, principal) !== null);
    return { fare, audience };
  }
}

type Audience = Receipt['audience'];

/** As which party the caller sees this; null: they are neither. */
function audienceOf(
  { riderId, driverId }: { readonly riderId: string; readonly driverId: string | null },
  { subject, roles }: Principal,
): Audience | null {
  if (riderId === subject && roles.includes('rider')) return 'rider';
  return driverId === subject && roles.includes('driver') ? 'driver' : null;
}

function asPage(receipt: Receipt, reply: FastifyReply): string {
  void reply.headers(receiptHeaders());
  return receiptPage(receipt);
}

// A browser names text/html first, a program that takes anything gets JSON; `q` says what is liked more, and 0 not at all.
function prefersHtml(accept = ''): boolean {
  const parts = accept.split(',').map((part) => part.split(';').map((piece) => piece.trim()));
  const liking = (type: string): number => {
    const [, ...parameters] = parts.find(([name]) => name === type) ?? [type, 'q=0'];
    return Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
  };
  const [html, json] = [liking('text/html'), liking('application/json')];
  const isFirst = accept.indexOf('text/html') < accept.indexOf('application/json');
  return html > json || (html > 0 && html === json && isFirst);
}
