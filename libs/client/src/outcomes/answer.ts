/** What came of a mutation, so told that nobody takes for a success what is none. Pure. */
import type { AppliedCode, MutationDefinition, Outcome, Verdict } from '#sync/client';

type Missed<T extends { readonly outcome: string }> = Omit<T, 'outcome'> & {
  readonly outcome: T['outcome'] | 'missed';
};

/**
 * The server's word on a mutation. `missed`: something was stored, but not what was asked for (a wrong PIN is counted), and its `code`
 * says what; the wire says `applied` of it.
 */
export type Answer = Missed<Outcome>;

/** What this phone expects the server to answer. */
export type Expected = Missed<Verdict>;

/** What a code says of an effect; of one without, that it is what was asked for. */
export function effectOf(
  { code }: { readonly code?: string | undefined },
  definition?: MutationDefinition,
): AppliedCode {
  return (code === undefined ? undefined : definition?.appliedCodes?.[code]) ?? 'done';
}

/** The same, where `applied` means that what was asked for has happened, or waits to be confirmed. */
export function asAnswer<T extends Outcome | Verdict>(told: T, definition: MutationDefinition | undefined): Missed<T> {
  const isMissed = told.outcome === 'applied' && effectOf(told, definition) === 'missed';
  return isMissed ? { ...told, outcome: 'missed' } : told;
}
