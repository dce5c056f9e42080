/**
 * Scopes: who sees which rows. A caller's scopes come from its verified token, never from a request.
 *
 * Invariants: a scope is `<class>:<name>`, or `public`. A row has the same key in every personal scope of one caller,
 * because one person never sees a row in two personal roles; shared scopes carry their name in the key, so that a
 * dispatcher who is also a rider never sees two rows under one key.
 */
import type { Actor } from './mutation.ts';

/** Which scopes a role brings, beside `public` and the person's own. */
export type ScopesByRole = Readonly<Record<string, (subject: string) => readonly string[]>>;

/** The scope in which each person finds what concerns only themself, outcomes above all. */
export function personScope(subject: string): string {
  return `person:${subject}`;
}

/** All scopes of a caller, sorted. */
export function scopesOf(actor: Actor, byRole: ScopesByRole): readonly string[] {
  const scopes = new Set(['public', personScope(actor.subject)]);
  for (const role of actor.roles) for (const scope of byRole[role]?.(actor.subject) ?? []) scopes.add(scope);
  return [...scopes].sort();
}

/** The key of a row as clients see it: shared scopes stand before the row's key. */
export function wireKey(scope: string, key: string): string {
  return scope.startsWith('ops:') ? `${scope}/${key}` : key;
}
