/** Events that were set aside, as staff are shown them. */
import { z } from 'zod';
import type { ErasedEventDefinition } from '../define/event.ts';
import { asPersonal, type Sight } from '../define/sensitivity.ts';
import { redacted, type Shown } from '../sight/redact.ts';
import { eventCorrectionHash } from './rules/event-correction.ts';
import type { ParkedEventAct, ParkedEventItem, StoredParkedEvent } from './parked-event-read.store.ts';

/** An event that was set aside, as staff see it in a list. */
export type ShownParkedEvent = Omit<ParkedEventItem, 'key'> & {
  readonly key: Shown;
  /** The person whose id the key is; null: it is nobody's, or it is not shown. */
  readonly subject: string | null;
};

/** An event that was set aside, as staff see it. */
export type ParkedEventDetail = ShownParkedEvent &
  Omit<StoredParkedEvent, keyof ParkedEventItem | 'payload' | 'correctedPayload' | 'newest' | 'acts'> & {
    readonly payload: Shown;
    readonly correctedPayload: Shown;
    /** Names the newest correction: whoever agrees to it, or has the event tried again, names what they looked at. */
    readonly correctionHash: string | null;
    readonly acts: readonly (Omit<ParkedEventAct, 'payload'> & { readonly payload: Shown })[];
  };

/** What its type says; undefined: this server does not know the type. */
type Known = ErasedEventDefinition | undefined;

const PERSONS_KEY = asPersonal(z.string());

/** What is shown of an event in a list. A key of a type that nobody knows may be a person's. */
export function shownListed<E extends ParkedEventItem>(event: E, known: Known, sight: Sight): E & ShownParkedEvent {
  const isPersons = known?.keyIs !== 'thing';
  const subject = isPersons && sight.has('personal') ? event.key : null;
  const key = isPersons ? redacted(PERSONS_KEY, event.key, sight) : event.key;
  return { ...event, key: key as string & Shown, subject };
}

/** What is shown of one event. */
export function shownEvent(event: StoredParkedEvent, known: Known, sight: Sight): ParkedEventDetail {
  const { payload, correctedPayload, newest, acts, ...plain } = shownListed(event, known, sight);
  const show = (value: typeof payload): Shown => redacted(known?.schema, value, sight);
  return {
    ...plain,
    payload: show(payload),
    correctedPayload: show(correctedPayload),
    correctionHash: eventCorrectionHash(newest),
    acts: acts.map((act) => ({ ...act, payload: show(act.payload) })),
  };
}
