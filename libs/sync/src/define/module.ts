/**
 * A module: what one lib brings into the pipeline, said once. Servers, phones, documents and specs derive from it what they
 * need. Everything in it is pure; what a server adds (tables, migrations, handlers) is a `ServerModule`.
 */
import type { ErasedEntityKind, Reading } from './entity.ts';
import type { ErasedEventDefinition } from './event.ts';
import type { JobDefinition } from './job.ts';
import type { MutationDefinition } from './mutation.ts';
import type { PageDefinition } from './page.ts';
import { ANY_ROLE, ROLES, SYSTEM_ROLE, type Role } from './role.ts';
import type { Scope } from './scope.ts';
import type { Configuration } from './setting.ts';

/** What a module brings. */
export interface ModuleDefinition<C extends Configuration = Configuration> {
  /** The name of its lib and of its Postgres schema. */
  readonly name: string;
  /** Every mutation. Names are never taken off this list. */
  readonly mutations: readonly MutationDefinition[];
  /** The kinds of rows that its mutations change, and nobody else's. */
  readonly kinds: readonly ErasedEntityKind[];
  /** What it tells other modules. */
  readonly events: readonly ErasedEventDefinition[];
  /** In which scopes its rows are seen, and by which roles. */
  readonly scopes: readonly Scope[];
  /** What other modules may know of its rows. */
  readonly readings: readonly Reading[];
  /** What it writes into the signed offline book. */
  readonly pages: readonly PageDefinition[];
  /** What it does at certain times. */
  readonly jobs: readonly JobDefinition[];
  /** What its routes ask for, and which roles have it. */
  readonly permissions: Readonly<Record<Permission, readonly Role[]>>;
  /** Every limit with its unit in its name; published in the API document. */
  readonly limits: Readonly<Record<string, number>>;
  /** What an operator may choose for it at start. */
  readonly configuration: C;
}

/** What a route asks for: `rides:book`. */
export type Permission = `${string}:${string}`;

type Optional = 'events' | 'scopes' | 'readings' | 'pages' | 'jobs' | 'permissions' | 'limits' | 'configuration';
export type ModuleSpec<C extends Configuration = Configuration> = Omit<ModuleDefinition<C>, Optional> &
  Partial<Pick<ModuleDefinition<C>, Optional>>;
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- of what declares nothing, nothing can be asked
type NoSettings = Readonly<Record<never, never>>;

const MODULE_NAME = /^[a-z]+$/;
const PERMISSION_NAME = /^[a-z]+(:[a-z]+(-[a-z]+)*)+$/;

/**
 * Declares a module.
 *
 * @throws Error naming what is wrong with it: a name that is used twice, a code without a text, a permission for nobody
 */
export function defineModule<C extends Configuration = NoSettings>(spec: ModuleSpec<C>): ModuleDefinition<C> {
  const nothing = { events: [], scopes: [], readings: [], pages: [], jobs: [], permissions: {}, limits: {} };
  const module = { ...nothing, configuration: {} as C, ...spec };
  const problems = [...namesOf(module), ...rolesOf(module), ...contentsOf(module)];
  if (problems.length > 0) throw new Error(`module ${module.name}: ${problems.join('; ')}`);
  return module;
}

function namesOf({ name, configuration, ...all }: ModuleDefinition): string[] {
  const names = {
    mutation: all.mutations,
    kind: all.kinds,
    event: all.events,
    scope: all.scopes,
    page: all.pages,
    job: all.jobs,
    setting: Object.values(configuration),
  };
  const twice = Object.entries(names).flatMap(([what, some]) =>
    repeated(some.map(nameOf)).map((one) => `the ${what} ${one} stands in it twice`),
  );
  return MODULE_NAME.test(name) ? twice : ['its name is not lower-case letters', ...twice];
}

// The compiler says so first, unless somebody talked it out of it.
function rolesOf({ mutations, scopes, permissions }: ModuleDefinition): string[] {
  const asked: readonly (readonly [string, readonly string[]])[] = [
    ...mutations.map(({ name, roles }) => [name, roles] as const),
    ...scopes.map(({ name, roles }) => [`the scope ${name}`, roles === 'everybody' ? [] : roles] as const),
    ...Object.entries(permissions).map(([name, roles]) => [`the permission ${name}`, roles] as const),
  ];
  const known: readonly string[] = [...ROLES, SYSTEM_ROLE, ANY_ROLE];
  return asked.flatMap(([what, roles]) =>
    roles
      .filter((role) => !known.includes(role))
      .map((role) => `${what} is for ${role}, which is no role: there are ${ROLES.join(', ')}`),
  );
}

function contentsOf({ mutations, permissions, limits }: ModuleDefinition): string[] {
  const codes = mutations.flatMap((mutation) =>
    Object.entries(mutation.codes)
      .filter(([, text]) => text.trim() === '')
      .map(([code]) => `${mutation.name} answers with ${code}, which says nothing`),
  );
  const nobody = mutations.filter(({ roles }) => roles.length === 0).map((one) => `nobody may ask for ${one.name}`);
  const shut = Object.entries(permissions).flatMap(([permission, roles]) => {
    if (!PERMISSION_NAME.test(permission)) return [`the permission ${permission} is not <what>:<verb>`];
    return roles.length === 0 ? [`no role has the permission ${permission}`] : [];
  });
  const unlimited = Object.entries(limits)
    .filter(([, value]) => !Number.isFinite(value))
    .map(([limit]) => `the limit ${limit} is not a number`);
  return [...codes, ...nobody, ...shut, ...unlimited];
}

function nameOf(one: { name: string } | { kind: string } | { type: string }): string {
  if ('name' in one) return one.name;
  return 'type' in one ? one.type : one.kind;
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
