import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineEntity } from '../define/entity.ts';
import { defineEvent } from '../define/event.ts';
import { defineJob } from '../define/job.ts';
import { defineModule } from '../define/module.ts';
import { applied, defineMutation } from '../define/mutation.ts';
import { definePage } from '../define/page.ts';
import { HandleEvent } from '../events/handle-event.ts';
import { syncOnServer } from '../server.ts';
import { assertBlocksApart, onServer, type ServerModule } from './server-module.ts';
import { SyncModule } from './sync.module.ts';
import { SyncRuntime } from './sync.runtime.ts';

class CupRow {}
class CreateCups2 {}
class AddSips1 {}
class AddSaucers100000 {}
const emptied = defineEvent('cups.emptied.v1', z.strictObject({}));
const cups = defineModule({
  name: 'cups',
  mutations: [],
  kinds: [
    defineEntity<{ id: string }>({ kind: 'cup', id: ({ id }) => id, views: () => ({}), sensitivity: { id: 'plain' } }),
  ],
});
const rows = { cup: CupRow };
const sip = defineMutation({
  name: 'cups.sip',
  summary: 'Takes some sips.',
  roles: ['rider'],
  priority: 'general',
  args: z.strictObject({ sips: z.int() }),
  codes: {},
  lane: () => ({ kind: 'cup', id: 'c' }),
  needs: () => ({}),
  decide: () => applied({}),
});

const rinse = defineJob({ name: 'rinse', summary: 'Rinses.', cron: '0 4 * * *', missed: 'skip', limitSeconds: 9 });

class Rinser {
  run = async () => ({});
}

class Washers {
  @HandleEvent(emptied, { group: 'cups.washing', from: 'beginning' })
  onEmptied(): void {}
}

function runtimeOf(modules: readonly ServerModule[]): SyncRuntime {
  const dataSource = {} as never;
  return new SyncRuntime({
    modules,
    dataSource,
    url: 'postgres://localhost/none',
    handlesEvents: true,
    onError: () => undefined,
  });
}

describe('a module on a server', () => {
  it('has a transport for each group of its handlers, and no list to forget it in', () => {
    const server = onServer({ ...cups, events: [emptied] }, { rows, migrations: [], handlers: [Washers] });
    expect(runtimeOf([syncOnServer, server]).transports.map(({ transportId }) => String(transportId))).toEqual([
      'Symbol(bimride.events.cups.washing)',
    ]);
  });

  it.each<[string, () => unknown, string]>([
    ['a kind without a row class', () => onServer(cups, { rows: {}, migrations: [] }), 'module cups: the kind cup has no row class'],
    ['a row class without a kind', () => onServer(cups, { rows: { ...rows, mug: CupRow }, migrations: [] }), 'there is a row class for mug, which is none of its kinds'],
    ['a handler that handles nothing', () => onServer(cups, { rows, migrations: [], handlers: [CupRow] }), 'CupRow has no method with @HandleEvent'],
    ['a mutation of people without an example', () => onServer({ ...cups, mutations: [sip] }, { rows, migrations: [] }), 'cups.sip, which people may ask for, has no example'],
    ['an example that its mutation does not take', () => onServer({ ...cups, mutations: [sip] }, { rows, migrations: [], examples: { 'cups.sip': { sips: 'many' } } }), 'the example of cups.sip is not what it takes: /sips'],
    ['a source for a page that is none of its', () => onServer(cups, { rows, migrations: [], pageSources: { menu: CupRow as never } }), 'there is a source for the page menu, which is none of its pages'],
    ['a job that nobody does', () => onServer({ ...cups, jobs: [rinse] }, { rows, migrations: [] }), 'nobody does the job rinse: name a worker'],
    ['a worker for a job that is none of its', () => onServer(cups, { rows, migrations: [], workers: { rinse: Rinser } }), 'there is a worker for the job rinse, which is none of its jobs'],
    ['a source for a page that it keeps itself', () => onServer({ ...cups, pages: [definePage('menu', () => true, 'module')] }, { rows, migrations: [], pageSources: { menu: CupRow as never } }), "there is a source for the page menu, which it keeps itself: take off the source, or the word 'module'"],
    ['a page that nobody publishes', () => onServer({ ...cups, pages: [definePage('menu', () => true)] }, { rows, migrations: [] }), "nobody publishes the page menu: name its source under pageSources, or define it as kept by the 'module'"],
    ['a handler in the group of another module', () => onServer({ ...cups, name: 'mugs' }, { rows, migrations: [], handlers: [Washers] }), "Washers joins the group cups.washing, which is another module's: name a group mugs.<purpose>"],
    ['a migration outside of its block', () => onServer(cups, { rows, migrations: [AddSips1, AddSaucers100000] }), "the migration AddSaucers100000 is numbered outside of the module's block, 000000 and on"],
    ['migrations in the block of another module', () => assertBlocksApart([onServer(cups, { rows, migrations: [AddSips1] }), onServer({ ...cups, name: 'mugs' }, { rows, migrations: [CreateCups2] })]), 'module mugs: the migration CreateCups2 is numbered in the block of cups'],
    ['migrations out of order', () => onServer(cups, { rows, migrations: [CreateCups2, AddSips1] }), 'the migration AddSips1 does not come after the one before it'],
    ['a handler of an event that nobody declares', () => runtimeOf([syncOnServer, onServer(cups, { rows, migrations: [], handlers: [Washers] })]), 'Washers handles cups.emptied.v1, which no module of this server declares: list it in defineModule'],
  ])('is refused with %s', (_what, act, message) => {
    expect(act).toThrow(message);
  }); // prettier-ignore

  it('is refused with a controller that handles events and that it does not list: they would never come', () => {
    const discovery = { getControllers: () => [{ metatype: Washers, name: Washers.name }] } as never;
    const module = new SyncModule(discovery, runtimeOf([syncOnServer]), { get: () => ({}) } as never);
    expect(() => module.onModuleInit()).toThrow(
      'Washers handles events, and no module lists it: name it under `handlers` of onServer',
    );
  });

  it('is refused with a worker that no Nest module provides: its job would never be done', () => {
    const server = onServer({ ...cups, jobs: [rinse] }, { rows, migrations: [], workers: { rinse: Rinser } });
    const providers = {
      get: ({ name }: { name: string }) => {
        if (name === 'Rinser') throw new Error(`${name} is not provided`);
        return {};
      },
    } as never;
    const module = new SyncModule({ getControllers: () => [] } as never, runtimeOf([syncOnServer, server]), providers);
    expect(() => module.onModuleInit()).toThrow('Rinser is not provided');
  });
});
