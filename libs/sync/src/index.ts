/**
 * The server's door to sync: the pipeline that runs the other modules' decisions.
 */
export { asNumber } from './entities/as-number.ts';
export { verifyStoredChain } from './commit/chain.service.ts';
export { type ChainVerdict } from './wire/chain.ts';
export { type Clock } from './define/clock.ts';
export { PARK_REASONS } from './decide/step.ts';
export { type DeviceItem, type SmsDevice } from './devices/device.store.ts';
export { type CommitReport } from './commit/commit-runner.ts';
export { HandleEvent, handledEvents } from './events/handle-event.ts';
export { EPOCHS_MAX } from './wire/cookie.ts';
export { claimForIdKey, raiseEpoch, readHead } from './commit/head.store.ts';
export { EVENT_LIMITS } from './events/rules/event-limits.ts';
export {
  readConsumerGroupFigures as readGroupFigures,
  type ConsumerGroupFigures as GroupFigures,
} from './events/consumer-group-figures.store.ts';
export { openJobs, type JobItem, type Jobs } from './jobs/jobs.ts';
export { RUN_CAUSES, RUN_STATES, type JobRunItem } from './jobs/jobs.store.ts';
export { JobWorker, type JobCounts, type JobRun } from './jobs/job-worker.ts';
export { type RetentionClass } from './retention/retention-class.ts';
export { wordsMissing } from './retention/rules/retention-rules.ts';
export { oldestParkedEventAtMs, PARKED_EVENT_STATES } from './events/parked-event-read.store.ts';
export { type CorrectAnswer, type ParkedEventRefusal } from './events/parked-events.service.ts';
export { type ReplayAnswer } from './parked/parked.service.ts';
export { type LedgerPlace } from './parked/parked.store.ts';
export { AUDIT_KINDS, type AuditLine, type AuditPlace } from './audit/audit-list.store.ts';
export { oldestParkedAtMs } from './parked/parked.store.ts';
export { type LedgerItem, type ParkedItem } from './parked/shown-work.ts';
export { undeclaredPlaces } from './sight/walk-schema.ts';
export { ROLES } from './define/role.ts';
export { Pipeline, type Performed, type PushAnswer, withPull } from './intake/push.service.ts';
export { type Listening } from './poke/poke.service.ts';
export { type Reader } from './define/reader.ts';
export { nestModuleOf, type NestParts } from './nest/server.module.ts';
export { assertBlocksApart, onServer, type ServerModule } from './nest/server-module.ts';
export { type RowClass } from './commit/entity-table.store.ts';
export { syncOnServer } from './server.ts';
export { type NoRoomCode } from './decide/step.ts';
export { TryAgain } from './intake/sequencer.ts';
export { Rows } from './nest/rows.store.ts';
export { SyncModule } from './nest/sync.module.ts';
export { type GroupPlace } from './events/group-places.store.ts';
export { heldConnections, SyncRuntime, type SyncOptions } from './nest/sync.runtime.ts';
export { FaultReports } from './nest/fault-reports.ts';
export { type SyncTrouble } from './nest/troubles.ts';
export { databaseTrouble, type DatabaseTrouble } from './database/passing-faults.ts';
export { clientsWith, type PasswordSource } from './database/asking-client.ts';
export { closePool } from './database/close-pool.ts';
export { WRITE_POOL_LIMITS } from './database/write-pool.store.ts';
export { poolConfig, SESSION_LIMITS, type SessionSettings } from './database/session.ts';
export * from './client.ts';
