/**
 * How a verdict is told: the outcome that is stored, sent, and sent again on every replay.
 */
import type { Json } from '../wire/canonical-json.ts';
import { cutText } from '../define/cut-text.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { keyText } from '../define/entity.ts';
import type { FoldContext, Intent, ParkReason } from './step.ts';
import type { Outcome } from '../wire/protocol.ts';
import { PIPELINE_CODES, type RowLookup, type Verdict } from './reconcile.ts';

/** A verdict, and what is needed to tell it. */
export interface ReportedVerdict {
  readonly intent: Intent;
  readonly verdict: Verdict;
  readonly context: FoldContext;
  readonly lookup: RowLookup;
}

/** The outcome of a decided mutation. */
export function toOutcome(told: ReportedVerdict): Outcome {
  const { intent, context } = told;
  const { outcome, code, details } = told.verdict;
  const message =
    code === undefined ? undefined : messageOf(code, context.registry.definitions.get(intent.name)?.codes);
  return {
    outcome,
    commit: context.commit,
    ...(outcome === 'applied' ? {} : { error: 'app' as const }),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(details === undefined || isLong(details) ? {} : { details: details as never }),
    ...(outcome === 'conflict' ? { conflict: bothSides(told) } : {}),
  };
}

/** What the sender wanted, and the rows as the sender may see them now. */
function bothSides({ intent, verdict, context, lookup }: ReportedVerdict): NonNullable<Outcome['conflict']> {
  const scopes = new Set(context.registry.scopesOf(intent.actor));
  const theirs: Record<string, Json> = {};
  let bytesLeft: number = SYNC_LIMITS.conflictRowsBytesMax;
  for (const key of verdict.changedKeys) {
    const row = lookup(key);
    const views = context.registry.viewsOf({ ...key, state: row?.state ?? null });
    const seen = Object.entries(views).find(([scope]) => scopes.has(scope));
    bytesLeft -= seen ? bytesOf(seen[1]) : 0;
    if (seen && bytesLeft >= 0) theirs[keyText(key)] = seen[1];
  }
  return { yours: intent.args as never, theirs: theirs as never };
}

const PARK_MESSAGES: Readonly<Record<ParkReason, string>> = {
  unknown_mutation: 'This server does not know this action yet. It is kept and will be decided later.',
  defect: 'Something went wrong on our side. It is kept and will be decided later.',
  lane_held: 'An earlier action about the same thing waits for a decision. It is kept and will be decided after it.',
  store_failed: 'Something went wrong on our side. It is kept and will be decided later.',
  device_revoked: 'This device was taken out of service. It is kept, and our staff will look at it.',
  credential_expired: 'This device had been without contact for too long. It is kept, and our staff will look at it.',
  cash_limit_reached: 'More cash was taken than may be without contact. It is kept, and our staff will look at it.',
};

/** The outcome of a mutation that is held to be decided later. */
export function parkedOutcome(reason: ParkReason, commit: number): Outcome {
  return { outcome: 'parked', commit, code: reason, message: PARK_MESSAGES[reason] };
}

function messageOf(code: string, codes: Readonly<Record<string, string>> | undefined): string | undefined {
  const known: Readonly<Record<string, string>> = { ...PIPELINE_CODES, ...codes };
  return known[code];
}

function isLong(details: Json): boolean {
  return bytesOf(details) > SYNC_LIMITS.detailsBytesMax;
}

/** In UTF-8. */
function bytesOf(json: Json): number {
  return new TextEncoder().encode(JSON.stringify(json)).length;
}

interface SchemaError {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

/** Where arguments do not have their form: JSON pointers, the first few. What senders wrote themselves is cut. */
function pointersOf(error: SchemaError): Json {
  const { placesPerRefusalMax, placeCharsMax } = SYNC_LIMITS;
  const places: Json[] = [];
  for (const { path, message } of error.issues.slice(0, placesPerRefusalMax)) {
    const pointer = path.map((segment) => `/${String(segment)}`).join('');
    const place = { pointer: cutText(pointer, placeCharsMax), message: cutText(message, placeCharsMax) };
    if (isLong([...places, place])) break;
    places.push(place);
  }
  return places;
}

/** The verdict on arguments that have not the form their mutation asks for. */
export function argsInvalid(error: SchemaError): Verdict {
  const details = pointersOf(error);
  return { outcome: 'rejected', code: 'args_invalid', details, changes: [], events: [], changedKeys: [] };
}
