import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, IsNull, LessThanOrEqual, MoreThan, Repository, type FindOptionsSelect } from 'typeorm';
import { BookPageRow } from './entities/book-page.ts';
import { BookSeriesRow } from './entities/book-series.ts';
import { CashPaymentRow } from './entities/cash-payment.ts';
import { FareRow } from './entities/fare.ts';
import { LedgerEntryRow } from './entities/ledger-entry.ts';
import { RefundRow } from './entities/refund.ts';
import { TariffRow } from './entities/tariff.ts';
import { PRICING_LIMITS } from './limits.ts';
import type { LedgerEntry } from './rules/settle/posting.ts';
import type { BookPage, CashPayment, Fare, Refund, TariffRecord } from './state.ts';

/** A page without its text. */
export type BookPageFacts = Omit<BookPage, 'jws'>;

const FACTS: FindOptionsSelect<BookPageRow> = {
  pageId: true,
  page: true,
  version: true,
  contentVersion: true,
  contentHash: true,
  keyId: true,
  validFromMs: true,
  validToMs: true,
  honouredUntilMs: true,
  publishedAtMs: true,
  retiredAtMs: true,
};

const NEWEST = { validFromMs: 'DESC', publishedAtMs: 'DESC', pageId: 'DESC' } as const;

/** Where a page of fares ended. */
export interface FarePlace {
  readonly settledAtMs: number;
  readonly rideId: string;
}

interface FaresRequest {
  readonly after: FarePlace | null;
  /** At most PRICING_LIMITS.pageFaresMax. */
  readonly limit: number;
}

/** Where a page of refunds ended. */
export interface RefundPlace {
  readonly refundedAtMs: number;
  readonly refundId: string;
}

/** A refund, and whose fare it is of. */
export type RefundGiven = Refund & Pick<Fare, 'riderId'>;

interface RefundsRequest {
  readonly after: RefundPlace | null;
  /** Only what this member of staff gave back; null: whoever did. */
  readonly refundedBy: string | null;
  /** At most PRICING_LIMITS.pageFaresMax. */
  readonly limit: number;
}

/** Reads of pricing. Nothing is written here: writes go through the pipeline. */
@Injectable()
export class PricingStore {
  readonly #tariffs: Repository<TariffRow>;
  readonly #pages: Repository<BookPageRow>;
  readonly #series: Repository<BookSeriesRow>;
  readonly #fares: Repository<FareRow>;
  readonly #payments: Repository<CashPaymentRow>;
  readonly #refunds: Repository<RefundRow>;
  readonly #entries: Repository<LedgerEntryRow>;

  constructor(
    @InjectRepository(TariffRow) tariffs: Repository<TariffRow>,
    @InjectRepository(BookPageRow) pages: Repository<BookPageRow>,
    @InjectRepository(BookSeriesRow) series: Repository<BookSeriesRow>,
    @InjectRepository(FareRow) fares: Repository<FareRow>,
    @InjectRepository(CashPaymentRow) payments: Repository<CashPaymentRow>,
    @InjectRepository(RefundRow) refunds: Repository<RefundRow>,
    @InjectRepository(LedgerEntryRow) entries: Repository<LedgerEntryRow>,
  ) {
    this.#tariffs = tariffs;
    this.#pages = pages;
    this.#series = series;
    this.#fares = fares;
    this.#payments = payments;
    this.#refunds = refunds;
    this.#entries = entries;
  }

