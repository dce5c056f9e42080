/**
 * A small module for striking at: tallies that count every addition, so that one that is lost or doubled shows.
 */
import {
  applied,
  defineEntity,
  defineEvent,
  defineJob,
  defineMutation,
  HandleEvent,
  JobWorker,
  Pipeline,
  refused,
  onServer,
  defineModule,
  SYSTEM_ACTOR,
  type DeliveredEvent,
  type JobCounts,
  type JobRun,
} from '#sync';
import { Controller, Inject, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import type { InstalledModule } from '../../src/app-parts.ts';
import type { DatabaseModule } from '../../src/data-source.ts';
import { databaseModules } from '../../src/modules.ts';

interface Tally {
  readonly tallyId: string;
  readonly ownerId: string;
  readonly driverId: string | null;
  readonly value: number;
  readonly adds: number;
  readonly label: string;
}

/** A label that no tally can be stored with, though the decision is to apply. */
export const POISON = 'poison';

@Entity({ schema: 'tally', name: 'tally' })
export class TallyRow {
  @PrimaryColumn('text', { name: 'tally_id' })
  tallyId!: string;

  @Column('text', { name: 'owner_id' })
  ownerId!: string;

  @Column('text', { name: 'driver_id', nullable: true })
  driverId!: string | null;

  @Column('bigint', { name: 'value' })
  value!: string;

  @Column('bigint', { name: 'adds' })
  adds!: string;

  @Column('text', { name: 'label' })
  label!: string;

  @Column('bigint', { name: 'commit' })
  commit!: string;
}

export class CreateTallySchema1763856800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE SCHEMA tally;
      CREATE TABLE tally.tally (tally_id text PRIMARY KEY, owner_id text NOT NULL, driver_id text, value bigint NOT NULL,
        adds bigint NOT NULL, label text NOT NULL CHECK (label <> '${POISON}'), commit bigint NOT NULL)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP SCHEMA tally CASCADE');
  }
}

const tallyKind = defineEntity<Tally, Pick<Tally, 'tallyId' | 'value' | 'adds'>>({
  kind: 'tally',
  id: (tally) => tally.tallyId,
  views: ({ tallyId, ownerId, driverId, value, adds }) => ({
    [`rider:${ownerId}`]: { tallyId, value, adds },
    'ops:dispatch': { tallyId, ownerId, value, adds },
    ...(driverId === null ? {} : { [`driver:${driverId}`]: { tallyId, value, adds } }),
  }),
  sensitivity: {
    tallyId: 'plain',
    ownerId: 'personal',
    driverId: 'personal',
    value: 'plain',
    adds: 'plain',
    label: 'plain',
  },
});

const tallyAdded = defineEvent('tally.added.v1', z.strictObject({ tallyId: z.string(), amount: z.int() }));

const id = z.string().min(1).max(80);

const add = defineMutation({
  name: 'tally.add',
  summary: 'Adds to a tally; the first addition makes it the adder’s own.',
  roles: ['rider'],
  priority: 'ride',
  args: z.strictObject({ tallyId: id, amount: z.int(), driverId: id.optional(), label: z.string().max(40).optional() }),
  codes: { not_found: 'No such tally.' },
  correctable: 'byOne',
  lane: (args) => tallyKind.key(args.tallyId),
  needs: (args) => ({ tally: tallyKind.key(args.tallyId) }),
  decide: ({ args, actor, state: { tally } }) => {
    if (tally && tally.ownerId !== actor.subject) return refused('not_found');
    const { tallyId, amount } = args;
    const next = {
      tallyId,
      ownerId: actor.subject,
      driverId: tally?.driverId ?? args.driverId ?? null,
      value: (tally?.value ?? 0) + amount,
      adds: (tally?.adds ?? 0) + 1,
      label: args.label ?? '',
    };
    return applied({ changes: [tallyKind.put(next)], events: [tallyAdded.of(tallyId, { tallyId, amount })] });
  },
});

/** The owner of all echoes: nobody signs in under this name. */
export const ECHO_OWNER = 'echo';

