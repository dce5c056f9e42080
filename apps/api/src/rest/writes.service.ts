import { Pipeline, SyncRegistry, type Json, type Outcome } from '#sync';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.ts';
import { orTryAgain } from '../sync/sync-problems.ts';
import { keyReused } from './idempotency.ts';
import { outcomeProblem } from './outcome-problem.ts';

/** A write that a route asks for, under the caller's key. */
export interface Write {
  readonly principal: Principal;
  readonly key: string;
  /** The mutation's. */
  readonly name: string;
  readonly args: Json;
  /** Milliseconds since 1970 after which the caller no longer wants it. */
  readonly validUntilMs?: number | undefined;
}

/** How it ended: applied, or parked until staff or a newer server decides it. */
export interface Written {
  readonly outcome: Outcome;
  /** It was done before, under this key. */
  readonly replayed: boolean;
}

/** Writes for people who come by REST: through the same door as everybody. */
@Injectable()
export class Writes {
  readonly #pipeline: Pipeline;
  readonly #mutations: SyncRegistry['definitions'];

  constructor(pipeline: Pipeline, { definitions }: SyncRegistry) {
    this.#pipeline = pipeline;
    this.#mutations = definitions;
  }

  /**
   * Asks the pipeline. @throws Problem when a rule refuses it, when something else was stored than what was asked for, or when the key
   * was used for something else
   */
  async perform({ principal, key, name, args, validUntilMs }: Write): Promise<Written> {
    const { subject, roles } = principal;
    const until = validUntilMs === undefined ? {} : { validUntilMs };
    const request = { actor: { subject, roles }, key, name, args, ...until };
    const performed = await orTryAgain(() => this.#pipeline.perform(request));
    if ('error' in performed) throw keyReused();
    const { outcome, replayed } = performed;
    if (this.#isMissed(name, outcome)) throw outcomeProblem(outcome);
    return { outcome, replayed };
  }

  /** Whether what was asked for has not happened, and will not. */
  #isMissed(name: string, { outcome, code = '' }: Outcome): boolean {
    if (outcome === 'applied') return this.#mutations.get(name)?.appliedCodes?.[code] === 'missed';
    return outcome !== 'parked';
  }
}
