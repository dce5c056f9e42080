/**
 * Scopes: who sees which rows. A caller's scopes come from its verified token, never from a request.
 *
 * Invariants: every scope is declared by a module, as personal or as shared. A row has the same key in every personal scope
 * of one caller, because one person never sees a row in two personal roles; shared scopes carry their name in the key, so
 * that a dispatcher who is also a rider never sees two rows under one key.
 */
import type { Actor } from './mutation.ts';
import type { Role } from './role.ts';

/** Scopes of one class, one for each person: `rider:<subject>`. */
export interface PersonalScope {
  readonly kind: 'personal';
  /** What stands before the colon. */
  readonly name: string;
  /** Whose scope this is; `everybody`: each person has one, whatever their roles. */
  readonly roles: readonly Role[] | 'everybody';
  /** The scope of this person. */
  readonly of: (subject: string) => string;
}

/** One scope that many people see: `ops:dispatch`. */
export interface SharedScope {
  readonly kind: 'shared';
  readonly name: string;
  /** Who sees it. */
  readonly roles: readonly Role[] | 'everybody';
}

export type Scope = PersonalScope | SharedScope;

const PERSONAL_NAME = /^[a-z]+$/;
const SHARED_NAME = /^ops:[a-z]+(-[a-z]+)*$/;
const RESERVED = ['ops', 'public'];

/**
 * Declares the scopes in which each person of a role sees what concerns them in it.
 *
 * @throws Error when the name could be taken for a shared scope
 */
export function definePersonalScope(name: string, roles: PersonalScope['roles']): PersonalScope {
  if (!PERSONAL_NAME.test(name) || RESERVED.includes(name)) {
    throw new Error(`personal scope ${name}: a name is lower-case letters, and not ${RESERVED.join(' or ')}`);
  }
  return { kind: 'personal', name, roles, of: (subject) => `${name}:${subject}` };
}

/**
 * Declares a scope that everybody of these roles sees.
 *
 * @throws Error when the name does not begin with `ops:`, by which phones tell shared rows from their own
 */
export function defineSharedScope(name: string, roles: readonly Role[]): SharedScope {
  if (!SHARED_NAME.test(name)) throw new Error(`shared scope ${name}: a name is ops:<words-with-hyphens>`);
  return { kind: 'shared', name, roles };
}

/** What everybody who is signed in sees. */
export const PUBLIC_SCOPE: SharedScope = { kind: 'shared', name: 'public', roles: 'everybody' };

/** The scopes in which each person finds what concerns only themself, outcomes above all. */
export const PERSON_SCOPE: PersonalScope = definePersonalScope('person', 'everybody');

/** The scope in which this person finds what concerns only themself. */
export const personScope = PERSON_SCOPE.of;

/** All scopes of a caller among the declared ones, sorted. */
export function scopesOf(actor: Actor, declared: Iterable<Scope>): readonly string[] {
  const names = [...declared]
    .filter(({ roles }) => roles === 'everybody' || roles.some((role) => actor.roles.includes(role)))
    .map((scope) => (scope.kind === 'personal' ? scope.of(actor.subject) : scope.name));
  return [...new Set(names)].sort();
}

/** The key of a row as clients see it: shared scopes stand before the row's key. */
export function wireKey(scope: string, key: string): string {
  return scope.startsWith('ops:') ? `${scope}/${key}` : key;
}
