/** Scenes of each mutation of pricing, by what it answers there. */
import { scenesOf, type SceneTable } from '#sync/testing';
import { PRICING_LIMITS } from '../src/limits.ts';
import { SHIPPED_TARIFFS, TARIFF_2023, TARIFF_BEFORE_2023 } from '../src/shipped-tariffs.ts';
import type { Tariff } from '../src/rules/tariff.ts';
import type { BookPage } from '../src/state.ts';
import {
  bookPageKind,
  bookSeriesKind,
  cashPaymentKind,
  paidSoFarKind,
  fareKind,
  refundKind,
  tariffCalendarKind,
  tariffKind,
} from '../src/views.ts';
import {
  CALENDAR,
  DAY_MS,
  DRIVER,
  endedRide,
  facts,
  NEXT_HASH,
  NEXT_TARIFF,
  NOW_MS,
  OTHER_DRIVER,
  OTHER_ID,
  OTHER_PRICER,
  PRICER,
  proposed,
  published,
  RIDE_ID,
  RIDER,
  sampleFare,
  SUPPORT,
  SYSTEM,
  TARIFF_ROWS,
} from './samples.ts';
import { jwsOf, PAGE_ARGS, PAGE_PAYLOAD } from './unsigned-pages.ts';

const LATER: Tariff = { ...NEXT_TARIFF, version: 'v2028-01-01' };
const proposal = tariffKind.put(proposed(NEXT_TARIFF));
const approval = { version: NEXT_TARIFF.version, documentHash: NEXT_HASH };
/** The calendar with LATER in it already. */
const laterRows = [
  tariffCalendarKind.put({
    ...CALENDAR,
    entries: [...CALENDAR.entries, { version: LATER.version, effectiveFromMs: LATER.effectiveFromMs }],
  }),
  ...SHIPPED_TARIFFS.map((tariff) => tariffKind.put(published(tariff))),
  tariffKind.put(published(LATER)),
];

const mapPayload = { ...PAGE_PAYLOAD, page: 'map', version: 'm1.1', contentVersion: 'm1' };
const ofMap = { ...PAGE_ARGS, page: 'map', version: 'm1.1', contentVersion: 'm1', jws: jwsOf(mapPayload) };
const page: BookPage = {
  pageId: 'tariff/v2023-01-07.1',
  page: 'tariff',
  version: PAGE_PAYLOAD.version,
  contentVersion: PAGE_PAYLOAD.contentVersion,
  contentHash: '0'.repeat(64),
  keyId: 'signing-key-1',
  jws: PAGE_ARGS.jws,
  validFromMs: NOW_MS - DAY_MS,
  validToMs: NOW_MS - 2,
  honouredUntilMs: NOW_MS - 1,
  publishedAtMs: NOW_MS - DAY_MS,
  retiredAtMs: null,
};

const ofRide = { rideId: RIDE_ID, riderId: RIDER.subject, driverId: DRIVER.subject };
const settling = { ...ofRide, facts: facts() };
/** Between two places that the table of 2022 does not name. */
const notInTheTable = facts({ tripAtMs: Date.UTC(2022, 5, 1), quotedFareCents: null, pin: null });
const calledOff = {
  outcome: 'cancelled',
  by: 'rider',
  fromStatus: 'arrived',
  vehicleClass: 'Z',
  reason: null,
  acceptedForMs: 600_000,
  arrivedForMs: 60_000,
};
const charging = { ...ofRide, atMs: NOW_MS, calledOff };
const fare = fareKind.put(sampleFare());
// BBD 49.38 is at the legal cap: in coins 49.35, not 49.40.
const cash = {
  paymentId: OTHER_ID,
  rideId: RIDE_ID,
  currency: 'BBD',
  tenderedCents: 5000,
  changeCents: 65,
  fareCents: 4938,
  cashDueCents: 4935,
} as const;
const payment = cashPaymentKind.put({
  ...cash,
  ...ofRide,
  keptCents: 4935,
  recordedAtMs: NOW_MS - 1,
  recordedClaimedAtMs: null,
});
const paidOften = paidSoFarKind.put({
  ...ofRide,
  payments: PRICING_LIMITS.paymentsPerRideMax,
  keptCents: 4935,
});
const refund = { refundId: OTHER_ID, rideId: RIDE_ID, refundCents: 1000, reason: 'A detour over Bathsheba' };

