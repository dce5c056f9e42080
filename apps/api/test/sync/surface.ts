import { expect } from '@jest/globals';
import { pinHash } from '#rides';
import { callHttp, type Answered, type Sent } from '../harness/http-caller.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { startTestIssuer, type TestIssuer } from '../harness/test-issuer.ts';
import { startTestServer, type TestServer } from '../harness/test-server.ts';
import { pullBody, pushBody } from '../phone/index.ts';

/** A mutation as a client sends it. */
export interface SentMutation {
  readonly clientID: string;
  readonly id: number;
  readonly name: string;
  readonly args: unknown;
  readonly timestamp: number;
}

/** The sync protocol of a server of one's own, as strangers reach it. `start()` first, `close()` at the end. */
export class SyncSurface {
  #issuer: TestIssuer | undefined;
  #server: TestServer | undefined;
  /** Of the rider `rider-a`: used wherever a request names no other. */
  token = '';
  #numbers = 0;

  get issuer(): TestIssuer {
    if (!this.#issuer) throw new Error('start() comes first');
    return this.#issuer;
  }

  get server(): TestServer {
    if (!this.#server) throw new Error('start() comes first');
    return this.#server;
  }

  readonly start = async (): Promise<void> => {
    this.#issuer = await startTestIssuer();
    this.#server = await startTestServer({ env: { OIDC_ISSUER: this.#issuer.issuer } });
    this.token = await this.mint('rider-a', 'rider');
  };

  readonly close = async (): Promise<void> => {
    await this.#server?.close();
    await this.#issuer?.close();
  };

  readonly mint = (sub: string, ...roles: string[]): Promise<string> => this.issuer.mint({ sub, roles });

  readonly query = <T>(sql: string, values: unknown[] = []): Promise<T> =>
    this.server.testDatabase.dataSource.query<T>(sql, values);

  readonly push = (sent: Sent): Promise<Answered> =>
    callHttp(`${this.server.url}/v1/sync/push`, { token: this.token, ...sent });

  readonly pull = (sent: Sent): Promise<Answered> =>
    callHttp(`${this.server.url}/v1/sync/pull`, { token: this.token, ...sent });

  readonly ops = (method: string, path: string, sent: Sent): Promise<Answered> =>
    callHttp(`${this.server.url}/v1/ops/${path}`, { method, headers: { 'read-reason': 'a test' }, ...sent });

  /** A name that no other test of this file uses. */
  readonly unique = (prefix: string): string => `${prefix}-${(this.#numbers += 1)}`;

  readonly rideId = (): string => `019a0000-0000-7000-8000-${String((this.#numbers += 1)).padStart(12, '0')}`;

  readonly bookMutation = (clientID: string, id = 1): SentMutation => ({
    clientID,
    id,
    name: 'rides.book',
    args: booking(this.rideId()),
    timestamp: 0,
  });

  readonly goodPush = () => pushBody(this.unique('group'), [this.bookMutation(this.unique('client'))]);

  readonly goodPull = () => pullBody(this.unique('group'));

  /** Everything a push can change, and the hash over all of it. */
  readonly stored = (): Promise<unknown> => {
    const counts = TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS "${table}"`);
    return this.query(`SELECT commit, digest, ${counts.join(', ')} FROM sync.head`);
  };
}

const TABLES = [
  'public.audit_offline_first_mobile_architecture',
  'rides.ride',
  'rides.rider',
  'sync.ledger',
  'sync.client',
  'sync.client_group',
  'sync.parked',
  'sync.outbox',
  'sync.view',
  'sync.outcome',
] as const;

/** What a rider says to book from Oistins to Bathsheba. */
export const booking = (id: string) => {
  const pinSalt = '00112233445566778899aabbccddeeff';
  return { rideId: id, pickup: OISTINS, dropoff: BATHSHEBA, pinSalt, pinHash: pinHash(id, pinSalt, '4821') };
};

/** The answer is a problem document, whole and with this code. */
export function expectProblem(
  { status, headers, json }: Answered,
  expected: { readonly status: number; readonly code: string },
): void {
  expect({ status, code: json['code'] }).toEqual(expected);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(json).toMatchObject({
    status: expected.status,
    title: expect.any(String),
    instance: expect.stringMatching(/^urn:uuid:/),
  });
}
