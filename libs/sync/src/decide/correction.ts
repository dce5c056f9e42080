/**
 * Corrections of parked work: staff repair what somebody else sent, and never act in that person's name alone.
 *
 * Invariants: nobody decides work of their own, corrected or not, nor refuses it; whoever has corrected work decided names the
 * correction that they looked at; what is correctable by two is decided by somebody else than who corrected it, and no corrected
 * work by the server on its own, nor together with other work.
 */
import { canonicalJson } from '../wire/canonical-json.ts';
import { sha256Hex } from '../wire/sha256.ts';
import type { Correctable } from '../define/correctable.ts';
import { SYSTEM_SUBJECT } from '../define/subject.ts';

/** A correction as it was made: by whom, and why. */
export interface Correction {
  readonly by: string;
  readonly note: string;
}

/** Why a person may not do this. */
export type CorrectionRefusal = 'not_correctable' | 'own_work' | 'needs_another' | 'correction_changed';

/** Names a correction: what it decides with, by whom, and why. SHA-256 in hex. */
export function correctionHash({ argsHash, by, note }: Correction & { readonly argsHash: string }): string {
  return sha256Hex(canonicalJson([argsHash, by, note]));
}

interface Asked {
  /** As its definition says; undefined: there is no definition, or it says nothing. */
  readonly correctable: Correctable | undefined;
  /** Whose work it is. */
  readonly subject: string;
  /** Who asks. */
  readonly by: string;
}

/** Why this person may not correct this work; null: they may. */
export function correctionRefusal({ correctable = 'never', subject, by }: Asked): CorrectionRefusal | null {
  if (correctable === 'never') return 'not_correctable';
  return subject === by ? 'own_work' : null;
}

/** Why this person may not decide or refuse this work, whatever it is parked for; null: they may. The server decides its own. */
export function ownWorkRefusal({ subject, by }: Pick<Asked, 'subject' | 'by'>): CorrectionRefusal | null {
  return subject === by && by !== SYSTEM_SUBJECT ? 'own_work' : null;
}

/**
 * Why this person may not have work decided as it is now; null: they may.
 *
 * @param lookedAt the hash of the correction that they looked at; null: they saw none
 */
export function approvalRefusal(
  asked: Asked,
  correction: (Correction & { readonly argsHash: string }) | null,
  lookedAt: string | null,
): CorrectionRefusal | null {
  const refusal = ownWorkRefusal(asked) ?? (correction && correctionApproval(asked, correction));
  if (refusal !== null) return refusal;
  return lookedAt === (correction && correctionHash(correction)) ? null : 'correction_changed';
}

function correctionApproval(asked: Asked, correction: Correction): CorrectionRefusal | null {
  const refusal = correctionRefusal(asked);
  if (refusal !== null || asked.correctable === 'byOne') return refusal;
  return asked.by === correction.by || asked.by === SYSTEM_SUBJECT ? 'needs_another' : null;
}
