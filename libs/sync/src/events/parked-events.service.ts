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
  commitActs,
  correctEvent,
  discardEvent,
  lockStanding,
  replayEvent,
  replayParked,
  type Acting,
  type EventAct,
  type Standing,
} from './parked-event-act.store.ts';
import {
  findParkedEvent,
  listParkedEvents,
  type ParkedEventFilter,
  type ParkedEventRef,
} from './parked-event-read.store.ts';
import { shownEvent, shownListed, type ParkedEventDetail, type ShownParkedEvent } from './shown-event.ts';
import { correctionStanding, eventCorrectionHash } from './rules/event-correction.ts';
import { EVENT_LIMITS } from './rules/event-limits.ts';

/**
 * Why staff's wish was not done. `lane_blocked`: another event of its lane has to be settled first; `correction_changed`: it was
 * corrected, or corrected again, after they looked.
 */
export type ParkedEventRefusal =
  { readonly kind: 'not_parked' | 'correction_changed' } | { readonly kind: 'lane_blocked'; readonly first: string };

export type CorrectAnswer =
  | { readonly kind: 'corrected' }
  | { readonly kind: 'proposed' }
  | { readonly kind: 'not_parked' | 'type_unknown' | 'payload_too_large' | 'not_correctable' | 'correction_changed' }
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

  /** Events in the order in which they happened, as far as this sight goes. */
  async list(
    filter: ParkedEventFilter,
    sight: Sight,
  ): Promise<{ readonly items: readonly ShownParkedEvent[]; readonly nextAfter: string | null }> {
    const { items, nextAfter } = await listParkedEvents(this.#reader, filter);
    return { items: items.map((item) => shownListed(item, this.#registry.events.get(item.type), sight)), nextAfter };
  }

  /** One event, and what staff did about it, as far as this sight goes. */
  async find(ref: ParkedEventRef, sight: Sight): Promise<ParkedEventDetail | null> {
    const event = await findParkedEvent(this.#reader, ref);
    return event && shownEvent(event, this.#registry.events.get(event.type), sight);
  }

  /**
   * Gives an event another payload, which must be as its type says. The outbox keeps the first one; the event keeps its id, so
   * that whatever a handler did for it already stays done. Where it takes two people, it counts once a second one gives the same
   * payload and names the correction that they looked at; until then it is `proposed`.
   */
  async correct(
    ref: ParkedEventRef,
    { payload, lookedAt = null, ...why }: Acting & { readonly payload: Json; readonly lookedAt?: string | null },
  ): Promise<CorrectAnswer> {
    if (Buffer.byteLength(canonicalJson(payload)) > EVENT_LIMITS.payloadBytesMax) return { kind: 'payload_too_large' };
    const item = await findParkedEvent(this.#reader, ref);
    if (!item || item.resolvedAtMs !== null) return { kind: 'not_parked' };
    const definition = this.#registry.events.get(item.type);
    if (!definition) return { kind: 'type_unknown' };
    const { correctable } = definition;
    if (correctable === 'never') return { kind: 'not_correctable' };
    const { error } = definition.schema.safeParse(payload);
    if (error) return { kind: 'payload_invalid', issues: error.issues };
    return this.#transaction(async (sql): Promise<CorrectAnswer> => {
      const standing = await lockStanding(sql, ref);
      if (!standing || standing.isResolved) return { kind: 'not_parked' };
      const kind = correctionStanding(correctable, { newest: standing.newest, given: { ...why, payload }, lookedAt });
      if (kind === 'correction_changed') return { kind };
      const act = { ...toAct(ref, standing, 'correct'), payload, tookEffect: kind === 'corrected' };
      if (act.tookEffect) await correctEvent(sql, act, payload);
      await commitActs(sql, [act], { ...why, nowMs: this.#clock() });
      return { kind };
    });
  }

  /**
   * Has the head of a lane tried again now; once it is handled, those behind it follow in order. `lookedAt`: the hash of the newest
   * correction, as whoever asks saw it; null: they saw none.
   */
  replay(
    ref: ParkedEventRef,
    { lookedAt = null, ...why }: Acting & { readonly lookedAt?: string | null },
  ): Promise<{ readonly kind: 'asked' } | ParkedEventRefusal> {
    return this.#act(ref, async (sql, standing) => {
      if (eventCorrectionHash(standing.newest) !== lookedAt) return { kind: 'correction_changed' };
      const act = toAct(ref, standing, 'replay');
      await replayEvent(sql, act);
      await commitActs(sql, [act], { ...why, nowMs: this.#clock() });
      return { kind: 'asked' };
    });
  }

  /** Gives the head of a lane up for good; those behind it follow in order. */
  discard(ref: ParkedEventRef, why: Acting): Promise<{ readonly kind: 'discarded' } | ParkedEventRefusal> {
    return this.#act(ref, async (sql, standing) => {
      const act = toAct(ref, standing, 'discard');
      const nowMs = this.#clock();
      await discardEvent(sql, { ...act, key: standing.key, nowMs });
      await commitActs(sql, [act], { ...why, nowMs });
      return { kind: 'discarded' };
    });
  }

  /** Has all parked events of a group tried again that nobody corrected, or those of a type: at most so many at once, the oldest first. */
  replayAll(
    which: { readonly group: string; readonly type: string | null },
    why: Acting,
  ): Promise<{ readonly asked: number; readonly left: number }> {
    const eventsMax = EVENT_LIMITS.replaysPerAskMax;
    return this.#transaction(async (sql) => {
      const { acts, left } = await replayParked(sql, { ...which, eventsMax });
      if (acts.length > 0) await commitActs(sql, acts, { ...why, nowMs: this.#clock() });
      return { asked: acts.length, left };
    });
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

function toAct({ group }: ParkedEventRef, { place, acts }: Standing, act: EventAct['act']): EventAct {
  return { group, place, act, number: acts + 1, tookEffect: true };
}

function refusalOf(standing: Standing | null, eventId: string): ParkedEventRefusal | null {
  if (!standing || standing.isResolved) return { kind: 'not_parked' };
  return standing.first === null || standing.first === eventId ? null : { kind: 'lane_blocked', first: standing.first };
}
