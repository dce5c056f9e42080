import {
  fetchTransport,
  followPokes,
  nodeSqliteDriver,
  openClient,
  sqliteStorage,
  type Answer,
  type BimrideClient,
  type ClientStorage,
  type SavedMutation,
  type TypedMutation,
} from '#client';
import { BookReader, pricingMutations, type BookJwks, type Quote } from '#pricing/client';
import { MICRODEGREES_PER_DEGREE, type LatLon } from '#routing/client';
import { OPS_SCOPE, ridesMutations, type Ride } from '#rides/client';
import type { Actor } from '#sync/client';
import { DatabaseSync } from 'node:sqlite';
import type { z } from 'zod';
import { Link, type Exchange } from './link.ts';
import { inTime, must, PATIENCE_MS, StoryBroken } from './story-broken.ts';

/** A place as the map on the phone has it. */
export interface Place {
  readonly name: string;
  readonly at: LatLon;
}

export interface PhoneOptions {
  readonly baseUrl: string;
  readonly actor: Actor;
  readonly token: string;
  /** The file in which the phone keeps what it must not forget. */
  readonly file: string;
  readonly onExchange: (exchange: Exchange) => void;
}

const DRAIN = { deadlineMs: PATIENCE_MS };

/** Somebody's phone: the product's own client, on a file, over a link that a story can break. */
export class Phone {
  readonly link: Link;
  readonly #options: PhoneOptions;
  readonly #book: BookReader;
  #database: DatabaseSync;
  #client: BimrideClient;
  #stopPokes = (): void => undefined;

  private constructor(
    options: PhoneOptions,
    parts: { link: Link; book: BookReader; database: DatabaseSync; client: BimrideClient },
  ) {
    this.#options = options;
    this.link = parts.link;
    this.#book = parts.book;
    this.#database = parts.database;
    this.#client = parts.client;
  }

  /** Opens the app for the first time: it takes what there is. @throws StoryBroken */
  static async open(options: PhoneOptions): Promise<Phone> {
    const link = new Link(options.onExchange);
    const book = new BookReader(await jsonAt<BookJwks>(link, new URL('/v1/book/jwks.json', options.baseUrl)));
    const database = new DatabaseSync(options.file);
    const client = await clientOf(options, link, await sqliteStorage(nodeSqliteDriver(database)));
    const phone = new Phone(options, { link, book, database, client });
    await phone.sync();
    return phone;
  }

  /** What this phone shows: confirmed, with everything on top that still waits. */
  get client(): BimrideClient {
    return this.#client;
  }

  /** How much its person did that the server has not decided. */
  get waitingCount(): number {
    return this.#client.queue().waiting;
  }

  /** Sends what waits and takes what is new, once. @throws StoryBroken */
  async sync(): Promise<void> {
    const { kind, why } = await this.#client.drainOnce(DRAIN);
    must(kind === 'drained', `the phone reaches the server (${kind}: ${why})`);
  }

