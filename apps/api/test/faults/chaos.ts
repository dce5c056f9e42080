import type { FaultPoint } from '#sync/testing';
import type { EmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { Random } from '../harness/random.ts';
import { HttpPhone, PokeStream, type PushTry } from '../phone/index.ts';
import { breathe, eventually } from './eventually.ts';
import { PullFailed, ScopeFollower } from './follower.ts';

import type { ServerProcess } from './server-process.ts';
import { ECHO_GROUP } from './tally.ts';
import { phoneWrongs, readerWrongs, type World } from './world.ts';

/** What a round does to the servers while phones push. */
export type Blow = 'kill at random' | 'kill at a point' | 'stop and go on' | 'cut connections' | 'postgres immediate';

export interface ChaosInput {
  readonly world: World;
  readonly seed: number;
  /** One round for each. */
  readonly blows: readonly Blow[];
  /** For 'postgres immediate'. */
  readonly cluster?: EmbeddedPostgres;
  /** Hears of each round as it ends. */
  readonly onRound?: (report: RoundReport) => void;
}

export interface RoundReport {
  readonly round: number;
  readonly blow: Blow;
  /** How it is known that the blow hit. */
  readonly proof: string;
  readonly pushesLost: number;
  readonly pushesPutOff: number;
  readonly mutations: number;
}

const SERVERS = 2;
const PULL_PAUSE_MS = 40;
const PHONES = 6;
const DRIVERS = ['dana', 'dave'] as const;
const POINTS = ['before_commit', 'after_commit', 'before_mark'] as const;
/** Short, so that a stopped server is cut off soon; longer than any commit. */
const WRITE_LIMITS = { lockTimeoutMs: 2_000, idleInTransactionTimeoutMs: 1_000 };

/** Phones push to two servers while one of them, or the database, is struck; after each blow everything is checked. */
export class Chaos {
  readonly #input: ChaosInput;
  readonly #random: Random;
  readonly #phoneRandoms = new Map<HttpPhone, Random>();
  readonly #probes: HttpPhone[] = [];
  readonly #servers: ServerProcess[] = [];
  readonly #phones: HttpPhone[] = [];
  readonly #followers: ScopeFollower[] = [];
  readonly #inFlight = new Map<string, number>();
  #newest: ServerProcess | undefined;
  #acknowledgements = 0;
  #lost = 0;
  #putOff = 0;
  #resting = false;

  constructor(input: ChaosInput) {
    this.#input = input;
    this.#random = new Random(input.seed);
  }

  /** Plays all rounds. @throws Error that names the seed, the round and what is wrong after it. */
  async run(): Promise<readonly RoundReport[]> {
    await this.#prepare();
    const reports: RoundReport[] = [];
    for (const [index, blow] of this.#input.blows.entries()) {
      const report = await this.#round(index + 1, blow).catch((error: unknown) => {
        throw new Error(
          `seed ${this.#input.seed}, round ${index + 1} (${blow}): ${String(error)}\n${this.#outputs()}`,
          { cause: error },
        );
      });
      reports.push(report);
      this.#input.onRound?.(report);
    }
    return reports;
  }

  async #prepare(): Promise<void> {
    const { world } = this.#input;
    const starting = Array.from({ length: SERVERS }, () => world.startServer({ writeLimits: WRITE_LIMITS }));
    this.#servers.push(...(await Promise.all(starting)));
    for (let number = 1; number <= PHONES; number += 1) {
      const caller = await world.person(`rider${number}`, 'rider');
      const phone = new HttpPhone(caller);
      this.#phones.push(phone);
      this.#phoneRandoms.set(phone, new Random(this.#input.seed + number));
      this.#followers.push(new ScopeFollower({ scope: `rider:rider${number}`, caller, urls: () => this.#urls() }));
    }
    for (const subject of DRIVERS) {
      const caller = await world.person(subject, 'driver');
      this.#followers.push(new ScopeFollower({ scope: `driver:${subject}`, caller, urls: () => this.#urls() }));
    }
    const dispatcher = await world.person('dora', 'dispatcher');
    this.#followers.push(new ScopeFollower({ scope: 'ops:dispatch', caller: dispatcher, urls: () => this.#urls() }));
  }

  async #round(round: number, blow: Blow): Promise<RoundReport> {
    const before = { lost: this.#lost, putOff: this.#putOff };
    const pushesBefore = this.#phones.map(({ acknowledged }) => acknowledged.length);
    this.#resting = false;
    const phones = this.#phones.map((phone, index) => this.#live(phone, index));
    const living = [...phones, ...this.#followers.map((follower) => this.#follow(follower))];
    try {
      const proof = await this.#strike(blow);
      this.#resting = true;
      await Promise.all(living);
      await this.#check(pushesBefore);
      const mutations = this.#phones.reduce((sum, phone) => sum + phone.lastId(), 0);
      return {
        round,
        blow,
        proof,
        mutations,
        pushesLost: this.#lost - before.lost,
        pushesPutOff: this.#putOff - before.putOff,
      };
    } finally {
      this.#resting = true;
      await Promise.allSettled(living);
    }
  }

  /** Acts and pushes until it is time to rest and nothing is pending. A push that failed goes to the next server. */
  async #live(phone: HttpPhone, index: number): Promise<void> {
    const endMs = Date.now() + 60_000;
    for (let turn = index; !this.#resting || phone.unanswered.length > 0; turn += 1) {
      if (Date.now() > endMs) throw new Error(`${phone.clientId()} could not push for a minute`);
      if (!this.#resting && phone.unanswered.length < 50) this.#act(phone);
      const { url } = this.#servers[turn % SERVERS] ?? { url: '' };
      const { kind } = await this.#push(phone, url);
      if (kind !== 'acknowledged') await breathe();
    }
  }

  /** Pulls a little at a time while servers come and go. */
  async #follow(follower: ScopeFollower): Promise<void> {
    while (!this.#resting) {
      await follower.poll().catch((error: unknown) => {
        if (!(error instanceof PullFailed && [0, 503].includes(error.status))) throw error;
      });
      await breathe(PULL_PAUSE_MS);
    }
  }

  #act(phone: HttpPhone): void {
    const random = this.#phoneRandoms.get(phone) ?? this.#random;
    for (let left = random.between(1, 8); left > 0; left -= 1) {
      const own = `${phone.caller.subject}-${random.between(1, 20)}`;
      // Some of them are somebody else's, and refused.
      const tallyId = random.next() < 0.03 ? 'rider1-1' : own;
      phone.write('tally.add', { tallyId, amount: random.between(1, 9), driverId: random.pick(DRIVERS) });
    }
  }

  async #push(phone: HttpPhone, url: string): Promise<PushTry> {
    this.#inFlight.set(url, (this.#inFlight.get(url) ?? 0) + 1);
    const tried = await phone.push(url);
    this.#inFlight.set(url, (this.#inFlight.get(url) ?? 1) - 1);
    if (tried.kind === 'acknowledged') this.#acknowledgements += 1;
    if (tried.kind === 'put_off') this.#putOff += 1;
    if (tried.kind === 'lost' && tried.cut) this.#lost += 1;
    return tried;
  }

  async #strike(blow: Blow): Promise<string> {
    await this.#someTraffic();
    if (blow === 'postgres immediate') return this.#strikePostgres();
    if (blow === 'cut connections') return this.#cutConnections();
    const point = this.#random.pick(POINTS);
    const victim =
      blow === 'kill at a point' && point === 'before_mark'
        ? await this.#eventsHolder()
        : this.#random.pick(this.#servers);
    if (blow === 'stop and go on') return this.#stopAndGoOn(victim);
    const proof = blow === 'kill at random' ? await this.#killAtRandom(victim) : await this.#killAtPoint(victim, point);
    // Until it is replaced, phones whose pushes were cut find their way to the other server, and nobody acts anew.
    this.#resting = true;
    const replacement = await this.#input.world.startServer({ writeLimits: WRITE_LIMITS });
    this.#servers[this.#servers.indexOf(victim)] = replacement;
    this.#newest = replacement;
    return proof;
  }

  /** The server that handles events: one at a time does, so this is the one that was delivered the last. */
  async #eventsHolder(): Promise<ServerProcess> {
    return eventually('a living server handles events', async () => {
      const pid = (await this.#input.world.deliveries()).at(-1)?.pid;
      return this.#servers.find((server) => server.pid === pid);
    });
  }

  /** So many acknowledgements, and then some milliseconds: where in a commit that is, nobody knows. */
  async #someTraffic(): Promise<void> {
    const wanted = this.#acknowledgements + this.#random.between(3, 20);
    await eventually('phones are acknowledged', () => this.#acknowledgements >= wanted);
    await breathe(this.#random.between(0, 20));
  }

  async #killAtRandom(victim: ServerProcess): Promise<string> {
    const pokes = await this.#pokes(victim);
    await eventually('a push is in flight', () => (this.#inFlight.get(victim.url) ?? 0) > 0);
    victim.signal('SIGKILL');
    return this.#proveKilled(victim, pokes);
  }

  async #killAtPoint(victim: ServerProcess, point: FaultPoint): Promise<string> {
    const pokes = await this.#pokes(victim);
    const nth = this.#random.between(1, 3);
    await victim.arm({ point, nth, about: point === 'before_mark' ? ECHO_GROUP : 'tally.add', signal: 'SIGKILL' });
    const mark = await eventually(`the server strikes itself at ${point}`, () => victim.mark());
    if (mark.point !== point || mark.pid !== victim.pid) throw new Error(`another mark: ${JSON.stringify(mark)}`);
    return `${await this.#proveKilled(victim, pokes)} at ${point}, passing ${nth}`;
  }

  async #pokes(server: ServerProcess): Promise<PokeStream> {
    const phone = this.#random.pick(this.#phones);
    return PokeStream.open(server.url, phone.caller.token);
  }

  async #proveKilled(victim: ServerProcess, pokes: PokeStream): Promise<string> {
    const { signal } = await victim.exited;
    if (signal !== 'SIGKILL') throw new Error(`the server ended by ${signal} instead of SIGKILL`);
    await eventually('the open connection is cut', () => pokes.ended === 'cut');
    return `process ${victim.pid} ended by SIGKILL, its open connection was cut`;
  }

  /** A server that hangs in the middle of a commit holds everybody up until the database cuts it off. */
  async #stopAndGoOn(victim: ServerProcess): Promise<string> {
    await victim.arm({ point: 'before_commit', nth: 1, about: 'tally.add', signal: 'SIGSTOP' });
    await eventually('the server stops itself', () => victim.mark());
    try {
      const others = this.#servers.filter((server) => server !== victim);
      const probe = new HttpPhone(
        this.#random.pick(this.#phones).caller,
        `probe-${victim.pid}-${this.#acknowledgements}`,
      );
      probe.write('tally.add', { tallyId: probe.clientId(), amount: 1 });
      await eventually(
        'the others commit again',
        async () => (await probe.push(others[0]?.url ?? '')).kind === 'acknowledged',
      );
      this.#probes.push(probe);
    } finally {
      victim.signal('SIGCONT');
    }
    return `process ${victim.pid} stopped inside its transaction; others went on before it was continued`;
  }

  /** What a failover or a firewall does: every connection of the servers ends, in whatever it was doing. */
  async #cutConnections(): Promise<string> {
    const [cut] = await this.#input.world
      .ask(`SELECT count(pg_terminate_backend(pid))::int AS connections FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'bimride%'`);
    const acknowledgements = this.#acknowledgements;
    await eventually('pushes succeed again', () => this.#acknowledgements > acknowledgements + PHONES);
    if (Number(cut?.['connections']) === 0) throw new Error('there was no connection to cut');
    return `${String(cut?.['connections'])} connections to the database were ended`;
  }

  async #strikePostgres(): Promise<string> {
    const { cluster } = this.#input;
    if (cluster === undefined) throw new Error('this world has no cluster of its own');
    const pid = await cluster.pid();
    const putOff = this.#putOff;
    await cluster.stop('immediate');
    if ((await cluster.pid()) !== undefined) throw new Error('postgres is still there');
    await eventually('pushes are put off', () => this.#putOff > putOff);
    await cluster.start();
    const acknowledgements = this.#acknowledgements;
    await eventually('pushes succeed again', () => this.#acknowledgements > acknowledgements);
    return `postgres ${pid} was ended without a shutdown, pushes were put off meanwhile, ${await cluster.pid()} recovered`;
  }

  async #check(pushesBefore: readonly number[]): Promise<void> {
    const { world } = this.#input;
    const dead = this.#servers.filter((server) => !server.isAlive).map(({ pid }) => pid);
    if (dead.length > 0) throw new Error(`processes ${dead.join()} ended though nobody ended them`);
    const parked = await world.ask('SELECT client_id, mutation_id, reason FROM sync.parked');
    if (parked.length > 0) throw new Error(`parked though nothing is wrong with it: ${JSON.stringify(parked)}`);
    await world.eventsHandled();
    // The server that was started last: it remembers nothing.
    const url = this.#newest?.url ?? this.#urls()[0] ?? '';
    const wrongs = [await world.wrongs()];
    const phones = this.#phones.map((phone, index) => phoneWrongs(world, phone, url, pushesBefore[index] ?? 0));
    wrongs.push(...(await Promise.all(phones)));
    wrongs.push(...(await Promise.all(this.#probes.map((probe) => phoneWrongs(world, probe, url)))));
    wrongs.push(...(await Promise.all(this.#followers.map((follower) => readerWrongs(world, follower)))));
    if (wrongs.flat().length > 0) throw new Error(wrongs.flat().join('\n'));
  }

  #urls(): readonly string[] {
    return this.#servers.map(({ url }) => url);
  }

  #outputs(): string {
    return this.#servers.map(({ pid, output }) => `process ${pid} said:\n${output}`).join('\n');
  }
}