/** The tally that counts the events about another one. */
export function echoOf(tallyId: string): string {
  return `${ECHO_OWNER}-${tallyId}`;
}

const echo = defineMutation({
  name: 'tally.echo',
  summary: 'Counts one event about a tally.',
  roles: ['system'],
  priority: 'general',
  args: z.strictObject({ tallyId: id, amount: z.int() }),
  codes: {},
  lane: (args) => tallyKind.key(args.tallyId),
  needs: (args) => ({ tally: tallyKind.key(args.tallyId) }),
  decide: ({ args, state: { tally } }) => {
    const { tallyId, amount } = args;
    const value = (tally?.value ?? 0) + amount;
    const adds = (tally?.adds ?? 0) + 1;
    return applied({
      changes: [tallyKind.put({ tallyId, ownerId: ECHO_OWNER, driverId: null, value, adds, label: '' })],
    });
  },
});

/** The consumer group. */
export const ECHO_GROUP = 'tally.echo';

/** Hears of every delivery, also of one whose effect is not wanted again. What it throws, the handler throws. */
export type DeliveryLog = (event: DeliveredEvent) => void;

/** How the ids of tallies begin whose events no handler can handle until handlers are mended. */
export const CURSED = 'cursed';
const DELIVERY_LOG = Symbol('delivery log');

@Controller()
export class EchoHandlers {
  readonly #pipeline: Pipeline;
  readonly #log: DeliveryLog;

  constructor(pipeline: Pipeline, @Inject(DELIVERY_LOG) log: DeliveryLog) {
    this.#pipeline = pipeline;
    this.#log = log;
  }

  @HandleEvent(tallyAdded, { group: ECHO_GROUP, from: 'beginning' })
  async onAdded(@Payload() event: DeliveredEvent<z.infer<typeof tallyAdded.schema>>): Promise<void> {
    this.#log(event);
    const { tallyId, amount } = event.payload;
    const args = { tallyId: echoOf(tallyId), amount };
    await this.#pipeline.perform({ actor: SYSTEM_ACTOR, key: event.eventId, name: 'tally.echo', args });
  }
}

/** A job that takes as long as its work does; its own time comes once a year. */
const counting = defineJob({
  name: 'tally-count',
  summary: 'Counts, for as long as it is told to.',
  cron: '0 4 1 1 *',
  missed: 'skip',
  limitSeconds: 600,
});

/** What a server notes among its deliveries when it begins with the job. */
export const JOB_BEGUN = 'job-begun';

/** What a run of the job does. */
export type JobWork = JobWorker['run'];
const JOB_WORK = Symbol('job work');

@Injectable()
class CountingWorker extends JobWorker {
  readonly #work: JobWork;

  constructor(@Inject(JOB_WORK) work: JobWork) {
    super();
    this.#work = work;
  }

  run(run: JobRun): Promise<JobCounts> {
    return this.#work(run);
  }
}

const tally = onServer(
  defineModule({ name: 'tally', mutations: [add, echo], kinds: [tallyKind], events: [tallyAdded], jobs: [counting] }),
  {
    rows: { tally: TallyRow },
    migrations: [CreateTallySchema1763856800000],
    handlers: [EchoHandlers],
    workers: { 'tally-count': CountingWorker },
    examples: { 'tally.add': { tallyId: 't', amount: 1 } },
  },
);

/** The product's modules and the tallies: what the databases of these specs are made of. */
export const TALLY_DATABASE_MODULES: readonly DatabaseModule[] = [...databaseModules(), tally];

/** Where tallies join the application. */
@Module({})
class TallyModule {
  static with(log: DeliveryLog, work: JobWork): DynamicModule {
    return {
      module: TallyModule,
      controllers: [EchoHandlers],
      providers: [{ provide: DELIVERY_LOG, useValue: log }, { provide: JOB_WORK, useValue: work }, CountingWorker],
    };
  }
}

/** Tallies as a module of the server, which tells `log` of each event that it handles, and does `work` where its job is done. */
export function tallyModule(log: DeliveryLog, work: JobWork): InstalledModule {
  return { server: tally, nest: async () => ({ nestModules: () => [TallyModule.with(log, work)] }) };
}
