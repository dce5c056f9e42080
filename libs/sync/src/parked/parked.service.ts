import type { Reader } from '../define/reader.ts';
import { canonicalJson, type Json } from '../wire/canonical-json.ts';
import { argsHash } from '../intake/intake.ts';
import type { ParkedRef, Step, StepResult } from '../decide/step.ts';
import {
  findMutation,
  firstOfLane,
  listParked,
  type LedgerItem,
  type ParkedFilter,
  type ParkedItem,
} from './parked.store.ts';
import type { SyncRegistry } from '../define/registry.ts';
import type { Sequencer } from '../intake/sequencer.ts';

/** What replaying one piece of parked work led to. */
export interface ReplayReport {
  readonly clientId: string;
  readonly mutationId: number;
  readonly outcome: Json;
}

export type ReplayAnswer =
  | { readonly kind: 'replayed'; readonly reports: readonly ReplayReport[] }
  | { readonly kind: 'not_parked' }
  | { readonly kind: 'lane_blocked'; readonly first: ParkedRef };

const PAGE_ROWS = 100;

/** Parked work: seen, corrected and decided by staff, or by a newer server that knows the mutation. */
export class ParkedService {
  readonly #reader: Reader;
  readonly #sequencer: Sequencer;
  readonly #registry: SyncRegistry;

  constructor(parts: { readonly reader: Reader; readonly sequencer: Sequencer; readonly registry: SyncRegistry }) {
    this.#reader = parts.reader;
    this.#sequencer = parts.sequencer;
    this.#registry = parts.registry;
  }

  list(filter: ParkedFilter): Promise<readonly ParkedItem[]> {
    return listParked(this.#reader, filter);
  }

  find(ref: ParkedRef): Promise<LedgerItem | null> {
    return findMutation(this.#reader, ref);
  }

  /** Gives parked work other arguments. The sent ones stay in the ledger; who, and why, is kept and audited. */
  async correct(
    ref: ParkedRef,
    correction: { args: Json; note: string; by: string },
  ): Promise<'corrected' | 'not_parked'> {
    const item = await this.find(ref);
    if (!item) return 'not_parked';
    const hash = argsHash(item.name, canonicalJson(correction.args));
    const [result] = await this.#sequencer.submit([{ kind: 'correct', ref, argsHash: hash, ...correction }]);
    return result?.kind === 'corrected' ? 'corrected' : 'not_parked';
  }

  /** Refuses parked work for good. Why is kept with it; what only waited behind it in its lane is decided. */
  discard(ref: ParkedRef, why: { note: string; by: string }): Promise<ReplayAnswer> {
    return this.#resolve({ kind: 'discard', ref, ...why });
  }

  /** Decides parked work now, and then what only waited behind it in its lane. */
  replay(ref: ParkedRef, by: string): Promise<ReplayAnswer> {
    return this.#resolve({ kind: 'replay', ref, by });
  }

  /** Decides what was parked because an older server did not know it, and this one does. Gives back how many were decided. */
  async replayKnown(): Promise<number> {
    let decided = 0;
    let after = -1;
    for (;;) {
      const items = await this.list({ reason: 'unknown_mutation', resolved: false, after, rowsMax: PAGE_ROWS });
      for (const item of items) {
        if (!this.#registry.definitions.has(item.name)) continue;
        const answer = await this.replay(item, 'system');
        if (answer.kind === 'replayed') decided += answer.reports.length;
      }
      const last = items.at(-1);
      if (!last || items.length < PAGE_ROWS) return decided;
      after = last.sequence;
    }
  }

  async #resolve(step: Extract<Step, { kind: 'replay' | 'discard' }>): Promise<ReplayAnswer> {
    const { ref, by } = step;
    const lane = (await this.find(ref))?.parked?.lane ?? null;
    const [result] = await this.#sequencer.submit([step]);
    if (result?.kind === 'lane_blocked') return result;
    if (result?.kind !== 'outcome') return { kind: 'not_parked' };
    const reports = [toReport(ref, result)];
    if (lane !== null && !isStillParked(result)) reports.push(...(await this.#releaseLane(lane, by)));
    return { kind: 'replayed', reports };
  }

  async #releaseLane(lane: string, by: string): Promise<ReplayReport[]> {
    const reports: ReplayReport[] = [];
    for (;;) {
      const next = await firstOfLane(this.#reader, lane);
      if (next?.reason !== 'lane_held') return reports;
      const ref = { clientId: next.clientId, mutationId: next.mutationId };
      const [result] = await this.#sequencer.submit([{ kind: 'replay', ref, by }]);
      if (result?.kind !== 'outcome') return reports;
      reports.push(toReport(ref, result));
      if (isStillParked(result)) return reports;
    }
  }
}

type OutcomeResult = Extract<StepResult, { kind: 'outcome' }>;

function toReport(ref: ParkedRef, result: OutcomeResult): ReplayReport {
  return { clientId: ref.clientId, mutationId: ref.mutationId, outcome: JSON.parse(result.text) as Json };
}

function isStillParked(result: OutcomeResult): boolean {
  return (JSON.parse(result.text) as { outcome: string }).outcome === 'parked';
}
