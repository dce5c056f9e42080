import { BookReader, mapOf } from '#pricing/client';
import { prepareMap, type MapPage } from '#routing/client';
import type { CommitReport } from '#sync';
import { Client } from 'pg';
import { VirtualClock } from './clock/virtual-clock.ts';
import { Interrupted } from './interrupted.ts';
import { makeEvidenceTables, storeTestimony } from './evidence/store-testimony.ts';
import type { DrainRow } from './evidence/drain-witness.ts';
import type { ClaimRow, Testimony, UnmadeTrip } from './evidence/recorder.ts';
import type { Query } from './kpi/query.ts';
import { HttpSender } from './link/http-sender.ts';
import { serverMs } from './link/mobile-link.ts';
import type { ServiceTime } from './link/service-times.ts';
import type { IslandOptions } from './options.ts';
import { workShift } from './people/driver.ts';
import type { IslandWorld } from './people/island-world.ts';
import { PHONE_FAULTS } from './people/phone-faults.ts';
import { PhoneStorage } from './people/phone-storage.ts';
import type { Phone } from './people/phone.ts';
import { drawPeople, drawShift, type Person } from './people/population.ts';
import { takeTrip, THINKS_MS } from './people/rider.ts';
import type { Street } from './people/street.ts';
import { Random } from './random.ts';
import { Housekeeping } from './server/housekeeping.ts';
import { startIslandServer, type IslandServer } from './server/island-server.ts';
import { drawCoverage } from './world/coverage.ts';
import { drawTrips } from './world/demand.ts';
import { placesOf, type Place } from './world/places.ts';
import { timetable, type Timetable } from './world/timetable.ts';

/** What tests plant in a run. */
export interface IslandPlants {
  readonly storageOf?: IslandWorld['storageOf'];
  readonly rebootShare?: number;
  /** Runs on the database when the day is over, before it is measured. */
  readonly tamper?: (query: Query) => Promise<void>;
}

/** A day on the island. */
export class Island {
  readonly times: Timetable;
  readonly #options: IslandOptions;
  readonly #plants: IslandPlants;
  readonly #clock: VirtualClock;
  readonly #rides: { rideId: string; parish: string; place: string }[] = [];
  readonly #unmade: UnmadeTrip[] = [];
  readonly #phonesBySubject = new Map<string, Phone[]>();
  readonly #failures: unknown[] = [];
  readonly #housekeeping: Housekeeping;
  #server: IslandServer | null = null;
  #sender: HttpSender | null = null;
  #database: Client | null = null;
  #isStopped = false;

  constructor(options: IslandOptions, plants: IslandPlants = {}) {
    this.#options = options;
    this.#plants = plants;
    this.times = timetable(options.hours);
    this.#clock = new VirtualClock(this.times.wakesAtMs);
    this.#housekeeping = new Housekeeping(this.#clock);
  }

