/**
 * Connections to PostgreSQL, each kept so that nobody waits for one that is dead.
 *
 * Invariants: a connection that says nothing for longer than any statement may take is ended by us, and one that the server
 * hears nothing of is ended by the server: a path that died tells neither. Settings are made by a statement when the session
 * begins, never in the greeting: poolers refuse or drop what they find there.
 */
import type { Duplex } from 'node:stream';
import type { Client, ClientConfig, PoolConfig } from 'pg';
import type { ClientClass } from './asking-client.ts';

/** Limits of every connection of this process, with units. */
export const SESSION_LIMITS = {
  connectTimeoutMs: 5_000,
  connectionLifetimeSeconds: 1_800,
  /** Connections of a pool that nobody needs are closed after this. */
  poolIdleMs: 8_000,
  /** The server gives up a statement after this. */
  statementTimeoutMs: 10_000,
  /** A connection on which nothing comes for so long is dead. Longer than a statement may take, or a pool's connection may be idle. */
  silenceMsMax: 12_000,
  /** A connection that is held for itself says something this often. */
  heartbeatMs: 3_000,
  /** One that is held for itself is dead after so long without a word: to us, and to the server. */
  heldSilenceMsMax: 10_000,
  /** Milliseconds that a goodbye may take. */
  goodbyeMs: 1_000,
} as const;

/** Limits in the place of the usual ones. */
export type SessionLimits = { readonly [K in keyof typeof SESSION_LIMITS]: number };

/** Settings of PostgreSQL for one session, by name. */
export type SessionSettings = Readonly<Record<string, string | number>>;

/** The server ends a connection whose other end it cannot reach: within 20 s, instead of after two hours. */
const REACHABILITY: SessionSettings = {
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 15_000,
  // Also while a statement runs: whoever waited for a lock is gone, and so is the wait.
  client_connection_check_interval: 5_000,
};

const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 5_000 } as const;

/** Nothing came on a connection for longer than anything may take. */
export class SilentSession extends Error {
  override readonly name = 'SilentSession';
  readonly code = 'ETIMEDOUT';
  constructor(silenceMs: number) {
    super(`the database said nothing for ${silenceMs} ms`);
  }
}

/** Limits of a pool. `silenceMsMax` null: its statements may take as long as they like. */
export type PoolLimits = Omit<SessionLimits, 'silenceMsMax'> & { readonly silenceMsMax: number | null };

/** How a pool of `pg` is to keep its connections. */
export function poolConfig(settings: SessionSettings, limits: PoolLimits): PoolConfig {
  return {
    ...KEEP_ALIVE,
    connectionTimeoutMillis: limits.connectTimeoutMs,
    idleTimeoutMillis: limits.poolIdleMs,
    maxLifetimeSeconds: limits.connectionLifetimeSeconds,
    // oxlint-disable-next-line no-misused-promises -- the types do not say it, but `pg` waits for it before it hands the connection out
    onConnect: (client) => begin(client as Client, settings, limits),
  };
}

/** What a connection that is held for itself is to be. */
export interface HeldSession {
  readonly application: string;
  readonly settings: SessionSettings;
  readonly config?: ClientConfig;
  /** Called once, when the connection is gone; not before it was open, nor after it was closed by us. */
  readonly onLost: (error: Error) => void;
}

/** Opens a connection that is held for itself. @throws when it cannot be opened; nothing of it is left then */
export async function openSession(
  clients: ClientClass,
  address: ClientConfig,
  { application, settings, config, onLost }: HeldSession,
  limits: SessionLimits,
): Promise<Client> {
  const client = new clients({
    ...address,
    ...config,
    ...KEEP_ALIVE,
    application_name: application,
    connectionTimeoutMillis: limits.connectTimeoutMs,
  });
  let isOpen = false;
  let lost: Error | undefined;
  const lose = (error: Error): void => {
    if (lost === undefined && isOpen) onLost(error);
    lost ??= error;
  };
  client.on('error', lose);
  client.on('end', () => lose(new Error('Connection terminated')));
  try {
    await client.connect();
    // The server ends what it hears nothing of, too: with it goes whatever the session held.
    const held = { idle_session_timeout: limits.heldSilenceMsMax, ...settings };
    await begin(client, held, { ...limits, silenceMsMax: limits.heldSilenceMsMax });
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  }
  isOpen = true;
  return client;
}

/** Says goodbye, and goes. Whoever does not answer it is not waited for. */
export async function closeSession(client: Client, { goodbyeMs }: Pick<SessionLimits, 'goodbyeMs'>): Promise<void> {
  client.removeAllListeners();
  client.on('error', () => undefined);
  const timer = setTimeout(() => client.connection.stream.destroy(), goodbyeMs);
  await client.end().catch(() => undefined);
  clearTimeout(timer);
}

/** A word now and then on a connection that is held for itself. */
export interface Heartbeat {
  /** Whether a word was still unanswered when the next one was due: most likely nobody is there any more. */
  readonly isOverdue: boolean;
  stop(): void;
}

/**
 * Says something now and then on a connection that is held for itself: so we notice when it is dead, and the server when we are.
 * One word at a time.
 */
export function heartbeat(
  beat: () => Promise<unknown>,
  { heartbeatMs }: Pick<SessionLimits, 'heartbeatMs'>,
): Heartbeat {
  let isAwaited = false;
  let isOverdue = false;
  const timer = setInterval(() => {
    isOverdue = isAwaited;
    if (isAwaited) return;
    isAwaited = true;
    const answered = beat().catch(() => undefined);
    void answered.finally(() => (isAwaited = isOverdue = false));
  }, heartbeatMs);
  return {
    get isOverdue() {
      return isOverdue;
    },
    stop: () => clearInterval(timer),
  };
}

/** What a socket, encrypted or not, can do beside other streams. */
interface TimedStream {
  readonly timeout?: number;
  setTimeout(ms: number): unknown;
}

async function begin(
  client: Client,
  settings: SessionSettings,
  { connectTimeoutMs, silenceMsMax }: Pick<PoolLimits, 'connectTimeoutMs' | 'silenceMsMax'>,
): Promise<void> {
  // A connection may break before whoever waits for it has it in hand; nobody would hear of that, and the process would end.
  client.on('error', () => undefined);
  const stream = client.connection.stream as Duplex & TimedStream;
  stream.on('timeout', () => stream.destroy(new SilentSession(stream.timeout ?? 0)));
  stream.setTimeout(connectTimeoutMs);
  await client.query('SELECT set_config(name, value, false) FROM json_each_text($1::json) AS settings (name, value)', [
    JSON.stringify({ ...REACHABILITY, ...settings }),
  ]);
  stream.setTimeout(silenceMsMax ?? 0);
}
