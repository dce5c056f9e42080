import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BookKeeper, type Tariff } from '#pricing';
import type { Outcome, SyncOptions } from '#sync';
import { startApi, type ApiUnderTest } from '../harness/api.ts';
import { OISTINS } from '../harness/places.ts';
import { call, type Answer } from '../harness/probe-app.ts';
import { startTestIssuer, type TestIssuer } from '../harness/test-issuer.ts';
import { until } from '../harness/until.ts';
import { HttpPhone, type Done } from '../phone/index.ts';

export const PIN = '4821';

/** What `POST /v1/quotes` answers, as far as these stories look. */
export interface Quoted {
  readonly fareCents: number;
  readonly cashDueCents: number;
  readonly discountCents: number;
  readonly tariffVersion: string;
  readonly mapVersion: string;
  readonly graphVersion: string;
  readonly toleranceMeters: number;
  readonly atMs: number;
  readonly honouredUntilMs: number;
}

/** Somebody with a phone: one token, one install. */
export class Person {
  readonly subject: string;
  readonly token: string;
  readonly #url: string;
  readonly #phone: HttpPhone;

  constructor(url: string, subject: string, token: string) {
    this.#url = url;
    this.subject = subject;
    this.token = token;
    this.#phone = new HttpPhone({ subject, token }, randomUUID());
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return call(`${this.#url}${path}`, this.token, { headers });
  }

  /** The text of a page. */
  async text(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; type: string; text: string }> {
    const response = await fetch(`${this.#url}${path}`, {
      headers: { authorization: `Bearer ${this.token}`, ...headers },
    });
    return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
  }

