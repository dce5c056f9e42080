/**
 * A fake pooler before PostgreSQL, as much of PgBouncer as is asked of it: it greets clients itself, and gives each a connection
 * to the database for as long as its mode says. `session`: until it leaves; what it left behind in the session is discarded then.
 * `transaction`: for one transaction, and for the next one another, as happens to whoever shares them with others. For tests
 * on loopback; it asks nobody for a password.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client } from 'pg';
import { PgMessages, textsOf } from './pg-messages.ts';

export interface FakePooler {
  /** The database's address through the pooler. */
  readonly url: string;
  /** How many connections to the database it has opened. */
  readonly backends: () => number;
  close(): Promise<void>;
}

export type PoolingMode = 'session' | 'transaction';

/** Settings that PgBouncer lets pass in a greeting; on all others it ends the connection. */
const GREETING_NAMES: ReadonlySet<string> = new Set(['user', 'database', 'application_name', 'client_encoding']);

/** Starts a pooler before the database at this address, on a free loopback port. */
export async function startFakePooler(databaseUrl: string, mode: PoolingMode): Promise<FakePooler> {
  const backends = new Backends(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    new PooledClient(socket, backends, mode).serve();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const through = new URL(databaseUrl);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: through.href,
    backends: () => backends.opened,
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed, backends.close()]);
    },
  };
}

/** A connection to the database, past its greeting. */
interface Backend {
  readonly stream: Duplex;
  /** Hears of each message of the database; null: nobody has it. */
  listener: ((message: Buffer) => void) | null;
}

/** Connections to the database, given out in turn. */
class Backends {
  opened = 0;
  readonly #url: string;
  readonly #idle: Backend[] = [];
  readonly #clients: Client[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** The one that was idle for longest; a new one while there is but one, so that nobody gets the same twice in a row. */
  async take(): Promise<Backend> {
    return (this.#idle.length > 1 ? this.#idle.shift() : undefined) ?? this.#open();
  }

  release(backend: Backend): void {
    backend.listener = null;
    this.#idle.push(backend);
  }

  /** Gives it back as new. */
  discard(backend: Backend): void {
    backend.listener = (message) => void (message[0] === READY && this.release(backend));
    backend.stream.write(query('DISCARD ALL'));
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.connection.stream.destroy();
  }

  async #open(): Promise<Backend> {
    this.opened += 1;
    const client = new Client({ connectionString: this.#url });
    client.on('error', () => undefined);
    await client.connect();
    this.#clients.push(client);
    // From here on it is not pg's any more.
    const stream = client.connection.stream;
    stream.removeAllListeners('data');
    const backend: Backend = { stream, listener: null };
    const messages = new PgMessages({ startsWithoutType: false });
    stream.on('data', (chunk: Buffer) => messages.read(chunk).forEach((message) => backend.listener?.(message)));
    return backend;
  }
}

const READY = 'Z'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);
const STATUS_AT = 5;

class PooledClient {
  readonly #socket: Socket;
  readonly #backends: Backends;
  readonly #mode: PoolingMode;
  #backend: Promise<Backend> | null = null;
  /** Statements that are under way: a client may send the next before the last is answered. */
  #unanswered = 0;

  constructor(socket: Socket, backends: Backends, mode: PoolingMode) {
    this.#socket = socket;
    this.#backends = backends;
    this.#mode = mode;
  }

  serve(): void {
    const socket = this.#socket;
    const messages = new PgMessages({ startsWithoutType: true });
    // One message after the other, though a backend has to be waited for.
    let turn = Promise.resolve();
    socket.on('data', (chunk) => {
      for (const message of messages.read(chunk)) turn = turn.then(() => this.#fromClient(message));
    });
    socket.setNoDelay(true).on('error', () => undefined);
    socket.on('close', () => void this.#leave());
  }

  async #fromClient(message: Buffer): Promise<void> {
    const { kind, greeting } = textsOf(message, new Map());
    if (greeting) return this.#greet(Object.keys(greeting));
    if (message[0] === 'X'.charCodeAt(0)) return void this.#socket.end();
    this.#backend ??= this.#backends.take();
    const backend = await this.#backend;
    backend.listener = (answer) => this.#fromBackend(backend, answer);
    if (kind === 'statement_end') this.#unanswered += 1;
    backend.stream.write(message);
  }

  #greet(names: readonly string[]): void {
    if (!names.every((name) => GREETING_NAMES.has(name))) return void this.#socket.destroy();
    this.#socket.write(Buffer.concat([authenticated(), readyForQuery()]));
  }

  #fromBackend(backend: Backend, message: Buffer): void {
    this.#socket.write(message);
    if (message[0] !== READY) return;
    this.#unanswered -= 1;
    const isOver = this.#unanswered === 0 && message[STATUS_AT] === IDLE;
    if (this.#mode !== 'transaction' || !isOver) return;
    this.#backend = null;
    this.#backends.release(backend);
  }

  async #leave(): Promise<void> {
    const backend = await this.#backend;
    this.#backend = null;
    if (backend) this.#backends.discard(backend);
  }
}

function messageOf(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(STATUS_AT);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const authenticated = (): Buffer => messageOf('R', Buffer.alloc(4));
const readyForQuery = (): Buffer => messageOf('Z', Buffer.from('I'));
const query = (text: string): Buffer => messageOf('Q', Buffer.from(`${text}\0`));
