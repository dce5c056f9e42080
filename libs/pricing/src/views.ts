/**
 * Who sees which tariffs, pages, fares and payments, and how.
 *
 * Invariants: each view is written out property by property; a driver sees of a rider nothing but the ride; a rider sees
 * the driver's pay, because a discount must be seen not to lower it.
 */
import { driverScope, riderScope, type MapDates, type TariffDates } from '#rides/contracts';
import { defineEntity, defineSharedScope, PUBLIC_SCOPE, type Json, type ViewsOf } from '#sync/client';
import type { Drawer } from './rules/settle/cash.ts';
import { measuredOn } from './rules/quote/measured-on.ts';
import type { LedgerEntry } from './rules/settle/posting.ts';
import type {
  BookPage,
  BookSeries,
  CashPayment,
  Fare,
  PaidSoFar,
  Refund,
  TariffCalendar,
  TariffRecord,
} from './state.ts';

/** What people who set tariffs see. */
export const opsPricing = defineSharedScope('ops:pricing', ['pricing']);

/** What anybody sees of a published tariff. Its rates are in the signed page. */
export function tariffDates(record: TariffRecord): TariffDates {
  const { version, effectiveFromMs, effectiveToMs, honouredUntilMs } = record;
  return { version, effectiveFromMs, effectiveToMs, honouredUntilMs };
}

function tariffViews(record: TariffRecord): ViewsOf<TariffDates | Json> {
  return {
    [opsPricing.name]: record as Json,
    ...(record.status === 'published' ? { [PUBLIC_SCOPE.name]: tariffDates(record) } : {}),
  };
}

export const tariffKind = defineEntity<TariffRecord, TariffDates, Json>({
  kind: 'tariff',
  id: ({ version }) => version,
  views: tariffViews,
  sensitivity: {
    version: 'plain',
    status: 'plain',
    document: 'plain',
    documentHash: 'plain',
    proposedBy: 'personal',
    proposedAtMs: 'plain',
    approvedBy: 'personal',
    approvedAtMs: 'plain',
    effectiveFromMs: 'plain',
    effectiveToMs: 'plain',
    honouredUntilMs: 'plain',
  },
});

export const tariffCalendarKind = defineEntity<TariffCalendar, Pick<TariffCalendar, 'entries'>>({
  kind: 'tariffCalendar',
  id: ({ calendarId }) => calendarId,
  views: ({ entries }) => ({ [PUBLIC_SCOPE.name]: { entries } }),
  sensitivity: { calendarId: 'plain', entries: 'plain' },
});

/** What phones keep of a page: the signed text, and what says which of them to open. */
export function bookPageForPhones(page: BookPage) {
  const { page: name, version, contentVersion, jws, validFromMs, validToMs, honouredUntilMs } = page;
  return { page: name, version, contentVersion, jws, validFromMs, validToMs, honouredUntilMs };
}

export type BookPageRow = ReturnType<typeof bookPageForPhones>;

export const bookPageKind = defineEntity<BookPage, BookPageRow>({
  kind: 'bookPage',
  id: ({ pageId }) => pageId,
  views: (page) => (page.retiredAtMs === null ? { [PUBLIC_SCOPE.name]: bookPageForPhones(page) } : {}),
  sensitivity: {
    pageId: 'plain',
    page: 'plain',
    version: 'plain',
    contentVersion: 'plain',
    contentHash: 'plain',
    keyId: 'plain',
    jws: 'plain',
    validFromMs: 'plain',
    validToMs: 'plain',
    honouredUntilMs: 'plain',
    publishedAtMs: 'plain',
    retiredAtMs: 'plain',
  },
});

export const bookSeriesKind = defineEntity<BookSeries>({
  kind: 'bookSeries',
  id: ({ page }) => page,
  views: () => ({}),
  sensitivity: { page: 'plain', serial: 'plain' },
});

/** What both parties of a ride see of its fare. */
export function fareForParties(fare: Fare) {
  const { rideId, kind, rule, fareCents, lines, meterFareCents, legalCapCents, driverPayCents, discountCents } = fare;
  const { quotedFareCents, differenceCents, boundCents, upwardCapCents, vehicleClass, tariffVersion } = fare;
  const { feeRowId, distanceMeters, toleranceMeters, tripAtMs, tripAtLocal, refundedCents, settledAtMs } = fare;
  return {
    rideId,
    kind,
    rule,
    fareCents,
    lines,
    meterFareCents,
    legalCapCents,
    driverPayCents,
    discountCents,
    quotedFareCents,
    differenceCents,
    boundCents,
    upwardCapCents,
    vehicleClass,
    tariffVersion,
    feeRowId,
    distanceMeters,
    toleranceMeters,
    ...measuredOn(fare),
    tripAtMs,
    tripAtLocal,
    refundedCents,
    settledAtMs,
    platformFee: fare.platformFee,
    assumptions: fare.assumptions,
  } as const;
}