  post(path: string, body: unknown, key: string = randomUUID()): Promise<Answer> {
    return call(`${this.#url}${path}`, this.token, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
  }

  /** The install that this person's pushes come from. */
  get device(): string {
    return this.#phone.groupId;
  }

  /** The same person with another phone. */
  onAnotherPhone(): Person {
    return new Person(this.#url, this.subject, this.token);
  }

  /** Pushes what was done, all at once, and gives back how each ended. */
  push(...done: readonly Done[]): Promise<readonly Outcome[]> {
    return this.#phone.do(this.#url, ...done);
  }

  /** Pushes again all that this phone ever pushed; gives back the answers that are not the same text as before. */
  changedRepeats(): Promise<readonly string[]> {
    return this.#phone.changedRepeats(this.#url);
  }

  /** The rows of a fresh snapshot, by key. */
  async pull(): Promise<ReadonlyMap<string, Record<string, unknown>>> {
    const fresh = new HttpPhone(this, randomUUID());
    await fresh.pull(this.#url);
    return fresh.views.rows as ReadonlyMap<string, Record<string, unknown>>;
  }
}

/** A server whose clock a story sets, and people who use it. */
export class Story {
  readonly api: ApiUnderTest;
  readonly clock: { offsetMs: number };
  /** Where its secrets are: another server there signs with the same key. */
  readonly dataDir: string;
  readonly #issuer: TestIssuer;

  private constructor(parts: Pick<Story, 'api' | 'clock' | 'dataDir'>, issuer: TestIssuer) {
    this.api = parts.api;
    this.clock = parts.clock;
    this.dataDir = parts.dataDir;
    this.#issuer = issuer;
  }

  /** `eventLimits`: others for handling events than the usual ones. */
  static async begin({ eventLimits }: Pick<SyncOptions, 'eventLimits'> = {}): Promise<Story> {
    const clock = { offsetMs: 0 };
    const issuer = await startTestIssuer();
    const dataDir = await mkdtemp(join(tmpdir(), 'bimride-story-'));
    const api = await startApi(
      { OIDC_ISSUER: issuer.issuer, BIMRIDE_DATA_DIR: dataDir },
      { planted: { pipeline: { clock: () => Date.now() + clock.offsetMs, ...(eventLimits ? { eventLimits } : {}) } } },
    );
    return new Story({ api, clock, dataDir }, issuer);
  }

  async end(): Promise<void> {
    await this.api.close();
    await this.#issuer.close();
    await rm(this.dataDir, { recursive: true });
  }

  /** Looks after the book, as the server does from time to time. */
  keepBook(): Promise<void> {
    return this.api.server.app.get(BookKeeper, { strict: false }).keep();
  }

  /** Two people publish a tariff, and its page is signed. */
  async publish(tariff: Tariff): Promise<void> {
    const [proposer, approver] = await Promise.all([this.person('pricing'), this.person('pricing')]);
    const path = `/v1/ops/tariffs/${tariff.version}`;
    demand((await proposer.post('/v1/ops/tariffs', { tariff })).status === 201, 'the tariff was not proposed');
    const { body } = await approver.get(path);
    const { status } = await approver.post(`${path}/approve`, { documentHash: body['documentHash'] });
    demand(status === 200, 'the tariff was not approved');
    await until('its page is published', async () => {
      const pages = await this.rows('SELECT 1 FROM pricing.book_page WHERE content_version = $1', [tariff.version]);
      return pages.length > 0;
    });
  }

  nowMs(): number {
    return Date.now() + this.clock.offsetMs;
  }

  person(...roles: string[]): Promise<Person> {
    return this.personOf(`${roles.join('-')}-${randomUUID()}`, ...roles);
  }

  /** Somebody of this id, as the issuer says it. */
  async personOf(subject: string, ...roles: string[]): Promise<Person> {
    return new Person(this.api.url, subject, await this.#issuer.mint({ sub: subject, roles }));
  }

  /** A quote as the phone shows it. */
  async quoted(who: Person, request: object): Promise<Quoted> {
    const answer = await who.post('/v1/quotes', request);
    demand(answer.status === 200, `answered ${answer.status}`);
    return answer.body as unknown as Quoted;
  }

  /** Books with a quote. */
  async booked(
    rider: Person,
    trip: object,
    quote: Quoted | null,
    more: object = {},
  ): Promise<{ rideId: string; answer: Answer }> {
    const rideId = randomUUID();
    const answer = await rider.post('/v1/rides', {
      rideId,
      ...trip,
      ...(quote === null ? {} : pinned(quote)),
      ...more,
      pin: PIN,
    });
    return { rideId, answer };
  }

  /** A driver takes the ride, and is at the pickup. */
  async accepted(driver: Person, rideId: string, at = OISTINS): Promise<void> {
    await driver.push(['drivers.goOnline', { position: at }]);
    const asked = 'SELECT ride_id FROM rides.ride WHERE ride_id = $1 AND driver_id = $2';
    await until('the driver is asked', async () => (await this.rows(asked, [rideId, driver.subject])).length > 0);
    const [outcome] = await driver.push(['rides.accept', { rideId }]);
    demand(outcome?.outcome === 'applied', `accepting ended as ${outcome?.code}`);
  }

  /** Rows of the database. */
  async rows(text: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
    return this.api.database.dataSource.query<Record<string, unknown>[]>(text, [...values]);
  }

  /** The fare, once it is settled. */
  async fare(who: Person, rideId: string): Promise<Record<string, unknown>> {
    let body: Record<string, unknown> = {};
    await until('the fare is settled', async () => {
      const answer = await who.get(`/v1/rides/${rideId}/fare`);
      body = answer.body;
      return answer.status === 200;
    });
    return body;
  }

  /** Sums of the ledger by account, of a ride or of everything. */
  async ledger(rideId?: string): Promise<Record<string, number>> {
    const rows = await this.rows(
      `SELECT line ->> 'account' AS account, sum((line ->> 'amountCents')::bigint) AS cents FROM pricing.ledger_entry, jsonb_array_elements(lines) AS line
       WHERE $1::uuid IS NULL OR ride_id = $1 GROUP BY 1`,
      [rideId ?? null],
    );
    return Object.fromEntries(rows.map(({ account, cents }) => [String(account), Number(cents)]));
  }
}

/** A quote as a booking names it. */
export function pinned({
  fareCents,
  tariffVersion,
  mapVersion,
  atMs,
}: Pick<Quoted, 'fareCents' | 'tariffVersion' | 'mapVersion' | 'atMs'>): object {
  return { quotedFareCents: fareCents, tariffVersion, mapVersion, quotedForMs: atMs };
}

function demand(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}
