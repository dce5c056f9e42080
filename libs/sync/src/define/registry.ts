import type { ErasedEntityKind } from './entity.ts';
import type { EntityRegistration } from './entity-registration.ts';
import type { EventDefinition } from './event.ts';
import type { Actor, MutationDefinition } from './mutation.ts';
import { scopesOf, type ScopesByRole } from './scope.ts';

/** What a module brings to the pipeline. */
export interface ModuleRegistration {
  readonly mutations: readonly MutationDefinition[];
  readonly entities: readonly EntityRegistration[];
  readonly events?: readonly EventDefinition[];
  readonly scopesByRole?: ScopesByRole;
}

/** All mutations, entities, events and scopes that this server knows: filled by each module as it starts. */
export class SyncRegistry {
  readonly definitions = new Map<string, MutationDefinition>();
  readonly kinds = new Map<string, ErasedEntityKind>();
  readonly entities = new Map<string, EntityRegistration>();
  readonly events = new Map<string, EventDefinition>();
  #scopesByRole: Record<string, ScopesByRole[string][]> = {};

  /** @throws Error when a name is taken: names are never used twice. */
  register(registration: ModuleRegistration): void {
    for (const mutation of registration.mutations) claim(this.definitions, mutation.name, mutation);
    for (const entity of registration.entities) {
      claim(this.kinds, entity.kind.kind, entity.kind);
      this.entities.set(entity.kind.kind, entity);
    }
    for (const event of registration.events ?? []) claim(this.events, event.type, event);
    for (const [role, scopes] of Object.entries(registration.scopesByRole ?? {})) {
      (this.#scopesByRole[role] ??= []).push(scopes);
    }
  }

  /** All scopes of a caller, from its verified roles. */
  scopesOf(actor: Actor): readonly string[] {
    const byRole = Object.entries(this.#scopesByRole).map(
      ([role, all]) => [role, (subject: string) => all.flatMap((scopes) => scopes(subject))] as const,
    );
    return scopesOf(actor, Object.fromEntries(byRole));
  }
}

function claim<T>(names: Map<string, T>, name: string, value: T): void {
  if (names.has(name)) throw new Error(`${name} is registered twice`);
  names.set(name, value);
}
