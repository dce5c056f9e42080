import type { Reader } from '../define/reader.ts';
import type { Sight } from '../define/sensitivity.ts';
import { canonicalJson, type Json } from '../wire/canonical-json.ts';
import { argsHash, isTooLarge } from '../intake/intake.ts';
import type { CorrectionRefusal } from '../decide/correction.ts';
import type { DecidingStep, ParkedRef, StepResult } from '../decide/step.ts';
import {
  findMutation,
  firstOfLane,
  freeLanes,
  listMutations,
  listParked,
  listParkedPeople,
  parkedByName,
  type LedgerFilter,
  type LedgerPlace,
  type ParkedFilter,
  type ParkedPeopleFilter,
  type ParkedPerson,
} from './parked.store.ts';
import { shownMutation, shownParked, type LedgerItem, type ParkedItem } from './shown-work.ts';
import type { SyncRegistry } from '../define/registry.ts';
import { plainOutcome, type Showing, type Shown } from '../sight/redact.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { Sequencer } from '../intake/sequencer.ts';

/** What replaying one piece of parked work led to. */
export interface ReplayReport {
  readonly clientId: string;
  readonly mutationId: number;
  /** How it ended, without what only its sender is told. */
  readonly outcome: Shown;
}

export type ReplayAnswer =
  | { readonly kind: 'replayed'; readonly reports: readonly ReplayReport[] }
  | { readonly kind: 'not_parked' | CorrectionRefusal }
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

  get #names(): Omit<Showing, 'sight'> {
    const { definitions, kinds } = this.#registry;
    return { definitions, kinds };
  }

  /** Parked work, oldest first, as far as this sight goes. */
  async list(filter: ParkedFilter, sight: Sight): Promise<readonly ParkedItem[]> {
    const items = await listParked(this.#reader, filter);
    return items.map((item) => shownParked(item, { ...this.#names, sight }));
  }

  /** Whose work waits, and how much of it. */
  people(
    filter: ParkedPeopleFilter,
  ): Promise<{ readonly items: readonly ParkedPerson[]; readonly next: string | null }> {
    return listParkedPeople(this.#reader, filter);
  }

  /** What one person sent, the newest first, as far as this sight goes; and where the page ended. */
  async mutationsOf(
    filter: LedgerFilter,
    sight: Sight,
  ): Promise<{ readonly items: readonly LedgerItem[]; readonly next: LedgerPlace | null }> {
    const { items, next } = await listMutations(this.#reader, filter);
    return { items: items.map((item) => shownMutation(item, { ...this.#names, sight })), next };
  }

  /** One mutation, whatever became of it, as far as this sight goes. */
  async find(ref: ParkedRef, sight: Sight): Promise<LedgerItem | null> {
    const item = await findMutation(this.#reader, ref);
    return item && shownMutation(item, { ...this.#names, sight });
  }

  /** Gives parked work other arguments. The sent ones stay in the ledger; who, and why, is kept and audited. */
  async correct(
    ref: ParkedRef,
    correction: { args: Json; note: string; by: string },
  ): Promise<'corrected' | 'not_parked' | 'mutation_too_large' | CorrectionRefusal> {
    const item = await findMutation(this.#reader, ref);
    if (!item) return 'not_parked';
    const text = canonicalJson(correction.args);
    if (isTooLarge(text)) return 'mutation_too_large';
    const hash = argsHash(item.name, text);
    const [result] = await this.#sequencer.submit([{ kind: 'correct', ref, argsHash: hash, ...correction }]);
    if (isRefusal(result)) return result.kind;
    return result?.kind === 'corrected' ? 'corrected' : 'not_parked';
  }

  /** Refuses parked work for good. Why is kept with it; what only waited behind it in its lane is decided. */
  discard(ref: ParkedRef, why: { note: string; by: string }): Promise<ReplayAnswer> {
    return this.#resolve({ kind: 'discard', ref, ...why });
  }

  /** Decides parked work now, and then what only waited behind it in its lane. Corrected work: with the correction of this hash. */
  replay(ref: ParkedRef, by: string, correctionHash: string | null = null): Promise<ReplayAnswer> {
    return this.#resolve({ kind: 'replay', ref, by, correctionHash });
  }

  /**
   * Decides what nobody need wait for any longer: what an older server did not know and this one does, and what stands first in
   * its lane and only waited for its lane (its server ended before it could let it go). Gives back how much was decided.
   */
  async decideFreed(): Promise<number> {
    return (await this.#decideKnown()) + (await this.#releaseFreeLanes());
  }

  async #decideKnown(): Promise<number> {
    const names = [...this.#registry.definitions.keys()];
    let decided = 0;
    for (let after = -1; ;) {
      const items = await parkedByName(this.#reader, { names, after, rowsMax: PAGE_ROWS });
      for (const ref of items) {
        const answer = await this.replay(ref, 'system');
        if (answer.kind === 'replayed') decided += answer.reports.length;
      }
      const last = items.at(-1);
      if (!last) return decided;
      after = last.sequence;
    }
  }

  async #releaseFreeLanes(): Promise<number> {
    let decided = 0;
    for (let after = ''; ;) {
      const lanes = await freeLanes(this.#reader, { after, rowsMax: PAGE_ROWS });
      for (const lane of lanes) decided += (await this.#releaseRest(lane, 'system')).length;
      const last = lanes.at(-1);
      if (last === undefined) return decided;
      after = last;
    }
  }

  async #resolve(step: DecidingStep): Promise<ReplayAnswer> {
    const { ref, by } = step;
    const [result] = await this.#sequencer.submit([step]);
    if (result?.kind === 'lane_blocked' || isRefusal(result)) return result;
    if (result?.kind !== 'outcome') return this.#alreadyDone(step);
    const lane = isStillParked(result.text) ? null : ((await findMutation(this.#reader, ref))?.parked?.lane ?? null);
    const rest = lane === null ? [] : await this.#releaseRest(lane, by);
    return { kind: 'replayed', reports: [...reportsOf(ref, result), ...rest] };
  }

  /** Whoever was not told how it ended, and asks for the same again, is told what was decided for them then. */
  async #alreadyDone({ kind, ref, by }: DecidingStep): Promise<ReplayAnswer> {
    const resolved = (await findMutation(this.#reader, ref))?.parked?.resolved;
    const isDiscarded = (resolved?.result as { code?: unknown } | undefined)?.code === 'discarded';
    if (resolved?.by !== by || isDiscarded !== (kind === 'discard')) return { kind: 'not_parked' };
    const { clientId, mutationId } = ref;
    return { kind: 'replayed', reports: [{ clientId, mutationId, outcome: plainOutcome(resolved.result) }] };
  }

  /** What one commit cannot release, or could not know of, is released in the next ones; beyond a number of them, by the next look. */
  async #releaseRest(lane: string, by: string): Promise<ReplayReport[]> {
    const reports: ReplayReport[] = [];
    while (reports.length < SYNC_LIMITS.releasesPerActMax) {
      const next = await firstOfLane(this.#reader, lane);
      if (next?.reason !== 'lane_held') return reports;
      const ref = { clientId: next.clientId, mutationId: next.mutationId };
      const [result] = await this.#sequencer.submit([{ kind: 'replay', ref, by, correctionHash: null }]);
      if (result?.kind !== 'outcome') return reports;
      reports.push(...reportsOf(ref, result));
    }
    return reports;
  }
}

const REFUSALS: ReadonlySet<string> = new Set<CorrectionRefusal>([
  'not_correctable',
  'own_work',
  'needs_another',
  'correction_changed',
]);

function isRefusal(result: StepResult | undefined): result is Extract<StepResult, { kind: CorrectionRefusal }> {
  return result !== undefined && REFUSALS.has(result.kind);
}

type OutcomeResult = Extract<StepResult, { kind: 'outcome' }>;

function reportsOf(ref: ParkedRef, { text, released = [] }: OutcomeResult): ReplayReport[] {
  return [{ ref, text }, ...released].map(({ ref: { clientId, mutationId }, text: decided }) => {
    return { clientId, mutationId, outcome: plainOutcome(JSON.parse(decided) as Json) };
  });
}

function isStillParked(text: string): boolean {
  return (JSON.parse(text) as { outcome: string }).outcome === 'parked';
}