export const mapDatesKind = defineEntity<MapDates>({
  kind: 'mapDates',
  id: ({ mapVersion }) => mapVersion,
  views: () => ({}),
  sensitivity: { mapVersion: 'plain', honouredUntilMs: 'plain' },
});

export type FareRow = ReturnType<typeof fareForParties>;

export const fareKind = defineEntity<Fare, FareRow>({
  kind: 'fare',
  id: ({ rideId }) => rideId,
  views: (fare) => ({
    [riderScope(fare.riderId)]: fareForParties(fare),
    ...(fare.driverId === null ? {} : { [driverScope(fare.driverId)]: fareForParties(fare) }),
  }),
  sensitivity: {
    rideId: 'plain',
    kind: 'plain',
    riderId: 'personal',
    driverId: 'personal',
    rule: 'plain',
    fareCents: 'plain',
    lines: 'plain',
    meterFareCents: 'plain',
    legalCapCents: 'plain',
    driverPayCents: 'plain',
    discountCents: 'plain',
    rideTaxCents: 'plain',
    rideTaxTreatment: 'plain',
    platformFee: 'plain',
    legalCap: 'plain',
    quotedFareCents: 'plain',
    reproducedQuoteCents: 'plain',
    recomputedFareCents: 'plain',
    differenceCents: 'plain',
    boundCents: 'plain',
    upwardCapCents: 'plain',
    vehicleClass: 'plain',
    tariffVersion: 'plain',
    tariffHash: 'plain',
    tariffInForceVersion: 'plain',
    mapVersion: 'plain',
    feeRowId: 'plain',
    distanceMeters: 'plain',
    toleranceMeters: 'plain',
    tripAtMs: 'plain',
    tripAtUtc: 'plain',
    tripAtLocal: 'plain',
    facts: 'place',
    calledOff: 'plain',
    assumptions: 'plain',
    refundedCents: 'plain',
    settledAtMs: 'plain',
  },
});

/** What both parties see of a cash payment. */
export function paymentForParties(payment: CashPayment) {
  const { paymentId, rideId, currency, tenderedCents, changeCents, keptCents, fareCents, cashDueCents } = payment;
  const { recordedAtMs } = payment;
  return { paymentId, rideId, currency, tenderedCents, changeCents, keptCents, fareCents, cashDueCents, recordedAtMs };
}

export type CashPaymentRow = ReturnType<typeof paymentForParties>;

export const cashPaymentKind = defineEntity<CashPayment, CashPaymentRow>({
  kind: 'cashPayment',
  id: ({ paymentId }) => paymentId,
  views: (payment) => ({
    [riderScope(payment.riderId)]: paymentForParties(payment),
    [driverScope(payment.driverId)]: paymentForParties(payment),
  }),
  sensitivity: {
    paymentId: 'plain',
    rideId: 'plain',
    riderId: 'personal',
    driverId: 'personal',
    currency: 'plain',
    tenderedCents: 'plain',
    changeCents: 'plain',
    keptCents: 'plain',
    fareCents: 'plain',
    cashDueCents: 'plain',
    recordedAtMs: 'plain',
    recordedClaimedAtMs: 'plain',
  },
});

export const paidSoFarKind = defineEntity<PaidSoFar, Pick<PaidSoFar, 'rideId' | 'payments' | 'keptCents'>>({
  kind: 'paidSoFar',
  id: ({ rideId }) => rideId,
  views: ({ rideId, riderId, driverId, payments, keptCents }) => ({
    [riderScope(riderId)]: { rideId, payments, keptCents },
    [driverScope(driverId)]: { rideId, payments, keptCents },
  }),
  sensitivity: { rideId: 'plain', riderId: 'personal', driverId: 'personal', payments: 'plain', keptCents: 'plain' },
});

export const drawerKind = defineEntity<Drawer>({
  kind: 'drawer',
  id: ({ driverId }) => driverId,
  views: (drawer) => ({ [driverScope(drawer.driverId)]: drawer }),
  sensitivity: {
    driverId: 'personal',
    payments: 'plain',
    bbdInCents: 'plain',
    usdInCents: 'plain',
    changeOutCents: 'plain',
    keptCents: 'plain',
  },
});

export const refundKind = defineEntity<Refund>({
  kind: 'refund',
  id: ({ refundId }) => refundId,
  views: () => ({}),
  sensitivity: {
    refundId: 'plain',
    rideId: 'plain',
    refundCents: 'plain',
    reason: 'personal',
    refundedBy: 'personal',
    refundedAtMs: 'plain',
  },
});

export const ledgerEntryKind = defineEntity<LedgerEntry>({
  kind: 'ledgerEntry',
  id: ({ entryId }) => entryId,
  views: () => ({}),
  sensitivity: {
    entryId: 'plain',
    reason: 'plain',
    rideId: 'plain',
    driverId: 'personal',
    lines: 'plain',
    postedAtMs: 'plain',
  },
});
