/** Parked work and mutations as staff are shown them. */
import { correctionHash } from '../decide/correction.ts';
import { redacted, redactedOutcome, type Showing, type Shown } from '../sight/redact.ts';
import type { StoredMutation, StoredParked } from './parked.store.ts';

/** Parked work as staff see it. */
export type ParkedItem = Omit<StoredParked, 'args' | 'correctedArgs' | 'correctedArgsHash' | 'resolved'> & {
  readonly args: Shown;
  readonly correctedArgs: Shown | null;
  /** Names the correction, for whoever has it decided; null: there is none, or it is no longer kept. */
  readonly correctionHash: string | null;
  readonly resolved: { readonly commit: number; readonly by: string; readonly result: Shown } | null;
};

/** Any mutation with its outcome, as staff see it. */
export type LedgerItem = Omit<StoredMutation, 'args' | 'result' | 'parked'> & {
  readonly args: Shown;
  readonly result: Shown;
  readonly parked: ParkedItem | null;
};

/** What is shown of parked work. */
export function shownParked(item: StoredParked, showing: Showing): ParkedItem {
  const schema = showing.definitions.get(item.name)?.args;
  const { args, correctedArgs, correctedArgsHash, resolved, ...plain } = item;
  return {
    ...plain,
    args: redacted(schema, args, showing.sight),
    correctedArgs: correctedArgs === null ? null : redacted(schema, correctedArgs, showing.sight),
    correctionHash: hashOf(correctedArgsHash, item),
    resolved: resolved && { ...resolved, result: redactedOutcome(item.name, resolved.result, showing) },
  };
}

function hashOf(
  argsHash: string | null,
  { correctedBy: by, correctionNote: note }: Pick<StoredParked, 'correctedBy' | 'correctionNote'>,
): string | null {
  return argsHash === null || by === null || note === null ? null : correctionHash({ argsHash, by, note });
}

/** What is shown of a mutation. */
export function shownMutation(item: StoredMutation, showing: Showing): LedgerItem {
  const { args, result, parked, ...plain } = item;
  return {
    ...plain,
    args: redacted(showing.definitions.get(item.name)?.args, args, showing.sight),
    result: redactedOutcome(item.name, result, showing),
    parked: parked && shownParked(parked, showing),
  };
}
