import { rideCancelled, rideEnded } from '#rides/contracts';
import { mapChanged } from '#routing/contracts';
import { HandleEvent, type EventOf } from '#sync';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { BookKeeper } from './book-keeper.service.ts';
import { tariffPublished } from './contracts.ts';
import { FareSettlement } from './settlement.service.ts';

const SETTLEMENT = { group: 'pricing.settlement', from: 'beginning' } as const;
// A group of its own: signing a page must not hold up a fare.
const BOOK = { group: 'pricing.book', from: 'beginning' } as const;

/** When to settle, and when the book has to be brought up to date. */
@Controller()
export class PricingEventHandlers {
  readonly #settlement: FareSettlement;
  readonly #keeper: BookKeeper;

  constructor(settlement: FareSettlement, keeper: BookKeeper) {
    this.#settlement = settlement;
    this.#keeper = keeper;
  }

  @HandleEvent(rideEnded, SETTLEMENT)
  async onEnded(@Payload() event: EventOf<typeof rideEnded>): Promise<void> {
    await this.#settlement.settle(event);
  }

  @HandleEvent(rideCancelled, SETTLEMENT)
  async onCancelled(@Payload() event: EventOf<typeof rideCancelled>): Promise<void> {
    await this.#settlement.chargeCancellation(event);
  }

  @HandleEvent(tariffPublished, BOOK)
  async onTariff(): Promise<void> {
    await this.#keeper.keep();
  }

  @HandleEvent(mapChanged, BOOK)
  async onMap(): Promise<void> {
    await this.#keeper.keep();
  }
}
