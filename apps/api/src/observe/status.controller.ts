import { Controller, Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import { Public } from '../auth/access.ts';
import { Operation } from '../rest/operation.ts';
import { ServerClock } from '../server-clock.ts';
import { PRODUCT_VERSION } from './product-version.ts';
import { RouteGroup } from '../rest/route-group.ts';

/** What the pipeline says about itself; the module that owns it is bound to this. */
export abstract class PipelineStatus {
  abstract read(): Promise<{
    readonly commit: number;
    /** When the oldest mutation that waits for a decision was parked; null: none waits. */
    readonly oldestParkedAtMs: number | null;
    /** The same of events that a group of handlers could not handle. */
    readonly oldestParkedEventAtMs: number | null;
  }>;
}

const statusSchema = z.object({
  status: z.literal('ok'),
  version: z.string().describe('Version of the program'),
  commit: z.int().describe('Number of the last commit; never runs backwards'),
  oldestParkedAgeSeconds: z
    .number()
    .nullable()
    .describe('Age of the oldest mutation that is parked; null when none is'),
  oldestParkedEventAgeSeconds: z
    .number()
    .nullable()
    .describe('Age of the oldest event that is parked; null when none is'),
});

const MS_PER_SECOND = 1000;

/** The public sign of life of the pipeline. */
@RouteGroup('status', 'How far the pipeline has come.')
@Controller('v1/offline-first-mobile-architecture')
export class StatusController {
  readonly #pipeline: PipelineStatus;
  readonly #version: string;

  readonly #clock: ServerClock;

  constructor(pipeline: PipelineStatus, clock: ServerClock, @Inject(PRODUCT_VERSION) version: string) {
    this.#pipeline = pipeline;
    this.#clock = clock;
    this.#version = version;
  }

  @Public()
  @Get('status')
  @Operation({
    id: 'getStatus',
    summary: 'How far the pipeline has come, and whether anything waits in it',
    answers: { 200: { description: 'The status', schema: statusSchema } },
  })
  async status(): Promise<z.infer<typeof statusSchema>> {
    const { commit, oldestParkedAtMs, oldestParkedEventAtMs } = await this.#pipeline.read();
    return {
      status: 'ok',
      version: this.#version,
      commit,
      oldestParkedAgeSeconds: this.#ageSeconds(oldestParkedAtMs),
      oldestParkedEventAgeSeconds: this.#ageSeconds(oldestParkedEventAtMs),
    };
  }

  #ageSeconds(sinceMs: number | null): number | null {
    return sinceMs === null ? null : Math.max(0, Math.floor((this.#clock.nowMs() - sinceMs) / MS_PER_SECOND));
  }
}
