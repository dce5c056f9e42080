/** The corrections that a group knows: those that were stored, and those of the group itself. */
import type { SyncRegistry } from '../define/registry.ts';
import type { Outcome } from '../wire/protocol.ts';
import { approvalRefusal, correctionRefusal, ownWorkRefusal, type CorrectionRefusal } from './correction.ts';
import {
  refText,
  type CorrectedArgs,
  type CorrectWrite,
  type DecidingStep,
  type Intent,
  type ParkedEntry,
} from './step.ts';

export class Corrections {
  readonly #registry: SyncRegistry;
  readonly #ofGroup = new Map<string, CorrectedArgs>();

  constructor(registry: SyncRegistry) {
    this.#registry = registry;
  }

  /** Takes a correction in, or says why not. */
  take({ ref, args, argsHash, by, note }: CorrectWrite, intent: Intent): CorrectionRefusal | null {
    const refusal = correctionRefusal(this.#asked(intent, by));
    if (refusal === null) this.#ofGroup.set(refText(ref), { args, argsHash, by, note });
    return refusal;
  }

  /** What staff want it decided with; null: with what was sent. */
  of(entry: ParkedEntry): CorrectedArgs | null {
    return this.#ofGroup.get(refText(entry.intent)) ?? entry.correctedArgs;
  }

  /** Why this person may not have it decided as it is now, or refused for good; null: they may. */
  refusal(entry: ParkedEntry, step: DecidingStep): CorrectionRefusal | null {
    const asked = this.#asked(entry.intent, step.by);
    if (step.kind === 'discard') return ownWorkRefusal(asked);
    return approvalRefusal(asked, this.of(entry), step.correctionHash);
  }

  #asked(intent: Intent, by: string) {
    const { correctable } = this.#registry.definitions.get(intent.name) ?? {};
    return { correctable, subject: intent.actor.subject, by };
  }
}

/** The outcome of corrected work says so to everybody who is told it: what was decided, who wanted it, who had it decided, and why. */
export function withCorrection(outcome: Outcome, correction: CorrectedArgs | null, approvedBy: string): Outcome {
  if (correction === null) return outcome;
  const { by, note, args } = correction;
  return { ...outcome, corrected: { by, approvedBy, note, args: args as never } };
}

/** The mutation as staff want it decided. */
export function correctedIntent(intent: Intent, { args, argsHash }: CorrectedArgs): Intent {
  return { ...intent, args, argsHash };
}
