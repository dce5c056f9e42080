/**
 * Deciding on the phone: the server's own functions, over what this phone was told, with everything on top that still waits.
 */
import { OPS_SCOPE, ridesMutations } from '#rides/client';
import {
  keyText,
  neededKeys,
  reconcile,
  syncMutations,
  wireKey,
  type Actor,
  type MutationDefinition,
  type Row,
  type RowLookup,
  type Verdict,
  type WireMutation,
} from '#sync/client';
import type { ConfirmedViews } from './phone-views.ts';

/** Everything this phone can decide. */
export const DEFINITIONS: ReadonlyMap<string, MutationDefinition> = new Map(
  [...ridesMutations, ...syncMutations].map((definition) => [definition.name, definition]),
);

/** Rows as the phone shows them. Commit 0 marks a row that only this phone has changed so far. */
export type ShownRows = Map<string, Row>;

const COMMITS_PER_EPOCH = 2 ** 40;

/** The commit up to which a phone has seen everything it may see. */
export function seenCommit({ cookie }: ConfirmedViews): number {
  return (cookie?.order ?? 0) % COMMITS_PER_EPOCH;
}

/** Confirmed rows with the waiting mutations decided on top, in order. */
export function shownRows(views: ConfirmedViews, waiting: readonly WireMutation[], actor: Actor): ShownRows {
  const commit = seenCommit(views);
  const rows: ShownRows = new Map([...views.rows].map(([key, state]) => [key, { state, commit }]));
  for (const mutation of waiting) decideOn(rows, mutation, actor);
  return rows;
}

/** Decides one mutation and changes the rows accordingly; undefined when this phone does not know it. */
export function decideOn(rows: ShownRows, mutation: WireMutation, actor: Actor): Verdict | undefined {
  const definition = DEFINITIONS.get(mutation.name);
  const parsed = definition?.args.safeParse(mutation.args);
  if (!definition || !parsed?.success) return undefined;
  const { claimedAt, validUntil = null, offline = false } = mutation;
  const time = { nowMs: claimedAt ?? 0, claimedAtMs: claimedAt ?? null, validUntilMs: validUntil, offline };
  const attempt = { args: parsed.data, actor, time, base: null };
  const verdict = reconcile(definition, attempt, lookupIn(rows));
  for (const change of verdict.changes) {
    if (change.state === null) rows.delete(keyText(change));
    else rows.set(keyText(change), { state: change.state, commit: 0 });
  }
  return verdict;
}

/** A row by its key, in a person's own scopes or on the dispatchers' board. */
export function lookupIn(rows: ShownRows): RowLookup {
  return (key) => rows.get(keyText(key)) ?? rows.get(wireKey(OPS_SCOPE, keyText(key)));
}

/** Up to which commit the phone has seen the rows it decides on. What it changed itself since then is no news to it. */
export function baseOf(
  { name, args }: Pick<WireMutation, 'name' | 'args'>,
  on: { readonly rows: ShownRows; readonly actor: Actor; readonly views: ConfirmedViews },
): Record<string, number> {
  const definition = DEFINITIONS.get(name);
  const parsed = definition?.args.safeParse(args);
  if (!definition || !parsed?.success) return {};
  const keys = neededKeys(definition, { args: parsed.data, actor: on.actor }, lookupIn(on.rows));
  const untouched = Object.values(keys)
    .map(keyText)
    .filter((key) => on.rows.get(key)?.commit !== 0);
  return Object.fromEntries(untouched.map((key) => [key, seenCommit(on.views)]));
}
