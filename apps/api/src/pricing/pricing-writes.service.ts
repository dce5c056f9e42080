import { Pipeline, type Json, type Outcome } from '#sync';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.ts';
import { keyReusedProblem } from '../rides/idempotency.ts';
import { orTryAgain } from '../sync/sync-problems.ts';
import { refusedProblem } from './pricing-problems.ts';

/** A write that a route asks for, under the caller's key. */
export interface PricingWrite {
  readonly principal: Principal;
  readonly key: string;
  readonly name: `pricing.${string}`;
  readonly args: Json;
}

/** Writes of pricing by REST: through the same door as everybody. */
@Injectable()
export class PricingWrites {
  readonly #pipeline: Pipeline;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  /** Asks the pipeline. @throws Problem when a rule refuses it, or the key was used for something else */
  async write({ principal: { subject, roles }, key, name, args }: PricingWrite): Promise<Outcome> {
    const performed = await orTryAgain(() => this.#pipeline.perform({ actor: { subject, roles }, key, name, args }));
    if ('error' in performed) throw keyReusedProblem();
    const { outcome } = performed;
    if (outcome.outcome !== 'applied' && outcome.outcome !== 'parked') throw refusedProblem(outcome);
    return outcome;
  }
}