  /** One statement on a connection of the run's own. */
  readonly query: Query = async (sql) => {
    if (!this.#database) throw new Error('the island has no database yet');
    const { rows } = await this.#database.query<Record<string, unknown>>(sql);
    return rows;
  };

  /**
   * Starts the server and draws the world; then lives through the day. `onHour` is called after each virtual hour.
   * @throws Interrupted after `stop()`
   */
  async live(onHour: (hour: number) => Promise<void>): Promise<void> {
    const server = await startIslandServer({ clock: this.#clock, onCommit: (report) => this.#observe(report) });
    this.#server = server;
    this.#database = new Client({ connectionString: server.databaseUrl });
    await this.#database.connect();
    await makeEvidenceTables(this.#database);
    this.#housekeeping.begin(server);
    const world = await this.#world(server);
    const random = new Random(this.#options.seed);
    const riders = this.#register(drawPeople(world, 'rider', this.#options.riders, random.fork('people')));
    const drivers = this.#register(drawPeople(world, 'driver', this.#options.drivers, random.fork('people')));
    this.#plan(world, riders, drivers, random);
    await this.#pass(onHour);
    await this.#bringIn([...riders, ...drivers]);
    await storeTestimony(this.#database, this.#testimony([...riders, ...drivers]));
    await this.#plants.tamper?.(this.query);
    this.#demandToGoOn();
  }

  /** How long the server really took so far. */
  get serviceTimes(): readonly ServiceTime[] {
    return this.#sender?.times.reported((path) => serverMs({ path })) ?? [];
  }

  /** Ends the run as soon as it may. */
  stop(): void {
    this.#isStopped = true;
    this.#clock.stop();
  }

  /** Takes everything away. Safe to call twice. */
  async close(): Promise<void> {
    this.#housekeeping.end();
    this.#sender?.close();
    await this.#database?.end().catch(() => undefined);
    this.#database = null;
    await this.#server?.close();
  }

  async #world(server: IslandServer): Promise<IslandWorld> {
    const keys = await server.bookKeys();
    const map = await this.#map(server);
    const places = placesOf(map);
    const sender = new HttpSender(server.running.url, server.running.app.getHttpServer());
    this.#sender = sender;
    const { opensAtMs, endsAtMs } = this.times;
    const { halfOpenPercent, vehicleOffSeconds } = this.#options;
    const over = { fromMs: opensAtMs, toMs: endsAtMs };
    const street: Street = new Map();
    return {
      clock: this.#clock,
      coverage: drawCoverage(
        { places, island: this.#options.profile, over, vehicleOffMs: times(vehicleOffSeconds, MS_PER_SECOND) },
        new Random(this.#options.seed).fork('coverage'),
      ),
      sender,
      places,
      roads: prepareMap(map),
      book: new BookReader(keys),
      street,
      token: ({ subject, role }, state) => server.issuer.token({ subject, roles: [role] }, state),
      halfOpenShare: times(halfOpenPercent, 1 / 100) ?? null,
      rebootShare: this.#plants.rebootShare ?? PHONE_FAULTS.rebootPerRideShare,
      storageOf: this.#plants.storageOf ?? ((_subject, disk, isFull) => new PhoneStorage(disk, isFull)),
      onError: (error) => this.#failures.push(error),
    };
  }

  async #map(server: IslandServer): Promise<MapPage> {
    const verdict = await server.page('map', await server.bookKeys(), this.#clock.nowMs());
    const map = 'page' in verdict ? mapOf(verdict.page) : null;
    if (!map) throw new Error('the server publishes no map');
    return map;
  }

  #register(people: readonly Person[]): readonly Person[] {
    for (const { phone, otherPhone } of people) {
      this.#phonesBySubject.set(phone.options.subject, otherPhone ? [phone, otherPhone] : [phone]);
    }
    return people;
  }

  #plan(world: IslandWorld, riders: readonly Person[], drivers: readonly Person[], random: Random): void {
    const { wakesAtMs, opensAtMs, lastBookingMs, endsAtMs } = this.times;
    const { coverage, places } = world;
    const over = { fromMs: opensAtMs + THINKS_MS, toMs: lastBookingMs };
    const patienceMs = times(this.#options.patienceMinutes, 60 * MS_PER_SECOND);
    const trips = drawTrips(
      { places, coverage, over, riders: riders.length, patienceMs },
      random.fork('demand'),
      ({ atMs, from }) => this.#noteUnmade('nobody_free', { atMs, from, groupId: null }),
    );
    // Riders have used the app before: at home, with Wi-Fi, they have the book of fares.
    for (const [index, rider] of riders.entries()) {
      const atMs = wakesAtMs + ((opensAtMs - wakesAtMs) * (index + 1)) / (riders.length + 1) - HOME_MS;
      this.#start(atMs, () => this.#atHome(rider));
    }
    for (const trip of trips) {
      const rider = riders[trip.rider];
      if (!rider) continue;
      const onRide = (rideId: string): void => {
        this.#rides.push({ rideId, parish: trip.from.parish, place: trip.from.id });
      };
      const onUnmade = (why: UnmadeTrip['why']): void => {
        this.#noteUnmade(why, { from: trip.from, atMs: this.#clock.nowMs(), groupId: rider.phone.groupId });
      };
      this.#start(trip.atMs - THINKS_MS, () => takeTrip({ ...rider, world, onRide, onUnmade }, trip));
    }
    for (const driver of drivers) {
      const shift = drawShift({ fromMs: opensAtMs, toMs: endsAtMs }, driver.random);
      this.#start(shift.fromMs, () => workShift({ ...driver, world }, shift));
    }
  }

  #noteUnmade(
    why: UnmadeTrip['why'],
    { atMs, from, groupId }: { readonly atMs: number; readonly from: Place; readonly groupId: string | null },
  ): void {
    this.#unmade.push({ why, groupId, parish: from.parish, place: from.id, atMs });
  }

  async #atHome({ phone, otherPhone }: Person): Promise<void> {
    for (const one of [phone, otherPhone]) {
      if (!one) continue;
      one.contact.useWifi(true);
      await one.open();
      await this.#clock.sleep(HOME_MS / 2);
      await one.close();
      one.contact.useWifi(false);
    }
  }

  #start(atMs: number, deed: () => Promise<void>): void {
    this.#clock.at(atMs, () => {
      if (!this.#isStopped) void deed().catch((error: unknown) => this.#failures.push(error));
    });
  }

  async #pass(onHour: (hour: number) => Promise<void>): Promise<void> {
    const { opensAtMs, endsAtMs } = this.times;
    await this.#clock.runUntil(opensAtMs);
    this.#demandToGoOn();
    for (let hour = 1; opensAtMs + (hour - 1) * MS_PER_HOUR < endsAtMs; hour++) {
      await this.#clock.runUntil(Math.min(endsAtMs, opensAtMs + hour * MS_PER_HOUR));
      this.#demandToGoOn();
      await onHour(hour);
    }
  }

  /** The day is over: everybody comes into coverage, and what waits is sent. */
  async #bringIn(people: readonly Person[]): Promise<void> {
    const phones = people.flatMap(({ phone, otherPhone }) => (otherPhone ? [phone, otherPhone] : [phone]));
    for (const phone of phones) phone.contact.useWifi(true);
    for (let round = 0; round < HOMECOMING_ROUNDS_MAX; round++) {
      const waiting = phones.filter(({ hasUnconfirmed }) => hasUnconfirmed);
      if (waiting.length === 0) break;
      for (const phone of waiting) this.#start(this.#clock.nowMs(), () => phone.open());
      await this.#clock.runUntil(this.#clock.nowMs() + HOMECOMING_MS);
      this.#demandToGoOn();
    }
  }

