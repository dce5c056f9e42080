/**
 * A proxy before PostgreSQL that reads the protocol: it can make any one statement fail, lose its reply or end its
 * connection, and can let connections fall silent, as a path does whose middle is gone. For tests on loopback, without TLS.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { PgMessages, textsOf } from './pg-messages.ts';

/** One statement on its way to the database. A statement is what a client sends up to one Sync. */
export interface SentStatement {
  /** The `application_name` of its connection. */
  readonly application: string;
  readonly text: string;
}

/**
 * What becomes of a statement. `fail`: the database runs one that raises this SQLSTATE instead, so that it fails for real.
 * `reply_lost`: it runs, and the connection is reset when its reply comes. `gone`: the connection is reset before it runs.
 * `silent`: neither it nor anything after it arrives, in either direction, and nobody is told.
 */
export type Fate = 'pass' | 'gone' | 'reply_lost' | 'silent' | { readonly fail: string };

export interface PostgresProxy {
  /** The database's address through the proxy. */
  readonly url: string;
  /** Asked for each statement; by default all pass. */
  fateOf: (statement: SentStatement) => Fate;
  /** Names of the parameters in each greeting so far. */
  readonly greetings: readonly (readonly string[])[];
  /** Lets the open connections of an application fall silent (null: all); new ones work. Answers how many it hit. */
  silence(application: string | null): number;
  /** From now on nobody is let in: connections are accepted, and nothing ever comes. `false` ends it. */
  deaf: boolean;
  /** Open connections of an application that have not fallen silent. */
  living(application: string): number;
  close(): Promise<void>;
}

/** Starts a proxy before the database at this address, on a free loopback port. */
export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const connections = new Set<ProxiedConnection>();
  const server = createServer((client) => {
    if (proxy.deaf) {
      client.on('error', () => undefined);
      return;
    }
    const upstream = connect({ host: target.hostname, port: Number(target.port) });
    const connection = new ProxiedConnection({
      client,
      upstream,
      fateOf: (statement) => proxy.fateOf(statement),
      onGreeting: (names) => void greetings.push(names),
    });
    connections.add(connection);
    upstream.once('close', () => connections.delete(connection));
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const through = new URL(databaseUrl);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const of = (application: string | null): ProxiedConnection[] =>
    [...connections].filter((one) => !one.isSilent && (application === null || one.application === application));
  const greetings: (readonly string[])[] = [];
  const proxy: PostgresProxy = {
    greetings,
    url: through.href,
    fateOf: () => 'pass',
    deaf: false,
    silence: (application) => of(application).map((one) => one.fallSilent()).length,
    living: (application) => of(application).length,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const one of connections) one.end();
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}

/** A statement that was forwarded and is not answered yet. */
interface Unanswered {
  readonly loseReply: boolean;
}

interface ProxiedParts {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly fateOf: (statement: SentStatement) => Fate;
  readonly onGreeting: (names: readonly string[]) => void;
}

class ProxiedConnection {
  application = '';
  isSilent = false;
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #fateOf: (statement: SentStatement) => Fate;
  readonly #onGreeting: (names: readonly string[]) => void;
  /** The greeting is answered like a statement. */
  readonly #unanswered: Unanswered[] = [{ loseReply: false }];
  readonly #names = new Map<string, string>();
  #unit: Buffer[] = [];
  #texts: string[] = [];

  constructor({ client, upstream, fateOf, onGreeting }: ProxiedParts) {
    this.#client = client;
    this.#upstream = upstream;
    this.#fateOf = fateOf;
    this.#onGreeting = onGreeting;
    const fromClient = new PgMessages({ startsWithoutType: true });
    const fromServer = new PgMessages({ startsWithoutType: false });
    client.on('data', (chunk) => fromClient.read(chunk).forEach((message) => this.#fromClient(message)));
    upstream.on('data', (chunk) => fromServer.read(chunk).forEach((message) => this.#fromServer(message)));
    for (const socket of [client, upstream]) socket.setNoDelay(true).on('error', () => undefined);
    // Of a path that is dead neither end hears that the other one is gone.
    client.on('close', () => void (this.isSilent || upstream.destroy()));
    upstream.on('close', () => void (this.isSilent || client.destroy()));
  }

  fallSilent(): void {
    this.isSilent = true;
  }

  end(): void {
    this.#client.destroy();
    this.#upstream.destroy();
  }

  #fromClient(message: Buffer): void {
    if (this.isSilent) return;
    const { kind, greeting, names, texts } = textsOf(message, this.#names);
    if (greeting) {
      this.application = greeting['application_name'] ?? '';
      this.#onGreeting(Object.keys(greeting));
    }
    for (const [name, text] of names) this.#names.set(name, text);
    this.#texts.push(...texts);
    this.#unit.push(message);
    // Whatever is not part of a statement (the greeting, passwords, the goodbye) goes on at once.
    if (kind === 'statement_part') return;
    const unit = Buffer.concat(this.#unit.splice(0));
    const text = this.#texts.splice(0).join('; ');
    if (kind === 'statement_end') this.#send(unit, this.#fateOf({ application: this.application, text }));
    else this.#upstream.write(unit);
  }

  #send(unit: Buffer, fate: Fate): void {
    if (fate === 'gone') return this.#reset();
    if (fate === 'silent') return this.fallSilent();
    this.#unanswered.push({ loseReply: fate === 'reply_lost' });
    this.#upstream.write(typeof fate === 'object' ? raising(fate.fail) : unit);
  }

  #fromServer(message: Buffer): void {
    if (this.isSilent) return;
    const isLost = this.#unanswered[0]?.loseReply === true;
    if (!isLost) this.#client.write(message);
    if (message[0] !== READY) return;
    this.#unanswered.shift();
    if (isLost) this.#reset();
  }

  #reset(): void {
    this.#client.resetAndDestroy();
    this.#upstream.destroy();
  }
}

const READY = 'Z'.charCodeAt(0);

/** A simple query that fails with this SQLSTATE, as a message of the protocol. */
function raising(sqlState: string): Buffer {
  const text = `DO $$BEGIN RAISE EXCEPTION 'planted by the proxy' USING ERRCODE = '${sqlState}'; END$$\0`;
  const head = Buffer.alloc(5);
  head.write('Q', 0, 'latin1');
  head.writeInt32BE(Buffer.byteLength(text) + 4, 1);
  return Buffer.concat([head, Buffer.from(text)]);
}
