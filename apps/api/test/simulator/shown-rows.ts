/**
 * What a phone shows its person: the rows it was given, with everything on top that still waits, decided by the server's own
 * functions.
 */
import { OPS_SCOPE } from '#rides';
import {
  fromOrder,
  keyText,
  neededKeys,
  reconcile,
  wireKey,
  type Actor,
  type MutationDefinition,
  type Row,
  type RowLookup,
  type WireMutation,
} from '#sync';
import type { RawPhone } from '../phone/index.ts';

/** Rows by key. Commit 0 marks a row that only this phone has changed so far. */
export type ShownRows = Map<string, Row>;

/** Who decides, and what they can. */
export interface Deciding {
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
  readonly actor: Actor;
}

/** The commit up to which a phone has seen everything it may see. */
function seenCommit({ views }: RawPhone): number {
  return fromOrder(views.cookie?.order ?? 0).commit;
}

/** Confirmed rows with the waiting mutations decided on top, in order. */
export function shownRows(phone: RawPhone, by: Deciding): ShownRows {
  const commit = seenCommit(phone);
  const rows: ShownRows = new Map([...phone.views.rows].map(([key, state]) => [key, { state, commit }]));
  for (const mutation of phone.waiting) decideOn(rows, mutation, by);
  return rows;
}

/** Decides one mutation and changes the rows accordingly; does nothing when this phone does not know it. */
function decideOn(rows: ShownRows, mutation: WireMutation, { definitions, actor }: Deciding): void {
  const definition = definitions.get(mutation.name);
  const parsed = definition?.args.safeParse(mutation.args);
  if (!definition || !parsed?.success) return;
  const { claimedAt, validUntil = null, offline = false } = mutation;
  const time = { nowMs: claimedAt ?? 0, claimedAtMs: claimedAt ?? null, validUntilMs: validUntil, offline };
  const { changes } = reconcile(definition, { args: parsed.data, actor, time, base: null }, lookupIn(rows));
  for (const change of changes) {
    if (change.state === null) rows.delete(keyText(change));
    else rows.set(keyText(change), { state: change.state, commit: 0 });
  }
}

/** A row by its key, in a person's own scopes or on the dispatchers' board. */
function lookupIn(rows: ShownRows): RowLookup {
  return (key) => rows.get(keyText(key)) ?? rows.get(wireKey(OPS_SCOPE, keyText(key)));
}

/** Up to which commit the phone has seen the rows it decides on. What it changed itself since then is no news to it. */
export function baseOf(
  { name, args }: Pick<WireMutation, 'name' | 'args'>,
  phone: RawPhone,
  by: Deciding,
): Record<string, number> {
  const definition = by.definitions.get(name);
  const parsed = definition?.args.safeParse(args);
  if (!definition || !parsed?.success) return {};
  const rows = shownRows(phone, by);
  const keys = neededKeys(definition, { args: parsed.data, actor: by.actor }, lookupIn(rows));
  const untouched = Object.values(keys)
    .map(keyText)
    .filter((key) => rows.get(key)?.commit !== 0);
  return Object.fromEntries(untouched.map((key) => [key, seenCommit(phone)]));
}