  /** Tries to, and gets no answer. @throws StoryBroken when it gets one */
  async syncInVain(): Promise<void> {
    let why: string | null = null;
    // One that was under way may have come through yet.
    for (let tries = 0; tries < 2 && why !== 'unreachable'; tries++) ({ why } = await this.#client.drainOnce(DRAIN));
    must(why === 'unreachable', 'the phone hears nothing');
  }

  /** From now on it syncs by itself, and listens to the server's pokes. */
  goLive(): void {
    const { baseUrl, token } = this.#options;
    this.#client.start();
    this.#stopPokes = followPokes(this.#client, { baseUrl, token: async () => token, fetch: this.link.fetch });
  }

  /** The battery is empty, without a warning; then it is charged, and the app opened again. Whoever was not live is not. */
  async dieAndComeBack(): Promise<void> {
    this.#database.close();
    this.#database = new DatabaseSync(this.#options.file);
    this.#client = await clientOf(this.#options, this.link, await sqliteStorage(nodeSqliteDriver(this.#database)));
  }

  /** Does something, network or not. Resolves when it is durable on the phone. */
  act<Z extends z.ZodType>(definition: TypedMutation<Z>, args: z.input<Z>): Promise<SavedMutation> {
    return this.#client.mutate(definition, args);
  }

  /** How what was done ended, once the phone shows it. @throws NotConfirmed */
  outcomes(...done: readonly SavedMutation[]): Promise<readonly Answer[]> {
    return Promise.all(done.map((saved) => saved.confirmed({ timeoutMs: PATIENCE_MS })));
  }

  /** What `look` finds, as soon as this phone shows it. @throws StoryBroken */
  async until<T>(what: string, look: () => T | undefined): Promise<T> {
    let stop = (): void => undefined;
    const found = new Promise<T>((resolve) => {
      const lookAgain = (): void => {
        const seen = look();
        if (seen !== undefined) resolve(seen);
      };
      stop = this.#client.watchAll(lookAgain);
      lookAgain();
    });
    return inTime(what, found).finally(stop);
  }

  /** Rides as this phone shows them; a dispatcher's are those of the board. */
  rides(): readonly Ride[] {
    const shown = [...this.#client.scan<Ride>('ride/'), ...this.#client.scan<Ride>(`${OPS_SCOPE}/ride/`)];
    return shown.map(({ value }) => value);
  }

  ride(rideId: string): Ride | undefined {
    return this.rides().find((ride) => ride.rideId === rideId);
  }

  /** A place of the map that this phone holds. @throws StoryBroken */
  place(id: string): Place {
    const place = this.#book.roads(this.#pages(), Date.now())?.page.places.find((one) => one.id === id);
    if (!place) throw new StoryBroken(`expected: the map on the phone knows ${id}`);
    const { name, latMicrodegrees, lonMicrodegrees } = place;
    const at = { lat: latMicrodegrees / MICRODEGREES_PER_DEGREE, lon: lonMicrodegrees / MICRODEGREES_PER_DEGREE };
    return { name: name.split(',')[0] ?? name, at };
  }

  /** What a trip costs, from the signed pages that this phone holds. @throws StoryBroken */
  quote(pickup: LatLon, dropoff: LatLon): Quote {
    const nowMs = Date.now();
    const quoted = this.#book.quote(this.#pages(), { pickup, dropoff, atMs: nowMs }, nowMs);
    if (quoted && !('code' in quoted)) return quoted;
    throw new StoryBroken(`expected: the book on the phone has a fare (${quoted?.code ?? 'no page'})`);
  }

  /** Asks the REST interface. @throws StoryBroken when the answer is no success */
  async get<T>(path: string): Promise<T> {
    const { baseUrl, token } = this.#options;
    return jsonAt(this.link, new URL(path, baseUrl), { authorization: `Bearer ${token}` });
  }

  /** A device of the same person that the server has not met. It remembers nothing, and is closed after use. */
  onNewDevice(storage: ClientStorage): Promise<BimrideClient> {
    return clientOf(this.#options, this.link, storage);
  }

  async close(): Promise<void> {
    this.#stopPokes();
    await this.#client.close();
  }

  #pages(): readonly string[] {
    return this.#client.scan<{ readonly jws: string }>('bookPage/').map(({ value }) => value.jws);
  }
}

function clientOf({ baseUrl, actor, token }: PhoneOptions, link: Link, storage: ClientStorage): Promise<BimrideClient> {
  return openClient({
    person: actor,
    storage,
    transport: fetchTransport({ baseUrl, fetch: link.fetch }),
    token: async () => token,
    mutations: [...ridesMutations, ...pricingMutations],
  });
}

async function jsonAt<T>(link: Link, url: URL, headers: Record<string, string> = {}): Promise<T> {
  const response = await link.fetch(url, { headers }).catch(() => undefined);
  if (response?.ok) return (await response.json()) as T;
  throw new StoryBroken(`expected: ${url.pathname} is answered (${response?.status ?? 'no network'})`);
}
