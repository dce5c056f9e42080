import type { Actor, SyncRegistry } from '#sync';
import { Network, type Flight } from './network.ts';
import { Playbook } from './playbook.ts';
import { Random } from '../harness/random.ts';
import { Recorder } from './recorder.ts';
import { SimPhone } from './sim-phone.ts';
import type { Facts, SimServer } from './sim-server.ts';

/** A run: everything in it follows from the seed (against the real server, but for the moment at which its own handlers work). */
export interface SimulationOptions {
  readonly seed: number;
  /** Things that happen before the network heals. */
  readonly steps: number;
  readonly server: SimServer;
}

/** How a device stood after healing. */
export interface FinalPhone {
  readonly name: string;
  readonly actor: Actor;
  readonly waitingCount: number;
  readonly rows: ReadonlyMap<string, unknown>;
  /** What a second pull brought: nothing, if the first was whole. */
  readonly secondPullRows: number;
}

/** A run that is over: what there is to check. */
export interface Finished {
  readonly seed: number;
  readonly recorder: Recorder;
  readonly phones: readonly FinalPhone[];
  readonly facts: Facts;
  readonly registry: SyncRegistry;
}

const RIDERS = 3;
const DRIVERS = 2;
const SENDS_AT_ONCE_SHARE = 0.5;
const ELAPSED_MS_MAX = 500;
/** Now and then so much time passes that an offer runs out. */
const PAUSES_SHARE = 0.05;
const PAUSE_MS_MAX = 60_000;
const HEALING_ROUNDS_MAX = 60;
const CLOCK_JUMPS_MS = [-86_400_000, -3_600_000, -5_000, 0, 5_000, 3_600_000, 86_400_000];
/** Older than any work may be. */
const VERY_OLD_MS = -100 * 86_400_000;

/** Plays a run from its seed, heals the network, and takes stock. */
export async function simulate(options: SimulationOptions): Promise<Finished> {
  const simulation = new Simulation(options);
  for (let step = 0; step < options.steps; step++) await simulation.step();
  await simulation.heal();
  return simulation.takeStock();
}

class Simulation {
  readonly #seed: number;
  readonly #server: SimServer;
  readonly #random: Random;
  readonly #recorder = new Recorder();
  readonly #network: Network;
  readonly #playbook: Playbook;
  readonly #phones: readonly SimPhone[];
  /** Drivers have the most to do. */
  readonly #often: readonly SimPhone[];

  constructor({ seed, server }: SimulationOptions) {
    this.#seed = seed;
    this.#server = server;
    this.#random = new Random(seed);
    this.#network = new Network({ server, recorder: this.#recorder, random: this.#random });
    const subjects = (role: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${role}-${index + 1}`);
    const riderIds = subjects('rider', RIDERS);
    this.#playbook = new Playbook(this.#random, riderIds);
    // the first rider has two devices
    const people = [...riderIds, 'rider-1', ...subjects('driver', DRIVERS), 'dispatcher-1'];
    this.#phones = people.map((subject, index) => this.#phone(subject, index));
    const drivers = this.#phones.filter(({ actor }) => actor.roles.includes('driver'));
    this.#often = [...this.#phones, ...drivers, ...drivers, ...drivers];
  }

  async step(): Promise<void> {
    const phone = this.#random.pick(this.#often);
    const what = this.#random.weighted({
      act: 24,
      push: 22,
      pull: 16,
      arrive: 34,
      receive: 34,
      work: 14,
      dark: 2,
      restart: 1.5,
      reinstall: 0.3,
      clock: 1,
      reuse: 0.8,
      stranger: 2,
    });
    switch (what) {
      case 'act':
        return this.#act(phone);
      case 'push':
        return this.#push(phone);
      case 'pull':
        return this.#send({ kind: 'pull', body: phone.composePull(), phone, session: phone.session });
      case 'arrive':
        return this.#network.arrive();
      case 'receive':
        return this.#network.receive();
      case 'work':
        return this.#server.work(this.#random.int(this.#random.chance(PAUSES_SHARE) ? PAUSE_MS_MAX : ELAPSED_MS_MAX));
      case 'reuse':
        return this.#sendReuse(phone);
      case 'stranger':
        return this.#sendStranger(phone);
      default:
        return this.#upset(phone, what);
    }
  }

  /** Without faults from here on: everything under way comes in, every queue drains, and what is open is closed. */
  async heal(): Promise<void> {
    for (const phone of this.#phones) phone.dark = false;
    await this.#network.drain();
    await this.#syncAll();
    await this.#server.settle();
    for (let round = 0; round < HEALING_ROUNDS_MAX; round++) {
      await this.#syncAll();
      const acts = this.#phones.flatMap((phone) => this.#playbook.closing(phone).map((act) => ({ phone, act })));
      if (acts.length === 0 || round > 2) break;
      for (const { phone, act } of acts) phone.act(act, this.#server.nowMs());
      await this.#syncAll();
      await this.#server.settle();
    }
  }

  async takeStock(): Promise<Finished> {
    for (let tries = 0; tries < HEALING_ROUNDS_MAX; tries++) {
      const before = await this.#server.headCommit();
      await this.#syncAll();
      const phones = await this.#finalPhones();
      const facts = await this.#server.facts();
      const isStill = before === (await this.#server.headCommit()) && facts.headCommit === before;
      if (isStill)
        return { seed: this.#seed, recorder: this.#recorder, phones, facts, registry: this.#server.registry };
    }
    throw new Error(`seed ${this.#seed}: the server does not come to rest`);
  }

  #phone(subject: string, index: number): SimPhone {
    const [role = ''] = subject.split('-');
    const actor = { subject, roles: [role] };
    return new SimPhone({
      actor,
      definitions: this.#server.registry.definitions,
      name: `phone-${index + 1}-${subject}`,
      recorder: this.#recorder,
      random: this.#random,
    });
  }

  #act(phone: SimPhone): void {
    for (let count = 1 + this.#random.int(3); count > 0; count--) {
      const act = this.#playbook.next(phone, this.#server.nowMs());
      if (act) phone.act(act, this.#server.nowMs());
    }
    // An app sends what was done as soon as there is contact.
    if (this.#random.chance(SENDS_AT_ONCE_SHARE)) this.#push(phone);
  }

  #push(phone: SimPhone): void {
    const body = phone.composePush(this.#random.weighted({ all: 6, part: 3, skip: 1 }));
    if (body) this.#send({ kind: 'push', body, phone, session: phone.session });
  }

  #send(flight: Flight): void {
    if (!flight.phone.dark) this.#network.send(flight);
  }

  #sendReuse(phone: SimPhone): void {
    const body = phone.composeReuse();
    if (body) this.#send({ kind: 'push', body, phone, session: phone.session });
  }

