import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { reconcile } from '../decide/reconcile.ts';
import { defineEntity, defineReading, publishReading, type Change, type EntityKey } from './entity.ts';
import { defineEvent, type DomainEvent } from './event.ts';
import { defineJob } from './job.ts';
import { defineModule, type ModuleDefinition } from './module.ts';
import { applied, defineMutation, type MutationDefinition } from './mutation.ts';
import { definePage } from './page.ts';
import { SyncRegistry } from './registry.ts';
import { definePersonalScope, defineSharedScope, PERSON_SCOPE, PUBLIC_SCOPE } from './scope.ts';

interface Cup {
  readonly cupId: string;
  readonly ownerId: string;
  readonly secret: string;
  readonly scope: string;
}
const guests = definePersonalScope('guest', ['rider']);
const kitchen = defineSharedScope('ops:kitchen', ['dispatcher']);
const cupKind = defineEntity<Cup, object>({
  kind: 'cup',
  id: ({ cupId }) => cupId,
  views: ({ scope }) => ({ [scope]: {} }),
  sensitivity: { cupId: 'plain', ownerId: 'personal', secret: 'secret', scope: 'plain' },
});
const cupOwner = defineReading('cup', ({ cupId, ownerId }: Cup) => ({ cupId, ownerId }));
const unpublished = defineReading('cup', ({ secret }: Cup) => ({ secret }));
const emptied = defineEvent('cups.emptied.v1', z.strictObject({ sips: z.int() }));
const unlisted = defineEvent('cups.broken.v1', z.strictObject({}));
const foreign = defineEvent('plates.washed.v1', z.strictObject({}));

const menu = definePage('menu', () => true);
const rinse = defineJob({ name: 'rinse', summary: 'Rinses.', cron: '0 4 * * *', missed: 'skip', limitSeconds: 9 });

const CUP: Cup = { cupId: 'c', ownerId: 'anna', secret: 'hidden', scope: 'guest:anna' };

interface Ways {
  readonly key?: EntityKey;
  readonly changes?: readonly Change[];
  readonly events?: readonly DomainEvent[];
}

function mutationOf(name: string, { key = cupKind.key('c'), changes = [], events = [] }: Ways): MutationDefinition {
  return defineMutation({
    name,
    summary: 'Does what it is told.',
    roles: ['rider'],
    priority: 'general',
    args: z.strictObject({}),
    codes: {},
    lane: () => key,
    needs: () => ({ cup: key }),
    decide: ({ state: { cup } }) => applied({ changes, events, details: (cup ?? null) as never }),
  });
}

const cups = (mutation: MutationDefinition, more: Partial<ModuleDefinition> = {}): ModuleDefinition =>
  defineModule({
    name: 'cups',
    mutations: [mutation],
    kinds: [cupKind],
    events: [emptied],
    scopes: [guests, kitchen, PUBLIC_SCOPE, PERSON_SCOPE],
    readings: [publishReading(cupKind, cupOwner)],
    ...more,
  });
const plates = (mutation: MutationDefinition): ModuleDefinition =>
  defineModule({ name: 'plates', mutations: [mutation], kinds: [], events: [foreign] });

/** Decides the one mutation of `owner` as a server does, among the modules. */
function decided(mutation: MutationDefinition, modules: readonly ModuleDefinition[]) {
  const attempt = {
    args: {},
    actor: { subject: 'anna', roles: ['rider'] },
    time: { nowMs: 1, claimedAtMs: null, validUntilMs: null, offline: false },
    base: null,
  };
  return reconcile(mutation, attempt, () => ({ state: CUP, commit: 1 }), new SyncRegistry(modules));
}

const own = (ways: Ways) => {
  const mutation = mutationOf('cups.use', ways);
  return decided(mutation, [cups(mutation), plates(mutationOf('plates.wash', {}))]);
};
const others = (ways: Ways) => {
  const mutation = mutationOf('plates.wash', ways);
  return decided(mutation, [cups(mutationOf('cups.use', {})), plates(mutation)]);
};

describe('a module', () => {
  it('changes its own rows, tells its own events, and sees them whole', () => {
    const verdict = own({ changes: [cupKind.put(CUP)], events: [emptied.of('c', { sips: 3 })] });
    expect(verdict).toMatchObject({ outcome: 'applied', details: CUP });
  });

  it('sees of another module’s row what that one publishes, and nothing else of it', () => {
    expect(others({ key: cupOwner.key('c') }).details).toEqual({ cupId: 'c', ownerId: 'anna' });
  });

  it.each<[string, () => unknown, string]>([
    ['needs whole rows of another', () => others({}), "plates.wash needs whole rows of cup, which are cups's: ask by a reading that cups publishes"],
    ['needs them by a reading that nobody publishes', () => others({ key: unpublished.key('c') }), 'ask by a reading that cups publishes'],
    ['needs a kind that no module brings', () => own({ key: { kind: 'saucer', id: 's' } }), 'cups.use needs saucer, a kind that no module brings'],
    ['changes another module’s row', () => others({ key: cupOwner.key('c'), changes: [cupKind.put(CUP)] }), "plates.wash changes cup, which is cups's: send its owner an event"],
    ['tells an event that nobody declared', () => own({ events: [unlisted.of('c', {})] }), 'cups.use tells cups.broken.v1, which is no event of its module: list it in defineModule'],
    ['tells another module’s event', () => own({ events: [foreign.of('c', {})] }), 'which is no event of its module'],
    ['tells an event with a bad payload', () => own({ events: [{ type: emptied.type, key: 'c', payload: { sips: 'many' } }] }), 'cups.use tells cups.emptied.v1 with a payload that does not fit: sips: '],
    ['shows a row in a scope that nobody declared', () => own({ changes: [cupKind.put({ ...CUP, scope: 'incident:77' })] }), 'the scope incident:… is declared by no module: definePersonalScope or defineSharedScope'],
  ])('that %s is at fault', (_what, act, message) => {
    expect(act).toThrow(message);
  }); // prettier-ignore
});