export const PRICING_SCENES: SceneTable = {
  'pricing.proposeTariff': scenesOf(
    { actor: PRICER, args: { tariff: NEXT_TARIFF }, rows: TARIFF_ROWS },
    {
      applied: {},
      tariff_exists: { args: { tariff: { ...NEXT_TARIFF, version: TARIFF_2023.version } } },
      tariff_invalid: { args: { tariff: { ...NEXT_TARIFF, areas: [] } } },
      tariff_backdated: { args: { tariff: { ...NEXT_TARIFF, effectiveFromMs: NOW_MS - 1 } } },
    },
  ),
  'pricing.approveTariff': scenesOf(
    { actor: OTHER_PRICER, args: approval, rows: [...TARIFF_ROWS, proposal] },
    {
      applied: {},
      tariff_not_found: { args: { ...approval, version: 'v2099' } },
      tariff_published: { args: { ...approval, version: TARIFF_2023.version } },
      approver_is_proposer: { actor: PRICER },
      tariff_changed: { args: { ...approval, documentHash: '0'.repeat(64) } },
      tariff_backdated: { nowMs: NEXT_TARIFF.effectiveFromMs + 1 },
      tariff_out_of_order: { rows: [...laterRows, proposal] },
    },
  ),
  'pricing.adoptTariff': scenesOf(
    { actor: SYSTEM, args: { tariff: TARIFF_BEFORE_2023 } },
    {
      applied: {},
      tariff_exists: { rows: TARIFF_ROWS },
      tariff_invalid: { args: { tariff: { ...TARIFF_BEFORE_2023, areas: [] } } },
      tariff_out_of_order: {
        args: { tariff: { ...TARIFF_BEFORE_2023, version: 'v2021' } },
        rows: TARIFF_ROWS,
      },
    },
  ),
  'pricing.publishPage': scenesOf(
    { actor: SYSTEM, args: PAGE_ARGS, rows: [tariffKind.put(published(TARIFF_2023, { honouredUntilMs: 5 }))] },
    {
      applied: [{}, { args: ofMap }],
      page_exists: { rows: [bookPageKind.put(page)] },
      page_invalid: { args: { ...PAGE_ARGS, jws: jwsOf({ ...PAGE_PAYLOAD, page: 'map' }) } },
      page_out_of_order: { rows: [bookSeriesKind.put({ page: 'tariff', serial: 1 })] },
    },
  ),
  'pricing.retirePage': scenesOf(
    { actor: SYSTEM, args: { pageId: page.pageId }, rows: [bookPageKind.put(page)] },
    {
      applied: {},
      page_not_found: { rows: [] },
      page_honoured: { rows: [bookPageKind.put({ ...page, honouredUntilMs: NOW_MS })] },
    },
  ),
  'pricing.settleRide': scenesOf(
    { actor: SYSTEM, args: settling, rows: TARIFF_ROWS },
    {
      applied: {},
      fare_exists: { rows: [...TARIFF_ROWS, fare] },
      tariff_unknown: { rows: [] },
      fare_not_in_table: { args: { ...settling, facts: notInTheTable } },
    },
  ),
  'pricing.chargeCancellation': scenesOf(
    { actor: SYSTEM, args: charging, rows: TARIFF_ROWS },
    {
      applied: {},
      fare_exists: { rows: [...TARIFF_ROWS, fare] },
      fee_none: { args: { ...charging, driverId: null } },
    },
  ),
  'pricing.recordCash': scenesOf(
    { actor: DRIVER, args: cash, rows: [endedRide(), fare] },
    {
      applied: [{}, { rows: [endedRide()] }],
      ride_not_yours: [{ rows: [] }, { actor: OTHER_DRIVER }],
      other_device: { actor: { ...DRIVER, device: 'phone-2' }, rows: [endedRide({ driverDevice: 'phone-1' })] },
      ride_not_over: { rows: [endedRide({ status: 'started' })] },
      cash_exists: { rows: [endedRide(), payment] },
      cash_too_often: { rows: [endedRide(), paidOften] },
      change_too_much: { args: { ...cash, changeCents: 5005 } },
      cash_short: { args: { ...cash, tenderedCents: 4000, changeCents: 0 } },
      cash_over: { args: { ...cash, changeCents: 0 } },
    },
  ),
  'pricing.refundFare': scenesOf(
    { actor: SUPPORT, args: refund, rows: [fare] },
    {
      applied: {},
      fare_not_found: { rows: [] },
      refund_exists: { rows: [fare, refundKind.put({ ...refund, refundedBy: SUPPORT.subject, refundedAtMs: 1 })] },
      refund_too_much: { args: { ...refund, refundCents: sampleFare().fareCents + 1 } },
    },
  ),
};
