import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource, ObjectLiteral } from 'typeorm';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import {
  DRIVER,
  facts,
  fareIn,
  NOW_MS,
  OTHER_ID,
  play,
  published,
  RIDE_ID,
  RIDER,
  SYSTEM,
  TARIFF_ROWS,
} from '../test/samples.ts';
import { BookPageRow } from './entities/book-page.ts';
import { CashPaymentRow } from './entities/cash-payment.ts';
import { DrawerRow } from './entities/drawer.ts';
import { FareRow } from './entities/fare.ts';
import { LedgerEntryRow } from './entities/ledger-entry.ts';
import { TariffRow } from './entities/tariff.ts';
import { settleRide } from './mutations/settle-ride.ts';
import { fareEntry } from './rules/settle/fare-record.ts';
import { pricingOnServer } from './server.ts';
import { TARIFF_2023 } from './shipped-tariffs.ts';

const settling = { rideId: RIDE_ID, riderId: RIDER.subject, driverId: DRIVER.subject, facts: facts() };
const fare = { ...fareIn(play(settleRide, { args: settling, actor: SYSTEM, rows: TARIFF_ROWS })), commit: 1 };
const entry = { ...fareEntry(fare), commit: 1 };
const payment = {
  paymentId: OTHER_ID,
  rideId: RIDE_ID,
  riderId: 'rider-a',
  driverId: 'driver-a',
  currency: 'USD',
  tenderedCents: 3000,
  changeCents: 1065,
  keptCents: 4935,
  fareCents: 4938,
  cashDueCents: 4935,
  recordedAtMs: NOW_MS,
  recordedClaimedAtMs: null,
  commit: 1,
} as const;
const cashEntry = {
  entryId: `cash:${OTHER_ID}`,
  reason: 'cash',
  rideId: RIDE_ID,
  driverId: 'driver-a',
  lines: [],
  postedAtMs: 1,
  commit: 1,
} as const;
const page = {
  pageId: 'map/m.1',
  page: 'map',
  version: 'm.1',
  contentVersion: 'm',
  contentHash: 'h',
  keyId: 'k',
  jws: 'a.b.c',
  validFromMs: 1,
  validToMs: 2,
  honouredUntilMs: 3,
  publishedAtMs: 1,
  retiredAtMs: null,
  commit: 1,
};