it('a kind whose field does not say how sensitive it is does not compile', () => {
  const { kind, id, views } = cupKind;
  const most = { cupId: 'plain', ownerId: 'personal', scope: 'plain' } as const;
  // @ts-expect-error -- `secret` is missing
  const silent = defineEntity<Cup>({ kind, id, views: (cup) => views(cup) as never, sensitivity: most });
  expect(silent.sensitivity).not.toHaveProperty('secret');
  // @ts-expect-error -- nothing is said at all
  expect(defineEntity<Cup>({ kind, id, views: (cup) => views(cup) as never })).not.toHaveProperty('secret');
});

describe('a registry', () => {
  const one = cups(mutationOf('cups.use', {}));

  it('knows whose scope is whose', () => {
    const registry = new SyncRegistry([one]);
    expect(registry.subjectOf('guest:anna:b')).toBe('anna:b');
    expect([registry.subjectOf('ops:kitchen'), registry.subjectOf('public')]).toEqual([null, null]);
    expect(() => registry.subjectOf('ops:77')).toThrow('declared by no module');
    expect(registry.scopesOf({ subject: 'anna', roles: ['rider'] })).toEqual(['guest:anna', 'person:anna', 'public']);
    expect(registry.scopesOf({ subject: 'dora', roles: ['dispatcher'] })).toEqual([
      'ops:kitchen',
      'person:dora',
      'public',
    ]);
  });

  it.each<[string, () => unknown, string]>([
    ['a mutation by two modules', () => new SyncRegistry([one, { ...one, name: 'mugs', kinds: [], events: [], scopes: [], readings: [] }]), 'the mutation cups.use is brought by cups and by mugs'],
    ['a kind by two modules', () => new SyncRegistry([one, { ...one, name: 'mugs', mutations: [], events: [], scopes: [], readings: [] }]), 'the kind cup is brought by cups and by mugs'],
    ['a scope by two modules', () => new SyncRegistry([one, { ...one, name: 'mugs', mutations: [], kinds: [], events: [], readings: [] }]), 'the scope guest is declared twice'],
    ['a reading of another’s kind', () => new SyncRegistry([one, { ...one, name: 'mugs', mutations: [], kinds: [], events: [], scopes: [] }]), 'mugs publishes cup, which is not its own'],
    ['a page by two modules', () => new SyncRegistry([{ ...one, pages: [menu] }, { ...one, name: 'mugs', mutations: [], kinds: [], events: [], scopes: [], readings: [], pages: [menu] }]), 'the page menu is declared twice'],
    ['a page whose name no address can bear', () => definePage('Menu of today', () => true), 'page name Menu of today'],
    ['a job by two modules', () => new SyncRegistry([{ ...one, jobs: [rinse] }, { ...one, name: 'mugs', mutations: [], kinds: [], events: [], scopes: [], readings: [], jobs: [rinse] }]), 'the job rinse is declared twice'],
    ['a job that stands in its module twice', () => cups(mutationOf('cups.use', {}), { jobs: [rinse, rinse] }), 'the job rinse stands in it twice'],
    ['a mutation that stands in its module twice', () => cups(mutationOf('cups.use', {}), { mutations: [mutationOf('cups.use', {}), mutationOf('cups.use', {})] }), 'the mutation cups.use stands in it twice'],
    ['a mutation that nobody may ask for', () => cups({ ...mutationOf('cups.use', {}), roles: [] }), 'nobody may ask for cups.use'],
    // @ts-expect-error -- the compiler knows the roles, too
    ['a mutation for a misspelt role', () => cups({ ...mutationOf('cups.use', {}), roles: ['saftey'] }), 'cups.use is for saftey, which is no role: there are rider, driver, '],
    // @ts-expect-error -- the compiler knows the roles, too
    ['a permission for a misspelt role', () => cups(mutationOf('cups.use', {}), { permissions: { 'cups:use': ['ridder'] } }), 'the permission cups:use is for ridder, which is no role'],
    ['a code that says nothing', () => cups({ ...mutationOf('cups.use', {}), codes: { gone: ' ' } }), 'cups.use answers with gone, which says nothing'],
    ['a permission for nobody', () => cups(mutationOf('cups.use', {}), { permissions: { 'cups:use': [] } }), 'no role has the permission cups:use'],
    ['a permission without a verb', () => cups(mutationOf('cups.use', {}), { permissions: { ['cups' as 'cups:use']: ['rider'] } }), 'the permission cups is not <what>:<verb>'],
    ['a limit that is no number', () => cups(mutationOf('cups.use', {}), { limits: { sipsMax: Number.NaN } }), 'the limit sipsMax is not a number'],
    ['a personal scope that could be a shared one', () => definePersonalScope('ops', ['rider']), 'personal scope ops'],
    ['a shared scope that could be a person’s', () => defineSharedScope('team:support', ['support']), 'shared scope team:support: a name is ops:'],
  ])('refuses %s', (_what, act, message) => {
    expect(act).toThrow(message);
  }); // prettier-ignore
});
