/**
 * Answers that a full device could not keep. Whoever was answered is not asked again while the app lives; after a restart
 * it is, and the server answers the same.
 */
import type { PushResult } from '#sync/client';
import { refOf } from './take-results.ts';

export class UnkeptAnswers {
  readonly #byRef = new Map<string, PushResult>();

  get size(): number {
    return this.#byRef.size;
  }

  all(): readonly PushResult[] {
    return [...this.#byRef.values()];
  }

  has(entry: { readonly clientID: string; readonly id: number }): boolean {
    return this.#byRef.has(refOf(entry));
  }

  /** Remembers what of these is decided. True when there was such. */
  remember(results: readonly PushResult[]): boolean {
    const before = this.size;
    for (const answer of results) if ('outcome' in answer.result) this.#byRef.set(refOf(answer.id), answer);
    return this.size > before;
  }

  forget(): void {
    this.#byRef.clear();
  }
}
