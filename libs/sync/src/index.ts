/**
 * The server's door to sync: the pipeline that runs the other modules' decisions.
 */
export { AuditRow } from './entities/audit.entity.ts';
export { verifyStoredChain } from './commit/chain.service.ts';
export { type ChainVerdict } from './wire/chain.ts';
export { type Clock } from './define/clock.ts';
export { FaultPoints, NoFaults, type FaultPoint, type FaultScene } from './commit/faults.ts';
export { PARK_REASONS, type ParkReason } from './decide/step.ts';
export { type DeviceItem, type SmsDevice } from './devices/device.store.ts';
export { type CommitReport } from './commit/commit-runner.ts';
export { HandleEvent, handledEvents, type EventGroup, type HandledEvent } from './events/handle-event.ts';
export { EPOCHS_MAX } from './wire/cookie.ts';
export { raiseEpoch, readHead } from './commit/head.store.ts';
export { EVENT_LIMITS, type EventLimits } from './events/rules/event-limits.ts';
export { readGroupFigures, type GroupFigures } from './events/group-figures.store.ts';
export {
  oldestParkedEventAtMs,
  PARKED_EVENT_STATES,
  type ParkedEventDetail,
  type ParkedEventItem,
} from './events/parked-event-read.store.ts';
export { type CorrectAnswer, type ParkedEventRefusal } from './events/parked-events.service.ts';
export { ParkedService, type ReplayAnswer } from './parked/parked.service.ts';
export { oldestParkedAtMs, type LedgerItem, type ParkedItem } from './parked/parked.store.ts';
export { PullService } from './pull/pull.service.ts';
export {
  Pipeline,
  PushService,
  SYSTEM_ACTOR,
  type Performed,
  type PerformRequest,
  type PushAnswer,
  withPull,
} from './intake/push.service.ts';
export { type Reader } from './define/reader.ts';
export { onServer, type ServerModule, type ServerParts } from './nest/server-module.ts';
export { type RowClass } from './commit/entity-table.store.ts';
export { syncOnServer } from './server.ts';
export { TryAgain } from './intake/sequencer.ts';
export { SyncModule } from './nest/sync.module.ts';
export { SyncRuntime, type SyncOptions } from './nest/sync.runtime.ts';
// The pure core, for simulators and tools that run it without a database.
export { chainDigest, GENESIS_DIGEST, verifyChain, type StoredCommit } from './wire/chain.ts';
export { fold, MissingRows } from './decide/fold.ts';
export { followedRows, planGroup } from './decide/plan.ts';
export { sha256 } from './native-hash.ts';
export type {
  ClientState,
  FoldContext,
  FoldResult,
  GroupState,
  Intent,
  LoadedGroup,
  ParkedEntry,
  ParkedRef,
  Step,
  StepResult,
} from './decide/step.ts';
export { outcomeKind } from './decide/outcome.ts';
export { answerPull, planPull } from './pull/pull.ts';
export type { Pulled } from './pull/pull.store.ts';
export { Sequencer, type GroupRunner, type Handling } from './intake/sequencer.ts';
export { diffViews, type ScopeDelta, type ViewWrite } from './decide/view-diff.ts';
export * from './client.ts';
