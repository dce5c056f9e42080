import {
  canonicalJson,
  FaultReports,
  Pipeline,
  sha256Hex,
  SyncRuntime,
  SYSTEM_ACTOR,
  type Json,
  type Outcome,
} from '#sync';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { gzipSync } from 'node:zlib';
import { BookFault } from './book-fault.ts';
import { PRICING_LIMITS } from './limits.ts';
import { adoptTariff } from './mutations/adopt-tariff.ts';
import { pageVersion, publishPage } from './mutations/publish-page.ts';
import { retirePage } from './mutations/retire-page.ts';
import { tariffPage } from './module.ts';
import { PRICING_OPTIONS, type PricingOptions } from './options.ts';
import { PageSigner } from './page-signer.ts';
import { PricingStore, type BookPageFacts } from './pricing.store.ts';
import type { PagePayload } from './rules/book/book-page.ts';
import { SHIPPED_TARIFFS } from './shipped-tariffs.ts';
import type { TariffRecord } from './state.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const PUBLISH_TRIES = 3;
/** How a page is refused when another process published one since this one looked. */
const PUBLISHED_BY_OTHERS: ReadonlySet<string> = new Set(['page_exists', 'page_out_of_order']);

/** A page that should be there. */
interface WantedPage {
  readonly page: string;
  readonly contentVersion: string;
  readonly content: Json;
  readonly contentHash: string;
  readonly validFromMs: number;
  /** The page holds no longer than this, whatever its lifetime; null: no end is known. */
  readonly endsAtMs: number | null;
  /** The newest page that could already say it. */
  readonly newest: BookPageFacts | null;
}

/**
 * Keeps the offline book: what changed is signed and published, what runs out is renewed, what nobody needs is taken off
 * the phones. Any number of processes may do so: a page is published once, and the same content is not signed again.
 */