describe('the database of pricing', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await testDatabase({ modules: [pricingOnServer] });
    source = database.dataSource;
  });
  afterAll(() => database.close());
  beforeEach(() =>
    source.query(
      'TRUNCATE pricing.fare, pricing.ledger_entry, pricing.cash_payment, pricing.drawer, pricing.tariff, pricing.book_page, pricing.refund',
    ),
  );

  const refusalOf = (work: Promise<unknown>): Promise<string | undefined> =>
    work.then(
      () => undefined,
      (error: { constraint?: string; message?: string }) => error.constraint ?? error.message,
    );
  /** Rows written in one transaction, as a commit writes them. */
  const commit = (...rows: readonly (readonly [new () => ObjectLiteral, ObjectLiteral])[]) =>
    source.transaction(async (manager) => {
      for (const [table, row] of rows) await manager.getRepository<ObjectLiteral>(table).insert(row);
    });

  it('keeps a fare and its entry as they are', async () => {
    await commit([FareRow, fare], [LedgerEntryRow, entry]);
    expect(await source.getRepository(FareRow).findOneByOrFail({ rideId: RIDE_ID })).toMatchObject(fare);
    expect(await source.getRepository(LedgerEntryRow).findOneByOrFail({ rideId: RIDE_ID })).toMatchObject(entry);
  });

  it('takes no fare, payment or refund that is not posted in the same commit', async () => {
    expect(await refusalOf(commit([FareRow, fare]))).toBe('fare_is_posted');
    expect(await refusalOf(commit([CashPaymentRow, payment]))).toBe('cash_payment_is_posted');
    expect(await refusalOf(commit([CashPaymentRow, payment], [LedgerEntryRow, cashEntry]))).toBeUndefined();
  });

  const wrongFares: readonly (readonly [string, object])[] = [
    ['fare_within_law', { legalCapCents: 4937 }],
    ['fare_lines_sum', { fareCents: 4937, refundedCents: 0 }],
    ['fare_refund_within', { refundedCents: 4939 }],
    ['fare_tax_treatment_known', { rideTaxTreatment: 'zero' }],
    ['fare_tax_treatment_known', { rideTaxCents: 1 }],
    ['fare_kind_known', { kind: 'tip', facts: null }],
    ['fare_can_be_run_again', { facts: null }],
    ['fare_fee_has_a_row', { feeRowId: 'row' }],
  ];
  it.each(wrongFares)('%s', async (constraint, wrong) => {
    expect(await refusalOf(commit([FareRow, { ...fare, ...wrong }], [LedgerEntryRow, entry]))).toBe(constraint);
  });

  it.each([
    ['entry_sums_to_zero', LedgerEntryRow, { ...entry, lines: [{ account: 'refunds', amountCents: 1 }] }],
    ['entry_reason_known', LedgerEntryRow, { ...entry, reason: 'gift' }],
    ['cash_adds_up', CashPaymentRow, { ...payment, keptCents: 4940 }],
    ['cash_in_coins', CashPaymentRow, { ...payment, changeCents: 1066, keptCents: 4934 }],
    ['cash_currency_known', CashPaymentRow, { ...payment, currency: 'EUR', keptCents: 1935 }],
    [
      'drawer_reconciles',
      DrawerRow,
      { driverId: 'd', payments: 1, bbdInCents: 1, usdInCents: 1, changeOutCents: 0, keptCents: 2, commit: 1 },
    ],
    ['tariff_two_people', TariffRow, { ...published(TARIFF_2023, { proposedBy: 'a', approvedBy: 'a' }), commit: 1 }],
    [
      'tariff_approved_when_published',
      TariffRow,
      { ...published(TARIFF_2023, { approvedBy: null, approvedAtMs: null }), commit: 1 },
    ],
    ['book_page_dates_in_order', BookPageRow, { ...page, validToMs: 1 }],
    ['book_page_id_is_its_name', BookPageRow, { ...page, version: 'm.2' }],
  ] as const)('%s', async (constraint, table, row) => {
    expect(await refusalOf(commit([table, row]))).toBe(constraint);
  });

  it('never changes what is settled, posted, paid or published, whoever asks', async () => {
    await commit([FareRow, fare], [LedgerEntryRow, entry], [CashPaymentRow, payment], [LedgerEntryRow, cashEntry]);
    await commit([TariffRow, { ...published(TARIFF_2023), commit: 1 }], [BookPageRow, page]);
    const planted: readonly (readonly [string, string | undefined])[] = [
      ['UPDATE pricing.fare SET fare_cents = fare_cents - 1', 'fare_never_changes'],
      ['DELETE FROM pricing.fare', 'fare_never_changes'],
      ['UPDATE pricing.fare SET refunded_cents = 5, commit = 2', undefined],
      ['UPDATE pricing.ledger_entry SET posted_at_ms = 5', 'ledger_entry_never_changes'],
      ['DELETE FROM pricing.ledger_entry', 'ledger_entry_never_changes'],
      ['UPDATE pricing.cash_payment SET driver_id = $$x$$', 'cash_payment_never_changes'],
      ['UPDATE pricing.tariff SET document = $${}$$', 'tariff_never_changes'],
      ['DELETE FROM pricing.tariff', 'tariff_never_changes'],
      [`UPDATE pricing.tariff SET effective_to_ms = ${NOW_MS}, honoured_until_ms = 9, commit = 2`, undefined],
      ['UPDATE pricing.book_page SET jws = $$x$$', 'book_page_never_changes'],
      ['DELETE FROM pricing.book_page', 'book_page_never_changes'],
      ['UPDATE pricing.book_page SET retired_at_ms = 9, commit = 2', undefined],
    ];
    for (const [statement, refusal] of planted) {
      expect([statement, await refusalOf(source.query(statement))]).toEqual([statement, refusal]);
    }
  });

  it('changes a tariff that is only proposed', async () => {
    await commit([
      TariffRow,
      { ...published(TARIFF_2023, { status: 'proposed', approvedBy: null, approvedAtMs: null }), commit: 1 },
    ]);
    expect(await refusalOf(source.query(`UPDATE pricing.tariff SET document_hash = repeat('0', 64)`))).toBeUndefined();
  });
});
