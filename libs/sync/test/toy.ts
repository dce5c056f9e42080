/**
 * A small module that uses the pipeline as a real one does, and can be told to fail in each way that matters.
 */
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import {
  applied,
  defineEntity,
  defineEvent,
  defineModule,
  defineMutation,
  definePersonalScope,
  defineSharedScope,
  refused,
} from '../src/client.ts';
import { onServer } from '../src/nest/server-module.ts';

export interface Counter {
  readonly counterId: string;
  readonly ownerId: string;
  readonly value: number;
  readonly twinId: string | null;
}

@Entity({ schema: 'toy', name: 'counter' })
export class CounterRow {
  @PrimaryColumn('text', { name: 'counter_id' })
  counterId!: string;

  @Column('text', { name: 'owner_id' })
  ownerId!: string;

  @Column('bigint', { name: 'value' })
  value!: string;

  @Column('text', { name: 'twin_id', nullable: true })
  twinId!: string | null;

  @Column('bigint', { name: 'commit' })
  commit!: string;
}

/** `value <> 666` makes storing fail although the decision was to apply. */
export class CreateToySchema1763856000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE SCHEMA toy;
      CREATE TABLE toy.counter (counter_id text PRIMARY KEY, owner_id text NOT NULL, value bigint NOT NULL CHECK (value <> 666),
        twin_id text, commit bigint NOT NULL)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP SCHEMA toy CASCADE');
  }
}

export const counterKind = defineEntity<Counter, Counter, Pick<Counter, 'counterId' | 'value'>>({
  kind: 'counter',
  id: (counter) => counter.counterId,
  views: (counter) => ({
    [`rider:${counter.ownerId}`]: { ...counter },
    ...(counter.value < 100 ? { 'ops:dispatch': { counterId: counter.counterId, value: counter.value } } : {}),
  }),
  sensitivity: { counterId: 'plain', ownerId: 'personal', value: 'plain', twinId: 'plain' },
});

export const counterChanged = defineEvent('toy.changed.v1', z.strictObject({ value: z.int() }), 'byOne');

export const add = defineMutation({
  name: 'toy.add',
  correctable: 'byOne',
  summary: 'Adds to a counter; the first addition makes it the adder’s own.',
  roles: ['rider', 'system'],
  priority: 'ride',
  args: z.strictObject({ counterId: z.string().max(60), amount: z.int() }),
  codes: { not_found: 'No such counter.', too_much: 'A counter holds at most 1,000.' },
  lane: (args) => counterKind.key(args.counterId),
  needs: (args) => ({ counter: counterKind.key(args.counterId) }),
  decide: ({ args, actor, state: { counter } }) => {
    if (counter && counter.ownerId !== actor.subject) return refused('not_found');
    if (args.amount === 13) throw new Error('a planted defect');
    const value = (counter?.value ?? 0) + args.amount;
    if (value > 1_000) return refused('too_much', { most: 1_000 });
    const next = { counterId: args.counterId, ownerId: actor.subject, value, twinId: counter?.twinId ?? null };
    return applied({ changes: [counterKind.put(next)], events: [counterChanged.of(args.counterId, { value })] });
  },
});

export const pair = defineMutation({
  name: 'toy.pair',
  summary: 'Names another counter as the twin.',
  roles: ['rider'],
  priority: 'general',
  args: z.strictObject({ counterId: z.string(), twinId: z.string() }),
  codes: { not_found: 'No such counter.' },
  lane: (args) => counterKind.key(args.counterId),
  needs: (args) => ({ counter: counterKind.key(args.counterId) }),
  decide: ({ args, state: { counter } }) =>
    counter ? applied({ changes: [counterKind.put({ ...counter, twinId: args.twinId })] }) : refused('not_found'),
});

