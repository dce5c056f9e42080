/**
 * Both people of a conflict hear of it: the one whose action is dropped by its outcome, the one whose action stands by this.
 *
 * Invariants: only who sees the row anyway is told, and of it only what they see anyway; of the other person nothing but
 * what was wanted: no name, no arguments, no stream.
 */
import type { Json } from '../wire/canonical-json.ts';
import { keyText, type Change, type EntityKey, type Views } from '../define/entity.ts';
import type { Actor, MutationDefinition } from '../define/mutation.ts';
import { outcomeKind } from './outcome.ts';
import type { Outcome } from '../wire/protocol.ts';
import type { Verdict } from './reconcile.ts';
import { sha256Hex } from '../wire/sha256.ts';

const MESSAGE = 'Somebody else wanted this, and it came after what you did. Yours stands.';
const REF_HEX_DIGITS = 16;

export interface Overtaken {
  readonly definition: MutationDefinition;
  /** Whose action is dropped. */
  readonly actor: Actor;
  readonly actorScopes: readonly string[];
  /** Names the mutation. */
  readonly ref: string;
  readonly verdict: Verdict;
  readonly commit: number;
  readonly nowMs: number;
  /** What each scope sees of a row now. */
  readonly viewsOf: (key: EntityKey) => Views;
  /** Whose personal scope this is; null: it is shared. */
  readonly subjectOf: (scope: string) => string | null;
}

/** The rows that tell those whose action stands. */
export function notifyOvertaken(overtaken: Overtaken): readonly Change[] {
  const { definition, verdict } = overtaken;
  if (verdict.outcome !== 'conflict' || !definition.contest?.isLost(verdict)) return [];
  return [...othersOf(overtaken)].map(([subject, theirs]) => noteOf(overtaken, subject, theirs));
}

function othersOf({ verdict, actorScopes, viewsOf, subjectOf }: Overtaken): ReadonlyMap<string, Record<string, Json>> {
  const others = new Map<string, Record<string, Json>>();
  for (const key of verdict.changedKeys) {
    const personal = Object.entries(viewsOf(key)).filter(([scope]) => subjectOf(scope) !== null);
    if (!personal.some(([scope]) => actorScopes.includes(scope))) continue;
    for (const [scope, seen] of personal) {
      if (actorScopes.includes(scope)) continue;
      const subject = subjectOf(scope) as string;
      others.set(subject, { ...others.get(subject), [keyText(key)]: seen });
    }
  }
  return others;
}

function noteOf({ definition, ref, verdict, commit, nowMs }: Overtaken, subject: string, theirs: Json): Change {
  const clientId = `other-${sha256Hex(`${ref}\n${subject}`).slice(0, REF_HEX_DIGITS)}`;
  const code = verdict.code === undefined ? {} : { code: verdict.code };
  const conflict = { yours: null, theirs: theirs as never };
  const outcome: Outcome = { outcome: 'conflict', commit, ...code, message: MESSAGE, conflict };
  const names = { outcomeId: `${clientId}/1`, clientId, mutationId: 1, name: definition.name };
  return outcomeKind.put({ ...names, subject, ofAnother: true, outcome: outcome as Json, decidedAtMs: nowMs });
}