  /** Somebody signed in as another person uses this phone's group, which the server knows already. */
  #sendStranger(phone: SimPhone): void {
    const body = phone.composePush('all');
    const isKnown = [...this.#recorder.answers.keys()].some((ref) => ref.startsWith(phone.groupId));
    if (!body || !isKnown) return;
    const stranger: Actor = { subject: 'stranger-1', roles: ['rider'] };
    this.#send({ kind: 'push', body, phone, session: phone.session, stranger });
  }

  #upset(phone: SimPhone, what: 'dark' | 'restart' | 'reinstall' | 'clock'): void {
    if (what === 'dark') phone.dark = !phone.dark;
    if (what === 'restart') phone.restart();
    if (what === 'reinstall') phone.reinstall({ fork: this.#random.chance(0.5) });
    if (what !== 'clock') return;
    phone.skewMs = this.#random.chance(0.05) ? VERY_OLD_MS : this.#random.pick(CLOCK_JUMPS_MS);
    this.#recorder.count('clock jumps');
  }

  async #syncAll(): Promise<void> {
    for (let round = 0; round < HEALING_ROUNDS_MAX; round++) {
      for (const phone of this.#phones) await this.#syncOnce(phone);
      if (this.#phones.every(({ waiting }) => waiting.length === 0)) return;
    }
    for (const { name, waiting } of this.#phones) {
      if (waiting.length > 0) this.#recorder.flaws.push(`${name}: ${waiting.length} mutations did not drain`);
    }
  }

  async #syncOnce(phone: SimPhone): Promise<void> {
    const push = phone.composePush('all');
    if (push) await this.#network.exchangeNow({ kind: 'push', body: push, phone, session: phone.session });
    await this.#pullWhole(phone);
  }

  async #pullWhole(phone: SimPhone): Promise<void> {
    do {
      const body = phone.composePull();
      await this.#network.exchangeNow({ kind: 'pull', body, phone, session: phone.session });
    } while (phone.views.cookie?.page !== undefined);
  }

  async #finalPhones(): Promise<FinalPhone[]> {
    const finals: FinalPhone[] = [];
    for (const phone of this.#phones) {
      const before = phone.patchedCount;
      await this.#pullWhole(phone);
      finals.push({
        name: phone.name,
        actor: phone.actor,
        waitingCount: phone.waiting.length,
        rows: phone.views.rows,
        secondPullRows: phone.patchedCount - before,
      });
    }
    return finals;
  }
}
