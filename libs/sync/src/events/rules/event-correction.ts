/**
 * Corrections of events that were set aside: what takes two people is agreed by somebody else than who proposed it, on what that
 * person looked at; and an event is tried again as whoever asks for that has seen it.
 */
import type { Correctable } from '../../define/correctable.ts';
import { canonicalJson, type Json } from '../../wire/canonical-json.ts';
import { sha256Hex } from '../../wire/sha256.ts';

/** The newest correction that was given for an event, whether it counts yet or not. */
export interface EventCorrection {
  readonly by: string;
  readonly note: string;
  readonly payload: Json;
}

/** Names a correction: what it puts in the place of the payload, by whom, and why. SHA-256 in hex; null: there is none. */
export function eventCorrectionHash(newest: EventCorrection | null): string | null {
  return newest && sha256Hex(canonicalJson([newest.payload, newest.by, newest.note]));
}

/**
 * What becomes of a correction: it takes effect, is proposed to a second person, or is not as its sender thinks.
 *
 * @param lookedAt the hash of the newest correction, as its sender saw it; null: they name none
 */
export function correctionStanding(
  correctable: Exclude<Correctable, 'never'>,
  { newest, given, lookedAt }: { newest: EventCorrection | null; given: EventCorrection; lookedAt: string | null },
): 'corrected' | 'proposed' | 'correction_changed' {
  if (lookedAt !== null && lookedAt !== eventCorrectionHash(newest)) return 'correction_changed';
  if (correctable === 'byOne') return 'corrected';
  const isAnothers = newest !== null && lookedAt !== null && newest.by !== given.by;
  return isAnothers && canonicalJson(newest.payload) === canonicalJson(given.payload) ? 'corrected' : 'proposed';
}
