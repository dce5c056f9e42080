import { MapPages } from '#routing';
import { Pipeline, type Json, type Outcome } from '#sync';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.ts';
import { keyReusedProblem } from '../rides/idempotency.ts';
import { refusalProblem } from '../rides/rides-problems.ts';
import { orTryAgain } from '../sync/sync-problems.ts';

/** A change of the map that staff ask for, under their key. */
export interface RoadWrite {
  readonly principal: Principal;
  readonly key: string;
  readonly name: 'routing.openClosure' | 'routing.liftClosure' | 'routing.setZone' | 'routing.endZone';
  readonly args: { readonly [name: string]: Json };
}

/** Changes of the map, for staff who come by REST: through the same door as everybody. */
@Injectable()
export class RoadWrites {
  readonly #pipeline: Pipeline;
  readonly #pages: MapPages;

  constructor(pipeline: Pipeline, pages: MapPages) {
    this.#pipeline = pipeline;
    this.#pages = pages;
  }

  /** Asks the pipeline. @throws Problem when a rule refuses it, or the key was used for something else. */
  async write({ principal: { subject, roles }, key, name, args }: RoadWrite): Promise<Outcome> {
    const performed = await orTryAgain(() => this.#pipeline.perform({ actor: { subject, roles }, key, name, args }));
    if ('error' in performed) throw keyReusedProblem();
    const { outcome } = performed;
    if (outcome.outcome !== 'applied' && outcome.outcome !== 'parked') throw refusalProblem(outcome);
    this.#pages.forget();
    return outcome;
  }
}
