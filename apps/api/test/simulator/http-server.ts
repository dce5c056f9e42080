import {
  readHead,
  SyncRuntime,
  verifyStoredChain,
  type Actor,
  type Json,
  type ModuleDefinition,
  type RowClass,
  type ServerModule,
  type SyncRegistry,
} from '#sync';
import { MODULES } from '../../src/modules.ts';
import type { DataSource } from 'typeorm';
import { startTestIssuer, type TestIssuer } from '../harness/test-issuer.ts';
import { startTestServer, type TestServer } from '../harness/test-server.ts';
import type { Facts, FactRow, SimReply, SimRequest, SimServer } from './sim-server.ts';

const PATHS = { push: '/v1/sync/push', pull: '/v1/sync/pull' } as const;

/** The real server over HTTP, on a database of its own: its own clock, its own dispatch, its own tables. */
export class HttpServer implements SimServer {
  readonly #api: TestServer;
  readonly #issuer: TestIssuer;
  readonly #tokens = new Map<string, Promise<string>>();

  private constructor(api: TestServer, issuer: TestIssuer) {
    this.#api = api;
    this.#issuer = issuer;
  }

  static async start(): Promise<HttpServer> {
    const issuer = await startTestIssuer();
    return new HttpServer(await startTestServer({ env: { OIDC_ISSUER: issuer.issuer } }), issuer);
  }

  get registry(): SyncRegistry {
    return this.#sync.registry;
  }

  get dataSource(): DataSource {
    return this.#api.testDatabase.dataSource;
  }

  nowMs(): number {
    return Date.now();
  }

  deliver(requests: readonly SimRequest[]): Promise<readonly SimReply[]> {
    return Promise.all(requests.map((request) => this.#send(request)));
  }

  /** Its handlers work whenever they like: this only gives them the time to. */
  async work(): Promise<void> {
    await this.settle();
  }

  async settle(): Promise<void> {
    await this.#sync.idle();
  }

  async headCommit(): Promise<number> {
    return (await readHead(this.dataSource)).commit;
  }

  async close(): Promise<void> {
    await this.#api.close();
    await this.#issuer.close();
  }

  async facts(): Promise<Facts> {
    return readFacts(this.dataSource);
  }

  get #sync(): SyncRuntime {
    return this.#api.app.get(SyncRuntime);
  }

  async #send({ kind, actor, body }: SimRequest): Promise<SimReply> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await this.#token(actor)}` };
    const response = await fetch(`${this.#api.url}${PATHS[kind]}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }

  #token({ subject, roles }: Actor): Promise<string> {
    const token = this.#tokens.get(subject) ?? this.#issuer.mint({ sub: subject, roles });
    this.#tokens.set(subject, token);
    return token;
  }
}

/** Everything that is stored, read by SQL. */
export async function readFacts(dataSource: DataSource): Promise<Facts> {
  const all = <T>(columns: string, from: string): Promise<T[]> => readJson(dataSource, columns, from);
  return {
    headCommit: (await readHead(dataSource)).commit,
    commits: await all(`'commit', commit, 'committedAtMs', committed_at_ms`, 'sync.commit ORDER BY commit'),
    ledger: await all(
      `'clientId', client_id, 'mutationId', mutation_id, 'commit', commit, 'ordinal', ordinal, 'groupId', group_id, 'single', single,
       'subject', subject, 'roles', roles, 'name', name, 'args', args, 'base', base, 'claimedAtMs', claimed_at_ms,
       'validUntilMs', valid_until_ms, 'offline', offline, 'outcome', outcome, 'result', result`,
      'sync.ledger ORDER BY commit, ordinal',
    ),
    clients: await all(`'clientId', client_id, 'groupId', group_id, 'lastMutationId', last_mutation_id`, 'sync.client'),
    rows: await readRows(dataSource),
    views: await all(`'scope', scope, 'key', key, 'commit', commit, 'value', value`, 'sync.view'),
    scopes: await all(`'scope', scope, 'rows', rows, 'digest', digest::text`, 'sync.scope'),
    outbox: await all(
      `'commit', commit, 'ordinal', ordinal, 'type', type, 'key', key, 'payload', payload`,
      'sync.outbox ORDER BY commit, ordinal',
    ),
    audit: await all(
      `'commit', id / 4096, 'entityId', entity_id, 'metric', metric, 'value', value, 'stream', notes::json ->> 'stream', 'mutationId', (notes::json ->> 'id')::bigint`,
      'public.audit_offline_first_mobile_architecture ORDER BY id',
    ),
    chain: await verifyStoredChain(dataSource),
  };
}

async function readJson<T>(dataSource: DataSource, columns: string, from: string): Promise<T[]> {
  const rows = await dataSource.query<{ fact: T }[]>(`SELECT json_build_object(${columns}) AS fact FROM ${from}`);
  return rows.map(({ fact }) => fact);
}

function tablesOf({
  definition,
  rows,
}: ServerModule): readonly (readonly [ModuleDefinition['kinds'][number], RowClass])[] {
  return definition.kinds.map((kind) => [kind, rows[kind.kind] as RowClass]);
}

async function readRows(dataSource: DataSource): Promise<FactRow[]> {
  const rows: FactRow[] = [];
  for (const [kind, table] of MODULES.flatMap(({ server }) => tablesOf(server))) {
    const { columns } = dataSource.getMetadata(table);
    const bigints = new Set(columns.filter(({ type }) => type === 'bigint').map(({ propertyName }) => propertyName));
    for (const { commit, ...found } of await dataSource.getRepository<{ commit: string }>(table).find()) {
      const read = Object.entries(found as Record<string, Json>).map(
        ([name, value]) => [name, bigints.has(name) && value !== null ? Number(value) : value] as const,
      );
      const state = Object.fromEntries(read);
      rows.push({ kind: kind.kind, id: kind.id(state as never), commit: Number(commit), state });
    }
  }
  return rows;
}
