/** What pricing brings into the pipeline. The same on phone and server. */
import { bookReading, mapDatesReading, tariffDatesReading } from '#rides/contracts';
import { defineModule, definePage, publishReading, type MutationDefinition } from '#sync/client';
import { pricingEvents } from './contracts.ts';
import { PRICING_LIMITS } from './limits.ts';
import { tariffContentSchema } from './rules/book/book-content.ts';
import { adoptTariff } from './mutations/adopt-tariff.ts';
import { approveTariff } from './mutations/approve-tariff.ts';
import { chargeCancellation } from './mutations/charge-cancellation.ts';
import { proposeTariff } from './mutations/propose-tariff.ts';
import { publishPage } from './mutations/publish-page.ts';
import { recordCash } from './mutations/record-cash.ts';
import { refundFare } from './mutations/refund-fare.ts';
import { retirePage } from './mutations/retire-page.ts';
import { settleRide } from './mutations/settle-ride.ts';
import {
  bookPageKind,
  bookSeriesKind,
  cashPaymentKind,
  drawerKind,
  fareKind,
  ledgerEntryKind,
  mapDatesKind,
  opsPricing,
  paidSoFarKind,
  refundKind,
  tariffCalendarKind,
  tariffKind,
} from './views.ts';

/** Every mutation of pricing. Names are never taken off this list. */
export const pricingMutations: readonly MutationDefinition[] = [
  proposeTariff,
  approveTariff,
  adoptTariff,
  publishPage,
  retirePage,
  settleRide,
  chargeCancellation,
  recordCash,
  refundFare,
];

/** A tariff and when the next one takes over. Kept by pricing itself: each tariff has its own page, dated as the tariff is. */
export const tariffPage = definePage('tariff', (content) => tariffContentSchema.safeParse(content).success, 'module');

export const pricing = defineModule({
  name: 'pricing',
  mutations: pricingMutations,
  kinds: [
    tariffKind,
    tariffCalendarKind,
    bookPageKind,
    bookSeriesKind,
    mapDatesKind,
    fareKind,
    cashPaymentKind,
    paidSoFarKind,
    drawerKind,
    refundKind,
    ledgerEntryKind,
  ],
  events: pricingEvents,
  scopes: [opsPricing],
  readings: [
    publishReading(tariffKind, tariffDatesReading),
    publishReading(mapDatesKind, mapDatesReading),
    publishReading(bookSeriesKind, bookReading),
  ],
  pages: [tariffPage],
  limits: PRICING_LIMITS,
  permissions: {
    'fares:quote': ['rider', 'driver', 'dispatcher', 'support', 'pricing'],
    'fares:read-own': ['rider', 'driver'],
    'ops:tariffs:read': ['pricing', 'auditor'],
    'ops:tariffs:write': ['pricing'],
    'ops:fares:read': ['support', 'auditor'],
    'ops:fares:refund': ['support'],
  },
});