  #testimony(people: readonly Person[]): Testimony {
    const phones = people.flatMap(({ phone, otherPhone }) => (otherPhone ? [phone, otherPhone] : [phone]));
    const claims: ClaimRow[] = [];
    const outages: Testimony['outages'][number][] = [];
    const drains: DrainRow[] = [];
    for (const phone of phones) {
      claims.push(...phone.testify());
      const { groupId } = phone;
      drains.push(...phone.drains());
      if (groupId !== null) outages.push(...phone.outages().map((span) => ({ ...span, groupId })));
    }
    return { claims, drains, outages, rides: this.#rides, unmade: this.#unmade };
  }

  #observe({ commit, scopes }: CommitReport): void {
    this.#housekeeping.noteCommit();
    const subjects = new Set([...scopes].map((scope) => scope.slice(scope.indexOf(':') + 1)));
    for (const subject of subjects) {
      for (const phone of this.#phonesBySubject.get(subject) ?? []) {
        if (phone.isOpen) void phone.poke(commit).catch((error: unknown) => this.#failures.push(error));
      }
    }
  }

  #demandToGoOn(): void {
    if (this.#isStopped) throw new Interrupted();
    if (this.#failures.length > 0) throw new AggregateError(this.#failures, 'the island broke');
  }
}

function times(count: number | null, unit: number): number | undefined {
  return count === null ? undefined : count * unit;
}

const MS_PER_SECOND = 1_000;
const MS_PER_HOUR = 3_600_000;
const HOME_MS = 20_000;
const HOMECOMING_MS = 120_000;
const HOMECOMING_ROUNDS_MAX = 10;
