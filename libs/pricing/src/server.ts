/** What pricing has on a server: tables, how they came to be, and handlers of events. */
import { onServer } from '#sync';
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
import { CreatePricingSchema1763856300000 } from './migrations/1763856300000-create-pricing-schema.ts';
import { MapDates1763856300100 } from './migrations/1763856300100-map-dates.ts';
import { PaidSoFar1763856300200 } from './migrations/1763856300200-paid-so-far.ts';
import { TaxTreatment1763856300300 } from './migrations/1763856300300-tax-treatment.ts';
import { ListRefunds1763856300400 } from './migrations/1763856300400-list-refunds.ts';
import { pricingExamples } from './examples.ts';
import { pricing } from './module.ts';
import { PricingEventHandlers } from './on-events.ts';

export const pricingOnServer = onServer(pricing, {
  rows: {
    tariff: TariffRow,
    tariffCalendar: TariffCalendarRow,
    bookPage: BookPageRow,
    bookSeries: BookSeriesRow,
    mapDates: MapDatesRow,
    fare: FareRow,
    cashPayment: CashPaymentRow,
    paidSoFar: PaidSoFarRow,
    drawer: DrawerRow,
    refund: RefundRow,
    ledgerEntry: LedgerEntryRow,
  },
  migrations: [
    CreatePricingSchema1763856300000,
    MapDates1763856300100,
    PaidSoFar1763856300200,
    TaxTreatment1763856300300,
    ListRefunds1763856300400,
  ],
  handlers: [PricingEventHandlers],
  examples: pricingExamples,
});
