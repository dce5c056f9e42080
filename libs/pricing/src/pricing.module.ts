import { SyncRegistry } from '#sync';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Book } from './book.service.ts';
import { BookKeeper } from './book-keeper.service.ts';
import { pricingEvents } from './contracts.ts';
import { BookPageRow } from './entities/book-page.ts';
import { BookSeriesRow } from './entities/book-series.ts';
import { CashPaymentRow } from './entities/cash-payment.ts';
import { DrawerRow } from './entities/drawer.ts';
import { FareRow } from './entities/fare.ts';
import { LedgerEntryRow } from './entities/ledger-entry.ts';
import { MapDatesRow } from './entities/map-dates.ts';
import { PaidSoFarRow } from './entities/paid-so-far.ts';
import { RefundRow } from './entities/refund.ts';
import { TariffCalendarRow } from './entities/tariff-calendar.ts';
import { TariffRow } from './entities/tariff.ts';
import { PricingEventHandlers } from './on-events.ts';
import { PRICING_OPTIONS, type PricingOptions } from './options.ts';
import { PricingStore } from './pricing.store.ts';
import { pricingMutations, pricingScopesByRole } from './registration.ts';
import { pricingEntities } from './schema.ts';
import { FareSettlement } from './settlement.service.ts';
import * as views from './views.ts';

const DEFAULTS: PricingOptions = { keepsBook: true, clock: () => Date.now(), onUnsettled: () => undefined };

/** What pricing needs from the application. */
export interface PricingModuleOptions extends Partial<PricingOptions> {
  /** Must provide `PageSigner` and `MapSource`. */
  readonly providers: readonly Provider[];
}

/** Where pricing joins the application. */
@Module({})
export class PricingModule {
  constructor(registry: SyncRegistry) {
    registry.register({
      mutations: pricingMutations,
      entities: [
        { kind: views.tariffKind, table: TariffRow },
        { kind: views.tariffCalendarKind, table: TariffCalendarRow },
        { kind: views.bookPageKind, table: BookPageRow },
        { kind: views.bookSeriesKind, table: BookSeriesRow },
        { kind: views.mapDatesKind, table: MapDatesRow },
        { kind: views.fareKind, table: FareRow },
        { kind: views.cashPaymentKind, table: CashPaymentRow },
        { kind: views.paidSoFarKind, table: PaidSoFarRow },
        { kind: views.drawerKind, table: DrawerRow },
        { kind: views.refundKind, table: RefundRow },
        { kind: views.ledgerEntryKind, table: LedgerEntryRow },
      ],
      events: pricingEvents,
      scopesByRole: pricingScopesByRole,
    });
  }

  /** Pricing with an operator's choices, and with somebody who signs pages and somebody who knows the map. */
  static forRoot({ providers, ...chosen }: PricingModuleOptions): DynamicModule {
    const services = [PricingStore, Book, BookKeeper, FareSettlement];
    return {
      module: PricingModule,
      imports: [TypeOrmModule.forFeature([...pricingEntities])],
      controllers: [PricingEventHandlers],
      providers: [{ provide: PRICING_OPTIONS, useValue: { ...DEFAULTS, ...chosen } }, ...providers, ...services],
      exports: [PRICING_OPTIONS, ...services],
    };
  }
}
