import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '../auth/access.ts';
import { ServerClock } from '../server-clock.ts';
import { PRODUCT_VERSION } from './product-version.ts';

/** What the pipeline says about itself; the module that owns it is bound to this. */
export abstract class PipelineStatus {
  /** The last commit, and when the oldest mutation that waits for a decision arrived (null: none waits). */
  abstract read(): Promise<{ readonly commit: number; readonly oldestParkedAtMs: number | null }>;
}

const statusSchema = z.object({
  status: z.literal('ok'),
  version: z.string().describe('Version of the program'),
  commit: z.int().describe('Number of the last commit; never runs backwards'),
  oldestParkedAgeSeconds: z
    .number()
    .nullable()
    .describe('Age of the oldest mutation that is parked; null when none is'),
});

const MS_PER_SECOND = 1000;

/** The public sign of life of the pipeline. */
@ApiTags('status')
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
  @ApiOperation({ summary: 'How far the pipeline has come, and whether anything waits in it' })
  @ApiOkResponse({ standardSchema: statusSchema })
  async status(): Promise<z.infer<typeof statusSchema>> {
    const { commit, oldestParkedAtMs } = await this.#pipeline.read();
    const oldestParkedAgeSeconds =
      oldestParkedAtMs === null
        ? null
        : Math.max(0, Math.floor((this.#clock.nowMs() - oldestParkedAtMs) / MS_PER_SECOND));
    return { status: 'ok', version: this.#version, commit, oldestParkedAgeSeconds };
  }
}
