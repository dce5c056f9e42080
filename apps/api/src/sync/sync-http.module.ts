import { SyncRuntime } from '#sync';
import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { ServerClock } from '../server-clock.ts';
import { AuditController } from './audit.controller.ts';
import { JobsController } from './jobs.controller.ts';
import { MutationsController } from './mutations.controller.ts';
import { ParkedController } from './parked.controller.ts';
import { ParkedEventsController } from './parked-events.controller.ts';
import { SyncController } from './sync.controller.ts';
import { gaugeEvents } from './event-metrics.ts';
import { gaugeJobs } from './job-metrics.ts';
import { gaugePipeline } from './sync-metrics.ts';

/** The pipeline's routes and figures. */
@Module({
  controllers: [
    SyncController,
    ParkedController,
    MutationsController,
    AuditController,
    ParkedEventsController,
    JobsController,
  ],
})
export class SyncHttpModule {
  constructor(registry: Registry, sync: SyncRuntime, dataSource: DataSource, clock: ServerClock) {
    gaugePipeline({ registry, sync, reader: dataSource, clock });
    gaugeJobs({ registry, jobs: sync.jobs });
    gaugeEvents({ registry, sync, reader: dataSource, clock });
  }
}
