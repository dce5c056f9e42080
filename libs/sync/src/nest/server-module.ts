import type { Type } from '@nestjs/common';
import type { RowClass } from '../commit/entity-table.store.ts';
import type { ModuleDefinition } from '../define/module.ts';
import type { MutationDefinition } from '../define/mutation.ts';
import type { PageSource } from '../define/page.ts';
import { SYSTEM_ROLE } from '../define/role.ts';
import { handledEvents } from '../events/handle-event.ts';
import type { JobWorker } from '../jobs/job-worker.ts';

/** A module on a server: its definition, and what only a server has. */
export interface ServerModule {
  readonly definition: ModuleDefinition;
  /** The row class of each kind: its properties are the state's properties, and `commit`. */
  readonly rows: Readonly<Record<string, RowClass>>;
  /** All its tables, in its own schema. */
  readonly tables: readonly RowClass[];
  /** How its schema came to be, oldest first. */
  readonly migrations: readonly (new () => object)[];
  /** Nest controllers whose methods handle events. */
  readonly handlers: readonly Type[];
  /** Arguments of each mutation that people may ask for, as the documents show them. */
  readonly examples: Readonly<Record<string, object>>;
  /** By a page's name, the provider that knows what it says. */
  readonly pageSources: Readonly<Record<string, Type<PageSource>>>;
  /** By a job's name, the provider that does it. */
  readonly workers: Readonly<Record<string, Type<JobWorker>>>;
}

export interface ServerParts {
  readonly rows: Readonly<Record<string, RowClass>>;
  /** Tables beside those of its kinds: nothing that a mutation changes. */
  readonly tables?: readonly RowClass[];
  readonly migrations: readonly (new () => object)[];
  readonly handlers?: readonly Type[];
  readonly examples?: Readonly<Record<string, object>>;
  readonly pageSources?: Readonly<Record<string, Type<PageSource>>>;
  readonly workers?: Readonly<Record<string, Type<JobWorker>>>;
}

/**
 * Puts a module on a server.
 *
 * @throws Error when a kind has no row class or a row class no kind, when a handler handles nothing or joins the group of another
 * module, when migrations are out of order or numbered in two blocks, when a mutation has no example that it takes, a page nobody
 * who publishes it, or a job no worker
 */
export function onServer(definition: ModuleDefinition, parts: ServerParts): ServerModule {
  const { rows, tables = [], migrations, handlers = [], examples = {}, pageSources = {}, workers = {} } = parts;
  const kinds = definition.kinds.map(({ kind }) => kind);
  const without = kinds.filter((kind) => rows[kind] === undefined);
  const stray = Object.keys(rows).filter((kind) => !kinds.includes(kind));
  const idle = handlers.filter((handler) => handledEvents(handler).length === 0);
  const problems = [
    ...without.map((kind) => `the kind ${kind} has no row class`),
    ...stray.map((kind) => `there is a row class for ${kind}, which is none of its kinds`),
    ...pageFaults(definition, pageSources),
    ...workerFaults(definition, workers),
    ...idle.map(({ name }) => `${name} has no method with @HandleEvent`),
    ...handlers.flatMap((handler) => groupFaults(definition, handler)),
    ...outOfOrder(migrations.map(({ name }) => name)),
    ...outOfBlock(migrations.map(({ name }) => name)),
    ...definition.mutations.flatMap((mutation) => exampleFault(mutation, examples[mutation.name])),
  ];
  if (problems.length > 0) throw new Error(`module ${definition.name}: ${problems.join('; ')}`);
  const all = [...new Set([...Object.values(rows), ...tables])];
  return { definition, rows, tables: all, migrations, handlers, examples, pageSources, workers };
}

function pageFaults({ pages }: ModuleDefinition, sources: ServerModule['pageSources']): string[] {
  const known = new Map(pages.map(({ name, keptBy }) => [name, keptBy]));
  const silent = pages.filter(({ name, keptBy }) => keptBy === 'source' && sources[name] === undefined);
  return [
    ...silent.map(
      ({ name }) =>
        `nobody publishes the page ${name}: name its source under pageSources, or define it as kept by the 'module'`,
    ),
    ...Object.keys(sources).flatMap((name) => {
      const keptBy = known.get(name);
      if (keptBy === 'source') return [];
      const why =
        keptBy === undefined
          ? 'which is none of its pages'
          : "which it keeps itself: take off the source, or the word 'module'";
      return [`there is a source for the page ${name}, ${why}`];
    }),
  ];
}

/** A group keeps one place in the events, so it is one module's: its name says whose. */
function groupFaults({ name }: ModuleDefinition, handler: Type): string[] {
  const groups = new Set(handledEvents(handler).map(({ group }) => group));
  return [...groups]
    .filter((group) => !group.startsWith(`${name}.`))
    .map(
      (group) => `${handler.name} joins the group ${group}, which is another module's: name a group ${name}.<purpose>`,
    );
}

function workerFaults({ jobs }: ModuleDefinition, workers: ServerModule['workers']): string[] {
  const names = jobs.map(({ name }) => name);
  return [
    ...names.filter((name) => workers[name] === undefined).map((name) => `nobody does the job ${name}: name a worker`),
    ...Object.keys(workers)
      .filter((name) => !names.includes(name))
      .map((name) => `there is a worker for the job ${name}, which is none of its jobs`),
  ];
}

/** What is wrong with the example of a mutation. One that is for the system alone needs none. */
function exampleFault({ name, roles, args }: MutationDefinition, example: object | undefined): string[] {
  if (example === undefined) {
    return roles.every((role) => role === SYSTEM_ROLE) ? [] : [`${name}, which people may ask for, has no example`];
  }
  const parsed = args.safeParse(example);
  if (parsed.success) return [];
  const [issue] = parsed.error.issues;
  return [`the example of ${name} is not what it takes: /${issue?.path.join('/')} ${issue?.message}`];
}

/** Numbers of migrations are told apart by their hundred thousands: each module has a block of them, and no other has one there. */
const MIGRATIONS_PER_BLOCK = 100_000;

const numberOf = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 'NaN');
const blockOf = (name: string): number => Math.floor(numberOf(name) / MIGRATIONS_PER_BLOCK);

function outOfBlock([first = '', ...others]: readonly string[]): string[] {
  const strays = others.filter((name) => blockOf(name) !== blockOf(first));
  return strays.map(
    (name) => `the migration ${name} is numbered outside of the module's block, ${blockOf(first)}00000 and on`,
  );
}

/** Makes sure that no module numbers its migrations in the block of another. @throws Error naming both, and what to do */
export function assertBlocksApart(modules: readonly ServerModule[]): void {
  const owners = new Map<number, string>();
  for (const { definition, migrations } of modules) {
    const [first] = migrations;
    if (!first) continue;
    const owner = owners.get(blockOf(first.name));
    if (owner !== undefined)
      throw new Error(
        `module ${definition.name}: the migration ${first.name} is numbered in the block of ${owner}: take one in which nobody has any`,
      );
    owners.set(blockOf(first.name), definition.name);
  }
}

function outOfOrder(names: readonly string[]): string[] {
  const numbers = names.map(numberOf);
  const wrong = names.find((_, index) => index > 0 && !((numbers[index] ?? 0) > (numbers[index - 1] ?? 0)));
  return wrong === undefined ? [] : [`the migration ${wrong} does not come after the one before it`];
}
