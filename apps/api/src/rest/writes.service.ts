import { Pipeline, type Json, type Outcome } from '#sync';
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

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** Asks the pipeline. @throws Problem when a rule refuses it, or the key was used for something else */
  async perform({ principal, key, name, args, validUntilMs }: Write): Promise<Written> {
    const { subject, roles } = principal;
    const until = validUntilMs === undefined ? {} : { validUntilMs };
    const request = { actor: { subject, roles }, key, name, args, ...until };
    const performed = await orTryAgain(() => this.#pipeline.perform(request));
    if ('error' in performed) throw keyReused();
    const { outcome, replayed } = performed;
    if (outcome.outcome !== 'applied' && outcome.outcome !== 'parked') throw outcomeProblem(outcome);
    return { outcome, replayed };
  }
}