export const addToTwin = defineMutation({
  name: 'toy.addToTwin',
  summary: 'Adds to the twin of a counter.',
  roles: ['rider'],
  priority: 'emergency',
  args: z.strictObject({ counterId: z.string(), amount: z.int() }),
  codes: { not_found: 'No such counter, or no twin.' },
  lane: (args) => counterKind.key(args.counterId),
  needs: (args) => ({ counter: counterKind.key(args.counterId) }),
  follow: ({ counter }) => ({ twin: counter?.twinId ? counterKind.key(counter.twinId) : undefined }),
  decide: ({ args, state: { twin } }) =>
    twin ? applied({ changes: [counterKind.put({ ...twin, value: twin.value + args.amount })] }) : refused('not_found'),
});

export const vanish = defineMutation({
  name: 'toy.vanish',
  summary: 'Takes a counter away.',
  roles: ['rider'],
  priority: 'general',
  args: z.strictObject({ counterId: z.string() }),
  codes: {},
  lane: (args) => counterKind.key(args.counterId),
  needs: (args) => ({ counter: counterKind.key(args.counterId) }),
  decide: ({ args }) => applied({ changes: [counterKind.remove(args.counterId)] }),
});

export const count = defineMutation({
  name: 'toy.count',
  correctable: 'byOne',
  summary: 'Changes nothing, and is counted.',
  roles: ['rider'],
  priority: 'telemetry',
  args: z.strictObject({
    counterId: z.string(),
    metric: z.string(),
    rows: z.int(),
    answer: z.string().optional(),
    cashCents: z.int().optional(),
  }),
  cashCents: ({ cashCents = 0 }) => cashCents,
  codes: { not_wanted: 'No.', burst: 'No, and counting it fails.' },
  lane: (args) => counterKind.key(args.counterId),
  needs: (args) => ({ counter: counterKind.key(args.counterId) }),
  decide: ({ args: { counterId, metric, rows, answer }, actor }) => {
    if (answer === 'defect') throw new Error('a planted defect');
    if (answer === 'not_wanted' || answer === 'burst') return refused(answer);
    const measure = { entityId: `counter/${counterId}`, metric, value: rows, notes: { device: actor.device ?? null } };
    return applied({ measures: Array.from({ length: rows }, () => measure) });
  },
  measure: ({ entityId, outcome, code, time, latenessMs }) => {
    if (code === 'burst') throw new Error('a planted defect');
    const { offline, validUntilMs } = time;
    return [{ entityId, metric: 'toy_ending', value: latenessMs, notes: { outcome, code, offline, validUntilMs } }];
  },
});

/** What a newer server knows. */
const later = defineMutation({
  name: 'toy.later',
  summary: 'Sets a counter to forty.',
  roles: ['rider'],
  priority: 'ride',
  args: z.strictObject({ counterId: z.string() }),
  codes: {},
  lane: (args) => counterKind.key(args.counterId),
  needs: (args) => ({ counter: counterKind.key(args.counterId) }),
  decide: ({ args: { counterId }, actor }) =>
    applied({ changes: [counterKind.put({ counterId, ownerId: actor.subject, value: 40, twinId: null })] }),
});

const definition = defineModule({
  name: 'toy',
  mutations: [add, pair, addToTwin, vanish, count],
  kinds: [counterKind],
  events: [counterChanged],
  scopes: [definePersonalScope('rider', ['rider']), defineSharedScope('ops:dispatch', ['dispatcher'])],
});
const examples = {
  'toy.add': { counterId: 'c', amount: 1 },
  'toy.pair': { counterId: 'c', twinId: 'd' },
  'toy.addToTwin': { counterId: 'c', amount: 1 },
  'toy.vanish': { counterId: 'c' },
  'toy.count': { counterId: 'c', metric: 'toy_sum', rows: 1 },
  'toy.later': { counterId: 'c' },
};
const stored = { rows: { counter: CounterRow }, migrations: [CreateToySchema1763856000001], examples };

export const toy = onServer(definition, stored);
/** The module as a newer server has it. */
export const newerToy = onServer({ ...definition, mutations: [...definition.mutations, later] }, stored);