  /** All tariffs, the last to begin first. */
  async tariffs(): Promise<readonly TariffRecord[]> {
    return this.#tariffs.find({
      order: { effectiveFromMs: 'DESC', version: 'DESC' },
      take: PRICING_LIMITS.tariffsListedMax,
    });
  }

  /** A tariff, or null. */
  tariff(version: string): Promise<TariffRecord | null> {
    return this.#tariffs.findOneBy({ version });
  }

  /** The published tariffs that hold now or later. */
  async tariffsFrom(nowMs: number): Promise<readonly TariffRecord[]> {
    const published = { status: 'published' } as const;
    const where = [
      { ...published, effectiveToMs: IsNull() },
      { ...published, effectiveToMs: MoreThan(nowMs) },
    ];
    return this.#tariffs.find({ where, order: { effectiveFromMs: 'ASC' } });
  }

  /** The page to use at a time; null: there is none. */
  pageAt(page: string, atMs: number): Promise<BookPageFacts | null> {
    const where = { page, validFromMs: LessThanOrEqual(atMs), validToMs: MoreThan(atMs) };
    return this.#pages.findOne({ select: FACTS, where, order: NEWEST });
  }

  /** The newest page of a name, or of one content of it. */
  newestPage(page: string, contentVersion?: string): Promise<BookPageFacts | null> {
    const where = { page, ...(contentVersion === undefined ? {} : { contentVersion }) };
    return this.#pages.findOne({ select: FACTS, where, order: { publishedAtMs: 'DESC', pageId: 'DESC' } });
  }

  /** The pages that phones hold now. */
  async livePages(): Promise<readonly BookPageFacts[]> {
    return this.#pages.find({ select: FACTS, where: { retiredAtMs: IsNull() }, order: { page: 'ASC', ...NEWEST } });
  }

  /** A page with its text; null: there is none. */
  page(pageId: string): Promise<BookPage | null> {
    return this.#pages.findOneBy({ pageId });
  }

  /** How many versions of a page there have been. */
  async serialOf(page: string): Promise<number> {
    return (await this.#series.findOneBy({ page }))?.serial ?? 0;
  }

  /** Fares and fees, the last settled first. `next` is the last one of this page; null: there are no more. */
  async fares({ after, limit }: FaresRequest): Promise<{ fares: readonly Fare[]; next: FarePlace | null }> {
    const query = this.#fares.createQueryBuilder('fare');
    if (after) query.where('(fare.settledAtMs, fare.rideId) < (:settledAtMs, :rideId)', after);
    query.orderBy('fare.settledAtMs', 'DESC').addOrderBy('fare.rideId', 'DESC');
    const rows = await query.limit(limit + 1).getMany();
    const fares = rows.slice(0, limit).map(({ commit: _commit, ...fare }) => fare);
    const last = fares.at(-1);
    return { fares, next: rows.length > limit && last ? { settledAtMs: last.settledAtMs, rideId: last.rideId } : null };
  }

  /** A ride's fare or fee, or null. */
  async fare(rideId: string): Promise<Fare | null> {
    const row = await this.#fares.findOneBy({ rideId });
    if (row === null) return null;
    const { commit: _commit, ...fare } = row;
    return fare;
  }

  /** The cash that was taken for a ride, in the order in which it was recorded. */
  async payments(rideId: string): Promise<readonly CashPayment[]> {
    const order = { recordedAtMs: 'ASC', paymentId: 'ASC' } as const;
    return this.#payments.find({ where: { rideId }, order, take: PRICING_LIMITS.paymentsPerRideMax });
  }

  /** What was given back of a ride's fare. */
  async refunds(rideId: string): Promise<readonly Refund[]> {
    return this.#refunds.find({ where: { rideId }, order: { refundedAtMs: 'ASC', refundId: 'ASC' } });
  }

  /** Refunds, the last given first. `next` is the last one of this page; null: there are no more. */
  async refundsGiven({
    after,
    refundedBy,
    limit,
  }: RefundsRequest): Promise<{ refunds: readonly RefundGiven[]; next: RefundPlace | null }> {
    const query = this.#refunds.createQueryBuilder('refund').where('TRUE');
    if (after) query.andWhere('(refund.refundedAtMs, refund.refundId) < (:refundedAtMs, :refundId)', after);
    if (refundedBy !== null) query.andWhere('refund.refundedBy = :refundedBy', { refundedBy });
    query.orderBy('refund.refundedAtMs', 'DESC').addOrderBy('refund.refundId', 'DESC');
    const rows = await query.limit(limit + 1).getMany();
    const page = rows.slice(0, limit);
    const fares = await this.#fares.findBy({ rideId: In(page.map(({ rideId }) => rideId)) });
    const riders = new Map(fares.map(({ rideId, riderId }) => [rideId, riderId]));
    const refunds = page.map(({ commit: _commit, ...refund }) => {
      return { ...refund, riderId: riders.get(refund.rideId) ?? '' };
    });
    const last = page.at(-1);
    const hasMore = rows.length > limit && last !== undefined;
    return { refunds, next: hasMore ? { refundedAtMs: last.refundedAtMs, refundId: last.refundId } : null };
  }

  /** What was posted for a ride. */
  async entries(rideId: string): Promise<readonly LedgerEntry[]> {
    const rows = await this.#entries.find({ where: { rideId }, order: { postedAtMs: 'ASC', entryId: 'ASC' } });
    return rows.map(({ commit: _commit, ...entry }) => entry);
  }
}
