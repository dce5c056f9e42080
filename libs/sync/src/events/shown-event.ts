/** Events that were set aside, as staff are shown them. */
import type { z } from 'zod';
import type { Sight } from '../define/sensitivity.ts';
import { redacted, type Shown } from '../sight/redact.ts';
import { eventCorrectionHash } from './rules/event-correction.ts';
import type { ParkedEventAct, StoredParkedEvent } from './parked-event-read.store.ts';

/** An event that was set aside, as staff see it. */
export type ParkedEventDetail = Omit<StoredParkedEvent, 'payload' | 'correctedPayload' | 'newest' | 'acts'> & {
  readonly payload: Shown;
  readonly correctedPayload: Shown;
  /** Names the newest correction: whoever agrees to it, or has the event tried again, names what they looked at. */
  readonly correctionHash: string | null;
  readonly acts: readonly (Omit<ParkedEventAct, 'payload'> & { readonly payload: Shown })[];
};

/** What is shown of it. `schema`: of its payload; undefined: this server does not know the type. */
export function shownEvent(event: StoredParkedEvent, schema: z.ZodType | undefined, sight: Sight): ParkedEventDetail {
  const { payload, correctedPayload, newest, acts, ...plain } = event;
  return {
    ...plain,
    payload: redacted(schema, payload, sight),
    correctedPayload: redacted(schema, correctedPayload, sight),
    correctionHash: eventCorrectionHash(newest),
    acts: acts.map((act) => ({ ...act, payload: redacted(schema, act.payload, sight) })),
  };
}
