import { isHostFault } from './passing-faults.ts';

/** One try to store something: when it began, on the clock that never goes back. */
export interface Try {
  readonly begunMs: number;
  /** It only finds out whether storing works: nobody asked for it. */
  readonly isTrial: boolean;
}

/**
 * What became of the tries to store something, as far as it tells whether storing works.
 *
 * A trial that succeeds clears all but a fault of the host: what it stores is small, and may fit where a commit does not. Only a commit
 * clears that, or a successful trial once no commit has failed of it for a while.
 */
export class StoringRecord {
  readonly #unstoredMsMax: number;
  readonly #underWay = new Set<Try>();
  /** When the earliest of those began that failed since something was stored; null: none has. */
  #failingSinceMs: number | null = null;
  /** Commits that failed of the host since one was stored: when the first of them began, and when the last one failed. */
  #hostFault: { readonly sinceMs: number; readonly lastMs: number } | null = null;

  /** Storing is suspect when for more than so many milliseconds nothing is stored, while it is tried. */
  constructor(unstoredMsMax: number) {
    this.#unstoredMsMax = unstoredMsMax;
  }

  /** Whether for too long nothing was stored of what was tried. That may be the fault of what the tries hold: a trial tells. */
  get isSuspect(): boolean {
    const sinceMs = [this.#failingSinceMs, this.#hostFault?.sinceMs ?? null, ...this.#begunMs()];
    return sinceMs.some((ms) => ms !== null && this.#isLongAgo(ms));
  }

  /** Whether for too long commits fail of the host: no matter what a trial says. */
  get isHostFailing(): boolean {
    return this.#hostFault !== null && this.#isLongAgo(this.#hostFault.sinceMs);
  }

  begin(isTrial: boolean): Try {
    const one = { begunMs: performance.now(), isTrial };
    this.#underWay.add(one);
    return one;
  }

  stored({ isTrial }: Try): void {
    this.#failingSinceMs = null;
    if (!isTrial || (this.#hostFault && this.#isLongAgo(this.#hostFault.lastMs))) this.#hostFault = null;
  }

  /** Nothing was stored, or perhaps, for a reason that passes. */
  failed({ begunMs, isTrial }: Try, cause: unknown): void {
    this.#failingSinceMs = Math.min(this.#failingSinceMs ?? begunMs, begunMs);
    if (isTrial || !isHostFault(cause)) return;
    this.#hostFault = { sinceMs: this.#hostFault?.sinceMs ?? begunMs, lastMs: performance.now() };
  }

  end(one: Try): void {
    this.#underWay.delete(one);
  }

  #begunMs(): readonly number[] {
    return [...this.#underWay].map(({ begunMs }) => begunMs);
  }

  #isLongAgo(ms: number): boolean {
    return performance.now() - ms > this.#unstoredMsMax;
  }
}
