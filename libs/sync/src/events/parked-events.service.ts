import type { z } from 'zod';
import type { Clock } from '../define/clock.ts';
import type { Sql } from '../database/flight.ts';
import type { WritePool } from '../database/write-pool.store.ts';
import type { Reader } from '../define/reader.ts';
import type { SyncRegistry } from '../define/registry.ts';
import type { Sight } from '../define/sensitivity.ts';
import { asTryAgain } from '../database/as-try-again.ts';
import { canonicalJson, type Json } from '../wire/canonical-json.ts';
import {
  correctEvent,
  discardEvent,
  lockStanding,
  recordAct,
  replayEvent,
  replayParked,
  wasProposedByAnother,
  type Acting,
  type Standing,
} from './parked-event-act.store.ts';
import {
  findParkedEvent,
  listParkedEvents,
  type ParkedEventFilter,
  type ParkedEventItem,
  type ParkedEventRef,
} from './parked-event-read.store.ts';
import { shownEvent, type ParkedEventDetail } from './shown-event.ts';
import { EVENT_LIMITS } from './rules/event-limits.ts';

/** Why staff's wish was not done. `lane_blocked`: another event of its lane has to be settled first. */
export type ParkedEventRefusal =
  { readonly kind: 'not_parked' } | { readonly kind: 'lane_blocked'; readonly first: string };

export type CorrectAnswer =
  | { readonly kind: 'corrected' }
  | { readonly kind: 'proposed' }
  | { readonly kind: 'not_parked' | 'type_unknown' | 'payload_too_large' | 'not_correctable' }
  | { readonly kind: 'payload_invalid'; readonly issues: z.core.$ZodIssue[] };

/** Events that were set aside: seen, corrected, tried again and discarded by staff. The group's own process tries them. */
export class ParkedEventsService {
  readonly #reader: Reader;
  readonly #pool: WritePool;
  readonly #registry: SyncRegistry;
  readonly #clock: Clock;

  constructor(parts: { reader: Reader; pool: WritePool; registry: SyncRegistry; clock: Clock }) {
    this.#reader = parts.reader;
    this.#pool = parts.pool;
    this.#registry = parts.registry;
    this.#clock = parts.clock;
  }

  list(
    filter: ParkedEventFilter,
  ): Promise<{ readonly items: readonly ParkedEventItem[]; readonly nextAfter: string | null }> {
    return listParkedEvents(this.#reader, filter);
  }

  /** One event, and what staff did about it, as far as this sight goes. */
  async find(ref: ParkedEventRef, sight: Sight): Promise<ParkedEventDetail | null> {
    const event = await findParkedEvent(this.#reader, ref);
    return event && shownEvent(event, this.#registry.events.get(event.type)?.schema, sight);
  }

  /**
   * Gives an event another payload, which must be as its type says. The outbox keeps the first one; the event keeps its id, so
   * that whatever a handler did for it already stays done. Where it takes two people, it counts once a second one gives the same
   * payload; until then it is `proposed`.
   */
  async correct(ref: ParkedEventRef, { payload, ...why }: Acting & { readonly payload: Json }): Promise<CorrectAnswer> {
    const text = canonicalJson(payload);
    if (Buffer.byteLength(text) > EVENT_LIMITS.payloadBytesMax) return { kind: 'payload_too_large' };
    const item = await findParkedEvent(this.#reader, ref);
    if (!item || item.resolvedAtMs !== null) return { kind: 'not_parked' };
    const definition = this.#registry.events.get(item.type);
    if (!definition) return { kind: 'type_unknown' };
    if (definition.correctable === 'never') return { kind: 'not_correctable' };
    const { error } = definition.schema.safeParse(payload);
    if (error) return { kind: 'payload_invalid', issues: error.issues };
    return this.#transaction(async (sql): Promise<CorrectAnswer> => {
      const standing = await lockStanding(sql, ref);
      if (!standing || standing.isResolved) return { kind: 'not_parked' };
      const at = { group: ref.group, place: standing.place };
      const isAgreed =
        definition.correctable === 'byOne' || (await wasProposedByAnother(sql, at, { text, by: why.by }));
      if (isAgreed) await correctEvent(sql, at, text);
      await recordAct(sql, at, { act: 'correct', atMs: this.#clock(), payload, ...why });
      return { kind: isAgreed ? 'corrected' : 'proposed' };
    });
  }

  /** Has the head of a lane tried again now; once it is handled, those behind it follow in order. */
  replay(ref: ParkedEventRef, why: Acting): Promise<{ readonly kind: 'asked' } | ParkedEventRefusal> {
    return this.#act(ref, async (sql, { place }) => {
      const at = { group: ref.group, place };
      await replayEvent(sql, at);
      await recordAct(sql, at, { act: 'replay', atMs: this.#clock(), ...why });
      return { kind: 'asked' };
    });
  }

  /** Gives the head of a lane up for good; those behind it follow in order. */
  discard(ref: ParkedEventRef, why: Acting): Promise<{ readonly kind: 'discarded' } | ParkedEventRefusal> {
    return this.#act(ref, async (sql, { place, key }) => {
      const at = { group: ref.group, place };
      const nowMs = this.#clock();
      await discardEvent(sql, { ...at, key, nowMs });
      await recordAct(sql, at, { act: 'discard', atMs: nowMs, ...why });
      return { kind: 'discarded' };
    });
  }

  /** Has all parked events of a group tried again, or those of a type: at most so many at once, the oldest first. */
  replayAll(
    which: { readonly group: string; readonly type: string | null },
    why: Acting,
  ): Promise<{ readonly asked: number; readonly left: number }> {
    const eventsMax = EVENT_LIMITS.replaysPerAskMax;
    return this.#transaction((sql) => replayParked(sql, { ...which, ...why, atMs: this.#clock(), eventsMax }));
  }

  #act<T>(ref: ParkedEventRef, work: (sql: Sql, standing: Standing) => Promise<T>): Promise<T | ParkedEventRefusal> {
    return this.#transaction(async (sql): Promise<T | ParkedEventRefusal> => {
      const standing = await lockStanding(sql, ref);
      const refusal = refusalOf(standing, ref.eventId);
      return standing && refusal === null ? work(sql, standing) : (refusal ?? { kind: 'not_parked' });
    });
  }

  /** @throws TryAgain when it is to be asked again */
  async #transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#pool.transaction(work).catch((error: unknown) => {
      throw asTryAgain(error);
    });
  }
}

function refusalOf(standing: Standing | null, eventId: string): ParkedEventRefusal | null {
  if (!standing || standing.isResolved) return { kind: 'not_parked' };
  return standing.first === null || standing.first === eventId ? null : { kind: 'lane_blocked', first: standing.first };
}