@Injectable()
export class BookKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #store: PricingStore;
  readonly #pipeline: Pipeline;
  readonly #faults: FaultReports;
  readonly #signer: PageSigner;
  readonly #sync: SyncRuntime;
  readonly #providers: ModuleRef;
  readonly #options: PricingOptions;
  #timer: NodeJS.Timeout | undefined;
  #keeping: Promise<void> = Promise.resolve();

  constructor(
    store: PricingStore,
    pipeline: Pipeline,
    faults: FaultReports,
    signer: PageSigner,
    sync: SyncRuntime,
    providers: ModuleRef,
    @Inject(PRICING_OPTIONS) options: PricingOptions,
  ) {
    this.#store = store;
    this.#pipeline = pipeline;
    this.#faults = faults;
    this.#signer = signer;
    this.#sync = sync;
    this.#providers = providers;
    this.#options = options;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.#options.keepsBook) return;
    this.#timer = setInterval(() => void this.#keepQuietly(), PRICING_LIMITS.bookCheckIntervalMs).unref();
    await this.#keepQuietly();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#keeping;
  }

  /** Brings the book up to date. One run at a time; a run that is asked for meanwhile follows. */
  keep(): Promise<void> {
    const run = this.#keeping.then(() => this.#run());
    this.#keeping = run.catch(() => undefined);
    return run;
  }

  async #keepQuietly(): Promise<void> {
    await this.keep().catch((error: unknown) => this.#faults.report('keeping the book', error));
  }

  async #run(): Promise<void> {
    await this.#adoptShipped();
    const nowMs = this.#options.clock();
    for (const record of await this.#store.tariffsFrom(nowMs)) await this.#ensure(await this.#wantedTariff(record));
    for (const wanted of await this.#wantedOfOthers(nowMs)) await this.#ensure(wanted);
    await this.#retireOld();
  }

  /** The tariffs that came with the product, into a book without any. */
  async #adoptShipped(): Promise<void> {
    if ((await this.#store.tariffs()).length > 0) return;
    for (const tariff of SHIPPED_TARIFFS) {
      const key = `${adoptTariff.name}/${tariff.version}`;
      await this.#pipeline.perform({ actor: SYSTEM_ACTOR, key, name: adoptTariff.name, args: { tariff } as Json });
    }
  }

  async #wantedTariff(record: TariffRecord): Promise<WantedPage> {
    const { version: contentVersion, document: tariff, effectiveFromMs, effectiveToMs } = record;
    const content = { tariff, effectiveToMs } as Json;
    return {
      page: tariffPage.name,
      contentVersion,
      content,
      contentHash: hashOf(content),
      validFromMs: effectiveFromMs,
      endsAtMs: effectiveToMs,
      newest: await this.#store.newestPage(tariffPage.name, contentVersion),
    };
  }

  /** The pages that modules bring by a source: the content of now, until another one takes its place. */
  async #wantedOfOthers(nowMs: number): Promise<readonly WantedPage[]> {
    const validFromMs = nowMs - PRICING_LIMITS.clockSkewMinutes * MINUTE_MS;
    const wanted = [...this.#sync.pageSources].map(async ([page, source]) => {
      const current = await this.#providers.get(source, { strict: false }).current();
      if (current === null) return [];
      const { contentVersion, content } = current;
      const newest = await this.#store.newestPage(page);
      return [{ page, contentVersion, content, contentHash: hashOf(content), validFromMs, endsAtMs: null, newest }];
    });
    return (await Promise.all(wanted)).flat();
  }

  async #ensure(wanted: WantedPage): Promise<void> {
    const nowMs = this.#options.clock();
    if (isFresh(wanted, nowMs) && (await this.#isOurs(wanted.newest))) return;
    for (let attempt = 1; attempt <= PUBLISH_TRIES; attempt += 1) {
      const outcome = await this.#publish(wanted, nowMs);
      if (outcome === null || outcome.outcome === 'applied') return;
      if (!PUBLISHED_BY_OTHERS.has(outcome.code ?? ''))
        throw new BookFault(`${wanted.page} ended as ${outcome.code ?? outcome.outcome}`);
      // Look at what they published.
      const newest = await this.#store.newestPage(wanted.page);
      if (newest?.contentHash === wanted.contentHash) return;
    }
  }

  // After a key was lost or withdrawn, phones could not check what it signed.
  async #isOurs(page: BookPageFacts | null): Promise<boolean> {
    const { keys } = await this.#signer.publicKeys();
    return keys.some(({ kid }) => kid === page?.keyId);
  }

  async #publish(wanted: WantedPage, nowMs: number): Promise<Outcome | null> {
    const { page, contentVersion, content } = wanted;
    if (this.#sync.registry.pages.get(page)?.isContent(content) !== true)
      throw new BookFault(`${page} is not what its module says that it holds`);
    const version = pageVersion(contentVersion, (await this.#store.serialOf(page)) + 1);
    const { jws, keyId } = await this.#signer.sign(canonicalJson(payloadOf(wanted, version, nowMs)));
    const bytes = gzipSync(jws).length;
    if (bytes > PRICING_LIMITS.pageGzipBytesMax) throw new Error(`the page ${page} has ${bytes} bytes, packed`);
    const performed = await this.#pipeline.perform({
      actor: SYSTEM_ACTOR,
      // No two signatures are alike: what two processes sign in one millisecond has a key each.
      key: `${publishPage.name}/${page}/${version}/${sha256Hex(jws)}`,
      name: publishPage.name,
      args: { page, version, contentVersion, keyId, jws },
    });
    return 'outcome' in performed ? performed.outcome : null;
  }

  async #retireOld(): Promise<void> {
    const nowMs = this.#options.clock();
    const live = await this.#store.livePages();
    for (const page of live) {
      const newer = live.find((other) => supersedes(other, page, nowMs));
      if (nowMs <= page.honouredUntilMs && !newer) continue;
      const { pageId } = page;
      await this.#pipeline.perform({
        actor: SYSTEM_ACTOR,
        key: `${retirePage.name}/${pageId}/${nowMs}`,
        name: retirePage.name,
        args: { pageId, ...(newer ? { supersededBy: newer.pageId } : {}) },
      });
    }
  }
}

function hashOf(content: unknown): string {
  return sha256Hex(canonicalJson(content));
}

/** Whether the newest page says the same, and for long enough. */
function isFresh({ newest, contentHash, endsAtMs }: WantedPage, nowMs: number): boolean {
  if (newest === null || newest.contentHash !== contentHash) return false;
  return newest.validToMs === endsAtMs || newest.validToMs - nowMs > PRICING_LIMITS.pageRenewDays * DAY_MS;
}

function payloadOf(wanted: WantedPage, version: string, nowMs: number): PagePayload {
  const { page, contentVersion, content, validFromMs, endsAtMs } = wanted;
  const runsFrom = validFromMs > nowMs ? validFromMs : nowMs;
  const runsOut = runsFrom + PRICING_LIMITS.pageValidDays * DAY_MS;
  const validToMs = endsAtMs !== null && endsAtMs < runsOut ? endsAtMs : runsOut;
  const honouredUntilMs = validToMs + PRICING_LIMITS.pageHonouredDays * DAY_MS;
  return {
    page,
    version,
    contentVersion,
    validFromMs,
    validToMs,
    honouredUntilMs,
    content: content as PagePayload['content'],
  };
}

function supersedes(newer: BookPageFacts, page: BookPageFacts, nowMs: number): boolean {
  if (newer.page !== page.page || newer.pageId === page.pageId) return false;
  const isLater = newer.publishedAtMs > page.publishedAtMs && newer.validFromMs <= nowMs && nowMs < newer.validToMs;
  // Each tariff has a page of its own, for the time in which it is in force.
  return isLater && (page.page !== tariffPage.name || newer.contentVersion === page.contentVersion);
}
