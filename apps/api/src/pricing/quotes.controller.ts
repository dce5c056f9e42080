import { type VehicleClass } from '#rides';
import { Book, PRICING_OPTIONS, quote, type PricingOptions, type Quote } from '#pricing';
import { etaByTable, type Eta } from '#routing';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import type { z } from 'zod';
import { RequirePermission } from '../auth/access.ts';
import { Shows } from '../auth/shows.ts';
import { quoteExamples } from './pricing-examples.ts';
import { bookNotReady, QUOTE_PROBLEMS, quoteProblem } from './pricing-problems.ts';
import { Operation } from '../rest/operation.ts';
import { quoteBody, quoteSchema } from './pricing-schemas.ts';
import { FARES } from './groups.ts';

/** Quotes: the same cents that a phone computes from the signed pages. */
@FARES
@Controller('v1/quotes')
export class QuotesController {
  readonly #book: Book;
  readonly #options: PricingOptions;

  constructor(book: Book, @Inject(PRICING_OPTIONS) options: PricingOptions) {
    this.#book = book;
    this.#options = options;
  }

  @Post()
  @HttpCode(200)
  @RequirePermission('fares:quote')
  @Shows('nobody')
  @Operation({
    id: 'quoteFare',
    summary: 'Quote a fare',
    description:
      'From the signed pages of the book, by the function that phones use: the same cents. Nothing is stored. Book with ' +
      '`fareCents` as `quotedFareCents`, and `tariffVersion`, `mapVersion`, `vehicleClass` and `atMs` (as `quotedForMs`), and the quote stands. ' +
      'A booking knows pickup and dropoff; with `stops` or `waitingMs` the quote shows what they would add. ' +
      'What no source confirms is listed under `assumptions`. A fare never follows a closure or a slow zone; `eta` does.',
    examples: quoteExamples,
    answers: { 200: { description: 'The quote', schema: quoteSchema } },
    problems: [...QUOTE_PROBLEMS, bookNotReady],
  })
  async quote(
    @Body({ schema: quoteBody }) body: z.infer<typeof quoteBody>,
  ): Promise<Quote & { readonly eta: Eta | null }> {
    const nowMs = this.#options.clock();
    const atMs = body.atMs ?? nowMs;
    const [map, then, now] = await Promise.all([
      this.#book.mapAt(nowMs),
      this.#book.tariffAt(atMs),
      this.#book.tariffAt(nowMs),
    ]);
    // For a trip beyond all pages the tariff of today is the one that is known.
    const tariff = then ?? now;
    if (map === null || tariff === null) throw bookNotReady();
    const answer = quote(tariff, map, { ...requestOf(body), atMs });
    if ('code' in answer) throw quoteProblem(answer);
    return { ...answer, eta: etaByTable(map, { points: [body.pickup, body.dropoff, ...(body.stops ?? [])], atMs }) };
  }
}

function requestOf({ pickup, dropoff, stops, vehicleClass, waitingMs, extras, discountId }: z.infer<typeof quoteBody>) {
  return {
    pickup,
    dropoff,
    ...(stops === undefined ? {} : { stops }),
    // Whether there is such a class is for the quote to say.
    ...(vehicleClass === undefined ? {} : { vehicleClass: vehicleClass as VehicleClass }),
    ...(waitingMs === undefined ? {} : { waitingMs }),
    ...(extras === undefined ? {} : { extras }),
    ...(discountId === undefined ? {} : { discountId }),
  };
}
