import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Book } from './book.service.ts';
import { BookKeeper } from './book-keeper.service.ts';
import { PRICING_OPTIONS, type PricingOptions } from './options.ts';
import { PricingStore } from './pricing.store.ts';
import { pricingOnServer } from './server.ts';
import { FareSettlement } from './settlement.service.ts';

const DEFAULTS: PricingOptions = { keepsBook: true, clock: () => Date.now(), onUnsettled: () => undefined };

/** What pricing needs from the application. */
export interface PricingModuleOptions extends Partial<PricingOptions> {
  /** Must provide `PageSigner`. */
  readonly providers: readonly Provider[];
}

/** Where pricing joins the application. */
@Module({})
export class PricingModule {
  /** Pricing with an operator's choices, and with somebody who signs pages and somebody who knows the map. */
  static forRoot({ providers, ...chosen }: PricingModuleOptions): DynamicModule {
    const services = [PricingStore, Book, BookKeeper, FareSettlement];
    return {
      module: PricingModule,
      imports: [TypeOrmModule.forFeature([...pricingOnServer.tables])],
      controllers: [...pricingOnServer.handlers],
      providers: [{ provide: PRICING_OPTIONS, useValue: { ...DEFAULTS, ...chosen } }, ...providers, ...services],
      exports: [PRICING_OPTIONS, ...services],
    };
  }
}
