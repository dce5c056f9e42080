/**
 * Corrections of parked work: staff repair what somebody else sent, and never act in that person's name alone.
 *
 * Invariants: whose work it is neither corrects nor approves it; what is correctable by two is decided by somebody else than who
 * corrected it, and never by the server on its own.
 */
import type { Correctable } from '../define/correctable.ts';
import { SYSTEM_SUBJECT } from '../define/subject.ts';

/** A correction as it was made: by whom, and why. */
export interface Correction {
  readonly by: string;
  readonly note: string;
}

/** Why a person may not do this. */
export type CorrectionRefusal = 'not_correctable' | 'own_work' | 'needs_another';

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

/** Why this person may not have corrected work decided; null: they may, or nobody corrected it. */
export function approvalRefusal(asked: Asked, correction: Correction | null): CorrectionRefusal | null {
  if (correction === null) return null;
  const refusal = correctionRefusal(asked);
  if (refusal !== null || asked.correctable === 'byOne') return refusal;
  return asked.by === correction.by || asked.by === SYSTEM_SUBJECT ? 'needs_another' : null;
}
