import type { Json } from '../wire/canonical-json.ts';
import type { Change, EntityKey, ErasedEntityKind, Reading, Views } from './entity.ts';
import type { DomainEvent, ErasedEventDefinition } from './event.ts';
import type { JobDefinition } from './job.ts';
import type { ModuleDefinition } from './module.ts';
import type { Actor, MutationDefinition } from './mutation.ts';
import type { PageDefinition } from './page.ts';
import { scopesOf, type Scope } from './scope.ts';

/**
 * All that the modules of this server bring, by name; and the gate in each decision: what a mutation needs, changes and
 * tells must be its own module's, or published for it. Whatever is not is a defect, for which the mutation is parked.
 */
export class SyncRegistry {
  readonly definitions = new Map<string, MutationDefinition>();
  readonly kinds = new Map<string, ErasedEntityKind>();
  readonly events = new Map<string, ErasedEventDefinition>();
  readonly scopes = new Map<string, Scope>();
  readonly pages = new Map<string, PageDefinition>();
  readonly jobs = new Map<string, JobDefinition>();
  readonly #readings = new Set<Reading>();
  readonly #views = new WeakMap<object, Views>();
  /** The secret fields of each kind that has some. */
  readonly #secrets = new Map<string, readonly string[]>();
  /** Which module brought a mutation, a kind or an event. */
  readonly #owners = {
    mutation: new Map<string, string>(),
    kind: new Map<string, string>(),
    event: new Map<string, string>(),
  };

  /** @throws Error when a name is taken (names are never used twice), or a reading is of no kind that its module brings. */
  constructor(modules: readonly ModuleDefinition[]) {
    for (const module of modules) this.#add(module);
  }

  /** All scopes of a caller, from its verified roles. */
  scopesOf(actor: Actor): readonly string[] {
    return scopesOf(actor, this.scopes.values());
  }

  /** Whose personal scope this is; null: it is shared. @throws Error when nobody declared it. */
  subjectOf(scope: string): string | null {
    if (this.scopes.get(scope)?.kind === 'shared') return null;
    const colon = scope.indexOf(':');
    if (this.scopes.get(scope.slice(0, colon))?.kind === 'personal') return scope.slice(colon + 1);
    throw new Error(
      `the scope ${scope.slice(0, colon)}:… is declared by no module: definePersonalScope or defineSharedScope`,
    );
  }

  /** What each scope sees of a row once it is in this state. The same state is asked once. */
  viewsOf({ kind, state }: Change): Views {
    if (state === null) return {};
    const known = this.#views.get(state as object);
    if (known) return known;
    const views = this.#withoutSecrets(kind, this.kinds.get(kind)?.views(state as never) ?? {});
    this.#views.set(state as object, views);
    return views;
  }

  /** What many people see has no secret in it, whatever its module's view says. */
  #withoutSecrets(kind: string, views: Views): Views {
    const secrets = this.#secrets.get(kind);
    if (!secrets) return views;
    const shown = Object.entries(views).map(([scope, row]) => {
      const isLeaky = this.scopes.get(scope)?.kind === 'shared' && secrets.some((name) => name in (row as object));
      return [scope, isLeaky ? without(row as Readonly<Record<string, Json>>, secrets) : row] as const;
    });
    return Object.fromEntries(shown);
  }

  /** Which module brings a kind; undefined: none. */
  ownerOf(kind: string): string | undefined {
    return this.#owners.kind.get(kind);
  }

  /** @throws Error when the mutation needs a row of another module that is not published for others. */
  assertMayNeed({ name }: MutationDefinition, needed: readonly EntityKey[]): void {
    const own = this.#owners.mutation.get(name);
    for (const { kind, reading } of needed) {
      const owner = this.#owners.kind.get(kind);
      // A reading of a module that is not on this server finds no row, as with a module that has none.
      if (owner === undefined && reading) continue;
      if (owner === undefined) throw new Error(`${name} needs ${kind}, a kind that no module brings`);
      if (owner === own || (reading && this.#readings.has(reading))) continue;
      throw new Error(
        `${name} needs whole rows of ${kind}, which are ${owner}'s: ask by a reading that ${owner} publishes`,
      );
    }
  }

  /** @throws Error when the mutation changes or tells what is not its module's, or what nobody declared. */
  assertMayApply({ name }: MutationDefinition, changes: readonly Change[], events: readonly DomainEvent[]): void {
    const own = this.#owners.mutation.get(name);
    for (const change of changes) {
      const owner = this.#owners.kind.get(change.kind);
      if (owner !== own)
        throw new Error(`${name} changes ${change.kind}, which is ${owner ?? 'nobody'}'s: send its owner an event`);
      for (const scope of Object.keys(this.viewsOf(change))) this.subjectOf(scope);
    }
    for (const event of events) this.#assertDeclared(name, event);
  }

  #assertDeclared(mutation: string, { type, payload }: DomainEvent): void {
    const definition = this.events.get(type);
    if (!definition || this.#owners.event.get(type) !== this.#owners.mutation.get(mutation)) {
      throw new Error(`${mutation} tells ${type}, which is no event of its module: list it in defineModule`);
    }
    const parsed = definition.schema.safeParse(payload);
    if (parsed.success) return;
    const [issue] = parsed.error.issues;
    throw new Error(
      `${mutation} tells ${type} with a payload that does not fit: ${issue?.path.join('/')}: ${issue?.message}`,
    );
  }

  #add(module: ModuleDefinition): void {
    const { name } = module;
    for (const mutation of module.mutations)
      this.#claim('mutation', mutation.name, name, () => this.definitions.set(mutation.name, mutation));
    for (const kind of module.kinds) this.#claim('kind', kind.kind, name, () => this.#addKind(kind));
    for (const event of module.events) this.#claim('event', event.type, name, () => this.events.set(event.type, event));
    for (const scope of module.scopes) {
      if (this.scopes.has(scope.name)) throw new Error(`the scope ${scope.name} is declared twice`);
      this.scopes.set(scope.name, scope);
    }
    for (const page of module.pages) {
      if (this.pages.has(page.name)) throw new Error(`the page ${page.name} is declared twice`);
      this.pages.set(page.name, page);
    }
    for (const job of module.jobs) {
      if (this.jobs.has(job.name)) throw new Error(`the job ${job.name} is declared twice`);
      this.jobs.set(job.name, job);
    }
    for (const reading of module.readings) {
      if (this.#owners.kind.get(reading.kind) !== name)
        throw new Error(`${name} publishes ${reading.kind}, which is not its own`);
      this.#readings.add(reading);
    }
  }

  #addKind(kind: ErasedEntityKind): void {
    this.kinds.set(kind.kind, kind);
    const secrets = secretsOf(kind);
    if (secrets.length > 0) this.#secrets.set(kind.kind, secrets);
  }

  #claim(what: 'mutation' | 'kind' | 'event', key: string, module: string, add: () => void): void {
    const owner = this.#owners[what].get(key);
    if (owner !== undefined) throw new Error(`the ${what} ${key} is brought by ${owner} and by ${module}`);
    this.#owners[what].set(key, module);
    add();
  }
}

function secretsOf({ sensitivity }: ErasedEntityKind): readonly string[] {
  return Object.entries(sensitivity).flatMap(([field, is]) => (is === 'secret' ? field : []));
}

function without(row: Readonly<Record<string, Json>>, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));
}
